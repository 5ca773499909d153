"""What was found out about one thing: well, to be heeded, or wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flows.revision.motivos import porque
from icsoe_bot.errors import IcsoeError


@dataclass(frozen=True, slots=True)
class Atencion:
    """What stops nothing today and should be put right, in whole Spanish sentences."""

    detalle: str
    porque: str
    remedio: str


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """One thing that was looked at; with a ``problema`` the line is red, with ``atencion`` yellow.

    ``detalle`` says what there is, or what is wrong.
    """

    asunto: str
    detalle: str
    problema: IcsoeError | None = None
    atencion: Atencion | None = None

    @property
    def porque(self) -> str:
        """Why it matters; empty where all is well."""
        if self.problema is not None:
            return porque(self.problema)
        return self.atencion.porque if self.atencion else ""

    @property
    def remedio(self) -> str:
        """What to do; empty where all is well."""
        if self.problema is not None:
            return self.problema.remedio
        return self.atencion.remedio if self.atencion else ""


def mirar(asunto: str, que: Callable[[], str | Atencion]) -> Hallazgo:
    """Look at one thing: ``que`` says what there is, what to heed, or raises what is wrong."""
    try:
        dicho = que()
    except IcsoeError as problema:
        return Hallazgo(asunto, problema.mensaje, problema)
    if isinstance(dicho, Atencion):
        return Hallazgo(asunto, dicho.detalle, atencion=dicho)
    return Hallazgo(asunto, dicho)
