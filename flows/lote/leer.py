"""The batch file, all of it checked before anything is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from flows.lote.archivo import leer_tabla
from flows.lote.celdas import (
    CeldaInvalida,
    exigir_legible,
    leer_fecha,
    leer_periodo,
    leer_protesta,
    leer_rfc,
    leer_tipo,
)
from flows.lote.columnas import OBLIGATORIAS, leer_encabezados, letra_de
from flows.lote.errores import ErrorDeLote, LoteInvalido
from flows.lote.renglon import Renglon
from flows.lote.tabla import ArchivoIlegible, Celda, Fila, recortar, texto_de
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import UsageProblem

CELDA_VACIA = "La celda está vacía."
"""What is said of a cell that must be filled in and isn't."""

T = TypeVar("T")


def leer_lote(archivo: Path, *, hoy: date) -> list[Renglon]:
    """The filings that ``archivo`` asks for, in its order.

    Args:
        archivo: a CSV or an Excel workbook, as ``docs/lote.md`` says.
        hoy: the day in central Mexico; periods have ended and oaths were given by then.

    Raises:
        LoteInvalido: with everything that is wrong, by row and column.
    """
    try:
        tabla = leer_tabla(archivo)
    except ArchivoIlegible as error:
        sola = ErrorDeLote(error.fila, "", "", error.mensaje, error.remedio)
        raise LoteInvalido(archivo, [sola]) from error
    encabezados, *filas = tabla.filas
    lugares, errores = leer_encabezados(encabezados)
    renglones = []
    vistas: dict[tuple[RFC, Periodo], int] = {}
    if lugares:
        titulos = [texto_de(celda) for celda in encabezados.celdas]
        for fila in filas:
            lectura = _Lectura(fila, lugares)
            lectura.exigir_titulos(titulos)
            renglon = _leer_renglon(lectura, vistas, hoy, tabla.epoca)
            errores += lectura.en_orden()
            if renglon is not None:
                renglones.append(renglon)
    if not filas:
        errores.insert(
            0,
            ErrorDeLote(
                0,
                "",
                "",
                "El lote no tiene renglones.",
                "Agregue uno por cada informativa que se va a presentar.",
            ),
        )
    if errores:
        raise LoteInvalido(archivo, errores, hoja=tabla.hoja)
    return renglones


class _Lectura:
    """One row being read; a cell that is wrong doesn't keep the others from being looked at."""

    def __init__(self, fila: Fila, lugares: Mapping[str, int]) -> None:
        self.fila = fila
        self._lugares = lugares
        self._errores: dict[int, ErrorDeLote] = {}

    def celda(self, columna: str, leer: Callable[[Celda], T]) -> T | None:
        """What ``leer`` makes of the cell; None if it is wrong, blank, or there is no column."""
        if columna not in self._lugares:
            return None
        celda = self.fila.celda(self._lugares[columna])
        try:
            exigir_legible(celda)
            if texto_de(celda):
                return leer(celda)
            if columna in OBLIGATORIAS:
                raise CeldaInvalida(CELDA_VACIA, remedio=OBLIGATORIAS[columna])
        except UsageProblem as error:
            self.rechazar(columna, error)
        return None

    def rechazar(self, columna: str, error: UsageProblem) -> None:
        """Note what is wrong with a cell."""
        self._anotar(self._lugares[columna], columna, error)

    def exigir_titulos(self, titulos: list[str]) -> None:
        """Refuse what stands in a column without heading."""
        for indice, celda in enumerate(self.fila.celdas):
            if texto_de(celda) and not (indice < len(titulos) and titulos[indice]):
                error = CeldaInvalida(
                    "Hay algo en una columna sin nombre.",
                    remedio="Bórrelo o dé nombre a la columna; en un CSV, ponga entre comillas "
                    "el texto que lleva el separador.",
                )
                self._anotar(indice, letra_de(indice), error)

    def _anotar(self, indice: int, columna: str, error: UsageProblem) -> None:
        valor = recortar(texto_de(self.fila.celda(indice)))
        self._errores[indice] = ErrorDeLote(
            self.fila.numero, columna, valor, error.mensaje, error.remedio
        )

    @property
    def tiene_errores(self) -> bool:
        return bool(self._errores)

    def en_orden(self) -> list[ErrorDeLote]:
        """All that is wrong, from left to right."""
        return [self._errores[indice] for indice in sorted(self._errores)]


def _leer_renglon(
    lectura: _Lectura, vistas: dict[tuple[RFC, Periodo], int], hoy: date, epoca: datetime
) -> Renglon | None:
    rfc = lectura.celda("rfc", leer_rfc)
    periodo = lectura.celda("periodo", leer_periodo)
    tipo = lectura.celda("tipo", leer_tipo)
    protesta = lectura.celda("declara", lambda celda: leer_protesta(celda, hoy))
    fecha = lectura.celda("fecha_declaracion", lambda celda: leer_fecha(celda, epoca))
    nombre = lectura.celda("nombre", texto_de) or ""
    nota = lectura.celda("nota", texto_de) or ""
    if periodo:
        _exigir_terminado(lectura, periodo, hoy)
    if fecha:
        _exigir_oportuna(lectura, fecha, periodo, hoy)
    if rfc and periodo:
        _exigir_unica(lectura, rfc, periodo, vistas)
    if lectura.tiene_errores or not (rfc and periodo and tipo and protesta and fecha):
        return None
    return Renglon(
        lectura.fila.numero,
        Presentacion(rfc, periodo, tipo),
        replace(protesta, fecha=fecha),
        nombre,
        nota,
    )


def _exigir_terminado(lectura: _Lectura, periodo: Periodo, hoy: date) -> None:
    try:
        periodo.exigir_terminado(hoy)
    except UsageProblem as error:
        lectura.rechazar("periodo", error)


def _exigir_oportuna(lectura: _Lectura, fecha: date, periodo: Periodo | None, hoy: date) -> None:
    """Nobody declared on a day to come, nor what happened in a period before it was over."""
    if fecha > hoy:
        lectura.rechazar(
            "fecha_declaracion",
            CeldaInvalida(
                f"La fecha de la declaración es posterior a hoy, {hoy:%d/%m/%Y}.",
                remedio="Escriba el día en que la persona declaró; el día va antes que el mes.",
            ),
        )
    elif periodo and periodo.ha_terminado(hoy) and not periodo.ha_terminado(fecha):
        lectura.rechazar(
            "fecha_declaracion",
            CeldaInvalida(
                f"El {fecha:%d/%m/%Y} el periodo {periodo} no había terminado: nadie podía "
                "declarar sobre él.",
                remedio="Corrija la fecha (el día va antes que el mes), o pida que se declare otra "
                "vez, ya terminado el periodo.",
            ),
        )


def _exigir_unica(
    lectura: _Lectura, rfc: RFC, periodo: Periodo, vistas: dict[tuple[RFC, Periodo], int]
) -> None:
    primera = vistas.setdefault((rfc, periodo), lectura.fila.numero)
    if primera != lectura.fila.numero:
        lectura.rechazar(
            "rfc",
            CeldaInvalida(
                f"{rfc} y {periodo} ya están en la fila {primera}.",
                remedio="Deje un solo renglón por RFC y periodo.",
            ),
        )
