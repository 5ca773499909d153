"""Files that people name: made whole or not at all, and none is replaced unasked."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from icsoe_bot.errors import OperatorMustAct, UsageProblem


class YaExiste(UsageProblem):
    """There is a file of that name."""


class NoSePudoEscribir(OperatorMustAct):
    """The disk or the permissions don't let the file be written."""


def exigir_destino(destino: Path, *, reemplazar: bool) -> None:
    """See that ``destino`` can be written, before any work is done for it.

    Raises:
        YaExiste: it exists, and nobody said that it may be replaced.
        UsageProblem: its folder doesn't exist.
    """
    if not destino.parent.is_dir():
        raise UsageProblem(
            f"No existe la carpeta {destino.parent}.", remedio="Créela, o escriba otra ruta."
        )
    if destino.exists() and not reemplazar:
        raise _ya_existe(destino)


@contextmanager
def archivo_nuevo(destino: Path, *, reemplazar: bool) -> Iterator[IO[bytes]]:
    """A file that is at ``destino`` once the block ends well; if it doesn't, nothing changed.

    Raises:
        YaExiste: it exists by now, and nobody said that it may be replaced.
        NoSePudoEscribir: the disk is full, or the folder or the file can't be written.
    """
    temporal: Path | None = None
    try:
        descriptor, nombre = tempfile.mkstemp(dir=destino.parent, prefix=".", suffix=".parcial")
        temporal = Path(nombre)
        with os.fdopen(descriptor, "wb") as archivo:
            yield archivo
            archivo.flush()
            os.fsync(archivo.fileno())
        if not reemplazar:
            _reservar(destino)
        temporal.replace(destino)
    except OSError as error:
        raise NoSePudoEscribir(
            f"No se pudo escribir {destino}: {error.strerror or type(error).__name__}.",
            remedio="Revise que haya espacio y permiso, y que otro programa no lo tenga abierto.",
        ) from error
    finally:
        if temporal is not None:
            temporal.unlink(missing_ok=True)


def _reservar(destino: Path) -> None:
    # Of two processes with the same name in mind, one gets it.
    try:
        destino.touch(exist_ok=False)
    except FileExistsError:
        raise _ya_existe(destino) from None


def _ya_existe(destino: Path) -> YaExiste:
    return YaExiste(f"Ya existe {destino}.", remedio="Escriba otro nombre, o agregue --reemplazar.")
