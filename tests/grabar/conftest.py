"""A short recording, made without a browser."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from icsoe_bot.portal.navegador import TAMANIO
from icsoe_bot.recording.rodaje import Caja, Cuadro, Escena, Gesto, Rodaje

INICIO = 1_700_000_000.0
AZUL, VERDE = (20, 40, 200), (20, 160, 60)
CAJA = Caja(600, 400, 200, 40)


def pintada(color: tuple[int, int, int], formato: str = "JPEG") -> bytes:
    """A page of one colour."""
    memoria = io.BytesIO()
    Image.new("RGB", TAMANIO, color).save(memoria, formato)
    return memoria.getvalue()


@pytest.fixture
def rodaje() -> Rodaje:
    """Two scenes of two seconds: a blue page on which something is clicked, then a green one."""
    rodado = Rodaje("RÉPLICA — SIN VALIDEZ")
    rodado.cuadros += [
        Cuadro(INICIO, pintada(AZUL)),
        Cuadro(INICIO + 2.2, pintada(VERDE)),
    ]
    rodado.escenas += [
        Escena(
            1,
            "uno",
            "Pulsar lo primero",
            "Clic en el primer botón.",
            INICIO,
            gestos=[Gesto("Primero", CAJA, INICIO + 0.5, INICIO + 1.5)],
            vistas=[pintada(AZUL, "PNG")],
        ),
        Escena(2, "dos", "Mirar el resultado", "Nada que hacer.", INICIO + 2),
    ]
    rodado.fin = INICIO + 4
    return rodado
