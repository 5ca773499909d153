"""Playwright's trace of a run, with the parts that could hold a secret left out.

A trace records what is typed, the page around it and the requests that carry it, even across a
chunk's gap. So it is stopped whole before credentials are touched, and begun anew only once the
form that took them is gone from the page.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext


class SinTraza:
    """The usual case: nothing is recorded."""

    def pausar(self) -> None:
        """Credentials come next."""

    def reanudar(self) -> None:
        """The form that took them is gone. Not called after a failure: it may be there still."""

    def cerrar(self) -> None:
        """Write what is left."""


class Traza(SinTraza):
    """Numbered trace files of one session: ``traza-1.zip``, ``traza-2.zip``…"""

    def __init__(self, contexto: BrowserContext, carpeta: Path) -> None:
        self._contexto = contexto
        self._carpeta = carpeta
        self._partes = 0
        self._grabando = False
        self.reanudar()

    def pausar(self) -> None:
        if not self._grabando:
            return
        self._grabando = False
        self._partes += 1
        self._carpeta.mkdir(parents=True, exist_ok=True)
        self._contexto.tracing.stop(path=self._carpeta / f"traza-{self._partes}.zip")

    def reanudar(self) -> None:
        if not self._grabando:
            self._contexto.tracing.start(screenshots=True, snapshots=True)
            self._grabando = True

    def cerrar(self) -> None:
        self.pausar()
