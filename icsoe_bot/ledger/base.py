"""The database under the ledger: SQLite on this machine, or PostgreSQL by address."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

from icsoe_bot.errors import OperatorMustAct, UsageProblem
from icsoe_bot.ledger.migraciones import BitacoraMasNueva, poner_al_dia

_CONTROLADOR = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class BitacoraInservible(OperatorMustAct):
    """The ledger can't be opened or written, so nothing may be signed."""


class DireccionDeBitacora(UsageProblem):
    """The address of the ledger's database can't be one."""


class Base:
    """A database at an address of SQLAlchemy's form, brought up to date when opened.

    The address may hold a password, so no message repeats it.

    Raises:
        DireccionDeBitacora: the address is none, or of another kind of database.
        BitacoraInservible: it can't be opened or brought up to date.
    """

    def __init__(self, url: str) -> None:
        self.engine = _motor(url)
        try:
            poner_al_dia(self.engine)
        except (SQLAlchemyError, OSError) as error:
            self.cerrar()
            raise _inservible("abrir") from _sin_direccion(error)
        except BitacoraMasNueva:
            self.cerrar()
            raise

    def cerrar(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def transaccion(self) -> Iterator[Connection]:
        """A transaction: durable when it ends well, as if it had not been when it doesn't.

        Raises:
            IntegrityError: another process wrote the same row first.
            BitacoraInservible: the database failed.
        """
        try:
            with self.engine.begin() as conexion:
                yield conexion
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise _inservible("escribir") from _sin_direccion(error)


def reloj(conexion: Connection) -> float:
    """Seconds since the epoch by the clock that all who use this database share."""
    if conexion.dialect.name == "sqlite":
        return time.time()
    return float(conexion.execute(select(func.extract("epoch", func.now()))).scalar_one())


def _inservible(que: str) -> BitacoraInservible:
    return BitacoraInservible(
        f"No se pudo {que} la bitácora.",
        remedio="Revise que su carpeta exista y se pueda escribir, que haya espacio y, si está en "
        "PostgreSQL, que el servidor responda y el usuario tenga permiso.",
    )


def _sin_direccion(error: Exception) -> Exception | None:
    # A driver's message can repeat the address with its password; its class is enough.
    return error if "sqlite" in str(error).lower() else Exception(type(error).__name__)


def _mal_escrita() -> DireccionDeBitacora:
    return DireccionDeBitacora(
        "ICSOE_BITACORA no es la dirección de una bitácora.",
        remedio="Escriba postgresql://usuario:contraseña@equipo/base, o quítela para usar el "
        "archivo SQLite de la carpeta.",
    )


def _motor(url: str) -> Engine:
    try:
        direccion = make_url(url)
        controlador = _CONTROLADOR[direccion.drivername]
    except (ArgumentError, KeyError, ValueError):
        raise _mal_escrita() from None
    direccion = direccion.set(drivername=controlador).difference_update_query(["plugin"])
    if controlador == "sqlite":
        engine = create_engine(direccion)
        event.listen(engine, "connect", _al_conectar_sqlite)
        return engine
    try:
        # A connection that the server closed while the portal was slow is noticed and replaced.
        return create_engine(
            direccion,
            pool_pre_ping=True,
            # «firmando» must be on the server's disk before the click that follows it.
            connect_args={"options": "-c synchronous_commit=on", "connect_timeout": 15},
        )
    except (SQLAlchemyError, TypeError, ValueError):
        raise _mal_escrita() from None


def _al_conectar_sqlite(conexion: Any, _registro: object) -> None:
    for pragma in (
        "journal_mode=WAL",
        # The move to «firmando» must survive a power cut before the click that follows it.
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
    ):
        conexion.execute(f"PRAGMA {pragma}")
