"""An Excel workbook: the sheet that is the batch, and the results of its formulas."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from typing import Any

import openpyxl

from flows.lote.columnas import cuantas_conocidas
from flows.lote.tabla import SIN_RESULTADO, ArchivoIlegible, Celda, Fila, Tabla, sin_vacias

_MAXIMO_DESCOMPRIMIDO = 100 * 1024 * 1024
_MAXIMO_DE_CELDAS = 2_000_000
"""Cells up to the last one of each row: one at the sheet's far end makes it sixteen thousand."""

_PARECE_LOTE = 3
"""Columns of ours that no other sheet has together."""

_SALTO_ESCAPADO = re.compile("_x000[9AD]_")
"""A tab or line break as Excel writes it into the XML, which openpyxl leaves as it is."""

_OTROS_FORMATOS = (
    ("content.xml", "una hoja de OpenDocument (.ods)"),
    ("xl/workbook.bin", "un libro binario de Excel (.xlsb)"),
    ("Index/Document.iwa", "un documento de Numbers"),
    ("word/document.xml", "un documento de Word"),
)


def leer_libro(crudo: bytes) -> Tabla:
    """The rows of the first visible sheet that has our columns.

    Raises:
        ArchivoIlegible: it is no workbook that can be read.
    """
    try:
        # openpyxl warns of what it doesn't know (validations, styles), which is none of the batch.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _exigir_libro(crudo)
            return _leer(crudo)
    except ArchivoIlegible:
        raise
    except Exception as error:  # a damaged workbook makes zipfile and openpyxl raise anything
        raise ArchivoIlegible(
            "El libro de Excel está dañado o no es de Excel.",
            remedio="Ábralo en Excel y guárdelo de nuevo como libro de Excel (.xlsx).",
        ) from error


def _exigir_libro(crudo: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(crudo)) as paquete:
        nombres = set(paquete.namelist())
        tamanio = sum(pieza.file_size for pieza in paquete.infolist())
    for pieza, que_es in _OTROS_FORMATOS:
        if pieza in nombres:
            raise ArchivoIlegible(
                f"Es {que_es}, no un libro de Excel.",
                remedio="Guárdelo como libro de Excel (.xlsx) o como CSV UTF-8.",
            )
    if tamanio > _MAXIMO_DESCOMPRIMIDO:
        raise _demasiado_grande()


def _leer(crudo: bytes) -> Tabla:
    resultados = openpyxl.load_workbook(
        io.BytesIO(crudo), read_only=True, data_only=True, keep_links=False
    )
    formulas = openpyxl.load_workbook(io.BytesIO(crudo), read_only=True, keep_links=False)
    with closing(resultados), closing(formulas):
        visibles = [hoja for hoja in resultados.worksheets if hoja.sheet_state == "visible"]
        hoja = _elegir(visibles)
        if hoja is None:
            return Tabla(())
        filas = (
            Fila(numero, tuple(map(_celda, suyas, sus_formulas)))
            for numero, suyas, sus_formulas in zip(
                count(1), _filas(hoja), _filas(formulas[hoja.title]), strict=False
            )
        )
        return Tabla(sin_vacias(filas), hoja.title, resultados.epoch)


def _elegir(hojas: list[Any]) -> Any | None:
    """The first sheet that looks like a batch, or else the one that comes nearest.

    One with a mistake in its headings comes before a later one without: it is told, not skipped.
    """
    encabezados = [(hoja, _primera_con_algo(hoja)) for hoja in hojas]
    con_algo = [(hoja, celdas) for hoja, celdas in encabezados if celdas]
    for hoja, celdas in con_algo:
        if cuantas_conocidas(celdas) >= _PARECE_LOTE:
            return hoja
    return max(con_algo, key=lambda par: cuantas_conocidas(par[1]), default=(None, ()))[0]


def _primera_con_algo(hoja: Any) -> tuple[Celda, ...]:
    filas = (Fila(1, tuple(celda.value for celda in celdas)) for celdas in _filas(hoja))
    return next((fila.celdas for fila in filas if sin_vacias([fila])), ())


def _filas(hoja: Any) -> Iterator[tuple[Any, ...]]:
    # What a sheet says of its own size is wrong in what some programs write.
    hoja.reset_dimensions()
    cuantas = 0
    for celdas in hoja.iter_rows():
        cuantas += len(celdas)
        if cuantas > _MAXIMO_DE_CELDAS:
            raise _demasiado_grande()
        yield celdas


def _celda(resultado: Any, formula: Any) -> Celda:
    valor: Celda = resultado.value
    # A formula that gave an empty text is kept as one («str»); this one was never calculated.
    if valor is None and formula.data_type == "f" and resultado.data_type == "n":
        return SIN_RESULTADO
    return _SALTO_ESCAPADO.sub(" ", valor) if isinstance(valor, str) else valor


def _demasiado_grande() -> ArchivoIlegible:
    return ArchivoIlegible(
        "El libro es demasiado grande para ser un lote.",
        remedio="Copie solo las columnas del lote a un libro nuevo.",
    )
