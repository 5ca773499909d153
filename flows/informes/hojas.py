"""Sheets in the house style: cells that stay what they say, headings, printing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from flows.informes.caminos import enlace_de_libro

TINTA, TENUE, BLANCO, GUINDA = "1C2430", "5A6675", "FFFFFF", "6B1D36"
VERDE, ROJO, AMBAR, AZUL = "1D6B43", "9B1C1C", "8A5200", "0B4F8A"
VERDE_CLARO, ROJO_CLARO, AMBAR_CLARO = "E6F3EC", "FDECEC", "FDF3E0"

FECHA = "[$-80A]dd/mm/yyyy"
MOMENTO = "[$-80A]dd/mm/yyyy hh:mm"
NUMERO = "#,##0"
TEXTO = "@"

_IMPOSIBLES = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML can't hold."""

_TEXTO_CORTO = 255
"""Excel shows longer cells of format text as «####»."""


def letra(color: str, *, size: int = 11, bold: bool = False) -> Font:
    return Font(name="Calibri", size=size, bold=bold, color=color)


def relleno(color: str) -> PatternFill:
    return PatternFill("solid", fgColor=color)


_NORMAL = letra(TINTA)
_ENLACE = Font(name="Calibri", size=11, underline="single", color=AZUL)
_TITULAR = letra(BLANCO, bold=True)
_DE_TITULAR = relleno(GUINDA)
_CENTRADO = Alignment(vertical="center", wrap_text=True)
_ENVUELTO = Alignment(vertical="top", wrap_text=True)
_SUBRAYADO = Border(bottom=Side(style="thin", color="D9DFE6"))

Valor = str | int | date | None


@dataclass(frozen=True, slots=True)
class Dato:
    """Something that a sheet says above its table."""

    rotulo: str
    valor: Valor


def libro_nuevo(titulo: str, marca: str) -> Workbook:
    """A workbook without sheets."""
    nuevo = Workbook()
    nuevo.remove(nuevo.worksheets[0])
    nuevo.properties.title = f"{marca} {titulo}".strip()
    nuevo.properties.creator = "icsoe-bot"
    nuevo.properties.language = "es-MX"
    return nuevo


def en_bytes(libro: Workbook) -> bytes:
    """The workbook's content."""
    en_memoria = BytesIO()
    libro.save(en_memoria)
    return en_memoria.getvalue()


def encabezar(
    hoja: Worksheet,
    titulo: str,
    marca: str,
    datos: Iterable[Dato],
    frases: Iterable[str],
    *,
    ancho: int,
) -> int:
    """Write what stands above a table of ``ancho`` columns; returns its last row.

    It is low, since it is frozen with the table's header.
    """
    celda = escribir(hoja, 1, 1, titulo)
    celda.font = letra(GUINDA, size=16, bold=True)
    hoja.row_dimensions[1].height = 24
    fila = 2
    if marca:
        banda = escribir(hoja, fila, 1, marca)
        hoja.merge_cells(start_row=fila, end_row=fila, start_column=1, end_column=ancho)
        banda.font = letra(BLANCO, size=12, bold=True)
        banda.fill = relleno(ROJO)
        banda.alignment = Alignment(horizontal="center", vertical="center")
        hoja.row_dimensions[fila].height = 20
        fila += 1
    for columna, dato in enumerate(datos, start=1):
        arriba = escribir(hoja, fila, columna, dato.rotulo)
        arriba.font = letra(TENUE, size=9)
        arriba.alignment = Alignment(vertical="bottom", wrap_text=True)
        abajo = escribir(hoja, fila + 1, columna, dato.valor)
        abajo.font = letra(TINTA, bold=True)
        abajo.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
    hoja.row_dimensions[fila].height = 26
    hoja.row_dimensions[fila + 1].height = 32
    fila += 2
    for frase in frases:
        celda = escribir(hoja, fila, 1, frase)
        hoja.merge_cells(start_row=fila, end_row=fila, start_column=1, end_column=ancho)
        celda.font = letra(AMBAR, bold=True)
        celda.fill = relleno(AMBAR_CLARO)
        fila += 1
    return fila - 1


def titular_columnas(hoja: Worksheet, fila: int, columnas: Iterable[tuple[str, float]]) -> None:
    """Write a table's header: each column's title, and its width in characters."""
    for numero, (titulo, ancho) in enumerate(columnas, start=1):
        celda = escribir(hoja, fila, numero, titulo)
        celda.font = _TITULAR
        celda.fill = _DE_TITULAR
        celda.alignment = _CENTRADO
        hoja.column_dimensions[get_column_letter(numero)].width = ancho
    hoja.row_dimensions[fila].height = 32


def escribir_en_tabla(hoja: Worksheet, fila: int, columna: int, valor: Valor) -> Cell:
    """Write a cell of a table's body."""
    celda = escribir(hoja, fila, columna, valor)
    celda.font = _NORMAL
    celda.alignment = _ENVUELTO
    celda.border = _SUBRAYADO
    return celda


def colorear(celda: Cell, tinta: str, fondo: str) -> None:
    """Make a cell stand out, besides what it says."""
    celda.font = letra(tinta, bold=True)
    celda.fill = relleno(fondo)


def enlazar(celda: Cell, camino: str) -> None:
    """Let a cell open the file at the end of ``camino``."""
    celda.hyperlink = enlace_de_libro(camino)
    celda.font = _ENLACE


def cerrar_tabla(
    hoja: Worksheet,
    titulo: str,
    marca: str,
    *,
    encabezado: int,
    filas: int,
    columnas: int,
    fijas: int = 1,
) -> None:
    """Make a written table ready to filter and to print, its header and first columns fixed."""
    ultima = f"{get_column_letter(columnas)}{encabezado + filas}"
    hoja.auto_filter.ref = f"A{encabezado}:{ultima}"
    hoja.freeze_panes = f"{get_column_letter(fijas + 1)}{encabezado + 1}"
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
    arriba.center.text = marca or None
    abajo.left.text = titulo
    abajo.right.text = "Página &P de &N"


def escribir(hoja: Worksheet, fila: int, columna: int, valor: Valor) -> Cell:
    """Write a cell of its own type; text stays text."""
    celda = hoja.cell(fila, columna)
    assert isinstance(celda, Cell)
    if isinstance(valor, str):
        # Text is never a formula, whatever it begins with, nor an error such as «#N/A».
        celda.value = _IMPOSIBLES.sub("", valor) or None
        if celda.value is not None:
            celda.data_type = "s"
            if len(valor) <= _TEXTO_CORTO:
                # As text, «2026-2» doesn't turn into a date when somebody edits it.
                celda.number_format = TEXTO
            celda.quotePrefix = valor.lstrip().startswith(("=", "+", "-", "@"))
    elif isinstance(valor, datetime):
        # Spreadsheets know no time zones.
        celda.value = valor.replace(tzinfo=None)
        celda.number_format = MOMENTO
    else:
        celda.value = valor
        if isinstance(valor, date):
            celda.number_format = FECHA
        elif isinstance(valor, int):
            celda.number_format = NUMERO
    return celda
