"""What changed between two looks at the portal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.calibracion.hallazgos import Calibracion, HallazgoDeElemento, HallazgoDeTexto, Vista


@dataclass(frozen=True, slots=True)
class Cambio:
    """Something that isn't as it was."""

    pantalla: str
    que: str
    antes: str
    despues: str
    empeora: bool
    """Whether a filing that got past it no longer does."""


def comparar(antes: Calibracion, despues: Calibracion) -> list[Cambio]:
    """Each difference, screen by screen."""
    viejas = {vista.clave: vista for vista in antes.vistas}
    nuevas = {vista.clave: vista for vista in despues.vistas}
    cambios: list[Cambio] = []
    for clave in dict.fromkeys([*viejas, *nuevas]):
        vieja, nueva = viejas.get(clave), nuevas.get(clave)
        if vieja is None or nueva is None:
            vista = vieja or nueva
            assert vista is not None
            # A look from the door alone sees less; that is no change of the portal.
            if antes.por_dentro == despues.por_dentro:
                cambios.append(
                    Cambio(vista.titulo, "pantalla", _se_vio(vieja), _se_vio(nueva), nueva is None)
                )
            continue
        cambios += _de_pantalla(vieja, nueva)
    return cambios


def _de_pantalla(vieja: Vista, nueva: Vista) -> Iterator[Cambio]:
    if vieja.problema != nueva.problema:
        yield Cambio(
            nueva.titulo,
            "pantalla",
            vieja.problema or "se vio",
            nueva.problema or "se vio",
            bool(nueva.problema),
        )
    if vieja.direccion.rpartition("/")[2] != nueva.direccion.rpartition("/")[2]:
        yield Cambio(nueva.titulo, "dirección", vieja.direccion, nueva.direccion, False)
    viejos = {uno.clave: uno for uno in vieja.elementos}
    for uno in nueva.elementos:
        previo = viejos.get(uno.clave)
        if previo is not None and _dicho(previo) != _dicho(uno):
            yield Cambio(
                nueva.titulo,
                f"«{uno.nombre}» ({uno.clave})",
                _dicho(previo),
                _dicho(uno),
                previo.hallado.sirve and not uno.hallado.sirve,
            )
    textos = {uno.clave: uno for uno in vieja.textos}
    for texto in nueva.textos:
        anterior = textos.get(texto.clave)
        if anterior is not None and _leido(anterior) != _leido(texto):
            yield Cambio(
                nueva.titulo,
                f"texto «{texto.clave}»",
                _leido(anterior),
                _leido(texto),
                anterior.hallado.sirve and not texto.hallado.sirve,
            )


def _se_vio(vista: Vista | None) -> str:
    return "no se vio" if vista is None else "se vio"


def _dicho(uno: HallazgoDeElemento) -> str:
    if uno.servida is None:
        return str(uno.hallado.value)
    return f"{uno.hallado.value}: {uno.formas[uno.servida].busca}"


def _leido(uno: HallazgoDeTexto) -> str:
    return uno.visto or uno.hallado.value
