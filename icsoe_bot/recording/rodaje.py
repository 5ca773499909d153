"""What is filmed, before anything is made of it: frames, gestures and photographs by scene.

All of it stays in memory: nothing is left on disk by a run that is killed.

Times are seconds since the epoch, as the browser stamps its frames; boxes are in CSS pixels of the
page's visible part, which has the size of ``navegador.TAMANIO``.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Caja:
    """Where an element showed."""

    x: float
    y: float
    ancho: float
    alto: float

    @property
    def centro(self) -> tuple[float, float]:
        """Where the pointer goes."""
        return self.x + self.ancho / 2, self.y + self.alto / 2


@dataclass(frozen=True, slots=True)
class Gesto:
    """Something that is done to an element, from its announcement to the action."""

    nombre: str
    caja: Caja
    anunciado: float
    hecho: float = math.inf
    """Unknown while it is only announced."""
    pulsa: bool = True
    """Whether it is clicked or filled in, and not only to be looked at."""
    vista: int = 0
    """Which of its scene's ``vistas`` shows the element in its ``caja``."""


# Told apart by identity: the film takes out the one that it has shown, whatever looks the same.
@dataclass(frozen=True, slots=True, eq=False)
class Cuadro:
    """What the page showed from ``momento`` on, as a JPEG."""

    momento: float
    imagen: bytes


@dataclass(slots=True)
class Escena:
    """A step as people see it."""

    numero: int
    """The guide's; 0 for what the guide doesn't have."""
    clave: str
    titulo: str
    explicacion: str
    inicio: float
    gestos: list[Gesto] = field(default_factory=list)
    vistas: list[bytes | None] = field(default_factory=list)
    """The pages on which something was done, each just before the last gesture on it, as PNGs;
    ``None`` for one that couldn't be photographed."""
    despues: bytes | None = None
    """The page at the scene's end, as a PNG."""
    problema: bytes | None = None
    """The page when something had gone wrong for the first time, as a PNG."""

    @property
    def rotulo(self) -> str:
        """Number and title."""
        return f"{self.numero}. {self.titulo}" if self.numero else self.titulo


@dataclass(slots=True)
class Reserva:
    """A time of which nothing may be shown: what was to be hidden may have been seen."""

    desde: float
    escena: str
    """In which step it was found out."""
    hasta: float = math.inf


def _puesto() -> threading.Event:
    suceso = threading.Event()
    suceso.set()
    return suceso


@dataclass(slots=True)
class Rodaje:
    """Everything of one run. One thread adds to it while another may read."""

    marca: str = ""
    """What must be read on all that is made of it, such as that it is of the replica."""
    cuadros: list[Cuadro] = field(default_factory=list)
    """Those that are not in the film yet, as they came in: the browser draws several at a time,
    and a newer one may be done first."""
    escenas: list[Escena] = field(default_factory=list)
    reservas: list[Reserva] = field(default_factory=list)
    fin: float = 0.0
    pausas: int = 0
    """How often the run paused for people who watch."""
    en_pausa: threading.Event = field(default_factory=_puesto)
    """Set while the run does nothing, and before and after it: then others may work."""
