"""The archive of one working folder."""

from __future__ import annotations

import hashlib
import itertools
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from icsoe_bot.archive.nombres import ruta_de_acuse
from icsoe_bot.archive.verificacion import verificar
from icsoe_bot.domain.acuse import Acuse
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import IcsoeError, UsageProblem

MARCA = ".ambiente"
"""The file that says which environment an archive is of."""

APARTADOS = "apartados"


class ArchivoDeOtroAmbiente(UsageProblem):
    """The archive holds acuses of the other environment."""


@dataclass(frozen=True, slots=True)
class AcuseArchivado:
    """An acuse in its place, with the SHA-256 of its content in hexadecimal."""

    ruta: Path
    sha256: str
    version: int
    """From the second on: the portal handed out another content than before."""

    @property
    def relativa(self) -> str:
        """Where it is inside the archive, the same on every system."""
        return "/".join(self.ruta.parts[-3:])


class Archivo:
    """The folder ``acuses/``, for good of one environment.

    Raises:
        ArchivoDeOtroAmbiente: it holds acuses of the other environment.
    """

    def __init__(self, raiz: Path, ambiente: str) -> None:
        self._raiz = raiz
        self._ambiente = ambiente
        self._de_replica = ambiente == "replica"
        self._marcado()

    def guardar(
        self, contenido: bytes, acuse: Acuse, conocidas: Mapping[int, str] | None = None
    ) -> AcuseArchivado:
        """Verify an acuse and put it in its place, at once or not at all.

        What fails verification is kept apart, under ``apartados/``. Nothing good is overwritten:
        another content than the one in its place becomes the next version beside it.
        ``conocidas`` are the SHA-256 of the versions that were archived before, also of those
        whose file is gone or was altered since.

        Raises:
            NoEsUnAcuse, AcuseAjeno, AcuseSinValidez: it isn't this acuse.
            ArchivoDeOtroAmbiente: meanwhile somebody put the other environment's there.
        """
        # Only what is kept makes the folder one environment's: looking at it doesn't.
        if not self._marcado():
            escribir_de_una_vez(self._raiz / MARCA, f"{self._ambiente}\n".encode())
        try:
            verificar(contenido, acuse, acepta_replica=self._de_replica)
        except IcsoeError as error:
            apartado = self._apartar(contenido, ruta_de_acuse(acuse).name)
            error.remedio = f"{error.remedio} Archivo: {apartado}."
            raise
        sha256 = hashlib.sha256(contenido).hexdigest()
        for version in itertools.count(1):
            destino = self._raiz / ruta_de_acuse(acuse, version)
            conocida = (conocidas or {}).get(version)
            if conocida is not None and conocida != sha256:
                continue
            if destino.exists() and destino.read_bytes() != contenido:
                if conocida is None and self._es_bueno(destino, acuse):
                    continue
                # What lies there is damaged or was altered: it makes room, and is kept.
                self._apartar(destino.read_bytes(), destino.name)
            escribir_de_una_vez(destino, contenido)
            return AcuseArchivado(destino, sha256, version)
        raise AssertionError("unreachable")

    def vigente(
        self, acuse: Acuse, conocidas: Mapping[int, str] | None = None
    ) -> AcuseArchivado | None:
        """The acuse if it lies in its place and still is what it should be.

        With ``conocidas``, the SHA-256 of its versions, that is the newest one of these whose file
        is unaltered; without, a file that says what this acuse must say.
        """
        for version, sha256 in sorted((conocidas or {}).items(), reverse=True):
            ruta = self.intacto(ruta_de_acuse(acuse, version).as_posix(), sha256)
            if ruta is not None:
                return AcuseArchivado(ruta, sha256, version)
        destino = self._raiz / ruta_de_acuse(acuse)
        if conocidas or not destino.is_file() or not self._es_bueno(destino, acuse):
            return None
        return AcuseArchivado(destino, hashlib.sha256(destino.read_bytes()).hexdigest(), 1)

    def intacto(self, relativa: str, sha256: str) -> Path | None:
        """The file at ``relativa`` if its content is still the one that was verified once."""
        destino = self._raiz / relativa
        if not destino.is_file() or hashlib.sha256(destino.read_bytes()).hexdigest() != sha256:
            return None
        return destino

    def tiene(self, relativa: str) -> bool:
        """Whether there is a file at ``relativa``, whatever it says."""
        return (self._raiz / relativa).is_file()

    def leer(self, relativa: str) -> bytes | None:
        """What lies at ``relativa``; ``None`` if nothing does.

        Raises:
            OSError: it can't be read.
        """
        destino = self._raiz / relativa
        return destino.read_bytes() if self.tiene(relativa) else None

    def recorrer(self, rfc: RFC | None = None) -> Iterator[str]:
        """Every file of the archive, or what is one taxpayer's, as the ledger writes its way.

        What was kept apart is included, the mark of the environment isn't. Names are as the disk
        gives them; some give an «Ñ» back as two letters.

        Raises:
            OSError: a folder can't be read.
        """
        if rfc is None:
            yield from self._relativas(self._raiz)
            return
        yield from self._relativas(self._raiz / str(rfc))
        for relativa in self._relativas(self._raiz / APARTADOS):
            if relativa.startswith(f"{APARTADOS}/{rfc}_"):
                yield relativa

    def _relativas(self, carpeta: Path) -> Iterator[str]:
        if not carpeta.is_dir():
            return
        for ruta in sorted(carpeta.iterdir()):
            if not ruta.is_dir():
                relativa = ruta.relative_to(self._raiz).as_posix()
                if relativa != MARCA:
                    yield relativa
            # A link could lead round in a circle.
            elif not ruta.is_symlink():
                yield from self._relativas(ruta)

    def _marcado(self) -> bool:
        marca = self._raiz / MARCA
        if not marca.is_file():
            return False
        previo = marca.read_text(encoding="utf-8").strip()
        if previo != self._ambiente:
            raise ArchivoDeOtroAmbiente(
                f"La carpeta {self._raiz} guarda acuses del ambiente «{previo}» y no de "
                f"«{self._ambiente}».",
                remedio="Use una carpeta de trabajo para cada ambiente.",
            )
        return True

    def _es_bueno(self, ruta: Path, acuse: Acuse) -> bool:
        try:
            verificar(ruta.read_bytes(), acuse, acepta_replica=self._de_replica)
        except IcsoeError:
            return False
        return True

    def _apartar(self, contenido: bytes, nombre: str) -> Path:
        huella = hashlib.sha256(contenido).hexdigest()[:8]
        # Not named as a PDF: nobody is to take it for an acuse by a look at the folder.
        destino = self._raiz / APARTADOS / f"{nombre}.{huella}.apartado"
        escribir_de_una_vez(destino, contenido)
        return destino


def escribir_de_una_vez(destino: Path, contenido: bytes) -> None:
    """Write a file whole and durably, or not at all; what was there is replaced."""
    destino.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporal = tempfile.mkstemp(dir=destino.parent, prefix=".", suffix=".parcial")
    try:
        with os.fdopen(descriptor, "wb") as archivo:
            archivo.write(contenido)
            archivo.flush()
            os.fsync(archivo.fileno())
        Path(temporal).replace(destino)
    except BaseException:
        Path(temporal).unlink(missing_ok=True)
        raise
