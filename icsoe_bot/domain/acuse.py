"""The receipt of a filing: IMSS's proof of its date [L]."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.errors import OurFault


class FolioIlegible(OurFault):
    """What the portal shows as a folio can't be one."""


@dataclass(frozen=True, slots=True)
class Folio:
    """«Folio definitivo de la informativa», such as ``SI22034095`` [G] or ``N262253432`` [L].

    Letters, digits and dashes; the pattern is information, not a rule, but a folio also names
    a file, so nothing else is let through.
    """

    valor: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{3,39}", self.valor):
            raise FolioIlegible(f"El portal muestra «{self.valor[:60]}» donde va un folio.")

    def __str__(self) -> str:
        return self.valor


@dataclass(frozen=True, slots=True)
class Acuse:
    """One row of «Acuses de presentación»."""

    presentacion: Presentacion
    folio: Folio
    fecha_presentacion: date
    complementaria: str = ""
    """«Tipo de complementaria» as the portal writes it; empty for the first return."""
