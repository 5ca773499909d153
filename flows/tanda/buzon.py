"""What the threads of a batch tell, told on in one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from queue import Empty, SimpleQueue

from flows.pasos import Paso
from flows.tanda.testigo import Testigo
from flows.tanda.vista import Desenlace, Trabajo

Carta = Callable[[], None]


class Buzon(Testigo):
    """May be told from any thread; ``testigo`` is told in the one that empties it, in order.

    So no display, notice or report needs to know about threads, and none of them holds one up.
    """

    def __init__(self, testigo: Testigo) -> None:
        self._testigo = testigo
        self._cartas: SimpleQueue[Carta] = SimpleQueue()

    def dejar(self, carta: Carta) -> None:
        """Have something done by whoever empties it."""
        self._cartas.put(carta)

    def vaciar(self, plazo: float = 0) -> None:
        """Do all that was left, waiting at most ``plazo`` seconds for the first."""
        try:
            carta = self._cartas.get(timeout=plazo) if plazo > 0 else self._cartas.get_nowait()
            while True:
                carta()
                carta = self._cartas.get_nowait()
        except Empty:
            return

    def comienza(self, trabajos: int) -> None:
        self.dejar(partial(self._testigo.comienza, trabajos))

    def empieza(self, trabajo: Trabajo) -> None:
        self.dejar(partial(self._testigo.empieza, trabajo))

    def paso(self, trabajo: Trabajo, paso: Paso) -> None:
        self.dejar(partial(self._testigo.paso, trabajo, paso))

    def espera(self, motivo: str, hasta: datetime) -> None:
        self.dejar(partial(self._testigo.espera, motivo, hasta))

    def advierte(self, texto: str) -> None:
        self.dejar(partial(self._testigo.advierte, texto))

    def pospone(self, trabajo: Trabajo, motivo: str) -> None:
        self.dejar(partial(self._testigo.pospone, trabajo, motivo))

    def deja(self, trabajo: Trabajo) -> None:
        self.dejar(partial(self._testigo.deja, trabajo))

    def termina(self, final: Desenlace) -> None:
        self.dejar(partial(self._testigo.termina, final))
