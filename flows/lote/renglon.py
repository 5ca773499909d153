"""A line of the batch file, once every column of it was understood."""

from __future__ import annotations

from dataclasses import dataclass

from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.protesta import Protesta


@dataclass(frozen=True, slots=True)
class Renglon:
    """One filing that a person asked for, with the oath of who declares."""

    fila: int
    """Its row in the file, as a spreadsheet numbers them."""
    presentacion: Presentacion
    protesta: Protesta
    nombre: str = ""
    """The taxpayer's name, for reports; never sent to the portal."""
    nota: str = ""
    """The office's own remark, for reports."""

    @property
    def titulo(self) -> str:
        """What it is about, in logs and displays."""
        return str(self.presentacion)

    @property
    def contribuyente(self) -> str:
        """Whose filing it is: the RFC."""
        return str(self.presentacion.rfc)
