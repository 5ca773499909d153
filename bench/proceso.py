"""Running the program as its users do, and its peers, and what that took of the machine."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.procesador import cuenta

_PARES = Path(__file__).with_name("pares")


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
    return _correr([programa, "-C", str(carpeta), *argumentos, "--json"])


def tanda(carpeta: Path, lote: Path, *, navegadores: int = 1) -> Corrida:
    """Run ``icsoe presentar --lote`` with so many browsers at a time.

    One is what peers have, and what the real portal is given.

    Raises:
        SystemExit: it ended otherwise than with 0.
    """
    return icsoe(carpeta, "presentar", "--lote", str(lote), "--navegadores", str(navegadores))


def par(guion: str, lista: Path) -> Corrida:
    """Run a peer's script from ``bench/pares``.

    Raises:
        SystemExit: it ended otherwise than with 0.
    """
    return _correr([sys.executable, str(_PARES / guion), str(lista)])


def robot(lista: Path, salida: Path) -> Corrida:
    """Run the peer that is written for Robot Framework; its log and report go to ``salida``.

    Raises:
        SystemExit: it ended otherwise than with 0.
    """
    ajustes = ["--outputdir", str(salida), "--variable", f"LISTA:{lista}"]
    guion = str(_PARES / "robot" / "presentar.robot")
    return _correr([sys.executable, "-m", "robot", *ajustes, guion])


def _correr(orden: Sequence[str]) -> Corrida:
    procesador = cuenta()
    inicio = time.monotonic()
    with subprocess.Popen(
        orden,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as proceso:
        procesador.mirar(proceso.pid)
        salida, errores = proceso.communicate()
        segundos = time.monotonic() - inicio
    gastado = procesador.cerrar()
    if proceso.returncode:
        dicho = (salida + errores)[-3000:]
        raise SystemExit(f"{' '.join(orden)} ended with {proceso.returncode}:\n{dicho}")
    return Corrida(segundos, gastado, json.loads(salida) if salida.startswith(("{", "[")) else None)
