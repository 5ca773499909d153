"""The report as a workbook, ready to filter and to print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from flows.informes.contenido import TITULO, Contenido, Fila, titular
from flows.tanda.resumen import Situacion

_FECHA = "[$-80A]dd/mm/yyyy"
_MOMENTO = "[$-80A]dd/mm/yyyy hh:mm"
_NUMERO = "#,##0"

_IMPOSIBLES = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML can't hold."""

_TEXTO_CORTO = 255
"""Excel shows longer cells of format text as «####»."""

_TINTA, _TENUE, _BLANCO, _GUINDA = "1C2430", "5A6675", "FFFFFF", "6B1D36"
_VERDE, _ROJO, _AMBAR, _AZUL = "1D6B43", "9B1C1C", "8A5200", "0B4F8A"
_VERDE_CLARO, _ROJO_CLARO, _AMBAR_CLARO = "E6F3EC", "FDECEC", "FDF3E0"


def _letra(color: str, *, size: int = 11, bold: bool = False) -> Font:
    return Font(name="Calibri", size=size, bold=bold, color=color)


def _relleno(color: str) -> PatternFill:
    return PatternFill("solid", fgColor=color)


_NORMAL = _letra(_TINTA)
_ENLACE = Font(name="Calibri", size=11, underline="single", color=_AZUL)
_TARDE = _letra(_AMBAR, bold=True)
_ENVUELTO = Alignment(vertical="top", wrap_text=True)
_SUBRAYADO = Border(bottom=Side(style="thin", color="D9DFE6"))


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
    nuevo = Workbook()
    hoja = nuevo.active
    assert isinstance(hoja, Worksheet)
    hoja.title = contenido.marca or "Presentaciones"
    nuevo.properties.title = f"{contenido.marca} {TITULO}".strip()
    nuevo.properties.creator = "icsoe-bot"
    nuevo.properties.language = "es-MX"
    encabezado = _resumir(hoja, contenido) + 1
    _tabular(hoja, contenido, encabezado)
    _preparar_impresion(hoja, contenido, encabezado)
    en_memoria = BytesIO()
    nuevo.save(en_memoria)
    return en_memoria.getvalue()


def _resumir(hoja: Worksheet, contenido: Contenido) -> int:
    """Write the summary, low, since it is frozen with the header; returns its last row."""
    ultima = len(_COLUMNAS)
    titulo = _escribir(hoja, 1, 1, TITULO)
    titulo.font = _letra(_GUINDA, size=16, bold=True)
    hoja.row_dimensions[1].height = 24
    fila = 2
    if contenido.marca:
        banda = _escribir(hoja, fila, 1, contenido.marca)
        hoja.merge_cells(start_row=fila, end_row=fila, start_column=1, end_column=ultima)
        banda.font = _letra(_BLANCO, size=12, bold=True)
        banda.fill = _relleno(_ROJO)
        banda.alignment = Alignment(horizontal="center", vertical="center")
        hoja.row_dimensions[fila].height = 20
        fila += 1
    for columna, (rotulo, valor, formato) in enumerate(_datos(contenido), start=1):
        arriba = _escribir(hoja, fila, columna, rotulo)
        arriba.font = _letra(_TENUE, size=9)
        arriba.alignment = Alignment(vertical="bottom", wrap_text=True)
        abajo = _escribir(hoja, fila + 1, columna, valor)
        abajo.font = _letra(_TINTA, bold=True)
        abajo.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        abajo.number_format = formato
    hoja.row_dimensions[fila].height = 26
    hoja.row_dimensions[fila + 1].height = 32
    fila += 2
    for frase in contenido.advertencias:
        celda = _escribir(hoja, fila, 1, frase)
        hoja.merge_cells(start_row=fila, end_row=fila, start_column=1, end_column=ultima)
        celda.font = _letra(_AMBAR, bold=True)
        celda.fill = _relleno(_AMBAR_CLARO)
        fila += 1
    return fila - 1


def _datos(contenido: Contenido) -> Iterator[tuple[str, str | int | datetime, str]]:
    yield "Ambiente", contenido.ambiente, "@"
    yield "Lote", contenido.lote, "@"
    # Spreadsheets know no time zones.
    yield "Inicio (centro de México)", contenido.inicio.replace(tzinfo=None), _MOMENTO
    yield "Fin (centro de México)", contenido.fin.replace(tzinfo=None), _MOMENTO
    for situacion, cuantas in contenido.cuentas:
        yield titular(situacion), cuantas, _NUMERO


def _tabular(hoja: Worksheet, contenido: Contenido, encabezado: int) -> None:
    for numero, columna in enumerate(_COLUMNAS, start=1):
        celda = _escribir(hoja, encabezado, numero, columna.titulo)
        celda.font = _letra(_BLANCO, bold=True)
        celda.fill = _relleno(_GUINDA)
        celda.alignment = Alignment(vertical="center", wrap_text=True)
        hoja.column_dimensions[get_column_letter(numero)].width = columna.ancho
    hoja.row_dimensions[encabezado].height = 32
    for renglon, fila in enumerate(contenido.filas, start=encabezado + 1):
        for numero, columna in enumerate(_COLUMNAS, start=1):
            celda = _escribir(hoja, renglon, numero, columna.valor(fila))
            celda.font = _NORMAL
            celda.alignment = _ENVUELTO
            celda.border = _SUBRAYADO
        situacion = hoja.cell(renglon, _SITUACION)
        tinta, fondo = _colores(fila.situacion)
        situacion.font = _letra(tinta, bold=True)
        situacion.fill = _relleno(fondo)
        if fila.oportunidad == "Extemporánea":
            hoja.cell(renglon, _OPORTUNIDAD).font = _TARDE
        if fila.acuse:
            acuse = hoja.cell(renglon, _ACUSE)
            acuse.hyperlink = _destino(fila.acuse)
            acuse.font = _ENLACE
    ultima = encabezado + len(contenido.filas)
    hoja.auto_filter.ref = f"A{encabezado}:{get_column_letter(len(_COLUMNAS))}{ultima}"
    hoja.freeze_panes = f"B{encabezado + 1}"


def _preparar_impresion(hoja: Worksheet, contenido: Contenido, encabezado: int) -> None:
    hoja.page_setup.orientation = "landscape"
    hoja.page_setup.paperSize = hoja.PAPERSIZE_LETTER
    hoja.page_setup.fitToWidth = 1
    hoja.page_setup.fitToHeight = 0
    hoja.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    hoja.print_title_rows = f"{encabezado}:{encabezado}"
    margenes = hoja.page_margins
    margenes.left = margenes.right = 0.4
    margenes.top, margenes.bottom, margenes.header, margenes.footer = 0.6, 0.6, 0.3, 0.3
    arriba, abajo = hoja.oddHeader, hoja.oddFooter
    assert arriba is not None
    assert abajo is not None
    arriba.center.text = contenido.marca or None
    abajo.left.text = TITULO
    abajo.right.text = "Página &P de &N"


def _escribir(hoja: Worksheet, fila: int, columna: int, valor: str | int | date | None) -> Cell:
    celda = hoja.cell(fila, columna)
    assert isinstance(celda, Cell)
    if isinstance(valor, str):
        # Text is never a formula, whatever it begins with, nor an error such as «#N/A».
        celda.value = _IMPOSIBLES.sub("", valor) or None
        if celda.value is not None:
            celda.data_type = "s"
            if len(valor) <= _TEXTO_CORTO:
                # As text, «2026-2» doesn't turn into a date when somebody edits it.
                celda.number_format = "@"
            celda.quotePrefix = valor.lstrip().startswith(("=", "+", "-", "@"))
    else:
        celda.value = valor
        if isinstance(valor, date):
            celda.number_format = _FECHA
    return celda


def _colores(situacion: Situacion) -> tuple[str, str]:
    if situacion.bien:
        return _VERDE, _VERDE_CLARO
    return (_ROJO, _ROJO_CLARO) if situacion.requiere_persona else (_AMBAR, _AMBAR_CLARO)


def _destino(camino: str) -> str:
    """A link's target as Excel itself writes it: letters stay, what would mislead it doesn't."""
    if camino.startswith("file:"):
        return camino
    return re.sub(r'[%#"<>\[\]^`{} ]', lambda signo: f"%{ord(signo[0]):02X}", camino)
