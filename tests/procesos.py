"""The command line as a process of its own, forked from one that has imported it already.

Importing everything takes a second or more, and the tests run the command line a hundred times.
That the installed script itself works is for ``tests/orden/test_instalada.py`` and the tests that
stop it with signals.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

PLAZO_S = 120
_CON_COPIAS = "forkserver" in multiprocessing.get_all_start_methods()


def programa() -> str:
    """The installed script."""
    return str(Path(sys.executable).with_name("icsoe"))


def correr(argumentos: Sequence[str], entorno: Mapping[str, str]) -> tuple[int, str, str]:
    """Run ``icsoe`` to its end; returns the exit code and what it wrote on both outputs."""
    if not _CON_COPIAS:
        proceso = subprocess.run(
            [programa(), *argumentos],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            timeout=PLAZO_S,
            check=False,
            env=dict(entorno),
        )
        return proceso.returncode, proceso.stdout, proceso.stderr
    contexto = multiprocessing.get_context("forkserver")
    contexto.set_forkserver_preload(["flows.cli.main", "tests.guardia.sitecustomize"])
    with tempfile.TemporaryDirectory() as carpeta:
        salidas = [Path(carpeta, nombre) for nombre in ("salida", "errores")]
        copia = contexto.Process(target=_ejecutar, args=(argumentos, dict(entorno), salidas))
        copia.start()
        copia.join(PLAZO_S)
        if copia.is_alive():
            copia.kill()
            copia.join()
            raise subprocess.TimeoutExpired(["icsoe", *argumentos], PLAZO_S)
        assert copia.exitcode is not None
        dicho, errores = (salida.read_text(encoding="utf-8") for salida in salidas)
        return copia.exitcode, dicho, errores


def _ejecutar(argumentos: Sequence[str], entorno: dict[str, str], salidas: Sequence[Path]) -> None:
    from flows.cli.main import main

    os.environ.clear()
    os.environ.update(entorno)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for numero, salida in enumerate(salidas, 1):
        os.dup2(os.open(salida, os.O_WRONLY | os.O_CREAT), numero)
    sys.argv = ["icsoe", *argumentos]
    main()
