"""The sheet with the result of an exercise."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from flows.practicar.ejercicio import Ejercicio
from flows.practicar.vigilancia import METAS, Resultado
from icsoe_bot.domain.plazos import ZONA


def en_json(ejercicio: Ejercicio, resultado: Resultado) -> dict[str, Any]:
    """For machines."""
    return {
        "rfc": str(ejercicio.contribuyente.rfc),
        "periodo": str(ejercicio.periodo),
        "completo": resultado.completo,
        "metas": {
            clave: logrado.isoformat() if (logrado := resultado.logradas.get(clave)) else None
            for clave in METAS
        },
        "errores": resultado.errores,
        "advertencias_atendidas": list(resultado.advertencias.values()),
    }


def escribir(ejercicio: Ejercicio, resultado: Resultado, inicio: datetime, destino: Path) -> None:
    """Write it as a page that asks nothing of the network."""
    entorno = Environment(
        loader=PackageLoader("flows.practicar", "plantillas"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    ultimo = max(resultado.logradas.values(), default=inicio)
    destino.write_text(
        entorno.get_template("hoja.html").render(
            ejercicio=ejercicio,
            resultado=resultado,
            metas=[(METAS[clave], resultado.logradas.get(clave)) for clave in METAS],
            momento=f"{inicio.astimezone(ZONA):%d/%m/%Y %H:%M}",
            minutos=max(1, round((ultimo - inicio).total_seconds() / 60)),
            zona=ZONA,
        ),
        encoding="utf-8",
    )
