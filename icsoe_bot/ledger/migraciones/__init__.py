"""Bringing a database up to date with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine


def poner_al_dia(engine: Engine) -> None:
    """Apply the migrations that ``engine``'s database lacks."""
    configuracion = Config()
    configuracion.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    # SQLite takes the write lock at once, so that two processes don't both migrate.
    with engine.connect() as conexion:
        if engine.dialect.name == "sqlite":
            conexion.exec_driver_sql("BEGIN IMMEDIATE")
        actual = MigrationContext.configure(conexion).get_current_revision()
        if actual == ScriptDirectory.from_config(configuracion).get_current_head():
            conexion.rollback()
            return
        configuracion.attributes["conexion"] = conexion
        command.upgrade(configuracion, "head")
        conexion.commit()
