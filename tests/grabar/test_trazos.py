"""Captions hold all of what they should, and rings stay on the picture."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from icsoe_bot.recording.rodaje import Caja
from icsoe_bot.recording.trazos import anillo, letra, renglones, rotulo

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
def test_un_elemento_fuera_de_la_vista_no_estorba(
    x: float, y: float, ancho: float, alto: float
) -> None:
    anillo(Image.new("RGB", (320, 200)), Caja(x, y, ancho, alto), numero=7)


def test_un_texto_largo_se_achica_hasta_caber() -> None:
    corto = rotulo(1280, 144, "1. Entrar", "Poco.")
    largo = rotulo(1280, 144, "1. Entrar", "Muchas palabras largas " * 40, fallo=True)
    assert corto.size == largo.size == (1280, 144)
    # The last rows stay free: nothing is cut in half.
    assert largo.crop((0, 140, 1280, 144)).getcolors() == [(4 * 1280, (255, 255, 255))]
