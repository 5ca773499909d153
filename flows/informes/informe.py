"""Writing a report's files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from flows.informes.contenido import contenido_de
from flows.tanda.resumen import Resumen
from icsoe_bot.archive.archivo import escribir_de_una_vez
from icsoe_bot.domain.plazos import ZONA


@dataclass(frozen=True, slots=True)
class Informe:
    """The report's files."""

    xlsx: Path
    html: Path


def escribir_informe(resumen: Resumen, carpeta: Path) -> Informe:
    """Write the report on a batch, named by when it began in central Mexico.

    Each file appears whole or not at all, and none that exists is overwritten: another report
    of the same second gets a number.
    """
    # Loaded for a report only: both would slow every other command.
    from flows.informes.libro import libro
    from flows.informes.pagina import pagina

    contenido = contenido_de(resumen, carpeta)
    en_xlsx, en_html = libro(contenido), pagina(contenido).encode()
    carpeta.mkdir(parents=True, exist_ok=True)
    informe = _apartar(carpeta, resumen.inicio)
    escribir_de_una_vez(informe.xlsx, en_xlsx)
    escribir_de_una_vez(informe.html, en_html)
    return informe


def _apartar(carpeta: Path, inicio: datetime) -> Informe:
    """A pair of names that nobody else has; both files exist, empty, to say that they are taken."""
    for nombre in _nombres(inicio):
        informe = Informe(carpeta / f"{nombre}.xlsx", carpeta / f"{nombre}.html")
        try:
            informe.xlsx.touch(exist_ok=False)
        except FileExistsError:
            continue
        try:
            informe.html.touch(exist_ok=False)
        except FileExistsError:
            informe.xlsx.unlink()
            continue
        return informe
    raise AssertionError("numbers don't end")


def _nombres(inicio: datetime) -> Iterator[str]:
    nombre = f"{inicio.astimezone(ZONA):%Y%m%d-%H%M%S}-informe"
    yield nombre
    yield from (f"{nombre}-{numero}" for numero in count(2))
