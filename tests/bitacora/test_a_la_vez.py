"""Two processes that open or close the same SQLite file in the same moment."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from icsoe_bot.ledger import base
from icsoe_bot.ledger.base import BitacoraInservible
from icsoe_bot.ledger.bitacora import Bitacora


class _Conexion(sqlite3.Connection):
    """Says as often as ``fallos`` that the file can't be used, as SQLite does without waiting."""

    codigo = sqlite3.SQLITE_BUSY
    fallos = 0

    def execute(self, sql: str, *resto: Any) -> sqlite3.Cursor:
        if "journal_mode" in sql and _Conexion.fallos:
            _Conexion.fallos -= 1
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = self.codigo
            raise error
        return super().execute(sql, *resto)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sqlite3.dbapi2, "connect", partial(sqlite3.connect, factory=_Conexion))
    return f"sqlite:///{tmp_path / 'bitacora.sqlite3'}"


@pytest.mark.parametrize("codigo", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY])
def test_un_archivo_ocupado_un_momento_se_abre(
    url: str, codigo: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Conexion, "codigo", codigo)
    monkeypatch.setattr(_Conexion, "fallos", 3)
    with Bitacora(url, "replica:a") as bitacora:
        assert bitacora.listar() == []
    assert _Conexion.fallos == 0


def test_lo_que_sigue_ocupado_se_dice(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "_ESPERA_S", 0.1)
    monkeypatch.setattr(_Conexion, "fallos", 1_000_000)
    with pytest.raises(BitacoraInservible, match="No se pudo abrir la bitácora"):
        Bitacora(url, "replica:a")


def test_ya_abierto_cada_uno_espera_a_los_otros(url: str) -> None:
    engine = base.Base(url).engine
    with engine.connect() as conexion:
        assert conexion.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 30_000
    engine.dispose()


def test_lo_que_no_es_estar_ocupado_se_dice_enseguida(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Conexion, "codigo", sqlite3.SQLITE_CANTOPEN)
    monkeypatch.setattr(_Conexion, "fallos", 3)
    with pytest.raises(BitacoraInservible, match="No se pudo abrir la bitácora"):
        Bitacora(url, "replica:a")
    assert _Conexion.fallos == 2
