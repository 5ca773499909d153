"""``efirmas/<RFC>/``: one .cer and one .key for each taxpayer."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from icsoe_bot.domain.rfc import RFC, RFCInvalido
from icsoe_bot.efirma.claves import Clave
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.efirma.errores import (
    ArchivoIlegible,
    ArchivosDeMas,
    CarpetaRepetida,
    FaltaArchivo,
)
from icsoe_bot.errors import IcsoeError


class Par(NamedTuple):
    """The two files of an e.firma."""

    cer: Path
    key: Path


@dataclass(frozen=True, slots=True)
class EfirmaListada:
    """One folder of ``efirmas/`` and what came of it."""

    carpeta: str
    """The folder's name, composed (NFC)."""
    resultado: Efirma | IcsoeError


def localizar(efirmas: Path, rfc: RFC) -> Par:
    """Find the pair of ``rfc`` under ``efirmas``.

    The folder's name is read as people write an RFC: lower case, dashes, or the decomposed Ñ
    of macOS.

    Raises:
        FaltaArchivo: no folder, no .cer or no .key.
        CarpetaRepetida: more than one folder is this RFC's.
        ArchivosDeMas: more than one .cer or .key.
        ArchivoIlegible: the system refuses.
    """
    carpetas = [hija for hija in _carpetas(efirmas) if _rfc(hija) == rfc]
    if not carpetas:
        raise FaltaArchivo(
            f"No hay carpeta con la e.firma de {rfc} en «{efirmas}».",
            remedio=f"Cree «{efirmas / str(rfc)}» y ponga ahí su .cer y su .key.",
            rfc=rfc,
            archivo=efirmas / str(rfc),
        )
    return _par(carpetas, rfc)


def nombrados(efirmas: Path) -> tuple[list[RFC], list[str]]:
    """Whose folders lie under ``efirmas``, and the folder names that are no RFC; none is opened.

    Raises:
        FaltaArchivo: ``efirmas`` itself doesn't exist.
        ArchivoIlegible: it can't be listed.
    """
    rfcs: dict[RFC, None] = {}
    ajenos = []
    for hija in _carpetas(efirmas):
        rfc = _rfc(hija)
        if isinstance(rfc, RFC):
            rfcs[rfc] = None
        else:
            ajenos.append(unicodedata.normalize("NFC", hija.name))
    return list(rfcs), ajenos


def listar(
    efirmas: Path, *, resolver: Callable[[RFC], Clave], ahora: datetime
) -> list[EfirmaListada]:
    """Open every e.firma under ``efirmas``, sorted by RFC; a bad one doesn't hide the others.

    ``resolver`` gives the password of an RFC (``FuentesDeClave.resolver``).

    Raises:
        FaltaArchivo: ``efirmas`` itself doesn't exist.
        ArchivoIlegible: it can't be listed.
    """
    carpetas = _carpetas(efirmas)
    por_rfc: dict[RFC | RFCInvalido, list[Path]] = {}
    for hija in carpetas:
        por_rfc.setdefault(_rfc(hija), []).append(hija)
    return [
        EfirmaListada(
            unicodedata.normalize("NFC", hijas[0].name), _abrir(rfc, hijas, resolver, ahora)
        )
        for rfc, hijas in por_rfc.items()
    ]


def _abrir(
    rfc: RFC | RFCInvalido, carpetas: list[Path], resolver: Callable[[RFC], Clave], ahora: datetime
) -> Efirma | IcsoeError:
    if isinstance(rfc, RFCInvalido):
        return rfc
    try:
        par = _par(carpetas, rfc)
        efirma = Efirma.abrir(par.cer, par.key, resolver(rfc), ahora=ahora)
        efirma.exigir_rfc(rfc)
    except IcsoeError as error:
        return error
    return efirma


def _rfc(carpeta: Path) -> RFC | RFCInvalido:
    """Whose the folder is, or the error that says that its name is no RFC."""
    try:
        return RFC.parse(carpeta.name)
    except RFCInvalido as error:
        return error


def _carpetas(efirmas: Path) -> list[Path]:
    try:
        if not efirmas.is_dir():
            raise FaltaArchivo(
                f"No existe la carpeta de e.firmas «{efirmas}».",
                remedio="Cree en ella una carpeta por RFC, con su .cer y su .key.",
                archivo=efirmas,
            )
        hijas = [hija for hija in efirmas.iterdir() if not _oculto(hija) and hija.is_dir()]
    except OSError as error:
        raise _ilegible(efirmas, error) from None
    return sorted(hijas, key=lambda hija: (_normal(hija.name), hija.name))


def _par(carpetas: list[Path], rfc: RFC) -> Par:
    if len(carpetas) > 1:
        nombres = ", ".join(f"«{carpeta.name}»" for carpeta in carpetas)
        raise CarpetaRepetida(
            f"Hay más de una carpeta para {rfc}: {nombres}.",
            remedio="Deje sólo una.",
            rfc=rfc,
            archivo=carpetas[0],
        )
    return Par(_unico(carpetas[0], ".cer", rfc), _unico(carpetas[0], ".key", rfc))


def _unico(carpeta: Path, sufijo: str, rfc: RFC) -> Path:
    """Only files of the suffix count: notes, previews and the system's own are ignored."""
    try:
        hallados = sorted(
            hijo
            for hijo in carpeta.iterdir()
            if hijo.suffix.lower() == sufijo and not _oculto(hijo) and hijo.is_file()
        )
    except OSError as error:
        raise _ilegible(carpeta, error) from None
    if not hallados:
        raise FaltaArchivo(
            f"En «{carpeta}» no hay archivo {sufijo} de {rfc}.",
            remedio=f"Copie ahí el {sufijo} de la e.firma.",
            rfc=rfc,
            archivo=carpeta,
        )
    if len(hallados) > 1:
        nombres = ", ".join(f"«{hijo.name}»" for hijo in hallados)
        raise ArchivosDeMas(
            f"En la carpeta de {rfc} hay más de un archivo {sufijo}: {nombres}.",
            remedio="Deje sólo el de la e.firma vigente.",
            rfc=rfc,
            archivo=carpeta,
        )
    return hallados[0]


def _oculto(ruta: Path) -> bool:
    return ruta.name.startswith((".", "__MACOSX"))


def _normal(nombre: str) -> str:
    return unicodedata.normalize("NFC", nombre).strip().upper()


def _ilegible(ruta: Path, error: OSError) -> ArchivoIlegible:
    return ArchivoIlegible(
        f"No se puede leer la carpeta «{ruta}»: {error.strerror or 'error del sistema'}.",
        remedio="Revise sus permisos y que el disco esté conectado.",
        archivo=ruta,
    )
