"""Making the queue's schema, and bringing it up to date: once, whoever comes first."""

from __future__ import annotations

from importlib import resources

from sqlalchemy import Connection, insert, inspect, select, update

from flows.cola.errores import ColaMasNueva
from flows.cola.tablas import PROPIAS, VERSION

_PROPIA = 1
"""The version of our own tables."""

_CANDADO = 8_710_2027
"""The number of the lock that this takes in PostgreSQL; any would do."""


def poner_al_dia(conexion: Connection, esquema: str) -> None:
    """Within a transaction whose search path begins with ``esquema``.

    Raises:
        ColaMasNueva: a later version has been here.
    """
    from procrastinate.schema import SchemaManager

    ultima = migraciones()[-1]
    if _version(conexion, esquema) == (_PROPIA, ultima):
        return
    # Of several machines that come at once, one does it and the others find it done.
    conexion.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CANDADO})")
    version = _version(conexion, esquema)
    if version is None:
        conexion.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{esquema}"')
        _correr(conexion, SchemaManager.get_schema())
        PROPIAS.create_all(conexion)
        conexion.execute(insert(VERSION).values(propia=_PROPIA, procrastinate=ultima))
        return
    propia, aplicada = version
    if propia > _PROPIA or aplicada > ultima:
        raise ColaMasNueva(
            "La cola de trabajos la usa una versión más nueva de icsoe-bot.",
            remedio="Actualice icsoe-bot en este equipo.",
        )
    for nombre in pendientes(aplicada, migraciones()):
        _correr(conexion, _leer(nombre))
    conexion.execute(update(VERSION).values(propia=_PROPIA, procrastinate=ultima))


def migraciones() -> list[str]:
    """The names of Procrastinate's migrations, in their order."""
    carpeta = resources.files("procrastinate.sql") / "migrations"
    return sorted(uno.name for uno in carpeta.iterdir() if uno.name.endswith(".sql"))


def pendientes(aplicada: str, todas: list[str]) -> list[str]:
    """Those that come after the last one that was applied."""
    return [nombre for nombre in todas if nombre > aplicada]


def _version(conexion: Connection, esquema: str) -> tuple[int, str] | None:
    if not inspect(conexion).has_table(VERSION.name, schema=esquema):
        return None
    fila = conexion.execute(select(VERSION)).one()
    return fila.propia, fila.procrastinate


def _leer(nombre: str) -> str:
    return (resources.files("procrastinate.sql") / "migrations" / nombre).read_text("utf-8")


def _correr(conexion: Connection, sentencias: str) -> None:
    # Without parameters «%» is no mark, and many statements go at once.
    conexion.execution_options(no_parameters=True).exec_driver_sql(sentencias)
