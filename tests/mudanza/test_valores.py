"""Whatever a ledger may hold is the same after the move, and after the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, insert

from icsoe_bot.ledger.base import Base
from icsoe_bot.ledger.copia import copiar, huella
from icsoe_bot.ledger.tablas import EVENTOS, PRESENTACIONES, RECHAZOS, TOMAS
from tests import postgresql

TEXTOS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
DETALLES = st.dictionaries(
    TEXTOS,
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTOS,
        lambda hijos: st.lists(hijos, max_size=3) | st.dictionaries(TEXTOS, hijos, max_size=3),
        max_leaves=5,
    ).filter(lambda valor: "Infinity" not in json.dumps(valor)),
    max_size=4,
)
MOMENTOS = st.datetimes(
    min_value=datetime(1970, 1, 2),
    max_value=datetime(2990, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-6)), timezone(timedelta(hours=14))]),
)
CLAVES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


def nada(_tabla: str, _filas: int) -> None:
    pass


@pytest.fixture(scope="module")
def bases(
    servidor_postgresql: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Base, Base, Base]]:
    carpeta: Path = tmp_path_factory.mktemp("valores")
    abiertas = (
        Base(f"sqlite:///{carpeta / 'de.sqlite3'}"),
        Base(postgresql.base_nueva(servidor_postgresql)),
        Base(f"sqlite:///{carpeta / 'a.sqlite3'}"),
    )
    yield abiertas
    for base in abiertas:
        base.cerrar()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(texto=TEXTOS, detalle=DETALLES, momento=MOMENTOS, claves=st.sets(CLAVES), hasta=st.data())
@example(
    texto="Ñ ñ Ñ 🪶 \ufeff \u2028",
    detalle={"NUL": "a\0b", "mitad": "\ud83d", "": [1e308, -0.0, 2**70, "\\u0000"]},
    momento=datetime(2026, 9, 3, 23, 59, 59, 999999, timezone(timedelta(hours=-6))),
    claves={"a", "B", "Ñ", "z", "_", "É", " ", "🪶", "ａ"},
    hasta=None,
)
def test_ida_y_vuelta_sin_que_cambie_nada(
    bases: tuple[Base, Base, Base],
    texto: str,
    detalle: dict[str, Any],
    momento: datetime,
    claves: set[str],
    hasta: Any,
) -> None:
    reales = st.floats(allow_nan=False, allow_infinity=False)
    with (
        bases[0].engine.connect() as sqlite,
        bases[1].engine.connect() as postgres,
        bases[2].engine.connect() as vuelta,
    ):
        plazo = 0.1 + 0.2 if hasta is None else hasta.draw(reales)
        _sembrar(sqlite, texto, detalle, momento)
        for clave in claves:
            toma = {"ambiente": clave, "rfc": "", "duenio": texto[:160], "hasta": plazo}
            sqlite.execute(insert(TOMAS).values(**toma))
        for tabla in (PRESENTACIONES, EVENTOS, TOMAS):
            leida = copiar(tabla, sqlite, postgres, nada)
            assert huella(tabla, postgres) == leida
            assert copiar(tabla, postgres, vuelta, nada) == leida
            assert huella(tabla, vuelta) == leida
            todo = tabla.select().order_by(*tabla.primary_key)
            assert vuelta.execute(todo).all() == sqlite.execute(todo).all()


def _sembrar(conexion: Connection, texto: str, detalle: dict[str, Any], momento: datetime) -> None:
    propia = {"ambiente": "a", "rfc": "b", "anio": 2026, "cuatrimestre": 2, "tipo": "normal"}
    momentos = {"creada": momento.astimezone(UTC), "actualizada": momento.astimezone(UTC)}
    clave = conexion.execute(
        insert(PRESENTACIONES).values(
            **propia, **momentos, estado="planeada", declarante=texto, texto_protesta=texto
        )
    ).inserted_primary_key
    assert clave is not None
    suceso = {"momento": momento.astimezone(UTC), "proceso": "p", "suceso": "s", "detalle": detalle}
    conexion.execute(insert(EVENTOS).values(presentacion_id=clave[0], **suceso))


def test_otro_valor_da_otra_huella(bases: tuple[Base, Base, Base]) -> None:
    vistas = set()
    momento = datetime(2026, 9, 3, tzinfo=UTC)
    for texto, cuando in (
        ("a", momento),
        ("a ", momento),
        ("A", momento),
        ("a", momento + timedelta(microseconds=1)),
    ):
        with bases[0].engine.connect() as conexion:
            _sembrar(conexion, texto, {}, cuando)
            vistas.add(huella(PRESENTACIONES, conexion))
    assert len(vistas) == 4


def test_el_orden_no_es_el_del_idioma_de_la_base(bases: tuple[Base, Base, Base]) -> None:
    # The tests' server knows no other language than «C», so what it is asked is looked at.
    pedidas: list[str] = []
    engine = bases[1].engine
    event.listen(engine, "before_cursor_execute", lambda *orden: pedidas.append(orden[2]))
    with engine.connect() as conexion:
        huella(RECHAZOS, conexion)
    assert pedidas[-1].count('COLLATE "C"') == len(RECHAZOS.primary_key)
