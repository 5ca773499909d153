"""Hours of the day in which an office leaves the portal alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from icsoe_bot.domain.plazos import ZONA

_ESCRITAS = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])-([01]?[0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class HorasDeSilencio:
    """From ``inicio``, included, to ``fin``, excluded, each day in central Mexico.

    ``str`` gives ``22:00-06:00``. When ``fin`` is the earlier one it is the next day's.

    Raises:
        ValueError: both are the same, which could mean all or nothing.
    """

    inicio: time
    fin: time

    def __post_init__(self) -> None:
        if self.inicio == self.fin:
            raise ValueError("quiet hours begin and end at different times")

    @classmethod
    def parse(cls, texto: str) -> HorasDeSilencio:
        """Read ``22:00-06:00``.

        Raises:
            ValueError: it is anything else.
        """
        escritas = _ESCRITAS.fullmatch(re.sub(r"\s", "", texto).replace("–", "-"))
        if escritas is None:
            raise ValueError("not HH:MM-HH:MM")
        desde_h, desde_m, hasta_h, hasta_m = map(int, escritas.groups())
        return cls(time(desde_h, desde_m), time(hasta_h, hasta_m))

    def incluyen(self, momento: datetime) -> bool:
        """Whether an aware moment falls into them."""
        hora = momento.astimezone(ZONA).time()
        if self.inicio < self.fin:
            return self.inicio <= hora < self.fin
        return hora >= self.inicio or hora < self.fin

    def terminan(self, momento: datetime) -> datetime:
        """The first end of them after an aware moment."""
        local = momento.astimezone(ZONA)
        fin = datetime.combine(local.date(), self.fin, ZONA)
        return fin if fin > local else fin + timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.inicio:%H:%M}-{self.fin:%H:%M}"
