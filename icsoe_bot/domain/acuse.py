"""The receipt of a filing: IMSS's proof of its date [L]."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from icsoe_bot.domain.informativa import Presentacion, TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC
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
    """A receipt, as a row of «Acuses de presentación» tells of it."""

    rfc: RFC
    periodo: Periodo
    folio: Folio
    tipo: str
    """«Tipo de informativa» as the portal writes it; unknown kinds stay as they are."""
    complementaria: str
    """«Tipo de complementaria» as the portal writes it; empty for the first return."""
    fecha_presentacion: date

    @property
    def clave(self) -> str:
        """The kind in a form for file names: ``sin-informacion``, ``normal-correccion``."""
        return "-".join(_clave(parte) for parte in (self.tipo, self.complementaria) if parte)

    @property
    def sin_efectos(self) -> bool:
        """Whether it is of a complementaria that cancels what was filed before it [L]."""
        return _clave(self.complementaria) == "sin-efectos"

    def es_tipo(self, tipo: TipoInformativa) -> bool:
        """Whether the portal's word for its kind is this one, whatever accents and case."""
        return _clave(self.tipo) == tipo.clave

    def es_de(self, presentacion: Presentacion) -> bool:
        """Whether it is the first return that ``presentacion`` asks for, and no complementaria."""
        return (
            (self.rfc, self.periodo) == (presentacion.rfc, presentacion.periodo)
            and self.es_tipo(presentacion.tipo)
            and not self.complementaria
        )


def _clave(texto: str) -> str:
    letras = unicodedata.normalize("NFD", texto).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letras).strip("-")[:40]
