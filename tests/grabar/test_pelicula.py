"""The film: what it shows and when, read back from the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from icsoe_bot.portal.navegador import TAMANIO
from icsoe_bot.recording.pelicula import TARJETA_S, Tarjeta, montar
from icsoe_bot.recording.rodaje import Rodaje
from tests.grabar.conftest import AZUL, CAJA, VERDE

PORTADA = Tarjeta("Una guía", ("De prueba.",))
CIERRE = Tarjeta("Listo", ("Se acabó.",))


@pytest.fixture(scope="module")
def pelicula(rodaje: Rodaje) -> Path:
    destino = rodaje.carpeta / "video.mp4"
    montar(rodaje, PORTADA, CIERRE, destino)
    return destino


def imagenes(pelicula: Path) -> dict[float, Image.Image]:
    with av.open(str(pelicula)) as contenedor:
        return {
            float(cuadro.time): cuadro.to_image()  # type: ignore[no-untyped-call]
            for cuadro in contenedor.decode(video=0)
        }


def en(vistas: dict[float, Image.Image], momento: float) -> Image.Image:
    """What shows ``momento`` seconds after the run began."""
    return vistas[max(t for t in vistas if t <= momento + TARJETA_S + 0.001)]


def parecidos(uno: Any, otro: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(uno, otro, strict=True))


def test_es_un_mp4_que_todos_reproducen(pelicula: Path) -> None:
    with av.open(str(pelicula)) as contenedor:
        (pista,) = contenedor.streams.video
        assert pista.codec_context.name == "h264"
        assert pista.pix_fmt == "yuv420p"
        assert (pista.width, pista.height) >= (1280, 720)
        assert contenedor.metadata["comment"] == "RÉPLICA — SIN VALIDEZ"
        tiempos = [paquete.pts for paquete in contenedor.demux(pista) if paquete.pts is not None]
    assert tiempos == sorted(set(tiempos))


def test_cada_escena_es_un_capitulo(pelicula: Path) -> None:
    with av.open(str(pelicula)) as contenedor:
        leidos = [
            (c["metadata"]["title"], c["start"] * float(c["time_base"] or 0))
            for c in contenedor.chapters()
        ]
    assert leidos == [
        ("Una guía", 0),
        ("1. Pulsar lo primero", TARJETA_S),
        ("2. Mirar el resultado", TARJETA_S + 2),
        ("Listo", TARJETA_S + 4),
    ]


def test_la_pagina_cambia_cuando_cambio(pelicula: Path) -> None:
    vistas = imagenes(pelicula)
    lejos = (100, 700)
    assert parecidos(en(vistas, 0.2).getpixel(lejos), AZUL)
    assert parecidos(en(vistas, 2.1).getpixel(lejos), AZUL)
    assert parecidos(en(vistas, 2.3).getpixel(lejos), VERDE)


def test_lo_que_se_pulsa_queda_senalado_mientras_se_anuncia(pelicula: Path) -> None:
    vistas = imagenes(pelicula)
    borde = (int(CAJA.x) + 60, int(CAJA.y) - 5)
    assert parecidos(en(vistas, 0.3).getpixel(borde), AZUL)
    assert not parecidos(en(vistas, 1.4).getpixel(borde), AZUL)
    assert parecidos(en(vistas, 1.95).getpixel(borde), AZUL)


def test_el_puntero_viaja_hasta_lo_que_se_pulsa(pelicula: Path) -> None:
    vistas = imagenes(pelicula)
    x, y = (int(parte) for parte in CAJA.centro)
    punta = (x + 4, y + 12)
    assert parecidos(en(vistas, 0.3).getpixel(punta), AZUL)
    assert not parecidos(en(vistas, 1.4).getpixel(punta), AZUL)


def test_cada_escena_lleva_su_rotulo(pelicula: Path) -> None:
    vistas = imagenes(pelicula)
    abajo = (0, TAMANIO[1], TAMANIO[0], TAMANIO[1] + 60)
    primero, segundo = (en(vistas, t).crop(abajo) for t in (1, 3))
    assert primero.tobytes() != segundo.tobytes()
    assert primero.getcolors(1 << 20) is not None


def test_lo_que_fallo_se_ve_al_final(rodaje: Rodaje, tmp_path: Path) -> None:
    foto = rodaje.escenas[0].antes
    destino = tmp_path / "fallo.mp4"
    montar(rodaje, PORTADA, Tarjeta("Se detuvo", ("No se pudo.",), pagina=foto), destino)
    assert parecidos(en(imagenes(destino), 5).getpixel((100, 700)), AZUL)


def test_sin_escenas_no_hay_pelicula(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ninguna escena"):
        montar(Rodaje(tmp_path), PORTADA, CIERRE, tmp_path / "nada.mp4")
