"""Pages: each is one file, which asks nothing of the network."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from flows.informes.caminos import enlace_de_pagina
from flows.tanda.frases import momento_en_palabras


@cache
def plantilla(nombre: str) -> Template:
    """The template of ``plantillas/`` that is called so; it extends ``base.html``."""
    entorno = Environment(
        loader=PackageLoader("flows.informes", "plantillas"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    entorno.filters |= {
        "dia": "{:%d/%m/%Y}".format,
        "momento": momento_en_palabras,
        "enlace": enlace_de_pagina,
        "miles": "{:,}".format,
    }
    return entorno.get_template(nombre)
