"""Subtitles beside the film, in the two formats that players read."""

from __future__ import annotations

from collections.abc import Sequence

from icsoe_bot.recording.pelicula import Capitulo


def en_vtt(capitulos: Sequence[Capitulo]) -> str:
    """WebVTT."""
    return "WEBVTT\n\n" + "\n".join(
        f"{_tiempo(c.inicio, '.')} --> {_tiempo(c.fin, '.')}\n{_texto(c)}\n" for c in capitulos
    )


def en_srt(capitulos: Sequence[Capitulo]) -> str:
    """SubRip."""
    return "\n".join(
        f"{numero}\n{_tiempo(c.inicio, ',')} --> {_tiempo(c.fin, ',')}\n{_texto(c)}\n"
        for numero, c in enumerate(capitulos, 1)
    )


def _texto(capitulo: Capitulo) -> str:
    # «-->» and an empty line would end a cue.
    lineas = (
        " ".join(t.split()).replace("-->", "→") for t in (capitulo.rotulo, capitulo.explicacion)
    )
    return "\n".join(linea for linea in lineas if linea)


def _tiempo(segundos: float, coma: str) -> str:
    milesimas = round(segundos * 1000)
    return (
        f"{milesimas // 3_600_000:02}:{milesimas // 60_000 % 60:02}:"
        f"{milesimas // 1000 % 60:02}{coma}{milesimas % 1000:03}"
    )
