"""What any spreadsheet or CSV comes to: rows of raw cells, and their text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from icsoe_bot.errors import UsageProblem

Celda = str | float | bool | date | time | timedelta | None
"""What a spreadsheet keeps in a cell (an ``int`` or ``datetime`` too); a CSV has text only."""

EPOCA = datetime(1899, 12, 30)
"""The day 0 of Excel's serial numbers, but for old Macs'."""

SIN_RESULTADO = "#FÓRMULA SIN RESULTADO"
"""Stands for a formula whose result the file doesn't have."""

_LARGO = 60


class ArchivoIlegible(UsageProblem):
    """There are no rows to be had from the file. ``fila`` is where reading stopped, if known."""

    def __init__(self, mensaje: str, *, remedio: str, fila: int = 0) -> None:
        super().__init__(mensaje, remedio=remedio)
        self.fila = fila


@dataclass(frozen=True, slots=True)
class Fila:
    """A row that isn't blank."""

    numero: int
    """As a spreadsheet shows it."""
    celdas: tuple[Celda, ...]

    def celda(self, indice: int) -> Celda:
        """A cell by its position; rows may be shorter than others."""
        return self.celdas[indice] if indice < len(self.celdas) else None


@dataclass(frozen=True, slots=True)
class Tabla:
    """The rows of a file that aren't blank, the headings first."""

    filas: tuple[Fila, ...]
    hoja: str = ""
    """The sheet's name; empty for a CSV."""
    epoca: datetime = EPOCA


def limpiar(texto: str) -> str:
    """A text in NFC, on one line, with single spaces and nothing invisible."""
    texto = unicodedata.normalize("NFC", texto)
    if not texto.isprintable():
        texto = "".join(map(_visible, texto))
    return " ".join(texto.split())


def _visible(letra: str) -> str:
    # Controls separate, as line breaks do; what only steers the display is nothing.
    return {"Cc": " ", "Cf": ""}.get(unicodedata.category(letra), letra)


def texto_de(celda: Celda) -> str:
    """A cell as a person reads it; empty if it is blank."""
    match celda:
        case None:
            return ""
        case bool():
            return "VERDADERO" if celda else "FALSO"
        case float():
            return str(int(celda)) if celda.is_integer() else str(celda)
        case datetime():
            return str(celda.date() if celda.time() == time.min else celda)
        case str():
            return limpiar(celda)
        case _:
            return str(celda)


def recortar(texto: str) -> str:
    """At most 60 characters, for messages."""
    return texto if len(texto) <= _LARGO else texto[: _LARGO - 1] + "…"


def sin_vacias(filas: Iterable[Fila]) -> tuple[Fila, ...]:
    """The rows that say anything."""
    return tuple(fila for fila in filas if any(texto_de(celda) for celda in fila.celdas))
