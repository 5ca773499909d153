"""From a file to its rows, whatever program saved it: the content decides, not the name."""

from __future__ import annotations

from pathlib import Path

from flows.lote.tabla import ArchivoIlegible, Tabla
from flows.lote.texto import leer_texto
from icsoe_bot.errors import UsageProblem

MAXIMO = 10 * 1024 * 1024
"""Bytes that a batch may have; a thousand taxpayers take about a hundred thousand."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CIFRADO = "EncryptedPackage".encode("utf-16-le")
"""The name under which an old-style container keeps a workbook with a password."""


def localizar_lote(raiz: Path, lote: Path) -> Path:
    """A relative name is looked for in the working folder, then where the command was given.

    Raises:
        UsageProblem: there is one in each place, and which one is meant isn't guessed.
    """
    if lote.is_absolute():
        return lote
    propio = raiz / lote
    if propio.exists() and lote.exists() and not propio.samefile(lote):
        raise UsageProblem(
            f"Hay dos archivos {lote}: uno en la carpeta de trabajo y otro donde está usted.",
            remedio=f"Escriba la ruta completa del que quiere, por ejemplo {propio.resolve()}.",
        )
    return propio if propio.exists() or not lote.exists() else lote


def leer_tabla(archivo: Path) -> Tabla:
    """The rows of ``archivo`` that aren't blank; at least the headings.

    Raises:
        ArchivoIlegible: it can't be read, isn't a spreadsheet or CSV, or is empty.
    """
    crudo = _leer(archivo)
    if crudo.startswith(_OLE):
        raise _de_ole(crudo)
    if crudo.startswith(_ZIP):
        # Only a workbook needs openpyxl, which takes a while to load.
        from flows.lote.libro import leer_libro

        tabla = leer_libro(crudo)
    else:
        tabla = leer_texto(crudo)
    if not tabla.filas:
        raise ArchivoIlegible(
            "El archivo está vacío.", remedio="Ponga los nombres de las columnas y los renglones."
        )
    return tabla


def _leer(archivo: Path) -> bytes:
    if archivo.is_dir():
        raise ArchivoIlegible("Es una carpeta, no un archivo.", remedio="Indique el archivo.")
    try:
        with archivo.open("rb") as abierto:
            crudo = abierto.read(MAXIMO + 1)
    except FileNotFoundError:
        raise ArchivoIlegible("No existe el archivo.", remedio="Revise la ruta.") from None
    except PermissionError:
        raise ArchivoIlegible(
            "No se permite leer el archivo: quizá está abierto en Excel.",
            remedio="Ciérrelo en Excel, o revise sus permisos.",
        ) from None
    except OSError as error:
        raise ArchivoIlegible(
            f"No se pudo leer el archivo ({error.strerror}).",
            remedio="Cópielo a una carpeta de esta computadora.",
        ) from error
    if len(crudo) > MAXIMO:
        raise ArchivoIlegible(
            f"El archivo pasa de {MAXIMO // 1024 // 1024} MB: es demasiado para un lote.",
            remedio="Copie solo las columnas del lote a un archivo nuevo.",
        )
    return crudo


def _de_ole(crudo: bytes) -> ArchivoIlegible:
    if _CIFRADO in crudo:
        return ArchivoIlegible(
            "El libro tiene contraseña.",
            remedio="Guárdelo como libro de Excel (.xlsx) sin contraseña, o como CSV UTF-8.",
        )
    return ArchivoIlegible(
        "Es un libro de Excel en el formato anterior (.xls).",
        remedio="Guárdelo como libro de Excel (.xlsx) o como CSV UTF-8.",
    )
