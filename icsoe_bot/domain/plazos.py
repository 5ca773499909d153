"""When an informativa is due.

Days 1 to 17 of the month after the period, central Mexico time; when the 17th is no business
day, the next business day [L]. Late filing is possible and usual [G].
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import holidays

from icsoe_bot.domain.periodo import Periodo

ZONA = ZoneInfo("America/Mexico_City")
"""The portal's time [L]."""

_DIA_LIMITE = 17
_SABADO = 5


@dataclass(frozen=True, slots=True)
class Calendario:
    """Mexico's business days: no weekends, no statutory holidays, none of ``inhabiles``."""

    inhabiles: frozenset[date] = field(default_factory=frozenset)
    """Days that IMSS or the office adds (see ``dias-inhabiles.txt`` of a working folder)."""

    def es_habil(self, dia: date) -> bool:
        return (
            dia.weekday() < _SABADO
            and dia not in self.inhabiles
            and dia not in holidays.country_holidays("MX", years=dia.year)
            # Código Fiscal, article 12, counts 5 May as well; the labour law doesn't.
            and (dia.month, dia.day) != (5, 5)
        )

    def habil_desde(self, dia: date) -> date:
        """``dia`` itself, or the next business day."""
        while not self.es_habil(dia):
            dia += timedelta(days=1)
        return dia


@dataclass(frozen=True, slots=True)
class Ventana:
    """The days, both included, on which a filing is on time."""

    abre: date
    vence: date

    def dias_restantes(self, hoy: date) -> int:
        """Days from ``hoy`` to the deadline; negative once it has passed."""
        return (self.vence - hoy).days


class Oportunidad(Enum):
    """Whether a filing was made inside its window."""

    EN_TIEMPO = "en tiempo"
    EXTEMPORANEA = "extemporánea"


def ventana(periodo: Periodo, calendario: Calendario | None = None) -> Ventana:
    """The filing window of ``periodo``."""
    abre = periodo.fin + timedelta(days=1)
    limite = abre.replace(day=_DIA_LIMITE)
    return Ventana(abre, (calendario or Calendario()).habil_desde(limite))


def oportunidad(
    presentada: date, periodo: Periodo, calendario: Calendario | None = None
) -> Oportunidad:
    """Whether a filing of ``periodo`` made on ``presentada`` was on time.

    A ``datetime`` must be aware; it counts by its day in central Mexico.
    """
    dia = dia_en_mexico(presentada) if isinstance(presentada, datetime) else presentada
    if dia <= ventana(periodo, calendario).vence:
        return Oportunidad.EN_TIEMPO
    return Oportunidad.EXTEMPORANEA


def dia_en_mexico(momento: datetime) -> date:
    """The calendar day of an aware moment in central Mexico.

    Raises:
        ValueError: the moment has no time zone.
    """
    if momento.tzinfo is None:
        raise ValueError("a moment without time zone has no day")
    return momento.astimezone(ZONA).date()
