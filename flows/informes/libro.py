"""The report as a workbook, ready to filter and to print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from openpyxl.worksheet.worksheet import Worksheet

from flows.informes.contenido import TITULO, Contenido, Fila, titular
from flows.informes.hojas import (
    Color,
    Dato,
    cerrar_tabla,
    en_bytes,
    encabezar,
    escribir_en_tabla,
    letra,
    libro_nuevo,
    titular_columnas,
)
from flows.tanda.resumen import Situacion

_TARDE = letra(Color.AMBAR.tinta, bold=True)


@dataclass(frozen=True, slots=True)
class _Columna:
    titulo: str
    ancho: float
    """In characters, as spreadsheets count it."""
    valor: Callable[[Fila], str | date | None]


_COLUMNAS = (
    _Columna("RFC", 16, lambda fila: fila.rfc),
    _Columna("Nombre", 27, lambda fila: fila.nombre),
    _Columna("Periodo", 17, lambda fila: fila.periodo),
    _Columna("Clave del periodo", 17, lambda fila: fila.clave),
    _Columna("Tipo", 15, lambda fila: fila.tipo),
    _Columna("Declara", 21, lambda fila: fila.declara),
    _Columna("Situación", 16, lambda fila: titular(fila.situacion)),
    _Columna("Folio", 15, lambda fila: fila.folio),
    _Columna("Fecha de presentación", 14, lambda fila: fila.fecha),
    _Columna("En tiempo / Extemporánea", 15, lambda fila: fila.oportunidad),
    _Columna("Acuse", 9, lambda fila: "PDF" if fila.acuse else ""),
    _Columna("Qué pasó", 36, lambda fila: fila.que_paso),
    _Columna("Qué hacer", 36, lambda fila: fila.que_hacer),
    _Columna("Nota", 18, lambda fila: fila.nota),
)
_SITUACION = 7
_OPORTUNIDAD = 10
_ACUSE = 11


def libro(contenido: Contenido) -> bytes:
    """The workbook's content."""
    nuevo = libro_nuevo(TITULO, contenido.marca)
    hoja: Worksheet = nuevo.create_sheet(contenido.marca or "Presentaciones")
    ancho = len(_COLUMNAS)
    datos, frases = _datos(contenido), contenido.advertencias
    encabezado = encabezar(hoja, TITULO, contenido.marca, datos, frases, ancho=ancho) + 1
    titular_columnas(hoja, encabezado, ((columna.titulo, columna.ancho) for columna in _COLUMNAS))
    for renglon, fila in enumerate(contenido.filas, start=encabezado + 1):
        _escribir_fila(hoja, renglon, fila)
    cerrar_tabla(
        hoja,
        TITULO,
        contenido.marca,
        encabezado=encabezado,
        filas=len(contenido.filas),
        columnas=ancho,
    )
    return en_bytes(nuevo)


def _datos(contenido: Contenido) -> Iterator[Dato]:
    yield Dato("Ambiente", contenido.ambiente)
    yield Dato("Lote", contenido.lote)
    yield Dato("Inicio (centro de México)", contenido.inicio)
    yield Dato("Fin (centro de México)", contenido.fin)
    for situacion, cuantas in contenido.cuentas:
        yield Dato(titular(situacion), cuantas)


def _escribir_fila(hoja: Worksheet, renglon: int, fila: Fila) -> None:
    for numero, columna in enumerate(_COLUMNAS, start=1):
        celda = escribir_en_tabla(
            hoja,
            renglon,
            numero,
            columna.valor(fila),
            _color(fila.situacion) if numero == _SITUACION else None,
            fila.acuse if numero == _ACUSE else "",
        )
        if numero == _OPORTUNIDAD and fila.oportunidad == "Extemporánea":
            celda.font = _TARDE


def _color(situacion: Situacion) -> Color:
    if situacion.bien:
        return Color.VERDE
    return Color.ROJO if situacion.requiere_persona else Color.AMBAR
