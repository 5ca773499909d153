"""Sheets in the house style: cells that stay what they say, headings, printing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from io import BytesIO
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from flows.informes.caminos import enlace_de_libro

TINTA, TENUE, BLANCO, GUINDA = "1C2430", "5A6675", "FFFFFF", "6B1D36"


class Color(Enum):
    """What makes a cell stand out, besides what it says: its ink and its ground."""

    VERDE = ("1D6B43", "E6F3EC")
    ROJO = ("9B1C1C", "FDECEC")
    AMBAR = ("8A5200", "FDF3E0")
    AZUL = ("0B4F8A", "E6F0F9")
    MORADO = ("6A2C91", "F4EAFA")
    GRIS = (TENUE, "F4F6F8")

    @property
    def tinta(self) -> str:
        return self.value[0]

    @property
    def fondo(self) -> str:
        return self.value[1]


FECHA = "[$-80A]dd/mm/yyyy"
MOMENTO = "[$-80A]dd/mm/yyyy hh:mm"
NUMERO = "#,##0"
TEXTO = "@"

_IMPOSIBLES = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML can't hold."""

_TEXTO_CORTO = 255
"""Excel shows longer cells of format text as «####»."""


def letra(color: str, *, size: int = 11, bold: bool = False, subrayada: bool = False) -> Font:
    linea: Literal["single"] | None = "single" if subrayada else None
    return Font(name="Calibri", size=size, bold=bold, color=color, underline=linea)


def relleno(color: str) -> PatternFill:
    return PatternFill("solid", fgColor=color)


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
    # By name, a style is looked up once and not for each of 100,000 cells.
    for color in (None, *Color):
        for enlaza in (False, True):
            nuevo.add_named_style(_estilo(color, enlaza))
    return nuevo


def _estilo(color: Color | None, enlaza: bool) -> NamedStyle:
    tinta = color.tinta if color else Color.AZUL.tinta if enlaza else TINTA
    letra_ = letra(tinta, bold=color is not None, subrayada=enlaza)
    estilo = NamedStyle(_nombre(color, enlaza), font=letra_, alignment=_ENVUELTO, border=_SUBRAYADO)
    if color:
        estilo.fill = relleno(color.fondo)
    return estilo


def _nombre(color: Color | None, enlaza: bool) -> str:
    """Of a style of a table's cells, as the spreadsheet's user sees it."""
    partes = ("icsoe", color.name.lower() if color else "", "enlace" if enlaza else "")
    return " ".join(filter(None, partes))


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
        banda.fill = relleno(Color.ROJO.tinta)
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
        celda.font = letra(Color.AMBAR.tinta, bold=True)
        celda.fill = relleno(Color.AMBAR.fondo)
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


def escribir_en_tabla(
    hoja: Worksheet,
    fila: int,
    columna: int,
    valor: Valor,
    color: Color | None = None,
    camino: str = "",
) -> Cell:
    """Write a cell of a table's body, which opens the file at the end of ``camino``."""
    celda = _celda(hoja, fila, columna)
    celda.style = _nombre(color, bool(camino))
    _poner(celda, valor)
    if camino:
        celda.hyperlink = enlace_de_libro(camino)
    return celda


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
    """Write a cell outside of a table's body."""
    celda = _celda(hoja, fila, columna)
    _poner(celda, valor)
    return celda


def _celda(hoja: Worksheet, fila: int, columna: int) -> Cell:
    celda = hoja.cell(fila, columna)
    assert isinstance(celda, Cell)
    return celda


def _poner(celda: Cell, valor: Valor) -> None:
    """Give a cell a value of its own type; text stays text."""
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
