"""``efirmas/<RFC>/``: one .cer and one .key for each taxpayer. And pairs that lie loose."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from icsoe_bot.domain.rfc import RFC, RFCInvalido
from icsoe_bot.efirma.certificado import Certificado, certificado_en
from icsoe_bot.efirma.claves import Clave
from icsoe_bot.efirma.efirma import Efirma, exigir_certificado
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
    """One e.firma of a folder and what came of it."""

    nombre: str
    """Of its folder, or of its files where they lie loose; composed (NFC)."""
    rfc: RFC | None
    """Whose it should be, by its folder; of loose files, whose it is; ``None`` if nobody knows."""
    certificado: Certificado | None
    """What the certificate says, usable or not; ``None`` if it can't be read."""
    resultado: Efirma | IcsoeError


@dataclass(frozen=True, slots=True)
class Lectura:
    """How e.firmas are opened for a list."""

    resolver: Callable[[RFC], Clave]
    """Gives the password of an RFC (``FuentesDeClave.resolver``)."""
    ahora: datetime
    acepta_replica: bool = True

    def abrir(
        self, nombre: str, rfc: RFC | None, cer: Callable[[], Path], key: Callable[[], Path]
    ) -> EfirmaListada:
        """Open the pair that ``cer`` and ``key`` find, or keep why it can't be."""
        certificado: Certificado | None = None
        resultado: Efirma | IcsoeError
        try:
            ruta = cer()
            certificado = certificado_en(ruta)
            exigir_certificado(
                certificado, ruta, rfc=rfc, ahora=self.ahora, acepta_replica=self.acepta_replica
            )
            llave = key()
            clave = self.resolver(certificado.rfc)
            resultado = Efirma.abrir(ruta, llave, clave, ahora=self.ahora)
        except IcsoeError as error:
            resultado = error
        propio = rfc or (certificado.rfc if certificado else None)
        return EfirmaListada(unicodedata.normalize("NFC", nombre), propio, certificado, resultado)


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
    carpeta = _unica(carpetas, rfc)
    return Par(_unico(carpeta, ".cer", rfc), _unico(carpeta, ".key", rfc))


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


def listar(efirmas: Path, lectura: Lectura) -> list[EfirmaListada]:
    """Open every e.firma under ``efirmas``, sorted by RFC; a bad one doesn't hide the others.

    Raises:
        FaltaArchivo: ``efirmas`` itself doesn't exist.
        ArchivoIlegible: it can't be listed.
    """
    por_rfc: dict[RFC | RFCInvalido, list[Path]] = {}
    for hija in _carpetas(efirmas):
        por_rfc.setdefault(_rfc(hija), []).append(hija)
    return [_de_carpetas(rfc, hijas, lectura) for rfc, hijas in por_rfc.items()]


def listar_sueltas(carpeta: Path, lectura: Lectura) -> list[EfirmaListada]:
    """Open every pair that lies in ``carpeta`` itself: a .cer, and the .key of the same name.

    Raises:
        ArchivoIlegible: it can't be listed.
    """
    llaves = {_normal(key.stem): key for key in _archivos(carpeta, ".key")}

    def hallar(cer: Path) -> Path:
        key = llaves.get(_normal(cer.stem))
        if key is None:
            raise FaltaArchivo(
                f"Junto a «{cer.name}» no hay un archivo .key del mismo nombre.",
                remedio="Ponga juntos el .cer y el .key de una misma e.firma, con el mismo nombre.",
                archivo=cer,
            )
        return key

    return [
        lectura.abrir(cer.stem, None, partial(Path, cer), partial(hallar, cer))
        for cer in _archivos(carpeta, ".cer")
    ]


def hay_sueltas(carpeta: Path) -> bool:
    """Whether .cer files lie in ``carpeta`` itself.

    Raises:
        ArchivoIlegible: it can't be listed.
    """
    return bool(_archivos(carpeta, ".cer"))


def _de_carpetas(rfc: RFC | RFCInvalido, carpetas: list[Path], lectura: Lectura) -> EfirmaListada:
    nombre = carpetas[0].name
    if isinstance(rfc, RFCInvalido):
        return EfirmaListada(unicodedata.normalize("NFC", nombre), None, None, rfc)
    return lectura.abrir(
        nombre,
        rfc,
        lambda: _unico(_unica(carpetas, rfc), ".cer", rfc),
        lambda: _unico(carpetas[0], ".key", rfc),
    )


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


def _unica(carpetas: list[Path], rfc: RFC) -> Path:
    if len(carpetas) > 1:
        nombres = ", ".join(f"«{carpeta.name}»" for carpeta in carpetas)
        raise CarpetaRepetida(
            f"Hay más de una carpeta para {rfc}: {nombres}.",
            remedio="Deje sólo una.",
            rfc=rfc,
            archivo=carpetas[0],
        )
    return carpetas[0]


def _unico(carpeta: Path, sufijo: str, rfc: RFC) -> Path:
    hallados = _archivos(carpeta, sufijo)
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


def _archivos(carpeta: Path, sufijo: str) -> list[Path]:
    """Only files of the suffix count: notes, previews and the system's own are ignored."""
    try:
        return sorted(
            hijo
            for hijo in carpeta.iterdir()
            if hijo.suffix.lower() == sufijo and not _oculto(hijo) and hijo.is_file()
        )
    except OSError as error:
        raise _ilegible(carpeta, error) from None


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
