"""Copying a table of the ledger from one database to another, and telling whether two are equal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, String, Table, collate, func, insert, select
from sqlalchemy.exc import DataError

from icsoe_bot.errors import OperatorMustAct
from icsoe_bot.ledger.tablas import en_utc

_TRAMO = 5_000
"""Rows that are in memory at a time."""


class ValorImposible(OperatorMustAct):
    """The other database can't hold a value, so nothing was copied."""


@dataclass(frozen=True, slots=True)
class Huella:
    """All rows of a table, in the order of its key, as one short value."""

    renglones: int
    sha256: str


def copiar(
    tabla: Table, de: Connection, a: Connection, avance: Callable[[str, int], None]
) -> Huella:
    """Copy every row of ``tabla``, its key included; what was read, as a fingerprint.

    ``avance`` is told the table and how many rows of it are there.

    Raises:
        ValorImposible: the database of ``a`` can't hold a value.
    """
    suma = _Suma()
    for filas in _tramos(tabla, de):
        nuevas = [
            {columna.name: _absoluto(valor) for columna, valor in zip(tabla.c, fila, strict=True)}
            for fila in filas
        ]
        try:
            a.execute(insert(tabla), nuevas)
        except (DataError, UnicodeEncodeError):
            # Its words may repeat the row, which has names and folios.
            raise _imposible(tabla, filas) from None
        suma.agregar(filas)
        avance(tabla.name, suma.renglones)
    if a.dialect.name == "postgresql":
        _poner_secuencia(tabla, a)
    return suma.huella


def huella(tabla: Table, conexion: Connection, hasta: int | None = None) -> Huella:
    """The fingerprint of a table as it is read back; only of the ids up to ``hasta``, if given."""
    suma = _Suma()
    for filas in _tramos(tabla, conexion, hasta):
        suma.agregar(filas)
    return suma.huella


class _Suma:
    """A fingerprint in the making. Both databases give the same for the same values."""

    def __init__(self) -> None:
        self.renglones = 0
        self._sha256 = hashlib.sha256()

    def agregar(self, filas: Sequence[Row[Any]]) -> None:
        for fila in filas:
            valores = [_comparable(valor) for valor in fila]
            self._sha256.update(json.dumps(valores).encode("ascii") + b"\n")
        self.renglones += len(filas)

    @property
    def huella(self) -> Huella:
        return Huella(self.renglones, self._sha256.hexdigest())


def _absoluto(valor: Any) -> Any:
    # SQLite drops the zone when it writes, and PostgreSQL gives moments in the server's.
    return en_utc(valor).astimezone(UTC) if isinstance(valor, datetime) else valor


def _comparable(valor: Any) -> Any:
    if isinstance(valor, datetime):
        return en_utc(valor).astimezone(UTC).isoformat(timespec="microseconds")
    return valor


def _tramos(
    tabla: Table, conexion: Connection, hasta: int | None = None
) -> Iterator[Sequence[Row[Any]]]:
    consulta = select(tabla).order_by(*_orden(tabla, conexion))
    if hasta is not None:
        consulta = consulta.where(tabla.c.id <= hasta)
    yield from conexion.execute(consulta, execution_options={"yield_per": _TRAMO}).partitions()


def _orden(tabla: Table, conexion: Connection) -> list[Any]:
    # The language of a PostgreSQL database has an order of its own; «C» is SQLite's.
    return [
        collate(columna, "C")
        if conexion.dialect.name == "postgresql" and isinstance(columna.type, String)
        else columna
        for columna in tabla.primary_key
    ]


def _poner_secuencia(tabla: Table, conexion: Connection) -> None:
    """The next row gets a number that none of the copied ones has."""
    if tabla.autoincrement_column is None:
        return
    ultimo = conexion.execute(select(func.max(tabla.autoincrement_column))).scalar_one()
    if ultimo is not None:
        secuencia = func.pg_get_serial_sequence(tabla.name, tabla.autoincrement_column.name)
        conexion.execute(select(func.setval(secuencia, ultimo)))


def _imposible(tabla: Table, filas: Sequence[Row[Any]]) -> ValorImposible:
    return ValorImposible(
        f"La otra base no puede guardar {_cual(tabla, filas)}.",
        remedio="No se copió nada y la bitácora sigue donde estaba. Revise que la base esté en "
        "UTF-8; si lo está, envíe este mensaje a quien le da soporte.",
    )


def _cual(tabla: Table, filas: Sequence[Row[Any]]) -> str:
    for fila in filas:
        for columna, valor in zip(tabla.c, fila, strict=True):
            if not isinstance(valor, str):
                continue
            problema = ""
            if "\0" in valor:
                problema = "lleva un carácter nulo"
            elif isinstance(columna.type, String) and len(valor) > (
                columna.type.length or len(valor)
            ):
                problema = f"pasa de {columna.type.length} letras"
            if problema:
                clave = ", ".join(str(fila._mapping[una]) for una in tabla.primary_key)
                return f"«{columna.name}» de «{tabla.name}» ({clave}), que {problema}"
    return f"un valor de «{tabla.name}»"
