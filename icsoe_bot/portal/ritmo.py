"""A ceiling of requests per minute."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable

VENTANA_S = 60.0
_OTRA_VEZ_S = 1.0
"""Until others may have let go of the room that they took."""


class Ritmo:
    """At most ``tope`` requests in any minute, if whoever asks takes room first and waits for it.

    Threads may share it. ``reloj`` gives seconds that only grow.
    """

    def __init__(self, tope: int, reloj: Callable[[], float] = time.monotonic) -> None:
        self.tope = tope
        self._reloj = reloj
        self._candado = threading.Lock()
        self._hechas: deque[float] = deque()
        self._apartado: dict[Hashable, int] = {}

    def anotar(self) -> None:
        """A request was made."""
        with self._candado:
            self._hechas.append(self._reloj())

    def apartar(self, hueco: int, quien: Hashable = None) -> float:
        """Take room for ``hueco`` more requests, in place of what ``quien`` had.

        Returns 0, or the seconds until it is worth asking again; then nothing was taken. More than
        the ceiling can't fit together, so that waits for an empty minute.
        """
        with self._candado:
            ahora = self._reloj()
            while self._hechas and ahora - self._hechas[0] >= VENTANA_S:
                self._hechas.popleft()
            self._apartado.pop(quien, None)
            # What others took they may not have used yet.
            ajeno = sum(self._apartado.values())
            sobran = len(self._hechas) - max(0, self.tope - hueco - ajeno)
            if sobran > 0:
                return self._hechas[sobran - 1] + VENTANA_S - ahora
            if ajeno and hueco + ajeno > self.tope:
                return _OTRA_VEZ_S
            self._apartado[quien] = hueco
            return 0.0

    def soltar(self, quien: Hashable = None) -> None:
        """``quien`` won't use any more of the room that it took."""
        with self._candado:
            self._apartado.pop(quien, None)
