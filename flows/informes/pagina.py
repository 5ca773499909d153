"""The report as a page: one file, which asks nothing of the network."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from flows.informes.contenido import TITULO, Contenido, titular
from flows.tanda.frases import momento_en_palabras


def pagina(contenido: Contenido) -> str:
    """The page's HTML."""
    return _plantilla().render(titulo=TITULO, informe=contenido)


@cache
def _plantilla() -> Template:
    entorno = Environment(
        loader=PackageLoader("flows.informes", "plantillas"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    entorno.filters |= {
        "titular": titular,
        "momento": momento_en_palabras,
        "enlace": _enlace,
        "miles": "{:,}".format,
    }
    return entorno.get_template("informe.html")


def _enlace(camino: str) -> str:
    return camino if camino.startswith("file:") else quote(camino)
