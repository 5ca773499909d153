"""Workers as processes, with signs of life that are quick enough for a test."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flows.cola.latidos import Latidos
from tests.procesos import GUARDIA, PRECARGADOS

RAPIDOS = Latidos(sondeo_s=0.2, latido_s=0.3, muerto_s=2.0, ronda_s=1)
PLAZO_S = 60.0


@dataclass
class Proceso:
    """``icsoe trabajador`` on a folder."""

    proceso: multiprocessing.process.BaseProcess
    salida: Path

    @classmethod
    def empezar(cls, carpeta: Path, *argumentos: str, ruidoso: bool = False) -> Proceso:
        contexto = multiprocessing.get_context("forkserver")
        contexto.set_forkserver_preload(PRECARGADOS)
        salida = carpeta.with_name(f"{carpeta.name}.txt")
        nivel = "depuracion" if ruidoso else "normal"
        orden = ["-C", str(carpeta), "--registro", nivel, "trabajador", *argumentos]
        proceso = contexto.Process(target=_ejecutar, args=(orden, dict(os.environ), salida))
        proceso.start()
        return cls(proceso, salida)

    @property
    def dicho(self) -> str:
        return self.salida.read_text(encoding="utf-8") if self.salida.exists() else ""

    def matar(self) -> None:
        """With everything that it started, as a power cut would."""
        if self.proceso.is_alive() and self.proceso.pid is not None:
            os.killpg(self.proceso.pid, signal.SIGKILL)
            self.proceso.join(PLAZO_S)

    def detener(self) -> int:
        """As the system does when it shuts down; the exit code."""
        assert self.proceso.pid is not None
        os.kill(self.proceso.pid, signal.SIGTERM)
        return self.terminar()

    def terminar(self) -> int:
        self.proceso.join(PLAZO_S)
        assert self.proceso.exitcode is not None, self.dicho
        return self.proceso.exitcode


def esperar(que: Callable[[], bool], plazo_s: float = PLAZO_S) -> None:
    """Until it holds."""
    limite = time.monotonic() + plazo_s
    while not que():
        assert time.monotonic() < limite, "no llegó a pasar"
        time.sleep(0.05)


def _ejecutar(argumentos: list[str], entorno: dict[str, str], salida: Path) -> None:
    import sys

    from flows.cli.main import main
    from flows.cola import latidos

    latidos.USUALES = RAPIDOS
    os.setsid()
    os.environ.clear()
    os.environ.update(entorno | {"PYTHONPATH": str(GUARDIA)})
    for numero in (1, 2):
        os.dup2(os.open(salida, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), numero)
    sys.argv = ["icsoe", *argumentos]
    main()
