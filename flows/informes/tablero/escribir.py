"""Writing the report's files, again and again under the same name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flows.estado import Estado
from flows.informes.tablero.contenido import TITULO, tablero_de
from icsoe_bot.archive.archivo import escribir_de_una_vez
from icsoe_bot.errors import OperatorMustAct, UsageProblem

_PRINCIPIO = 2048
"""Bytes at whose beginning a page of ours says what it is."""


class DestinoInadecuado(UsageProblem):
    """The report can't take the place of what it was told to."""


class InformeSinEscribir(OperatorMustAct):
    """The system refuses to write the report's file."""


@dataclass(frozen=True, slots=True)
class Destinos:
    """Where the report goes; nothing said means nowhere.

    An earlier report there is replaced, for it is made often. Anything else is left alone: a
    batch or another report may lie under a name that was mistyped.

    Raises:
        DestinoInadecuado: the name isn't one of a page or workbook, or something else lies there.
    """

    html: Path | None = None
    xlsx: Path | None = None

    def __post_init__(self) -> None:
        _exigir_apto(self.html, "--html", (".html", ".htm"), _es_pagina_nuestra)
        _exigir_apto(self.xlsx, "--xlsx", (".xlsx",), _es_libro_nuestro)

    def escribir(self, estado: Estado) -> dict[str, Path]:
        """Write the files, each whole or not at all; returns their paths by kind.

        Raises:
            InformeSinEscribir: the system refuses.
        """
        escritos = {}
        if self.html is not None:
            # Loaded for a report only: both would slow every other command.
            from flows.informes.tablero.pagina import pagina

            hecha = pagina(tablero_de(estado, self.html.parent))
            escritos["html"] = _escribir(self.html, hecha.encode())
        if self.xlsx is not None:
            from flows.informes.tablero.libro import libro

            hecho = libro(tablero_de(estado, self.xlsx.parent))
            escritos["xlsx"] = _escribir(self.xlsx, hecho)
        return escritos


def _escribir(destino: Path, contenido: bytes) -> Path:
    try:
        escribir_de_una_vez(destino, contenido)
    except OSError as error:
        raise InformeSinEscribir(
            f"No se pudo escribir {destino}: {error.strerror or 'error del sistema'}.",
            remedio="Si está abierto en otro programa, ciérrelo; revise permisos y espacio.",
        ) from error
    return destino.resolve()


def _exigir_apto(
    destino: Path | None,
    opcion: str,
    extensiones: tuple[str, ...],
    es_nuestro: Callable[[Path], bool],
) -> None:
    if destino is None:
        return
    if destino.suffix.lower() not in extensiones:
        raise DestinoInadecuado(
            f"«{destino.name}» no termina en {extensiones[0]}.",
            remedio=f"Escriba el nombre completo, por ejemplo {opcion} estado{extensiones[0]}.",
        )
    if destino.exists() and not (destino.is_file() and es_nuestro(destino)):
        raise DestinoInadecuado(
            f"{destino} ya existe y no es un estado hecho por icsoe.",
            remedio="Elija otro nombre, o mueva lo que está ahí.",
        )


def _es_pagina_nuestra(archivo: Path) -> bool:
    with archivo.open("rb") as abierto:
        return _es_nuestro(abierto.read(_PRINCIPIO))


def _es_libro_nuestro(archivo: Path) -> bool:
    try:
        with zipfile.ZipFile(archivo) as partes:
            return _es_nuestro(partes.read("docProps/core.xml"))
    except (zipfile.BadZipFile, KeyError):
        return False


def _es_nuestro(propiedades: bytes) -> bool:
    return b"icsoe-bot" in propiedades and TITULO.encode() in propiedades
