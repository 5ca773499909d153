"""From the run's time to the film's, which also gives people the time to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from icsoe_bot.recording.rodaje import Escena

TARJETA_S = 4.0
"""Seconds that the first and the last card show, at least."""

_MINIMO_S = 2.5
_LETRAS_POR_SEGUNDO = 15
"""How fast people read subtitles."""


def lectura(*textos: str) -> float:
    """Seconds that it takes to read ``textos``."""
    return max(_MINIMO_S, sum(map(len, textos)) / _LETRAS_POR_SEGUNDO)


@dataclass(frozen=True, slots=True)
class Reloj:
    """Where each scene begins, in the run and in the film.

    A scene that was over before its caption can be read is held at its end: all that follows is
    that much later in the film.
    """

    inicios: tuple[float, ...]
    """In the run, in seconds since the epoch."""
    en_pelicula: tuple[float, ...]
    """In the film, in seconds."""

    @classmethod
    def de(cls, escenas: Sequence[Escena], inicio: float, portada: float) -> Reloj:
        """``inicio`` is when the first scene begins to show, after ``portada`` seconds of film."""
        inicios = [inicio, *(max(inicio, escena.inicio) for escena in escenas[1:])]
        en_pelicula = [portada]
        for cual, siguiente in enumerate(inicios[1:]):
            dura = siguiente - inicios[cual]
            en_pelicula.append(en_pelicula[-1] + max(dura, _lo_que_pide(escenas[cual])))
        return cls(tuple(inicios), tuple(en_pelicula))

    def __call__(self, momento: float) -> float:
        """When in the film something shows that showed at ``momento``."""
        cual = max((n for n, inicio in enumerate(self.inicios) if inicio <= momento), default=0)
        return self.en_pelicula[cual] + momento - self.inicios[cual]

    def fin(self, escenas: Sequence[Escena], fin: float) -> float:
        """When in the film the last scene ends, which ended at ``fin``."""
        return max(self(fin), self.en_pelicula[-1] + _lo_que_pide(escenas[-1]))


def _lo_que_pide(escena: Escena) -> float:
    return lectura(escena.rotulo, escena.explicacion)
