"""Opens the files that hold other files, also damaged ones, for the scanner."""

from __future__ import annotations

import base64
import binascii
import io
import logging
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

TOPE = 512 * 1024 * 1024
"""Bytes of one inflated member; more is taken for a zip bomb."""

_bitacora = logging.getLogger(__name__)

_CABECERA_LOCAL = struct.Struct("<4s5H3I2H")
_DEFLATE = 8
_GZIP, _ZLIB, _SIN_CABECERA = 31, 15, -15
_PASO = 4096
_OBJETO_DE_PDF = re.compile(rb"stream\r?\n")
_ANTES_DEL_FLUJO = 4096
"""Bytes before «stream» in which a PDF's dictionary is looked for."""


class ContenedorCerrado(Exception):
    """Something inside can't be looked at: encrypted, of unknown compression, or too big."""


def interiores(flujo: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """What ``flujo`` holds inside, as name and content; nothing when it is no container.

    Damaged containers give what can be saved.

    Raises:
        ContenedorCerrado: there is an inside that can't be read at all.
    """
    flujo.seek(0)
    cabeza = flujo.read(1024)
    if cabeza.startswith(b"\x1f\x8b"):
        yield "(gzip)", _inflar(_todo(flujo), _GZIP)
    elif b"%PDF-" in cabeza:
        yield from _de_pdf(_todo(flujo))
    elif zipfile.is_zipfile(flujo):
        yield from _de_zip(flujo)
    elif cabeza.startswith(b"PK\x03\x04"):
        yield from _de_zip_roto(_todo(flujo))


def _todo(flujo: BinaryIO) -> bytes:
    flujo.seek(0)
    datos = flujo.read(TOPE + 1)
    if len(datos) > TOPE:
        raise ContenedorCerrado("demasiado grande")
    return datos


def _de_zip(flujo: BinaryIO) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(flujo) as archivo:
            for miembro in archivo.infolist():
                if miembro.file_size > TOPE:
                    raise ContenedorCerrado(f"{miembro.filename}: demasiado grande")
                yield miembro.filename, archivo.read(miembro)
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError):
        yield from _de_zip_roto(_todo(flujo))
    except (RuntimeError, NotImplementedError):  # encrypted, or a compression that we lack
        raise ContenedorCerrado("miembro cifrado o de compresión desconocida") from None


def _de_zip_roto(datos: bytes) -> Iterator[tuple[str, bytes]]:
    """A zip without its end, such as an unfinished trace: its members have headers of their own."""
    for hallado in re.finditer(rb"PK\x03\x04", datos):
        trozo = datos[hallado.start() : hallado.start() + _CABECERA_LOCAL.size]
        if len(trozo) < _CABECERA_LOCAL.size:
            continue
        campos = _CABECERA_LOCAL.unpack(trozo)
        metodo, largo_nombre, largo_extra = campos[3], campos[9], campos[10]
        nombre = hallado.start() + _CABECERA_LOCAL.size
        inicio = nombre + largo_nombre + largo_extra
        if metodo == _DEFLATE:  # stored members are seen in the raw bytes
            texto = datos[nombre : nombre + largo_nombre].decode("utf-8", "replace")
            yield texto, _inflar(memoryview(datos)[inicio:], _SIN_CABECERA)


def _de_pdf(datos: bytes) -> Iterator[tuple[str, bytes]]:
    for numero, hallado in enumerate(_OBJETO_DE_PDF.finditer(datos)):
        inicio = hallado.end()
        fin = datos.find(b"endstream", inicio)
        contenido = datos[inicio : fin if fin >= 0 else len(datos)]
        previo = datos[max(0, hallado.start() - _ANTES_DEL_FLUJO) : hallado.start()]
        yield f"(flujo {numero})", _decodificar(contenido, previo[previo.rfind(b" obj") + 1 :])
    yield "(texto)", _texto_de_pdf(datos).encode("utf-8", "replace")


def _decodificar(contenido: bytes, diccionario: bytes) -> bytes:
    try:
        if b"ASCII85Decode" in diccionario or b"/A85" in diccionario:
            contenido = base64.a85decode(contenido.strip().removesuffix(b"~>"))
        elif b"ASCIIHexDecode" in diccionario or b"/AHx" in diccionario:
            contenido = binascii.unhexlify(b"".join(contenido.split()).removesuffix(b">"))
    except ValueError:
        return contenido
    return _inflar(contenido, _ZLIB) if b"FlateDecode" in diccionario else contenido


def _texto_de_pdf(datos: bytes) -> str:
    """The text as a reader sees it: fonts may number their letters as they like."""
    try:
        lector = PdfReader(io.BytesIO(datos))
        return "\n".join(pagina.extract_text() for pagina in lector.pages)
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        _bitacora.info("PDF dañado, se buscó en sus bytes: %s", type(error).__name__)
        return ""


def _inflar(datos: bytes | memoryview, ventana: int) -> bytes:
    """Inflate as far as the data goes; damage ends it without losing what came before.

    ``ventana`` is zlib's ``wbits``: 31 gzip, 15 zlib, -15 bare.
    """
    salida: list[bytes] = []
    total = 0
    inflador = zlib.decompressobj(ventana)
    pendientes = (datos[i : i + _PASO] for i in range(0, len(datos), _PASO))
    for trozo in pendientes:
        entrada = bytes(trozo)
        while entrada:
            try:
                inflado = inflador.decompress(entrada, TOPE - total + 1)
            except zlib.error:
                return b"".join(salida)
            salida.append(inflado)
            total += len(inflado)
            if total > TOPE:
                raise ContenedorCerrado("demasiado grande")
            if not inflador.eof:
                break
            if ventana != _GZIP:
                return b"".join(salida)
            entrada = inflador.unused_data  # a gzip file may have several members
            inflador = zlib.decompressobj(ventana)
    return b"".join(salida)
