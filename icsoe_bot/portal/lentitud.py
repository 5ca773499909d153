"""Whether the portal is slow, and how long to leave it alone."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

PRIMERA_PAUSA_S = 15.0
PAUSA_MAXIMA_S = 120.0

_MUESTRAS = 9
_MINIMO = 5
"""Fewer answers than this say nothing."""


@dataclass(frozen=True, slots=True)
class Pausa:
    """How long to wait, and why."""

    segundos: float
    pedida: bool
    """Whether the portal itself asked for it."""
    por_respuesta: float
    """Seconds that an answer takes, in the middle."""


class Lentitud:
    """Judges by the latest answers. A pause doubles while the portal stays slow. Threads may
    share it.

    ``umbral`` are the seconds that an answer may take; ``reloj`` gives seconds that only grow.
    """

    def __init__(self, umbral: float, reloj: Callable[[], float] = time.monotonic) -> None:
        self._umbral = umbral
        self._reloj = reloj
        self._muestras: deque[float] = deque(maxlen=_MUESTRAS)
        self._nuevas = 0
        self._seguidas = 0
        self._no_antes = reloj()
        self._candado = threading.Lock()

    def anotar(self, segundos: float) -> None:
        """An answer took so long."""
        with self._candado:
            self._muestras.append(segundos)
            self._nuevas += 1

    def pedir_espera(self, segundos: float) -> None:
        """The portal asked to be left alone for so long."""
        with self._candado:
            self._no_antes = max(self._no_antes, self._reloj() + segundos)

    def pausa(self) -> Pausa | None:
        """What to wait before the next session; asked once for each."""
        with self._candado:
            propia, por_respuesta = self._propia()
            pedida = self._no_antes - self._reloj()
        segundos = max(propia, pedida)
        if segundos <= 0:
            return None
        return Pausa(segundos, pedida >= propia, por_respuesta)

    def _propia(self) -> tuple[float, float]:
        # What was judged once isn't judged again: after a pause the portal gets a new chance.
        nuevas, self._nuevas = self._nuevas, 0
        if not nuevas or len(self._muestras) < _MINIMO:
            return 0.0, 0.0
        por_respuesta = median(self._muestras)
        if por_respuesta <= self._umbral:
            self._seguidas = 0
            return 0.0, por_respuesta
        pausa = min(PRIMERA_PAUSA_S * 2**self._seguidas, PAUSA_MAXIMA_S)
        self._seguidas = min(self._seguidas + 1, _MUESTRAS)
        return pausa, por_respuesta
