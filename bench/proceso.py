"""Running the program as its users do, and what that took of the machine."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

_CADA_S = 0.05
"""How often the tree is looked at. A process that lives shorter than that isn't counted."""


@dataclass(frozen=True, slots=True)
class Corrida:
    """A run from its start to its end."""

    segundos: float
    procesador: float
    """Seconds of processor of the process and all of its descendants."""
    salida: Any
    """What it printed, as JSON."""


def icsoe(carpeta: Path, *argumentos: str) -> Corrida:
    """Run ``icsoe -C carpeta argumentos --json``.

    Raises:
        SystemExit: it ended otherwise than with 0.
    """
    programa = str(Path(sys.executable).with_name("icsoe"))
    inicio = time.monotonic()
    with subprocess.Popen(
        [programa, "-C", str(carpeta), *argumentos, "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as proceso:
        cuenta = _Cuenta(proceso.pid)
        salida, _ = proceso.communicate()
        segundos = time.monotonic() - inicio
        procesador = cuenta.cerrar()
    if proceso.returncode:
        raise SystemExit(
            f"icsoe {' '.join(argumentos)} ended with {proceso.returncode}: {salida[-2000:]}"
        )
    return Corrida(segundos, procesador, json.loads(salida))


class _Cuenta:
    """Adds up the processor time of a tree, whose leaves end before their parents ask."""

    def __init__(self, pid: int) -> None:
        self._raiz = psutil.Process(pid)
        self._vistos: dict[tuple[int, float], float] = {}
        self._alto = threading.Event()
        self._hilo = threading.Thread(target=self._seguir, daemon=True)
        self._hilo.start()

    def cerrar(self) -> float:
        self._alto.set()
        self._hilo.join()
        return sum(self._vistos.values())

    def _seguir(self) -> None:
        while not self._alto.wait(_CADA_S):
            try:
                arbol = [self._raiz, *self._raiz.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            for proceso in arbol:
                try:
                    tiempos = proceso.cpu_times()
                    self._vistos[proceso.pid, proceso.create_time()] = tiempos.user + tiempos.system
                except (psutil.NoSuchProcess, psutil.AccessDenied):
                    continue
