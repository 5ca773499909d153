"""Who watches a batch: the command line's display, notices, tests."""

from __future__ import annotations

from datetime import datetime

from flows.lote.renglon import Renglon
from flows.pasos import Paso
from flows.tanda.resumen import Final


class Testigo:
    """Told of everything that happens; this one looks away."""

    def comienza(self, renglones: int) -> None:
        """The batch begins."""

    def empieza(self, renglon: Renglon) -> None:
        """A filing's turn has come."""

    def paso(self, renglon: Renglon, paso: Paso) -> None:
        """It is at a step."""

    def espera(self, motivo: str, hasta: datetime) -> None:
        """The batch waits, and why."""

    def pospone(self, renglon: Renglon, motivo: str) -> None:
        """A filing will be looked at again later."""

    def termina(self, final: Final) -> None:
        """A filing ended, for this run."""


class Testigos(Testigo):
    """Several of them."""

    def __init__(self, *testigos: Testigo) -> None:
        self._testigos = testigos

    def comienza(self, renglones: int) -> None:
        for testigo in self._testigos:
            testigo.comienza(renglones)

    def empieza(self, renglon: Renglon) -> None:
        for testigo in self._testigos:
            testigo.empieza(renglon)

    def paso(self, renglon: Renglon, paso: Paso) -> None:
        for testigo in self._testigos:
            testigo.paso(renglon, paso)

    def espera(self, motivo: str, hasta: datetime) -> None:
        for testigo in self._testigos:
            testigo.espera(motivo, hasta)

    def pospone(self, renglon: Renglon, motivo: str) -> None:
        for testigo in self._testigos:
            testigo.pospone(renglon, motivo)

    def termina(self, final: Final) -> None:
        for testigo in self._testigos:
            testigo.termina(final)
