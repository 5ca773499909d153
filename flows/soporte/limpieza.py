"""What leaves the office says nothing of this machine, and no secret."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from flows.avisos_textos import sin_carpetas
from icsoe_bot.efirma.redaccion import Redactor

Limpiar = Callable[[str], str]
"""Gives a text without secrets, and paths without their folders."""

_ENTRE_COMILLAS = re.compile(r"""(?<=[«"(])(?:[A-Za-z]:[\\/]|\\\\|/)[^«»"()\n]*[\\/]""")
"""A path whose end is known, so that its folders' names may hold spaces."""


def limpiador(raiz: Path) -> Limpiar:
    """For the texts of the working folder at ``raiz``."""
    redactor = Redactor()
    propias = {str(carpeta) for carpeta in (raiz.absolute(), raiz.resolve(), Path.home())}
    # The longest first: the folder mostly lies in the person's own.
    carpetas = sorted(filter(_dice_algo, propias), key=len, reverse=True)

    def limpiar(texto: str) -> str:
        texto = redactor.limpiar(texto)
        for carpeta in carpetas:
            texto = re.sub(rf"{re.escape(carpeta)}[\\/]?", "", texto)
        return sin_carpetas(_ENTRE_COMILLAS.sub("", texto))

    return limpiar


def _dice_algo(carpeta: str) -> bool:
    """Whether it is more than a root, which is part of every path."""
    return Path(carpeta).parent != Path(carpeta)
