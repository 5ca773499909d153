"""Memory of the whole tree after many filings, over that after a few."""

from __future__ import annotations

import threading
from statistics import median
from typing import Any

import psutil

from bench.oficina import Oficina, oficina
from bench.proceso import tanda

PRIMERA = 20
VENTANA = 10
"""The figures are medians of so many filings, up to and including the one that is named."""


def medir(ultima: int) -> dict[str, Any]:
    """Ratio of the memory up to filing ``ultima`` to that up to the 20th."""
    with oficina(ultima) as propia:
        vigia = _Vigia(propia)
        vigia.start()
        tanda(propia.carpeta, propia.lote)
        vigia.terminar()
        propia.exigir_presentadas(ultima)
        antes, despues = vigia.hasta(PRIMERA), vigia.hasta(ultima)
        return {
            "memory_filings": ultima,
            "memory_growth": round(despues / antes, 3),
            "memory_20_mib": round(antes / 2**20, 1),
            "memory_last_mib": round(despues / 2**20, 1),
            "memory_most_mib": round(max(vigia.medidas.values()) / 2**20, 1),
        }


class _Vigia(threading.Thread):
    """Weighs the tree whenever the replica saw another acuse being downloaded.

    That is the same point of every filing, with its context and its page still open.
    """

    def __init__(self, propia: Oficina) -> None:
        super().__init__(daemon=True)
        self._propia = propia
        self._alto = threading.Event()
        self.medidas: dict[int, int] = {}
        """Bytes by the number of the filing."""

    def run(self) -> None:
        while not self._alto.wait(0.02):
            bajados = self._propia.veces("acuse_descargado")
            if bajados and bajados not in self.medidas:
                self.medidas[bajados] = _memoria_del_arbol()

    def terminar(self) -> None:
        self._alto.set()
        self.join()

    def hasta(self, numero: int) -> float:
        """Median of the last filings up to that one."""
        return median(b for n, b in self.medidas.items() if numero - VENTANA < n <= numero)


def _memoria_del_arbol() -> int:
    """Bytes of everything below this process: the program, Playwright's driver and the browser.

    Proportional set size on Linux, so that what processes share counts once; elsewhere what is
    unique to each.
    """
    total = 0
    for proceso in psutil.Process().children(recursive=True):
        try:
            memoria = proceso.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        total += getattr(memoria, "pss", memoria.uss)
    return total
