"""Bringing a database up to date with Alembic."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from icsoe_bot.errors import OperatorMustAct

CABEZA = "0004"
"""The newest revision."""

_CANDADO = 8_710_2026
"""The number of the lock that migrations take in PostgreSQL; any would do."""


class BitacoraMasNueva(OperatorMustAct):
    """A later version of icsoe-bot wrote this ledger."""


def poner_al_dia(engine: Engine) -> None:
    """Apply the migrations that ``engine``'s database lacks."""
    with engine.connect() as conexion:
        revision = _revision(conexion)
    if revision == CABEZA:
        return
    if revision is not None and revision > CABEZA:
        raise BitacoraMasNueva(
            "La bitácora la escribió una versión más nueva de icsoe-bot.",
            remedio="Actualice icsoe-bot en este equipo.",
        )
    # Loaded only when needed: it would slow the start of every command.
    from alembic import command
    from alembic.config import Config

    configuracion = Config()
    configuracion.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with engine.connect() as conexion:
        # The lock is taken at once, so that two processes don't both migrate.
        if engine.dialect.name == "sqlite":
            conexion.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            conexion.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CANDADO})")
        configuracion.attributes["conexion"] = conexion
        command.upgrade(configuracion, "head")
        conexion.commit()


def al_dia(engine: Engine) -> bool:
    """Whether ``engine``'s database has all migrations and no others."""
    with engine.connect() as conexion:
        return _revision(conexion) == CABEZA


def _revision(conexion: Connection) -> str | None:
    if not inspect(conexion).has_table("alembic_version"):
        return None
    revision = conexion.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(revision)
