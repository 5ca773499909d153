"""How often workers say that they are alive, and when they are taken for dead."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Latidos:
    """All in seconds. A killed worker's jobs are taken up after ``muerto_s`` and a round."""

    sondeo_s: float = 2.0
    """Between two looks for work."""
    latido_s: float = 5.0
    """Between two signs of life."""
    muerto_s: float = 25.0
    """So long without one, by the database's clock, is death."""
    ronda_s: int = 20
    """Between two rounds of one worker for all, which take up what the dead left; divides 60."""

    @property
    def cron(self) -> str:
        """The rounds, as Procrastinate wants them."""
        return f"* * * * * */{self.ronda_s}"


USUALES = Latidos()
