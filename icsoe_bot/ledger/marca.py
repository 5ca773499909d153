"""The mark on a ledger that moved elsewhere: nobody opens it again, and nobody writes into it.

What was signed after the move stands in the new ledger only. A run that fell back to the old one
could sign it again. So the mark is in the old database itself, and in two forms: a row that says
where it went, looked at by everybody who opens it, and triggers that refuse every write, also one
of a process that had it open before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Integer,
    MetaData,
    Table,
    Text,
    insert,
    inspect,
    select,
)

from icsoe_bot.ledger.tablas import METADATA, en_utc

_NEGATIVA = "icsoe: bitacora mudada"
"""What the triggers say, by which their refusal is told from every other."""

_MUDADA = Table(
    "mudada",
    # Not of the ledger's own tables: it isn't copied, and no migration knows it.
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("momento", DateTime(timezone=True), nullable=False),
    Column("destino", Text, nullable=False),
)

_ACCIONES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Marca:
    """That a ledger moved."""

    momento: datetime
    """When, in UTC."""
    destino: str
    """Where to, in words; without user or password."""


def leer(conexion: Connection) -> Marca | None:
    """The mark of the ledger that ``conexion`` leads to; ``None`` while it is in use."""
    if not inspect(conexion).has_table(_MUDADA.name):
        return None
    fila = conexion.execute(select(_MUDADA)).first()
    return None if fila is None else Marca(en_utc(fila.momento), fila.destino)


def poner(conexion: Connection, destino: str) -> None:
    """Mark the ledger, in the transaction of ``conexion``."""
    _MUDADA.create(conexion)
    conexion.execute(insert(_MUDADA).values(momento=datetime.now(UTC), destino=destino))
    if conexion.dialect.name == "sqlite":
        for tabla in METADATA.sorted_tables:
            for accion in _ACCIONES:
                conexion.exec_driver_sql(
                    f"CREATE TRIGGER {_disparador(tabla, accion)} BEFORE {accion} ON {tabla.name} "
                    f"BEGIN SELECT RAISE(ABORT, '{_NEGATIVA}'); END"
                )
        return
    conexion.exec_driver_sql(
        f"CREATE FUNCTION mudada_negar() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_NEGATIVA}'; END $$"
    )
    for tabla in METADATA.sorted_tables:
        conexion.exec_driver_sql(
            f"CREATE TRIGGER {_disparador(tabla)} BEFORE {' OR '.join(_ACCIONES)} OR TRUNCATE "
            f"ON {tabla.name} FOR EACH STATEMENT EXECUTE FUNCTION mudada_negar()"
        )


def quitar(conexion: Connection) -> None:
    """Take the mark off again, in the transaction of ``conexion``."""
    if conexion.dialect.name == "sqlite":
        for tabla in METADATA.sorted_tables:
            for accion in _ACCIONES:
                conexion.exec_driver_sql(f"DROP TRIGGER {_disparador(tabla, accion)}")
    else:
        for tabla in METADATA.sorted_tables:
            conexion.exec_driver_sql(f"DROP TRIGGER {_disparador(tabla)} ON {tabla.name}")
        conexion.exec_driver_sql("DROP FUNCTION mudada_negar()")
    _MUDADA.drop(conexion)


def es_negativa(error: Exception) -> bool:
    """Whether a statement failed because the ledger moved."""
    return _NEGATIVA in str(error)


def _disparador(tabla: Table, accion: str = "") -> str:
    return "_".join(parte for parte in ("mudada", tabla.name, accion.lower()) if parte)
