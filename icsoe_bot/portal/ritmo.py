"""A ceiling of requests per minute."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

VENTANA_S = 60.0


class Ritmo:
    """At most ``tope`` requests in any minute, if who asks waits as long as ``falta`` says.

    ``reloj`` gives seconds that only grow.
    """

    def __init__(self, tope: int, reloj: Callable[[], float] = time.monotonic) -> None:
        self.tope = tope
        self._reloj = reloj
        self._hechas: deque[float] = deque()

    def anotar(self) -> None:
        """A request was made."""
        self._hechas.append(self._reloj())

    def falta(self, hueco: int = 1) -> float:
        """Seconds until ``hueco`` more requests fit; 0 if they fit now.

        More than the ceiling can't fit together, so that waits for an empty minute.
        """
        ahora = self._reloj()
        while self._hechas and ahora - self._hechas[0] >= VENTANA_S:
            self._hechas.popleft()
        sobran = len(self._hechas) - max(0, self.tope - hueco)
        if sobran <= 0:
            return 0.0
        return self._hechas[sobran - 1] + VENTANA_S - ahora
