"""The report on taxpayers and periods as a workbook: the table, and a sheet to filter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from flows.informes.hojas import (
    Color,
    Dato,
    Valor,
    cerrar_tabla,
    en_bytes,
    encabezar,
    escribir,
    escribir_en_tabla,
    libro_nuevo,
    titular_columnas,
)
from flows.informes.tablero.contenido import TITULO, Aspecto, Celda, Columna, Fila, Tablero
from flows.marca import marcar

_COLORES = {
    Aspecto.VENCIDA: Color.ROJO,
    Aspecto.REQUIERE_PERSONA: Color.MORADO,
    Aspecto.POR_PRESENTAR: Color.AZUL,
    Aspecto.SIN_TERMINAR: Color.GRIS,
    Aspecto.EXTEMPORANEA: Color.AMBAR,
    Aspecto.EN_TIEMPO: Color.VERDE,
}


@dataclass(frozen=True, slots=True)
class _Columna:
    titulo: str
    ancho: float
    """In characters, as spreadsheets count it."""
    valor: Callable[[Fila, Columna, Celda], Valor]


_DETALLE = (
    _Columna("RFC", 16, lambda fila, _, __: fila.rfc),
    _Columna("Nombre", 34, lambda fila, _, __: fila.nombre),
    _Columna("Periodo", 29, lambda _, columna, __: columna.nombre),
    _Columna("Clave del periodo", 11, lambda _, columna, __: columna.clave),
    _Columna("Vencimiento", 13, lambda _, columna, __: columna.vence),
    _Columna("Situación", 20, lambda _, __, celda: celda.aspecto.value),
    _Columna("Días que quedan", 11, lambda _, __, celda: celda.dias),
    _Columna("Plazo", 16, lambda _, __, celda: celda.plazo),
    _Columna("Fecha de presentación", 14, lambda _, __, celda: celda.fecha),
    _Columna("Folio", 16, lambda _, __, celda: celda.folio),
    _Columna("Acuse", 9, lambda _, __, celda: "PDF" if celda.acuse else ""),
    _Columna("Observaciones", 44, lambda _, __, celda: celda.detalle),
)
_SITUACION = 6
_ACUSE = 11

_TITULOS = (("RFC", 16.0), ("Nombre", 34.0), ("Vencidas", 11.0))
_FIJAS = len(_TITULOS)
"""Columns of the table before the periods."""
_ANCHO_DE_PERIODO = 17.0
_MINIMO = 8
"""Columns that what stands above the table takes at least."""

_A_LA_DERECHA, _A_LA_IZQUIERDA = Alignment(horizontal="right"), Alignment(horizontal="left")


def libro(tablero: Tablero) -> bytes:
    """The workbook's content."""
    nuevo = libro_nuevo(TITULO, tablero.marca)
    _tabular(nuevo.create_sheet(marcar("Estado", tablero.ambiente)), tablero)
    _detallar(nuevo.create_sheet(marcar("Detalle", tablero.ambiente)), tablero)
    return en_bytes(nuevo)


def _tabular(hoja: Worksheet, tablero: Tablero) -> None:
    columnas = tablero.columnas
    ancho = _FIJAS + len(columnas)
    arriba = encabezar(
        hoja, TITULO, tablero.marca, _datos(tablero), [tablero.resumen], ancho=max(ancho, _MINIMO)
    )
    vencen, presentadas, encabezado = arriba + 1, arriba + 2, arriba + 3
    escribir(hoja, vencen, _FIJAS - 1, "Vencimiento").alignment = _A_LA_DERECHA
    escribir(hoja, presentadas, _FIJAS - 1, "Presentadas").alignment = _A_LA_DERECHA
    for numero, columna in enumerate(columnas, start=_FIJAS + 1):
        escribir(hoja, vencen, numero, columna.vence).alignment = _A_LA_IZQUIERDA
        escribir(hoja, presentadas, numero, f"{columna.presentadas} de {columna.debidas}")
    titulos = [*_TITULOS, *((columna.clave, _ANCHO_DE_PERIODO) for columna in columnas)]
    titular_columnas(hoja, encabezado, titulos)
    for renglon, fila in enumerate(tablero.filas, start=encabezado + 1):
        escribir_en_tabla(hoja, renglon, 1, fila.rfc)
        escribir_en_tabla(hoja, renglon, 2, fila.nombre)
        escribir_en_tabla(hoja, renglon, 3, fila.vencidas)
        for numero, celda in enumerate(fila.celdas, start=_FIJAS + 1):
            if celda is not None:
                aspecto, acuse = celda.aspecto, celda.acuse
                escribir_en_tabla(hoja, renglon, numero, aspecto.value, _COLORES[aspecto], acuse)
    cerrar_tabla(
        hoja,
        TITULO,
        tablero.marca,
        encabezado=encabezado,
        filas=len(tablero.filas),
        columnas=ancho,
        fijas=_FIJAS,
    )
    _explicar(hoja, encabezado + len(tablero.filas) + 2)


def _explicar(hoja: Worksheet, fila: int) -> None:
    """Write the legend, apart from the table so that a filter leaves it alone."""
    for renglon, aspecto in enumerate(Aspecto, start=fila):
        escribir_en_tabla(hoja, renglon, 1, aspecto.value, _COLORES[aspecto])
        escribir(hoja, renglon, 2, aspecto.explicacion)
    escribir(hoja, fila + len(Aspecto), 1, "Subrayado")
    escribir(hoja, fila + len(Aspecto), 2, "Abre el acuse en PDF.")


def _detallar(hoja: Worksheet, tablero: Tablero) -> None:
    ancho = len(_DETALLE)
    datos = _datos(tablero)
    encabezado = encabezar(hoja, TITULO, tablero.marca, datos, [], ancho=ancho) + 1
    titular_columnas(hoja, encabezado, ((columna.titulo, columna.ancho) for columna in _DETALLE))
    renglon = encabezado
    for fila in tablero.filas:
        for columna, celda in zip(tablero.columnas, fila.celdas, strict=True):
            if celda is None:
                continue
            renglon += 1
            for numero, una in enumerate(_DETALLE, start=1):
                escribir_en_tabla(
                    hoja,
                    renglon,
                    numero,
                    una.valor(fila, columna, celda),
                    _COLORES[celda.aspecto] if numero == _SITUACION else None,
                    celda.acuse if numero == _ACUSE else "",
                )
    cerrar_tabla(
        hoja,
        TITULO,
        tablero.marca,
        encabezado=encabezado,
        filas=renglon - encabezado,
        columnas=ancho,
    )


def _datos(tablero: Tablero) -> Iterator[Dato]:
    yield Dato("Al (centro de México)", tablero.momento)
    yield Dato("Contribuyentes", len(tablero.filas))
    for aspecto, cuantas in tablero.cuentas.items():
        yield Dato(aspecto.varias, cuantas)
