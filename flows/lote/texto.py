"""A CSV as spreadsheets write it: which letters, which separator, which rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from flows.lote.columnas import cuantas_conocidas
from flows.lote.tabla import ArchivoIlegible, Fila, Tabla, sin_vacias

_SEPARADORES = (",", ";", "\t")
_LINEA_SEP = re.compile(r'"?sep=([^\r\n"])\1*"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""Excel's own first line, which it obeys and doesn't show; its tail appears on saving again."""

_COMO_GUARDAR = "Guárdelo como libro de Excel (.xlsx) o como CSV UTF-8."


def leer_texto(crudo: bytes) -> Tabla:
    """The rows of a CSV; each record is a row, blank ones and those of several lines too.

    Raises:
        ArchivoIlegible: it is no text, or its quotes don't match.
    """
    texto = decodificar(crudo)
    if texto.lstrip().startswith("<"):
        raise ArchivoIlegible(
            "Es una página web o un XML, no una hoja de cálculo.",
            remedio=f"Ábralo en Excel. {_COMO_GUARDAR}",
        )
    linea_sep = _LINEA_SEP.match(texto)
    if linea_sep:
        texto = texto[linea_sep.end() :]
        separador = linea_sep[1]
    else:
        separador = _adivinar_separador(texto)
    if not texto.strip("\r\n\t ,;"):
        return Tabla(())
    filas: list[Fila] = []
    try:
        for celdas in _registros(texto, separador):
            filas.append(Fila(len(filas) + 1, tuple(celdas)))
    except csv.Error:
        numero = len(filas) + 1
        raise ArchivoIlegible(
            f"No se puede separar en celdas desde la fila {numero}: hay comillas sin cerrar o "
            "texto pegado a ellas.",
            remedio=f"Quite o complete las comillas de esa fila. {_COMO_GUARDAR}",
            fila=numero,
        ) from None
    return Tabla(sin_vacias(filas))


def decodificar(crudo: bytes) -> str:
    """The text: UTF-8 or UTF-16 if marked or valid, else the cp1252 of Excel in Mexico.

    Raises:
        ArchivoIlegible: it is none of them.
    """
    if crudo.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codificaciones = ["utf-16"]
    elif crudo.startswith(codecs.BOM_UTF8):
        codificaciones = ["utf-8-sig"]
    else:
        codificaciones = ["utf-8", "cp1252"]
    for codificacion in codificaciones:
        try:
            texto = crudo.decode(codificacion)
        except UnicodeDecodeError:
            continue
        if "\0" not in texto:
            return texto
    raise ArchivoIlegible("No es una hoja de cálculo ni un texto legible.", remedio=_COMO_GUARDAR)


def _adivinar_separador(texto: str) -> str:
    """The one that finds most of our columns in the headings."""

    def encabezados(separador: str) -> tuple[int, int]:
        try:
            for celdas in _registros(texto, separador):
                if any(celda.strip() for celda in celdas):
                    return cuantas_conocidas(celdas), len(celdas)
        except csv.Error:
            pass
        return 0, 0

    return max(_SEPARADORES, key=encabezados)


def _registros(texto: str, separador: str) -> Iterator[list[str]]:
    # Strict, or a quote that nobody closed would swallow the rows after it without a word.
    return csv.reader(io.StringIO(texto, newline=""), delimiter=separador, strict=True)
