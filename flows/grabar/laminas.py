"""The pictures of a guide: each scene's page, with what is used on it ringed and numbered."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image

from icsoe_bot.portal.navegador import TAMANIO
from icsoe_bot.recording.rodaje import Caja, Escena, Gesto
from icsoe_bot.recording.trazos import anillo, numerar

_CALIDAD = 85


@dataclass(frozen=True, slots=True)
class Lamina:
    """A picture as an address that holds it whole, and the names of what is ringed, in order."""

    imagen: str
    senalados: list[str]
    de_que: str = "Pantalla del portal"

    @property
    def descripcion(self) -> str:
        """What the picture shows, for those who can't see it."""
        return self.de_que + (
            f"; señalados: {', '.join(f'{n}, {s}' for n, s in enumerate(self.senalados, 1))}"
            if self.senalados
            else ""
        )


def laminas(escena: Escena, *, con_final: bool = False) -> list[Lamina]:
    """The pictures of a scene: of each page on which something was done, else of its end.

    ``con_final`` adds the page at its end. What couldn't be photographed is left out.
    """
    hechas = [
        _senalada(foto, [gesto for gesto in escena.gestos if gesto.vista == cual])
        for cual, foto in enumerate(escena.vistas)
        if foto is not None
    ]
    if escena.despues is not None and (con_final or not hechas):
        hechas.append(Lamina(fotografia(escena.despues), []))
    return hechas


def _senalada(foto: bytes, gestos: Sequence[Gesto]) -> Lamina:
    with Image.open(io.BytesIO(foto)) as abierta:
        imagen = abierta.convert("RGB").resize(TAMANIO)
    # Where nothing had to be clicked, what was looked at is what the step is about.
    de_estos = [gesto for gesto in gestos if gesto.pulsa] or gestos
    pulsados = en_orden({gesto.caja: gesto for gesto in de_estos}.values())
    for gesto in gestos:
        if gesto.caja not in {pulsado.caja for pulsado in pulsados}:
            anillo(imagen, gesto.caja, delgado=True)
    numerar(imagen, [gesto.caja for gesto in pulsados])
    return Lamina(en_linea(imagen), [gesto.nombre for gesto in pulsados])


def en_orden(gestos: Iterable[Gesto]) -> list[Gesto]:
    """As one reads them: line by line, each from left to right.

    What overlaps in height by more than half is on one line.
    """
    lineas: list[list[Gesto]] = []
    for gesto in sorted(gestos, key=lambda uno: uno.caja.centro[1]):
        if lineas and _a_la_par(lineas[-1][0].caja, gesto.caja):
            lineas[-1].append(gesto)
        else:
            lineas.append([gesto])
    return [gesto for linea in lineas for gesto in sorted(linea, key=lambda uno: uno.caja.x)]


def _a_la_par(una: Caja, otra: Caja) -> bool:
    comun = min(una.y + una.alto, otra.y + otra.alto) - max(una.y, otra.y)
    return comun > min(una.alto, otra.alto) / 2


def fotografia(foto: bytes) -> str:
    """A picture as it is, as an address that holds it whole."""
    with Image.open(io.BytesIO(foto)) as abierta:
        return en_linea(abierta.convert("RGB"))


def en_linea(imagen: Image.Image) -> str:
    """A picture as an address that holds it whole."""
    memoria = io.BytesIO()
    imagen.save(memoria, "JPEG", quality=_CALIDAD)
    return "data:image/jpeg;base64," + base64.b64encode(memoria.getvalue()).decode("ascii")
