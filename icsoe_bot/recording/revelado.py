"""Making the film beside the run, in a thread of its own: it works while the run pauses."""

from __future__ import annotations

import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from av.error import FFmpegError

from icsoe_bot.recording.pelicula import Capitulo, Pelicula, Tarjeta
from icsoe_bot.recording.rodaje import Rodaje

_RETRASO_S = 2.0
"""How far the film stays behind the run: the browser's frames come in late."""
_DESCANSO_S = 0.2


class Revelado(AbstractContextManager["Revelado"]):
    """The film of a run. Until ``terminar`` it is a file with another name, which is deleted if the
    run ends otherwise; what couldn't be written is told then, never to the run.

    Raises:
        OSError: ``destino`` can't be written.
    """

    def __init__(self, rodaje: Rodaje, portada: Tarjeta, destino: Path) -> None:
        self._rodaje = rodaje
        self._destino = destino
        self._parcial = destino.with_suffix(f".parcial{destino.suffix}")
        # The encoder opens it with its first picture only.
        self._parcial.touch()
        self._pelicula = Pelicula(rodaje, portada, self._parcial)
        self._alto = threading.Event()
        self._error: Exception | None = None
        self._hilo = threading.Thread(target=self._revelar, name="revelado", daemon=True)
        self._hilo.start()

    def __exit__(
        self,
        tipo: type[BaseException] | None,
        error: BaseException | None,
        rastro: TracebackType | None,
    ) -> None:
        self._parar()
        self._pelicula.abandonar()
        self._parcial.unlink(missing_ok=True)

    def terminar(self, cierre: Tarjeta) -> list[Capitulo]:
        """The run is over: finish the film and give it its name.

        Raises:
            OSError: it couldn't be written.
        """
        self._parar()
        try:
            if self._error is not None:
                raise self._error
            capitulos = self._pelicula.terminar(cierre)
            self._parcial.replace(self._destino)
        except FFmpegError as error:
            raise OSError(f"no se pudo escribir la película: {error}") from error
        return capitulos

    def _revelar(self) -> None:
        while not self._alto.wait(_DESCANSO_S):
            try:
                self._pelicula.revelar(time.time() - _RETRASO_S)
            except Exception as error:
                self._error = error
                return

    def _parar(self) -> None:
        self._alto.set()
        # A run that was cut off between two pauses won't begin another one.
        self._rodaje.en_pausa.set()
        self._hilo.join()
