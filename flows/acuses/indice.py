"""The index of an evidence pack: what it holds, and what it should hold and doesn't."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.informes.hojas import (
    Color,
    Dato,
    cerrar_tabla,
    en_bytes,
    encabezar,
    escribir_en_tabla,
    libro_nuevo,
    titular_columnas,
)
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import Oportunidad
from icsoe_bot.domain.rfc import RFC

TITULO = "Índice de acuses ICSOE"

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell of a CSV for a formula."""


@dataclass(frozen=True, slots=True)
class Fila:
    """An acuse of the pack, or one that isn't there: then ``problema`` says why."""

    rfc: RFC
    periodo: Periodo
    tipo: str = ""
    complementaria: str = ""
    folio: str = ""
    fecha: date | None = None
    oportunidad: Oportunidad | None = None
    """``None`` for a complementaria: the deadline is the first return's."""
    archivo: str = ""
    """Inside the pack, with slashes."""
    sha256: str = ""
    version: int | None = None
    archivado: datetime | None = None
    """In central Mexico."""
    problema: str = ""

    @property
    def que(self) -> str:
        """The acuse in a few words."""
        palabras = f"{self.rfc} {self.periodo} {self.tipo} {self.complementaria}".split()
        return " ".join(palabras) + (f" ({self.folio})" if self.folio else "")


@dataclass(frozen=True, slots=True)
class Indice:
    """All of a pack."""

    marca: str
    """What marks a pack of practice; empty in production."""
    filas: tuple[Fila, ...]
    """By RFC and period."""

    @property
    def entregados(self) -> list[Fila]:
        """Those whose PDF goes with the pack."""
        return [fila for fila in self.filas if not fila.problema]

    @property
    def ausentes(self) -> list[Fila]:
        """Those that should be in the pack."""
        return [fila for fila in self.filas if fila.problema]


def en_csv(indice: Indice) -> bytes:
    """The index as a table that any program reads: commas, UTF-8 with a mark that Excel needs."""
    salida = io.StringIO()
    escritor = csv.writer(salida)
    escritor.writerow([columna.titulo for columna in _COLUMNAS])
    for fila in indice.filas:
        escritor.writerow([_en_texto(columna.valor(indice, fila)) for columna in _COLUMNAS])
    return salida.getvalue().encode("utf-8-sig")


def en_xlsx(indice: Indice, *, con_enlaces: bool) -> bytes:
    """The index as a workbook; ``con_enlaces`` if the PDFs will lie beside it."""
    nuevo = libro_nuevo(TITULO, indice.marca)
    hoja = nuevo.create_sheet(indice.marca or "Acuses")
    datos = [Dato("Acuses", len(indice.entregados))]
    if indice.ausentes:
        datos.append(Dato("Faltantes", len(indice.ausentes)))
    ancho = len(_COLUMNAS)
    encabezado = encabezar(hoja, TITULO, indice.marca, datos, (), ancho=ancho) + 1
    titular_columnas(hoja, encabezado, ((columna.titulo, columna.ancho) for columna in _COLUMNAS))
    for renglon, fila in enumerate(indice.filas, start=encabezado + 1):
        for numero, columna in enumerate(_COLUMNAS, start=1):
            camino = fila.archivo if con_enlaces and columna.titulo == _ARCHIVO else ""
            color = _color(columna.titulo, fila)
            escribir_en_tabla(hoja, renglon, numero, columna.valor(indice, fila), color, camino)
    cerrar_tabla(
        hoja,
        TITULO,
        indice.marca,
        encabezado=encabezado,
        filas=len(indice.filas),
        columnas=ancho,
        fijas=2,
    )
    return en_bytes(nuevo)


def _color(titulo: str, fila: Fila) -> Color | None:
    if titulo == _SITUACION and fila.problema:
        return Color.ROJO
    if titulo == _OPORTUNIDAD and fila.oportunidad is Oportunidad.EXTEMPORANEA:
        return Color.AMBAR
    return None


def _situacion(indice: Indice, fila: Fila) -> str:
    return " · ".join(filter(None, (indice.marca, fila.problema or "Verificado")))


def _oportunidad(fila: Fila) -> str:
    if fila.oportunidad is not None:
        return fila.oportunidad.value.capitalize()
    return "No aplica" if fila.complementaria else ""


def _en_texto(valor: str | int | date | None) -> str:
    if valor is None:
        return ""
    if isinstance(valor, datetime):
        return f"{valor:%Y-%m-%d %H:%M}"
    texto = valor.isoformat() if isinstance(valor, date) else str(valor)
    return f"'{texto}" if texto.startswith(_FORMULA) else texto


@dataclass(frozen=True, slots=True)
class _Columna:
    titulo: str
    ancho: float
    """In characters, as spreadsheets count it."""
    valor: Callable[[Indice, Fila], str | int | date | None]


_SITUACION = "Situación"
_OPORTUNIDAD = "En tiempo / Extemporánea"
_ARCHIVO = "Archivo"

_COLUMNAS: Sequence[_Columna] = (
    _Columna("RFC", 16, lambda _, fila: str(fila.rfc)),
    _Columna("Clave del periodo", 11, lambda _, fila: str(fila.periodo)),
    _Columna("Periodo", 18, lambda _, fila: f"{fila.periodo.meses} de {fila.periodo.anio}"),
    _Columna("Tipo", 16, lambda _, fila: fila.tipo),
    _Columna("Complementaria", 16, lambda _, fila: fila.complementaria),
    _Columna("Folio", 15, lambda _, fila: fila.folio),
    _Columna("Fecha de presentación", 14, lambda _, fila: fila.fecha),
    _Columna(_OPORTUNIDAD, 15, lambda _, fila: _oportunidad(fila)),
    _Columna(_SITUACION, 24, lambda indice, fila: _situacion(indice, fila)),
    _Columna(_ARCHIVO, 40, lambda _, fila: fila.archivo),
    _Columna("SHA-256", 36, lambda _, fila: fila.sha256),
    _Columna("Versión", 9, lambda _, fila: fila.version),
    _Columna("Archivado (centro de México)", 17, lambda _, fila: fila.archivado),
)
