"""The pictures of a guide: each scene's page, with what is used on it ringed and numbered."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

from PIL import Image

from icsoe_bot.portal.navegador import TAMANIO
from icsoe_bot.recording.rodaje import Escena
from icsoe_bot.recording.trazos import anillo

_CALIDAD = 85


@dataclass(frozen=True, slots=True)
class Lamina:
    """A picture as an address that holds it whole, and the names of what is ringed, in order."""

    imagen: str
    senalados: list[str]

    @property
    def descripcion(self) -> str:
        """What the picture shows, for those who can't see it."""
        return "Pantalla del portal" + (
            f"; señalados: {', '.join(f'{n}, {s}' for n, s in enumerate(self.senalados, 1))}"
            if self.senalados
            else ""
        )


def lamina(escena: Escena) -> Lamina | None:
    """The picture of a scene; ``None`` if the page couldn't be photographed."""
    foto = escena.antes or escena.despues
    if foto is None:
        return None
    ultimos = {gesto.nombre: gesto for gesto in escena.gestos}
    with Image.open(io.BytesIO(foto)) as abierta:
        imagen = abierta.convert("RGB").resize(TAMANIO)
    for numero, gesto in enumerate(ultimos.values(), 1):
        anillo(imagen, gesto.caja, numero=numero)
    return Lamina(en_linea(imagen), list(ultimos))


def fotografia(foto: bytes) -> str:
    """A picture as it is, as an address that holds it whole."""
    with Image.open(io.BytesIO(foto)) as abierta:
        return en_linea(abierta.convert("RGB"))


def en_linea(imagen: Image.Image) -> str:
    """A picture as an address that holds it whole."""
    memoria = io.BytesIO()
    imagen.save(memoria, "JPEG", quality=_CALIDAD)
    return "data:image/jpeg;base64," + base64.b64encode(memoria.getvalue()).decode("ascii")
