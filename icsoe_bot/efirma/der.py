"""A strict DER reader, for what ``cryptography`` refuses to read or doesn't tell.

Names in SAT's certificates hold Latin-1 in TeletexString, at which ``Certificate.subject``
raises; and the cipher of a private key must be known before it is opened.
"""

from __future__ import annotations

from typing import NamedTuple

ENTERO = 0x02
OCTETOS = 0x04
OID = 0x06
SECUENCIA = 0x30
CONJUNTO = 0x31
BITS = 0x03
BMP = 0x1E

_LARGO_EN_OCTETOS = 4
"""Lengths take at most four bytes: files are bounded far below that."""


class DerInvalido(ValueError):
    """The bytes are not DER of the expected form. Never leaves this package."""


class Nodo(NamedTuple):
    """One element: its tag and its content."""

    etiqueta: int
    contenido: bytes

    def hijos(self, etiqueta: int = SECUENCIA) -> list[Nodo]:
        """The elements inside this one, which must carry ``etiqueta``."""
        if self.etiqueta != etiqueta:
            raise DerInvalido("unexpected tag")
        return leer_varios(self.contenido)

    def entero(self) -> int:
        """The value of an INTEGER."""
        if self.etiqueta != ENTERO or not self.contenido:
            raise DerInvalido("not an integer")
        return int.from_bytes(self.contenido, "big", signed=True)


def leer(datos: bytes) -> Nodo:
    """The one element that ``datos`` consists of."""
    nodos = leer_varios(datos)
    if len(nodos) != 1:
        raise DerInvalido("not exactly one element")
    return nodos[0]


def leer_varios(datos: bytes) -> list[Nodo]:
    """The elements that stand side by side in ``datos``."""
    nodos: list[Nodo] = []
    posicion = 0
    while posicion < len(datos):
        nodo, posicion = _leer_en(datos, posicion)
        nodos.append(nodo)
    return nodos


def _leer_en(datos: bytes, posicion: int) -> tuple[Nodo, int]:
    if len(datos) < posicion + 2 or datos[posicion] & 0x1F == 0x1F:
        raise DerInvalido("truncated, or a long tag")
    etiqueta, largo = datos[posicion], datos[posicion + 1]
    posicion += 2
    if largo & 0x80:
        cuantos = largo & 0x7F
        if not 1 <= cuantos <= _LARGO_EN_OCTETOS or len(datos) < posicion + cuantos:
            raise DerInvalido("indefinite or too long a length")
        largo = int.from_bytes(datos[posicion : posicion + cuantos], "big")
        posicion += cuantos
    if len(datos) < posicion + largo:
        raise DerInvalido("truncated")
    return Nodo(etiqueta, datos[posicion : posicion + largo]), posicion + largo
