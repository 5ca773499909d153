"""Writing what doesn't exist yet, for its owner alone where the system knows owners."""

from __future__ import annotations

import os
from pathlib import Path

from icsoe_bot.errors import OperatorMustAct

_BINARIO = getattr(os, "O_BINARY", 0)
"""Windows would write two bytes for each end of line."""


class NoSePudoEscribir(OperatorMustAct):
    """The system refuses a file or folder of the new office."""


def crear_carpeta(ruta: Path) -> None:
    """Make ``ruta`` and what is missing above it; its own alone is closed to others.

    Raises:
        NoSePudoEscribir: the system refuses, or a file has that name.
    """
    try:
        ruta.parent.mkdir(parents=True, exist_ok=True)
        ruta.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise _negado(ruta, error) from None


def crear(ruta: Path, datos: bytes) -> bool:
    """Write a new file that only its owner may read; ``False`` if there is one already.

    Raises:
        NoSePudoEscribir: the system refuses.
    """
    try:
        descriptor = os.open(ruta, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARIO, 0o600)
    except FileExistsError:
        return False
    except OSError as error:
        raise _negado(ruta, error) from None
    try:
        with os.fdopen(descriptor, "wb") as archivo:
            archivo.write(datos)
    except OSError as error:
        # Half a file would later pass for one that a person made.
        ruta.unlink(missing_ok=True)
        raise _negado(ruta, error) from None
    return True


def agregar(ruta: Path, renglones: list[str]) -> None:
    """Add lines of UTF-8 at the end of a file that exists; nothing that it says is changed.

    Raises:
        NoSePudoEscribir: the system refuses.
    """
    try:
        previo = ruta.read_bytes()
        union = b"" if not previo or previo.endswith(b"\n") else b"\n"
        with ruta.open("ab") as archivo:
            archivo.write(union + "".join(f"{uno}\n" for uno in renglones).encode("utf-8"))
    except OSError as error:
        raise _negado(ruta, error) from None


def _negado(ruta: Path, error: OSError) -> NoSePudoEscribir:
    return NoSePudoEscribir(
        f"No se pudo escribir «{ruta}»: {error.strerror or 'error del sistema'}.",
        remedio="Elija otra carpeta, o revise sus permisos y el espacio en disco. Lo que ya se "
        "había escrito se conserva: la misma orden sigue donde se quedó.",
    )
