"""Where the browser's window goes while it is recorded."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from icsoe_bot.portal.navegador import TAMANIO

_MARGEN = 200
"""Pixels for the window's own parts around the page."""


@contextmanager
def pantalla(*, hay: bool) -> Iterator[bool]:
    """A screen for the window: this machine's if there is one (``hay``), else a virtual one.

    Yields whether a window can be opened; without any screen the browser runs without one, and the
    recording is the same.
    """
    if hay or sys.platform != "linux" or shutil.which("Xvfb") is None:
        yield hay
        return
    from pyvirtualdisplay.display import Display

    ancho, alto = TAMANIO
    with Display(visible=False, size=(ancho + _MARGEN, alto + _MARGEN)):
        yield True
