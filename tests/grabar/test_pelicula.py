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
from icsoe_bot.recording.pelicula import Pelicula, Tarjeta
from icsoe_bot.recording.reloj import TARJETA_S
from icsoe_bot.recording.rodaje import Cuadro, Gesto, Reserva, Rodaje
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


LECTURA_S = (len("1. Pulsar lo primero") + len("Clic en el primer botón.")) / 15
"""How long the first scene shows: it was over after two seconds."""


def en(vistas: dict[float, Image.Image], momento: float) -> Image.Image:
    """What shows ``momento`` seconds after the run began."""
    en_pelicula = TARJETA_S + momento + (LECTURA_S - 2 if momento >= 2 else 0)
    return vistas[max(t for t in vistas if t <= en_pelicula + 0.001)]


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
        ("2. Mirar el resultado", pytest.approx(TARJETA_S + LECTURA_S, abs=0.001)),
        ("Listo", pytest.approx(TARJETA_S + LECTURA_S + 2.5, abs=0.001)),
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
    # It is gone as soon as it is done: another page may come.
    assert parecidos(en(vistas, 1.51).getpixel(borde), AZUL)


def test_lo_que_solo_se_mira_no_se_pulsa(rodaje: Rodaje, tmp_path: Path) -> None:
    escena = rodaje.escenas[0]
    escena.gestos = [replace(escena.gestos[0], pulsa=False)]
    vistas = imagenes(montar(rodaje, CIERRE, tmp_path / "mirado.mp4"))
    x, y = (int(parte) for parte in CAJA.centro)
    assert parecidos(en(vistas, 1.4).getpixel((x + 4, y + 12)), AZUL)


def test_se_da_tiempo_de_leer(rodaje: Rodaje, tmp_path: Path) -> None:
    rodaje.escenas[1].explicacion = "palabra " * 30
    rodaje.escenas[1].gestos = [Gesto("Segundo", CAJA, INICIO + 2.5, INICIO + 3)]
    cierre = Tarjeta("Se detuvo", ("Muchas palabras. " * 10,))
    pelicula = Pelicula(rodaje, PORTADA, tmp_path / "leer.mp4")
    partes = pelicula.terminar(cierre)
    duran = [parte.fin - parte.inicio for parte in partes]
    assert duran[2] == pytest.approx(len("2. Mirar el resultado" + "palabra " * 30) / 15)
    assert duran[3] == pytest.approx(len("Se detuvo" + "Muchas palabras. " * 10) / 15)
    assert [parte.fin for parte in partes[:-1]] == [parte.inicio for parte in partes[1:]]
    vistas = imagenes(tmp_path / "leer.mp4")
    # The last picture stays, and players that seek find it each second.
    retenidas = [t for t in vistas if partes[2].inicio + 2.5 < t < partes[2].fin - 0.01]
    assert len(retenidas) > 10
    assert all(parecidos(vistas[t].getpixel((100, 700)), VERDE) for t in retenidas)
    assert max(vistas) > partes[3].inicio + duran[3] - 1.5


def test_empieza_cuando_hay_algo_que_ver(rodaje: Rodaje, tmp_path: Path) -> None:
    rodaje.cuadros[0] = Cuadro(INICIO + 1, rodaje.cuadros[0].imagen)
    rodaje.cuadros.insert(0, Cuadro(INICIO, pintada((255, 255, 255))))
    rodaje.escenas[0].gestos.clear()
    pelicula = Pelicula(rodaje, PORTADA, tmp_path / "blanco.mp4")
    pelicula.revelar(INICIO + 0.9)
    pelicula.revelar(INICIO + 1.2)
    partes = pelicula.terminar(CIERRE)
    vistas = imagenes(tmp_path / "blanco.mp4")
    primera = min(t for t in vistas if t >= partes[1].inicio)
    assert parecidos(vistas[primera].getpixel((100, 700)), AZUL)
    # And it is on time afterwards: a second was left out.
    assert partes[2].fin - partes[2].inicio == pytest.approx(2.5)
    verde = min(t for t, v in vistas.items() if parecidos(v.getpixel((100, 700)), VERDE))
    assert verde == pytest.approx(partes[2].inicio + 0.2, abs=0.002)


def test_empieza_con_lo_primero_aunque_llegue_despues(rodaje: Rodaje, tmp_path: Path) -> None:
    azul = rodaje.cuadros[0].imagen
    rodaje.cuadros[0] = Cuadro(INICIO + 1.1, pintada(VERDE))
    rodaje.cuadros.insert(1, Cuadro(INICIO + 1, azul))
    rodaje.escenas[0].gestos.clear()
    pelicula = Pelicula(rodaje, PORTADA, tmp_path / "primero.mp4")
    pelicula.revelar(INICIO + 1.3)
    partes = pelicula.terminar(CIERRE)
    vistas = imagenes(tmp_path / "primero.mp4")
    primera = min(t for t in vistas if t >= partes[1].inicio)
    assert parecidos(vistas[primera].getpixel((100, 700)), AZUL)


def test_lo_reservado_no_se_ve(rodaje: Rodaje, tmp_path: Path) -> None:
    rojo = (200, 20, 20)
    rodaje.cuadros.insert(1, Cuadro(INICIO + 1, pintada(rojo)))
    rodaje.reservas.append(Reserva(INICIO + 0.9, "1. Pulsar lo primero", INICIO + 2))
    vistas = imagenes(montar(rodaje, CIERRE, tmp_path / "reservado.mp4"))
    assert not any(parecidos(v.getpixel((100, 700)), rojo) for v in vistas.values())
    assert parecidos(en(vistas, 1.7).getpixel((100, 700)), AZUL)


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
    foto = rodaje.escenas[0].vistas[0]
    cierre = Tarjeta("Se detuvo", ("No se pudo.",), pagina=foto)
    pelicula = montar(rodaje, cierre, tmp_path / "fallo.mp4")
    vistas = imagenes(pelicula)
    assert parecidos(vistas[max(vistas)].getpixel((100, 700)), AZUL)


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
    otra.revelar(INICIO + 1.1)
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


def test_lo_que_llega_en_desorden_se_ve_en_su_orden(rodaje: Rodaje, tmp_path: Path) -> None:
    azul, _ = rodaje.cuadros
    rojo = (200, 20, 20)
    # Both were shown before the green one: one comes in after it, one when it is in the film.
    rodaje.cuadros.append(Cuadro(INICIO + 1, pintada(rojo)))
    pelicula = Pelicula(rodaje, PORTADA, tmp_path / "desorden.mp4")
    pelicula.revelar(INICIO + 2.5)
    rodaje.cuadros.append(Cuadro(INICIO + 2.1, azul.imagen))
    pelicula.terminar(CIERRE)
    vistas = imagenes(tmp_path / "desorden.mp4")
    lejos = (100, 700)
    assert parecidos(en(vistas, 0.9).getpixel(lejos), AZUL)
    assert parecidos(en(vistas, 1.7).getpixel(lejos), rojo)
    assert parecidos(en(vistas, 2.4).getpixel(lejos), VERDE)
    assert parecidos(en(vistas, 3.1).getpixel(lejos), VERDE)
    assert not rodaje.cuadros
