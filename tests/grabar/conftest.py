"""A short recording, made without a browser."""

from __future__ import annotations

import pytest
from PIL import Image

from icsoe_bot.portal.navegador import TAMANIO
from icsoe_bot.recording.rodaje import Caja, Cuadro, Escena, Gesto, Rodaje

INICIO = 1_700_000_000.0
AZUL, VERDE = (20, 40, 200), (20, 160, 60)
CAJA = Caja(600, 400, 200, 40)


@pytest.fixture(scope="module")
def rodaje(tmp_path_factory: pytest.TempPathFactory) -> Rodaje:
    """Two scenes of two seconds: a blue page on which something is clicked, then a green one."""
    carpeta = tmp_path_factory.mktemp("rodaje")
    rodado = Rodaje(carpeta, "RÉPLICA — SIN VALIDEZ")
    for nombre, color, momento in (("a", AZUL, INICIO), ("b", VERDE, INICIO + 2.2)):
        archivo = carpeta / f"{nombre}.jpg"
        Image.new("RGB", TAMANIO, color).save(archivo)
        rodado.cuadros.append(Cuadro(momento, archivo))
    foto = carpeta / "foto.png"
    Image.new("RGB", TAMANIO, AZUL).save(foto)
    rodado.escenas += [
        Escena(
            1,
            "uno",
            "Pulsar lo primero",
            "Clic en el primer botón.",
            INICIO,
            gestos=[Gesto("Primero", CAJA, INICIO + 0.5, INICIO + 1.5)],
            antes=foto,
        ),
        Escena(2, "dos", "Mirar el resultado", "Nada que hacer.", INICIO + 2),
    ]
    rodado.fin = INICIO + 4
    return rodado
