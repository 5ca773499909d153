"""Getting a browser onto a machine that has none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

from icsoe_bot.portal import navegador
from icsoe_bot.portal.errores import NavegadorAusente

_ESPERA_S = 900


def instalar_navegador(aviso: Callable[[str], None]) -> navegador.Navegador:
    """The browser that there is, else Playwright's own, else the distribution's, installed.

    Raises:
        NavegadorAusente: none could be had; the message says what to install.
    """
    elegido = os.environ.get(navegador.VARIABLE)
    with navegador.playwright_discreto() as playwright:
        for orden in (None, *_ordenes()):
            if orden is not None:
                aviso(f"Instalando un navegador: {' '.join(orden)}")
                _correr(orden)
            try:
                return navegador.localizar(playwright, elegido)
            except NavegadorAusente:
                if elegido:
                    raise
    raise NavegadorAusente("No se pudo instalar un navegador.", remedio=navegador.QUE_INSTALAR)


def _ordenes() -> list[Sequence[str]]:
    ordenes: list[Sequence[str]] = [
        (sys.executable, "-m", "playwright", "install", "chromium"),
    ]
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get"):
        ordenes += [
            ("apt-get", "update", "-qq"),
            ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"),
        ]
    return ordenes


def _correr(orden: Sequence[str]) -> None:
    # What matters is whether a browser is there afterwards.
    try:
        subprocess.run(  # noqa: S603
            orden,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_ESPERA_S,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return
