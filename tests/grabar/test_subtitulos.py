"""Subtitles as players read them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from icsoe_bot.recording.pelicula import Capitulo
from icsoe_bot.recording.subtitulos import en_srt, en_vtt

CAPITULOS = [
    Capitulo("1. Entrar", "Clic en «Ingresar».", 0, 4),
    Capitulo("2. Salir", "", 4, 3725.0504),
]


def test_vtt() -> None:
    assert en_vtt(CAPITULOS) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:04.000\n1. Entrar\nClic en «Ingresar».\n\n"
        "00:00:04.000 --> 01:02:05.050\n2. Salir\n"
    )


def test_srt() -> None:
    assert en_srt(CAPITULOS) == (
        "1\n00:00:00,000 --> 00:00:04,000\n1. Entrar\nClic en «Ingresar».\n\n"
        "2\n00:00:04,000 --> 01:02:05,050\n2. Salir\n"
    )


@given(st.text().filter(str.strip), st.text(), st.floats(0, 1e5), st.floats(0, 1e5))
def test_ningun_texto_rompe_los_subtitulos(
    rotulo: str, explicacion: str, inicio: float, dura: float
) -> None:
    capitulos = [Capitulo(rotulo, explicacion, inicio, inicio + dura)] * 2
    assert en_vtt(capitulos).count("-->") == en_srt(capitulos).count("-->") == 2
    for bloque in en_srt(capitulos).split("\n\n"):
        lineas = bloque.strip("\n").split("\n")
        assert lineas[0] in "12"
        assert re.fullmatch(r"\d\d+:\d\d:\d\d,\d{3} --> \d\d+:\d\d:\d\d,\d{3}", lineas[1])
        assert len(lineas) <= 4
