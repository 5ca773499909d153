"""Batch files as different programs save them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flows.lote.errores import ErrorDeLote, LoteInvalido
from flows.lote.leer import leer_lote
from flows.lote.renglon import Renglon

HOY = date(2026, 10, 5)
TITULOS = ("rfc", "periodo", "tipo", "declara", "fecha_declaracion")
BUENO = ("EKU9003173C9", "2026-2", "Sin información", "María Peña Núñez", "2026-09-03")
OTRO = ("XIQB891116QE4", "2026-1", "Sin información", "José Ávila", "2026-05-04")

Filas = Sequence[Sequence[Any]]


def en_csv(filas: Filas, *, separador: str = ",", fin: str = "\r\n") -> str:
    """The text that a spreadsheet would save."""
    # Row by row: csv would leave a line break unquoted that isn't the one which ends its lines.
    renglones = []
    for fila in filas:
        salida = io.StringIO(newline="")
        csv.writer(salida, delimiter=separador).writerow(fila)
        renglones.append(salida.getvalue().removesuffix("\r\n") + fin)
    return "".join(renglones)


def en_xlsx(filas: Filas, preparar: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    """A workbook of one sheet; ``preparar`` changes it before it is saved."""
    libro = openpyxl.Workbook()
    hoja = libro.worksheets[0]
    for fila in filas:
        hoja.append(list(fila))
    if preparar:
        preparar(libro)
    salida = io.BytesIO()
    libro.save(salida)
    return salida.getvalue()


def con_pieza(libro: bytes, pieza: str, cambiar: Callable[[str], str]) -> bytes:
    """A workbook with one of its XML parts changed."""
    salida = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(libro)) as de, zipfile.ZipFile(salida, "w") as a:
        for nombre in de.namelist():
            crudo = de.read(nombre)
            a.writestr(nombre, cambiar(crudo.decode()) if nombre == pieza else crudo)
    return salida.getvalue()


def leer(carpeta: Path, contenido: bytes | str, hoy: date = HOY) -> list[Renglon]:
    """What the product reads; the file's name says nothing of its format."""
    archivo = carpeta / "lote de prueba.dat"
    archivo.write_bytes(contenido.encode() if isinstance(contenido, str) else contenido)
    return leer_lote(archivo, hoy=hoy)


def errores(carpeta: Path, contenido: bytes | str, hoy: date = HOY) -> list[ErrorDeLote]:
    """What is wrong with a file, which must not be accepted."""
    with pytest.raises(LoteInvalido) as error:
        leer(carpeta, contenido, hoy)
    assert error.value.exit_code == 2
    assert all(suyo.mensaje and suyo.remedio for suyo in error.value.errores)
    return list(error.value.errores)


def lugares(encontrados: list[ErrorDeLote]) -> list[tuple[int, str]]:
    """Where the errors are."""
    return [(error.fila, error.columna) for error in encontrados]
