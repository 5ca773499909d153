"""Running the system's own programs that install schedules."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from icsoe_bot.errors import OperatorMustAct

_ESPERA_S = 60
_A_MANO = "«icsoe programar», sin --instalar, dice cómo."


class ProgramadorRehusa(OperatorMustAct):
    """The system's scheduler isn't there, or refused."""


@dataclass(frozen=True, slots=True)
class Respuesta:
    """What a program left."""

    codigo: int
    salida: str = ""
    errores: str = ""


Ejecutor = Callable[[Sequence[str], str], Respuesta]
"""Runs a program, with its arguments, on a standard input; never through a shell."""


def correr(orden: Sequence[str], entrada: str = "") -> Respuesta:
    """Run a program of the system.

    Raises:
        ProgramadorRehusa: it isn't there or doesn't end.
    """
    try:
        proceso = subprocess.run(  # noqa: S603
            orden,
            input=entrada,
            capture_output=True,
            encoding="utf-8",
            # Other people's lines of a crontab come back byte by byte as they were.
            errors="surrogateescape",
            timeout=_ESPERA_S,
            check=False,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProgramadorRehusa(
            f"No se pudo ejecutar {orden[0]}.",
            remedio=f"Elija otro sistema con --sistema, o instale a mano. {_A_MANO}",
        ) from error
    return Respuesta(proceso.returncode, proceso.stdout, proceso.stderr)


def exigir(correr: Ejecutor, orden: Sequence[str], entrada: str = "") -> str:
    """What the program answers, provided that it succeeds.

    Raises:
        ProgramadorRehusa: it doesn't.
    """
    respuesta = correr(orden, entrada)
    if respuesta.codigo != 0:
        raise rehusa(orden, respuesta)
    return respuesta.salida


def rehusa(orden: Sequence[str], respuesta: Respuesta) -> ProgramadorRehusa:
    """The error that says what the program complained about."""
    dicho = " ".join((respuesta.errores or respuesta.salida).split())[:300] or "no dijo por qué"
    # Windows complains in an encoding of its own.
    dicho = dicho.encode("utf-8", "replace").decode()
    return ProgramadorRehusa(
        f"«{' '.join(orden[:3])}» terminó con error {respuesta.codigo}: {dicho}.",
        remedio=f"Corrija lo que dice, o instale a mano. {_A_MANO}",
    )
