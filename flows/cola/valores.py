"""What is in the queue, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.lote.renglon import Renglon
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.rfc import RFC


@dataclass(frozen=True, slots=True)
class Pedido:
    """A filing that a person asked for, with the oath, as the batch file gave it."""

    renglon: Renglon
    momento: datetime
    """When it was last asked for, in UTC."""


@dataclass(frozen=True, slots=True)
class EnCola:
    """A filing that waits or is being done."""

    presentacion: Presentacion
    en_proceso: bool
    desde: datetime | None
    """Not before this moment, when it was put off."""


@dataclass(frozen=True, slots=True)
class Equipo:
    """A machine's working folder, and whose e.firmas it holds."""

    nombre: str
    rfcs: frozenset[RFC]
    pausa: str
    """That its worker takes nothing at the moment; empty while it does."""
    vivo: bool
    """Whether its worker runs: it said so a moment ago."""


@dataclass(frozen=True, slots=True)
class Encoladas:
    """What came of asking for many filings."""

    nuevas: tuple[Presentacion, ...]
    ya_en_cola: tuple[Presentacion, ...]
    """Waiting, or being done, before; their oaths were brought up to date."""
    ya_presentadas: tuple[Presentacion, ...]
