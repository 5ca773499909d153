"""What was filmed, before anything is made of it: frames, gestures and photographs by scene.

Times are seconds since the epoch, as the browser stamps its frames; boxes are in CSS pixels of the
page's visible part, which has the size of ``navegador.TAMANIO``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


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
    hecho: float
    pulsa: bool = True
    """Whether it is clicked or filled in, and not only to be looked at."""


@dataclass(frozen=True, slots=True)
class Cuadro:
    """What the page showed from ``momento`` on: a JPEG file."""

    momento: float
    archivo: Path


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
    antes: Path | None = None
    """The page just before the last gesture."""
    despues: Path | None = None
    """The page at the scene's end."""

    @property
    def rotulo(self) -> str:
        """Number and title."""
        return f"{self.numero}. {self.titulo}" if self.numero else self.titulo


@dataclass(slots=True)
class Rodaje:
    """Everything of one run. The files are in ``carpeta``, which is its owner's to delete."""

    carpeta: Path
    marca: str = ""
    """What must be read on all that is made of it, such as that it is of the replica."""
    cuadros: list[Cuadro] = field(default_factory=list)
    escenas: list[Escena] = field(default_factory=list)
    fin: float = 0.0

    def tramos(self) -> list[tuple[Escena, float, float]]:
        """Each scene with its beginning and end."""
        finales = [*(escena.inicio for escena in self.escenas[1:]), self.fin]
        return [
            (escena, escena.inicio, fin) for escena, fin in zip(self.escenas, finales, strict=True)
        ]
