"""The report of a look at the portal: for people, and for machines."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import ValidationError

from flows.calibracion.hallazgos import Calibracion, Hallado
from flows.marca import marca
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import UsageProblem
from icsoe_bot.portal.direcciones import Ambiente

JSON, HTML = "informe.json", "informe.html"


class InformeIlegible(UsageProblem):
    """There is no such report, or it isn't one."""


def escribir_informe(calibracion: Calibracion, destino: Path) -> None:
    """Write ``informe.json`` and ``informe.html`` beside the screenshots."""
    (destino / JSON).write_text(calibracion.model_dump_json(indent=2), encoding="utf-8")
    pagina = (
        _plantillas()
        .get_template("informe.html")
        .render(
            c=calibracion,
            marca=marca(Ambiente(calibracion.ambiente)),
            momento=f"{calibracion.momento.astimezone(ZONA):%d/%m/%Y a las %H:%M}",
            sellos={
                Hallado.BIEN: "bien",
                Hallado.OTRA_FORMA: "espera",
                Hallado.NO_HAY: "neutro",
                Hallado.VARIOS: "mal",
                Hallado.FALTA: "mal",
            },
        )
    )
    (destino / HTML).write_text(pagina, encoding="utf-8")


def leer_informe(donde: Path) -> Calibracion:
    """A report, by its folder or file.

    Raises:
        InformeIlegible: there is none, or it isn't one.
    """
    archivo = donde / JSON if donde.is_dir() else donde
    try:
        return Calibracion.model_validate_json(archivo.read_text(encoding="utf-8"))
    except OSError:
        raise InformeIlegible(
            f"No hay un informe de «icsoe portal revisar» en {donde}.",
            remedio="Indique una de las carpetas que están dentro de portal/.",
        ) from None
    except (ValidationError, UnicodeDecodeError):
        raise InformeIlegible(
            f"{archivo} no es un informe de «icsoe portal revisar», o está dañado.",
            remedio="Haga otro con «icsoe portal revisar».",
        ) from None


@cache
def _plantillas() -> Environment:
    return Environment(
        loader=PackageLoader("flows.calibracion", "plantillas"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
