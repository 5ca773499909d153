"""Playwright's trace of a run, with the parts that could hold a secret left out.

A trace records what is typed, the page around it and the requests that carry it, even across a
chunk's gap. So it is stopped whole before credentials are touched, and begun anew afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext


class SinTraza:
    """The usual case: nothing is recorded."""

    @contextmanager
    def sin_mirar(self) -> Iterator[None]:
        """Run a part that handles credentials, unrecorded."""
        yield

    def cerrar(self) -> None:
        """Write what is left."""


class Traza(SinTraza):
    """Numbered trace files of one session: ``traza-1.zip``, ``traza-2.zip``…"""

    def __init__(self, contexto: BrowserContext, carpeta: Path) -> None:
        self._contexto = contexto
        self._carpeta = carpeta
        self._partes = 0
        self._grabando = False
        self._grabar()

    @contextmanager
    def sin_mirar(self) -> Iterator[None]:
        self._detener()
        yield
        # Not begun again after a failure: the form may still hold what was typed.
        self._grabar()

    def cerrar(self) -> None:
        self._detener()

    def _grabar(self) -> None:
        self._contexto.tracing.start(screenshots=True, snapshots=True)
        self._grabando = True

    def _detener(self) -> None:
        if not self._grabando:
            return
        self._grabando = False
        self._partes += 1
        self._carpeta.mkdir(parents=True, exist_ok=True)
        self._contexto.tracing.stop(path=self._carpeta / f"traza-{self._partes}.zip")
