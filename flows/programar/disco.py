"""Writing the files of a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from icsoe_bot.errors import OperatorMustAct


class NoSeEscribe(OperatorMustAct):
    """The system refuses to write a schedule's file."""


def escribir(donde: Path, contenidos: Mapping[str, bytes]) -> list[Path]:
    """Write each file, by its name, into ``donde``; returns their paths.

    Raises:
        NoSeEscribe: the system refuses.
    """
    archivos = [donde / nombre for nombre in contenidos]
    try:
        donde.mkdir(parents=True, exist_ok=True)
        for archivo, contenido in zip(archivos, contenidos.values(), strict=True):
            archivo.write_bytes(contenido)
    except OSError as error:
        raise NoSeEscribe(
            f"No se pudo escribir en {donde}: {error.strerror or 'error del sistema'}.",
            remedio="Revise sus permisos y el espacio, o elija otra carpeta con --salida.",
        ) from error
    return archivos
