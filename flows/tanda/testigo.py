"""Who watches a batch: the command line's display, notices, tests."""

from __future__ import annotations

from datetime import datetime

from flows.pasos import Paso
from flows.tanda.vista import Desenlace, Trabajo


class Testigo:
    """Told of everything that happens; this one looks away."""

    def comienza(self, trabajos: int) -> None:
        """The batch begins."""

    def empieza(self, trabajo: Trabajo) -> None:
        """Its turn has come."""

    def paso(self, trabajo: Trabajo, paso: Paso) -> None:
        """It is at a step."""

    def espera(self, motivo: str, hasta: datetime) -> None:
        """The batch waits, and why."""

    def advierte(self, texto: str) -> None:
        """Something that people should know, and that nothing waits for."""

    def pospone(self, trabajo: Trabajo, motivo: str) -> None:
        """It will be looked at again later."""

    def deja(self, trabajo: Trabajo) -> None:
        """It wasn't begun after all, and stays as it was."""

    def termina(self, final: Desenlace) -> None:
        """It ended, for this run."""


class Testigos(Testigo):
    """Several of them."""

    def __init__(self, *testigos: Testigo) -> None:
        self._testigos = testigos

    def comienza(self, trabajos: int) -> None:
        for testigo in self._testigos:
            testigo.comienza(trabajos)

    def empieza(self, trabajo: Trabajo) -> None:
        for testigo in self._testigos:
            testigo.empieza(trabajo)

    def paso(self, trabajo: Trabajo, paso: Paso) -> None:
        for testigo in self._testigos:
            testigo.paso(trabajo, paso)

    def espera(self, motivo: str, hasta: datetime) -> None:
        for testigo in self._testigos:
            testigo.espera(motivo, hasta)

    def advierte(self, texto: str) -> None:
        for testigo in self._testigos:
            testigo.advierte(texto)

    def pospone(self, trabajo: Trabajo, motivo: str) -> None:
        for testigo in self._testigos:
            testigo.pospone(trabajo, motivo)

    def deja(self, trabajo: Trabajo) -> None:
        for testigo in self._testigos:
            testigo.deja(trabajo)

    def termina(self, final: Desenlace) -> None:
        for testigo in self._testigos:
            testigo.termina(final)
