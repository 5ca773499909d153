"""Stopping in good order when a person or the system asks for it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from flows import pasos
from flows.pasos import Paso
from icsoe_bot.errors import IcsoeError

INTERRUMPIDO = 130
"""The shells' exit code for a program that was interrupted."""


class Interrumpido(IcsoeError):
    """Somebody pressed Ctrl+C or ended the program."""

    exit_code = INTERRUMPIDO


class Interrupcion:
    """A request to stop, obeyed between two steps and never once «Firmar» may be clicked."""

    def __init__(self, avisar: Callable[[str], None]) -> None:
        self._avisar = avisar
        self._pedida = threading.Event()

    @contextmanager
    def atenta(self) -> Iterator[None]:
        """Note SIGINT and SIGTERM instead of dying of them; the second one kills as usual."""
        previos = {numero: signal.getsignal(numero) for numero in (signal.SIGINT, signal.SIGTERM)}

        def anotar(numero: int, _marco: FrameType | None) -> None:
            self._pedida.set()
            self._avisar("Se detendrá al terminar este paso. Otra vez Ctrl+C corta de inmediato.")
            signal.signal(numero, previos[signal.Signals(numero)])

        for numero in previos:
            signal.signal(numero, anotar)
        try:
            yield
        except KeyboardInterrupt:
            self._avisar(
                "Se cortó sin esperar. Vuelva a ejecutar la orden: antes de nada lee los acuses."
            )
            raise
        finally:
            for numero, previo in previos.items():
                signal.signal(numero, previo)

    def vigilar(self, paso: Paso) -> None:
        """An observer of steps.

        Raises:
            Interrumpido: stopping was asked for, and nothing was signed yet.
        """
        if paso.numero <= pasos.FIRMAR.numero:
            self.atender()

    @property
    def pedida(self) -> bool:
        """Whether somebody asked to stop."""
        return self._pedida.is_set()

    def atender(self) -> None:
        """Between two pieces of work.

        Raises:
            Interrumpido: stopping was asked for.
        """
        if self._pedida.is_set():
            raise Interrumpido(
                "Interrumpido a petición suya. No se firmó nada.",
                remedio="Vuelva a ejecutar la orden cuando quiera: sigue donde se quedó.",
            )

    def dormir(self, segundos: float) -> None:
        """Let the time pass, unless somebody asks to stop.

        Raises:
            Interrumpido: stopping was asked for.
        """
        self._pedida.wait(max(0.0, segundos))
        self.atender()
