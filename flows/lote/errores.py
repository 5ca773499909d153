"""What is wrong with a batch file: all of it, each with its place and its remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from icsoe_bot.errors import UsageProblem


@dataclass(frozen=True, slots=True)
class ErrorDeLote:
    """One thing to correct."""

    fila: int
    """The row as a spreadsheet numbers it, the headings being the first; 0 is the whole file."""
    columna: str
    """The column's heading, or its letter if it has none; empty for a whole row or file."""
    valor: str
    """What the cell says, shortened."""
    mensaje: str
    remedio: str

    @property
    def donde(self) -> str:
        """The place, for people: «Fila 3, columna rfc»."""
        if not self.fila:
            return "Todo el archivo"
        return f"Fila {self.fila}" + (f", columna {self.columna}" if self.columna else "")

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)


class LoteInvalido(UsageProblem):
    """The batch file can't be used as it is; ``errores`` are all that it has to have corrected."""

    def __init__(self, archivo: Path, errores: Sequence[ErrorDeLote], *, hoja: str = "") -> None:
        cuantos = "1 error" if len(errores) == 1 else f"{len(errores)} errores"
        en_hoja = f" (hoja «{hoja}»)" if hoja else ""
        super().__init__(
            f"El lote {archivo}{en_hoja} tiene {cuantos}.",
            remedio="No se abrió el navegador ni se presentó nada. Corrija el archivo y vuelva a "
            "ejecutar la orden.",
        )
        self.errores = tuple(errores)
