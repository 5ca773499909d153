"""Captions hold all of what they should, and rings stay on the picture."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from icsoe_bot.recording.rodaje import Caja
from icsoe_bot.recording.trazos import anillo, letra, numerar, renglones, rotulo

ANCHO = 400
_MEDIDA = st.floats(-500, 3000)


@given(st.lists(st.text("abcñÁ ", min_size=1, max_size=20)))
def test_ninguna_palabra_se_pierde_ni_se_sale(partes: list[str]) -> None:
    texto = " ".join(partes)
    lineas = renglones(texto, letra(20), ANCHO)
    assert " ".join(lineas).split() == texto.split()
    for linea in lineas:
        assert letra(20).getlength(linea) <= ANCHO or " " not in linea


@given(_MEDIDA, _MEDIDA, st.floats(0, 3000), st.floats(0, 3000))
@example(0.0, -0.5, 1.0, 0.0)
@example(1.5, 0.0, 1.5, 1.5)
def test_un_elemento_fuera_de_la_vista_no_estorba(
    x: float, y: float, ancho: float, alto: float
) -> None:
    imagen = Image.new("RGB", (320, 200))
    anillo(imagen, Caja(x, y, ancho, alto), delgado=True)
    numerar(imagen, [Caja(x, y, ancho, alto), Caja(10, 10, 20, 20)])


def test_el_numero_no_tapa_lo_que_esta_junto() -> None:
    # Icons side by side, with room only below.
    imagen = Image.new("RGB", (320, 200), "white")
    lapiz = ImageDraw.Draw(imagen)
    iconos = [Caja(x, 90, 24, 24) for x in range(10, 300, 30)]
    for caja in iconos:
        lapiz.rectangle((caja.x, caja.y, caja.x + 12, caja.y + 24), fill="black")
    antes = imagen.copy()
    numerar(imagen, [iconos[4]])
    for vecino in (iconos[2], iconos[6]):
        zona = (round(vecino.x), 90, round(vecino.x) + 24, 114)
        assert imagen.crop(zona).tobytes() == antes.crop(zona).tobytes()
    # Its round is below: more than the ring's own line is drawn there.
    debajo = imagen.crop((134, 125, 154, 150)).getcolors() or []
    assert (228, 87, 46) in {color for _, color in debajo}


def test_lo_que_solo_se_mira_no_lleva_numero() -> None:
    delgado, grueso = Image.new("RGB", (320, 200)), Image.new("RGB", (320, 200))
    anillo(delgado, Caja(100, 80, 60, 30), delgado=True)
    numerar(grueso, [Caja(100, 80, 60, 30)])
    pintados = [sum(1 for p in i.convert("L").tobytes() if p) for i in (delgado, grueso)]
    assert pintados[0] * 2 < pintados[1]


def test_un_texto_largo_se_achica_hasta_caber() -> None:
    corto = rotulo(1280, 144, "1. Entrar", "Poco.")
    largo = rotulo(1280, 144, "1. Entrar", "Muchas palabras largas " * 40, fallo=True)
    assert corto.size == largo.size == (1280, 144)
    # The last rows stay free: nothing is cut in half.
    assert largo.crop((0, 140, 1280, 144)).getcolors() == [(4 * 1280, (255, 255, 255))]
