"""A ledger with something in every table, and an empty PostgreSQL to move it to."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, insert, make_url, select

from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.bitacora import Bitacora
from icsoe_bot.ledger.duenio import Duenio
from icsoe_bot.ledger.estados import ANTES_DE_FIRMAR, Estado
from icsoe_bot.ledger.tablas import METADATA, TOMAS
from tests import postgresql

ANA = RFC.parse("XIQB891116QE4")
PRESENTACION = Presentacion(ANA, Periodo.parse("2026-2"))
PROTESTA = Protesta("Ana Ñandú Ficticia 🪶", date(2026, 9, 1))
ACUSE = Acuse(ANA, PRESENTACION.periodo, Folio("SI26000001"), "Sin información", "", date.today())

collect_ignore_glob = ["test_*.py"] if sys.platform == "win32" else []


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """A ledger with two worlds and a row at least in each table."""
    return sembrar(f"sqlite:///{tmp_path / 'bitácora de Ñ.sqlite3'}")


@pytest.fixture
def vacia(servidor_postgresql: str) -> str:
    """A PostgreSQL with nothing in it, on a server that lives by Mexico's time."""
    url = postgresql.base_nueva(servidor_postgresql)
    engine = create_engine(url)
    with engine.begin() as conexion:
        conexion.exec_driver_sql(
            f"ALTER DATABASE {make_url(url).database} SET timezone = 'America/Mexico_City'"
        )
    engine.dispose()
    return url


@pytest.fixture
def abierta(sqlite: str) -> Iterator[Bitacora]:
    """The ledger, opened by somebody before anything moves."""
    with Bitacora(sqlite, "produccion") as bitacora:
        yield bitacora


def sembrar(url: str) -> str:
    """Fill every table; the claim is of a process that died."""
    for mundo in ("replica:a", "produccion"):
        with Bitacora(url, mundo) as bitacora:
            registro = bitacora.planear(PRESENTACION, PROTESTA)
            bitacora.mover(registro, ANTES_DE_FIRMAR, Estado.FIRMANDO, detalle={"año": 2026})
            bitacora.acuses.anotar(ACUSE, 1, "Ñ/acuse.pdf", "a" * 64)
            bitacora.rechazos.anotar(ANA, "b" * 64, "contraseña incorrecta")
    tomar(url, replace(Duenio.este(), pid=1, inicio=0.25), 4e9 + 1 / 3)
    return url


def tomar(url: str, duenio: Duenio, hasta: float) -> None:
    """A claim on Ana, as its owner would have left it."""
    engine = create_engine(url)
    with engine.begin() as conexion:
        conexion.execute(TOMAS.delete())
        fila = {"ambiente": "produccion", "rfc": str(ANA), "duenio": str(duenio), "hasta": hasta}
        conexion.execute(insert(TOMAS).values(**fila))
    engine.dispose()


def contenido(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table; moments in UTC, whatever the database says of zones."""
    engine = create_engine(url)
    with engine.connect() as conexion:
        todo = {
            tabla.name: sorted(
                (tuple(map(_en_utc, fila)) for fila in conexion.execute(select(tabla))), key=repr
            )
            for tabla in METADATA.sorted_tables
        }
    engine.dispose()
    return todo


def _en_utc(valor: Any) -> Any:
    if not isinstance(valor, datetime):
        return valor
    return valor.astimezone(UTC).replace(tzinfo=None) if valor.tzinfo else valor
