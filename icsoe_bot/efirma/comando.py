"""Asks a command, such as a password manager's, for a password."""

from __future__ import annotations

import os
import shlex
import subprocess

from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.errores import ComandoDeClaveFallido, ComandoDeClaveMalEscrito

SEGUNDOS = 30.0
"""What a command may take; an agent may have to be unlocked."""

_MARCA = "{rfc}"


def pedir(comando: str, rfc: RFC) -> str:
    """Run ``comando`` without a shell and return the first line that it writes.

    ``{rfc}`` is replaced inside its argument, so that no RFC (``&``!) can become syntax. What
    the command writes is never shown, not even when it fails.

    Raises:
        ComandoDeClaveMalEscrito: unbalanced quotes, or no ``{rfc}``.
        ComandoDeClaveFallido: it doesn't exist, fails, writes nothing or takes too long.
    """
    argumentos = _partir(comando, rfc)
    try:
        proceso = subprocess.run(  # noqa: S603 - the operator's own command, no shell
            argumentos,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SEGUNDOS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _fallido(rfc, f"no terminó en {SEGUNDOS:.0f} segundos") from None
    except (OSError, ValueError):
        raise _fallido(rfc, "no se pudo ejecutar") from None
    if proceso.returncode != 0:
        raise _fallido(rfc, f"terminó con el código {proceso.returncode}")
    linea = proceso.stdout.split(b"\n", 1)[0].removesuffix(b"\r")
    if not linea:
        raise _fallido(rfc, "no escribió nada")
    try:
        return linea.decode("utf-8")
    except UnicodeDecodeError:
        return linea.decode("cp1252", errors="replace")


def _partir(comando: str, rfc: RFC) -> list[str]:
    lector = shlex.shlex(comando, posix=True, punctuation_chars=False)
    lector.whitespace_split = True
    lector.commenters = ""
    if os.name == "nt":
        lector.escape = ""  # a backslash separates folders there
    try:
        argumentos = list(lector)
    except ValueError:
        argumentos = []
    if not any(_MARCA in argumento for argumento in argumentos[1:]):
        raise ComandoDeClaveMalEscrito(
            "ICSOE_CLAVE_COMANDO no es un comando con {rfc} entre sus argumentos.",
            remedio="Por ejemplo: ICSOE_CLAVE_COMANDO=pass show sat/{rfc}",
            rfc=rfc,
        )
    return [argumento.replace(_MARCA, str(rfc)) for argumento in argumentos]


def _fallido(rfc: RFC, que_paso: str) -> ComandoDeClaveFallido:
    return ComandoDeClaveFallido(
        f"El comando de ICSOE_CLAVE_COMANDO no dio la contraseña de {rfc}: {que_paso}.",
        remedio="Ejecútelo a mano en una terminal para ver qué responde.",
        rfc=rfc,
    )
