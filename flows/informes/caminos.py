"""Links from a report to files beside it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

_DE_OTRA_UNIDAD = "file://"
"""How a whole address begins; no relative way holds two slashes together."""


def camino(archivo: Path, carpeta: Path) -> str:
    """From a report in ``carpeta`` to ``archivo``, good wherever both are moved to together.

    Both without links in them: a way back through one doesn't lead where it came from.
    """
    try:
        return Path(os.path.relpath(archivo, carpeta)).as_posix()
    except ValueError:  # on Windows: another drive, where no relative way leads
        return archivo.as_uri()


def enlace_de_pagina(camino: str) -> str:
    """A link's target as a page needs it."""
    return camino if camino.startswith(_DE_OTRA_UNIDAD) else quote(camino)


def enlace_de_libro(camino: str) -> str:
    """A link's target as Excel itself writes it: letters stay, what would mislead it doesn't."""
    if camino.startswith(_DE_OTRA_UNIDAD):
        return camino
    return re.sub(r'[%#"<>\[\]^`{} ]', lambda signo: f"%{ord(signo[0]):02X}", camino)
