"""What was found on each screen, as values that go into a report and come back out of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Hallado(StrEnum):
    """How an element or a text fared."""

    BIEN = "bien"
    """By its first way, and just one."""
    OTRA_FORMA = "otra forma"
    """By a later way: it works, and something changed."""
    VARIOS = "varios"
    FALTA = "falta"
    NO_HAY = "no hay"
    """It may be missing, and is: a table without rows has no icons."""

    @property
    def sirve(self) -> bool:
        """Whether a filing gets past it."""
        return self not in (Hallado.VARIOS, Hallado.FALTA)


class _Valor(BaseModel):
    model_config = ConfigDict(frozen=True)


class Forma(_Valor):
    """One way of finding an element, and how many things it led to."""

    busca: str
    cuantos: int


class Propuesta(_Valor):
    """What an element might be now."""

    descripcion: str
    parecido: float
    renglon: str
    """Ready for ``portal.toml``."""


class HallazgoDeElemento(_Valor):
    """An element of a screen."""

    clave: str
    nombre: str
    fuente: str
    propio: bool
    """Whether this folder's ``portal.toml`` says how to find it."""
    hallado: Hallado
    formas: tuple[Forma, ...]
    servida: int | None = None
    """Which way led to it, from 0."""
    propuestas: tuple[Propuesta, ...] = ()
    seguida: bool = False
    """Whether the look went on with the first proposal."""


class HallazgoDeTexto(_Valor):
    """A text of the portal that is expected word for word."""

    clave: str
    esperado: str
    visto: str
    hallado: Hallado
    propuestas: tuple[Propuesta, ...] = ()


class Vista(_Valor):
    """A screen as it was seen."""

    clave: str
    titulo: str
    direccion: str = ""
    elementos: tuple[HallazgoDeElemento, ...] = ()
    textos: tuple[HallazgoDeTexto, ...] = ()
    captura: str = ""
    copia: str = ""
    problema: str = ""
    """Why it wasn't reached, or what the portal said instead."""

    @property
    def sirve(self) -> bool:
        """Whether a filing gets past it."""
        return not self.problema and not self.fallas

    @property
    def fallas(self) -> list[HallazgoDeElemento | HallazgoDeTexto]:
        """What a filing doesn't get past."""
        todos: list[HallazgoDeElemento | HallazgoDeTexto] = [*self.elementos, *self.textos]
        return [uno for uno in todos if not uno.hallado.sirve]


class Calibracion(_Valor):
    """A whole look at the portal."""

    version: int = 1
    momento: datetime
    ambiente: str
    portal: str
    por_dentro: bool
    """Whether it was looked at with an e.firma too."""
    perfil: str
    """Fingerprint of the profile that it was held against."""
    programa: str
    navegador: str
    vistas: tuple[Vista, ...]
    borradores_antes: int | None = None
    borradores_despues: int | None = None
    sesion_cerrada: bool | None = None

    @property
    def intacto(self) -> bool:
        """Whether the tray is as it was before."""
        return self.borradores_antes == self.borradores_despues

    @property
    def sirve(self) -> bool:
        """Whether nothing that was looked at stands in the way of a filing."""
        return all(v.sirve for v in self.vistas) and self.intacto

    @property
    def segura(self) -> bool:
        """Whether it was all looked at, and nothing stands in the way of a filing."""
        sabido = self.borradores_antes is not None and self.sesion_cerrada is not False
        return self.sirve and self.por_dentro and sabido

    @property
    def renglones(self) -> list[str]:
        """The first proposal for each thing that isn't found, ready for ``portal.toml``."""
        lineas = [
            uno.propuestas[0].renglon
            for vista in self.vistas
            for uno in vista.fallas
            if uno.propuestas
        ]
        return list(dict.fromkeys(lineas))
