"""The film: what it shows and when, read back from the file."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image, ImageChops, ImageStat

from icsoe_bot.portal.navegador import TAMANIO
from icsoe_bot.recording.pelicula import TARJETA_S, Pelicula, Tarjeta
from icsoe_bot.recording.rodaje import Cuadro, Rodaje
from tests.grabar.conftest import AZUL, CAJA, INICIO, VERDE, pintada

PORTADA = Tarjeta("Una guía", ("De prueba.",))
CIERRE = Tarjeta("Listo", ("Se acabó.",))


def montar(rodaje: Rodaje, cierre: Tarjeta, destino: Path) -> Path:
    Pelicula(rodaje, PORTADA, destino).terminar(cierre)
    return destino


@pytest.fixture
def pelicula(rodaje: Rodaje, tmp_path: Path) -> Path:
    return montar(rodaje, CIERRE, tmp_path / "video.mp4")


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
    cierre = Tarjeta("Se detuvo", ("No se pudo.",), pagina=foto)
    pelicula = montar(rodaje, cierre, tmp_path / "fallo.mp4")
    assert parecidos(en(imagenes(pelicula), 5).getpixel((100, 700)), AZUL)


def test_hecha_a_trozos_es_la_misma(rodaje: Rodaje, pelicula: Path, tmp_path: Path) -> None:
    entera = imagenes(pelicula)
    verde = pintada(VERDE)
    rodado = Rodaje(rodaje.marca)
    destino = tmp_path / "trozos.mp4"
    otra = Pelicula(rodado, PORTADA, destino)
    otra.revelar(INICIO)
    # In the order in which a run tells it.
    uno, dos = rodaje.escenas
    (gesto,) = uno.gestos
    rodado.escenas.append(replace(uno, gestos=[]))
    rodado.cuadros.append(Cuadro(INICIO, pintada(AZUL)))
    otra.revelar(INICIO + 0.4)
    rodado.escenas[0].gestos.append(replace(gesto, hecho=math.inf))
    otra.revelar(INICIO + 1.4)
    rodado.escenas[0].gestos[0] = gesto
    otra.revelar(INICIO + 1.7)
    rodado.escenas.append(dos)
    otra.revelar(INICIO + 2.15)
    rodado.cuadros.append(Cuadro(INICIO + 2.2, verde))
    otra.revelar(INICIO + 3)
    rodado.fin = INICIO + 4
    otra.terminar(CIERRE)
    trozos = imagenes(destino)
    assert list(trozos) == list(entera)
    for momento, imagen in trozos.items():
        diferencia = ImageChops.difference(imagen, entera[momento])
        assert max(ImageStat.Stat(diferencia).extrema)[1] < 24, momento
    # What is in the film takes no memory any more.
    assert not rodado.cuadros


def test_lo_que_llega_tarde_se_ve_despues(rodaje: Rodaje, tmp_path: Path) -> None:
    tardio = rodaje.cuadros.pop()
    pelicula = Pelicula(rodaje, PORTADA, tmp_path / "tarde.mp4")
    pelicula.revelar(INICIO + 2.5)
    rodaje.cuadros.append(tardio)
    pelicula.terminar(CIERRE)
    vistas = imagenes(tmp_path / "tarde.mp4")
    lejos = (100, 700)
    assert parecidos(en(vistas, 2.3).getpixel(lejos), AZUL)
    assert parecidos(en(vistas, 3.1).getpixel(lejos), VERDE)


def test_sin_escenas_no_hay_pelicula(tmp_path: Path) -> None:
    pelicula = Pelicula(Rodaje(), PORTADA, tmp_path / "nada.mp4")
    with pytest.raises(ValueError, match="ninguna escena"):
        pelicula.terminar(CIERRE)
