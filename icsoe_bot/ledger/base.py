"""The database under the ledger: SQLite on this machine, or PostgreSQL by address."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import OperatorMustAct, UsageProblem
from icsoe_bot.ledger import marca
from icsoe_bot.ledger.migraciones import BitacoraMasNueva, al_dia, poner_al_dia

_CONTROLADOR = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


_ESPERA_S = 30.0
"""For other processes that use the same SQLite file."""


class BitacoraInservible(OperatorMustAct):
    """The ledger can't be opened or written, so nothing may be signed."""


class DireccionDeBitacora(UsageProblem):
    """The address of the ledger's database can't be one."""


class BitacoraMudada(BitacoraInservible):
    """The ledger moved elsewhere: what was signed since isn't in it."""


class Base:
    """A database at an address of SQLAlchemy's form, brought up to date when opened.

    The address may hold a password, so no message repeats it. ``admite_mudada`` also opens one that
    moved elsewhere, for comparing the two.

    Raises:
        DireccionDeBitacora: the address is none, or of another kind of database.
        BitacoraMudada: it moved elsewhere.
        BitacoraInservible: it can't be opened or brought up to date.
    """

    def __init__(self, url: str, *, admite_mudada: bool = False) -> None:
        self.engine = _motor(url)
        try:
            if self._esta_mudada() and not (admite_mudada and al_dia(self.engine)):
                raise self.mudada()
            poner_al_dia(self.engine)
        except (SQLAlchemyError, OSError) as error:
            self.cerrar()
            raise _inservible("abrir") from _sin_direccion(error)
        except (BitacoraMudada, BitacoraMasNueva):
            self.cerrar()
            raise

    def _esta_mudada(self) -> bool:
        with self.engine.connect() as conexion:
            return marca.leer(conexion) is not None

    def mudada(self) -> BitacoraMudada:
        """That this ledger moved, and what to do about it."""
        with self.engine.connect() as conexion:
            suya = marca.leer(conexion)
        a_donde = f" el {suya.momento.astimezone(ZONA):%d/%m/%Y} a {suya.destino}" if suya else ""
        return BitacoraMudada(
            f"Esta bitácora se mudó{a_donde}. Con la de antes podría firmarse dos veces, así que "
            "ya no se usa.",
            remedio="Ponga en ICSOE_BITACORA la dirección de esa base."
            if self.engine.dialect.name == "sqlite"
            else "Quite ICSOE_BITACORA en el equipo que tiene ese archivo; los demás ya no pueden "
            "presentar con ella.",
        )

    def cerrar(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def transaccion(self) -> Iterator[Connection]:
        """A transaction: durable when it ends well, as if it had not been when it doesn't.

        Raises:
            IntegrityError: another process wrote the same row first.
            BitacoraMudada: it moved elsewhere since it was opened.
            BitacoraInservible: the database failed.
        """
        try:
            with self.engine.begin() as conexion:
                yield conexion
        except IntegrityError as error:
            if marca.es_negativa(error):
                raise self.mudada() from None
            raise
        except SQLAlchemyError as error:
            if marca.es_negativa(error):
                raise self.mudada() from None
            raise _inservible("escribir") from _sin_direccion(error)

    @contextmanager
    def conexion(self) -> Iterator[Connection]:
        """A connection whose work is undone unless it says ``commit``.

        Raises:
            BitacoraInservible: the database failed.
        """
        try:
            with self.engine.connect() as conexion:
                yield conexion
        except SQLAlchemyError as error:
            raise _inservible("copiar") from _sin_direccion(error)


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


def _ocupada(error: BaseException) -> bool:
    codigo = getattr(error, "sqlite_errorcode", None)
    # The low byte; the rest says why it is busy.
    return codigo is not None and codigo & 0xFF == sqlite3.SQLITE_BUSY


def _al_conectar_sqlite(conexion: Any, _registro: object) -> None:
    # While another process opens the database for the first time, or closes it as the last one,
    # SQLite says that it is busy without waiting for as long as it was told.
    reintento = Retrying(
        retry=retry_if_exception(_ocupada),
        stop=stop_after_delay(_ESPERA_S),
        wait=wait_random(0.01, 0.05),
        reraise=True,
    )
    reintento(_preparar_sqlite, conexion)


def _preparar_sqlite(conexion: Any) -> None:
    for pragma in (
        # While SQLite itself waits, nothing interrupts it: here it is asked again instead.
        "busy_timeout=1000",
        "journal_mode=WAL",
        # The move to «firmando» must survive a power cut before the click that follows it.
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_ESPERA_S * 1000:.0f}",
    ):
        conexion.execute(f"PRAGMA {pragma}")
