"""The command line as a process of its own, forked from one that has imported it already.

Importing everything takes a second or more, and the tests start the command line hundreds of
times. That the installed script itself works is for ``tests/orden/test_instalada.py`` and
``tests/replica/test_servidor.py``.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from flows.cli.ordenes import ORDENES

GUARDIA = Path(__file__).parent / "guardia"
"""What keeps every process of the tests on this machine."""

PRECARGADOS = [
    "flows.cli.main",
    *(f"flows.cli.{orden}" for orden in ORDENES),
    "tests.guardia.sitecustomize",
]
"""What a copy has already when it starts."""

PLAZO_S = 120
_CON_COPIAS = "forkserver" in multiprocessing.get_all_start_methods()


def programa() -> str:
    """The installed script."""
    return str(Path(sys.executable).with_name("icsoe"))


class Proceso(Protocol):
    """An ``icsoe`` that runs."""

    @property
    def pid(self) -> int:
        """Also its group's: what it starts belongs to it."""

    def poll(self) -> int | None:
        """The exit code, ``None`` while it runs; a signal that ended it counts as negative."""

    def wait(self, timeout: float | None = PLAZO_S) -> int:
        """The exit code; ``subprocess.TimeoutExpired`` if it doesn't end."""

    def send_signal(self, sig: int) -> None:
        """To the process alone."""


def empezar(
    argumentos: Sequence[str],
    entorno: dict[str, str] | None = None,
    *,
    salida: Path,
    errores: Path | None = None,
    instalado: bool = False,
) -> Proceso:
    """Start ``icsoe`` with ``entorno`` besides this process's own.

    What it writes is added to ``salida``, its errors to a file of their own if there is one.
    ``instalado`` asks for the script itself, where it matters how a process ends.
    """
    entorno = os.environ | {"PYTHONPATH": str(GUARDIA)} | (entorno or {})
    if instalado or not _CON_COPIAS:
        with salida.open("ab") as uno, (errores or salida).open("ab") as otro:
            return subprocess.Popen(
                [programa(), *argumentos],
                stdin=subprocess.DEVNULL,
                stdout=uno,
                stderr=otro,
                start_new_session=True,
                env=entorno,
            )
    return _Copia(argumentos, entorno, [salida, errores or salida])


def matar(proceso: Proceso) -> None:
    """End it with everything that it started, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(proceso.pid, signal.SIGKILL)
    proceso.wait()


def correr(
    argumentos: Sequence[str], entorno: dict[str, str] | None = None, plazo: float | None = PLAZO_S
) -> tuple[int, str, str]:
    """Run ``icsoe`` to its end; returns the exit code and what it wrote on both outputs."""
    with tempfile.TemporaryDirectory() as carpeta:
        salidas = [Path(carpeta, nombre) for nombre in ("salida", "errores")]
        proceso = empezar(argumentos, entorno, salida=salidas[0], errores=salidas[1])
        try:
            codigo = proceso.wait(plazo)
        except subprocess.TimeoutExpired:
            matar(proceso)
            raise
        dicho, errores = (salida.read_text(encoding="utf-8") for salida in salidas)
        return codigo, dicho, errores


class _Copia:
    """A process forked from the one that has imported everything."""

    def __init__(
        self, argumentos: Sequence[str], entorno: Mapping[str, str], salidas: Sequence[Path]
    ) -> None:
        contexto = multiprocessing.get_context("forkserver")
        contexto.set_forkserver_preload(PRECARGADOS)
        self._argumentos = list(argumentos)
        self._proceso = contexto.Process(target=_ejecutar, args=(argumentos, entorno, salidas))
        self._proceso.start()
        assert self._proceso.pid is not None
        self.pid = self._proceso.pid

    def poll(self) -> int | None:
        return self._proceso.exitcode

    def wait(self, timeout: float | None = PLAZO_S) -> int:
        self._proceso.join(timeout)
        codigo = self._proceso.exitcode
        if codigo is None:
            raise subprocess.TimeoutExpired(["icsoe", *self._argumentos], timeout or 0)
        return codigo

    def send_signal(self, sig: int) -> None:
        os.kill(self.pid, sig)


def _ejecutar(argumentos: Sequence[str], entorno: Mapping[str, str], salidas: list[Path]) -> None:
    from flows.cli.main import main

    os.setsid()
    os.environ.clear()
    os.environ.update(entorno)
    tempfile.tempdir = None
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for numero, salida in enumerate(salidas, 1):
        os.dup2(os.open(salida, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), numero)
    sys.argv = ["icsoe", *argumentos]
    main()
