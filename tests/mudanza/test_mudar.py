"""The whole ledger moves or nothing does, and the old one is no longer worked with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, make_url

from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger import migraciones
from icsoe_bot.ledger.base import Base, BitacoraMudada
from icsoe_bot.ledger.bitacora import Bitacora
from icsoe_bot.ledger.copia import ValorImposible
from icsoe_bot.ledger.duenio import Duenio
from icsoe_bot.ledger.estados import Estado
from icsoe_bot.ledger.mudanza import (
    BitacoraEnUso,
    CopiaDistinta,
    DestinoOcupado,
    NadaQueMudar,
    mudar,
)
from icsoe_bot.ledger.tablas import METADATA
from tests.mudanza.conftest import ACUSE, ANA, PRESENTACION, PROTESTA, contenido, tomar

OTRA = Presentacion(RFC.parse("EKU9003173C9"), Periodo.parse("2026-2"))


def trabajar(url: str) -> None:
    """What a run does after the move."""
    with Bitacora(url, "produccion") as bitacora:
        bitacora.planear(OTRA, PROTESTA)
        firmando = bitacora.leer(PRESENTACION)
        bitacora.mover(
            firmando,
            [Estado.FIRMANDO],
            Estado.PRESENTADA,
            folio=Folio("SI26000001"),
            fecha=date(2026, 9, 3),
        )
        bitacora.acuses.anotar(replace(ACUSE, folio=Folio("SI26000002")), 1, "x.pdf", "c" * 64)


def test_se_mudan_todas_las_tablas_todos_los_mundos_y_sus_numeros(sqlite: str, vacia: str) -> None:
    antes = contenido(sqlite)
    # A new table must be filled in by ``sembrar`` before this says anything about it.
    assert [tabla for tabla, filas in antes.items() if not filas] == []
    avances: list[tuple[str, int]] = []
    hecha = mudar(sqlite, vacia, lambda tabla, filas: avances.append((tabla, filas)))
    assert contenido(vacia) == antes
    assert not hecha.ya_estaba
    assert {una.tabla: una.huella.renglones for una in hecha.tablas} == {
        tabla: len(filas) for tabla, filas in antes.items()
    }
    assert dict(avances) == {tabla: len(filas) for tabla, filas in antes.items()}
    trabajar(vacia)


def test_con_la_de_antes_no_se_trabaja_ni_quien_ya_la_tenia_abierta(
    sqlite: str, vacia: str, abierta: Bitacora
) -> None:
    firmando = abierta.leer(PRESENTACION)
    mudar(sqlite, vacia)
    antes = contenido(sqlite)
    with pytest.raises(BitacoraMudada) as error:
        Bitacora(sqlite, "produccion")
    assert "PostgreSQL" in str(error.value)
    for intento in (
        lambda: abierta.planear(OTRA, PROTESTA),
        lambda: abierta.mover(firmando, [Estado.FIRMANDO], Estado.DESCONOCIDA),
        lambda: abierta.tomas(60).tomar(OTRA.rfc),
        lambda: abierta.rechazos.olvidar(ANA),
    ):
        with pytest.raises(BitacoraMudada):
            intento()
    assert contenido(sqlite) == antes


def test_otra_vez_no_cambia_nada_aunque_ya_se_haya_trabajado(sqlite: str, vacia: str) -> None:
    mudar(sqlite, vacia)
    trabajar(vacia)
    despues = contenido(vacia)
    assert mudar(sqlite, vacia).ya_estaba
    assert contenido(vacia) == despues


def test_a_otra_base_no_se_muda_lo_ya_mudado(
    sqlite: str, vacia: str, tmp_path: Path, servidor_postgresql: str
) -> None:
    mudar(sqlite, vacia)
    otra = f"sqlite:///{tmp_path / 'otra.sqlite3'}"
    with pytest.raises(BitacoraMudada):
        mudar(sqlite, otra)
    assert not any(contenido(otra).values())


def test_regresa_y_vuelve_con_lo_que_se_hizo_mientras(sqlite: str, vacia: str) -> None:
    mudar(sqlite, vacia)
    trabajar(vacia)
    despues = contenido(vacia)
    with Bitacora(vacia, "produccion") as abierta:
        assert not mudar(vacia, sqlite).ya_estaba
        assert contenido(sqlite) == despues
        with pytest.raises(BitacoraMudada):
            abierta.tomas(60).tomar(ANA)
    with pytest.raises(BitacoraMudada) as error:
        Bitacora(vacia, "produccion")
    assert "sqlite3" in str(error.value)
    with Bitacora(sqlite, "produccion") as bitacora:
        bitacora.planear(replace(OTRA, periodo=Periodo.parse("2026-1")), PROTESTA)
    antes = contenido(sqlite)
    mudar(sqlite, vacia)
    assert contenido(vacia) == antes


def test_un_destino_con_otra_cosa_se_respeta(sqlite: str, vacia: str) -> None:
    with Bitacora(vacia, "produccion") as ajena:
        ajena.planear(OTRA, PROTESTA)
    antes = contenido(vacia)
    with pytest.raises(DestinoOcupado):
        mudar(sqlite, vacia)
    assert contenido(vacia) == antes
    with Bitacora(sqlite, "produccion") as sigue:
        sigue.planear(OTRA, PROTESTA)


def test_una_bitacora_vacia_no_se_muda(vacia: str, tmp_path: Path) -> None:
    with pytest.raises(NadaQueMudar):
        mudar(f"sqlite:///{tmp_path / 'vacia.sqlite3'}", vacia)


def test_mientras_alguien_trabaja_no_se_muda(sqlite: str, vacia: str) -> None:
    tomar(sqlite, Duenio.este(), 4e9)
    with pytest.raises(BitacoraEnUso) as error:
        mudar(sqlite, vacia)
    assert str(ANA) in str(error.value)
    tomar(sqlite, replace(Duenio.este(), equipo="otro/1"), 4e9)
    with pytest.raises(BitacoraEnUso):
        mudar(sqlite, vacia)
    tomar(sqlite, replace(Duenio.este(), equipo="otro/1"), 1.5)
    mudar(sqlite, vacia)


def test_lo_que_falla_a_la_mitad_no_deja_nada_y_puede_repetirse(sqlite: str, vacia: str) -> None:
    antes = contenido(sqlite)

    def cortar(tabla: str, _filas: int) -> None:
        if tabla == "eventos":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mudar(sqlite, vacia, cortar)
    Base(vacia).cerrar()
    assert not any(contenido(vacia).values())
    Base(sqlite).cerrar()
    assert not mudar(sqlite, vacia).ya_estaba
    assert contenido(vacia) == antes


def test_lo_cortado_entre_conservar_una_y_marcar_la_otra_se_completa(
    sqlite: str, vacia: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    conservar = Connection.commit

    def cortar(conexion: Connection) -> None:
        if conexion.dialect.name == "sqlite":
            raise KeyboardInterrupt
        conservar(conexion)

    with monkeypatch.context() as cortado:
        Base(vacia).cerrar()
        cortado.setattr(Connection, "commit", cortar)
        with pytest.raises(KeyboardInterrupt):
            mudar(sqlite, vacia)
    Base(sqlite).cerrar()
    assert mudar(sqlite, vacia).ya_estaba
    with pytest.raises(BitacoraMudada):
        Base(sqlite)


def test_lo_que_la_base_cambia_al_guardar_se_nota_y_no_se_conserva(sqlite: str, vacia: str) -> None:
    Base(vacia).cerrar()
    engine = create_engine(vacia)
    with engine.begin() as conexion:
        conexion.exec_driver_sql(
            "CREATE FUNCTION cambiar() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.motivo := upper(NEW.motivo); RETURN NEW; END $$"
        )
        conexion.exec_driver_sql(
            "CREATE TRIGGER cambiar BEFORE INSERT ON rechazos FOR EACH ROW "
            "EXECUTE FUNCTION cambiar()"
        )
    engine.dispose()
    with pytest.raises(CopiaDistinta, match="rechazos"):
        mudar(sqlite, vacia)
    assert not any(contenido(vacia).values())
    Base(sqlite).cerrar()


@pytest.mark.parametrize(("huella", "palabras"), [("a\0b", "nulo"), ("a" * 65, "pasa de 64")])
def test_lo_que_postgresql_no_guarda_se_dice_sin_mostrarlo(
    huella: str, palabras: str, sqlite: str, vacia: str
) -> None:
    with Bitacora(sqlite, "produccion") as bitacora:
        bitacora.rechazos.anotar(ANA, huella, "secreto")
    with pytest.raises(ValorImposible, match=palabras) as error:
        mudar(sqlite, vacia)
    assert "secreto" not in f"{error.value} {error.value.__cause__!r}"
    assert not any(contenido(vacia).values())


def test_una_base_que_no_esta_en_utf8_se_dice(sqlite: str, servidor_postgresql: str) -> None:
    engine = create_engine(servidor_postgresql, isolation_level="AUTOCOMMIT")
    with engine.connect() as conexion:
        conexion.exec_driver_sql(
            "CREATE DATABASE vieja TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    engine.dispose()
    vieja = make_url(servidor_postgresql).set(database="vieja")
    with pytest.raises(ValorImposible, match="UTF-8"):
        mudar(sqlite, vieja.render_as_string(hide_password=False))


def test_una_bitacora_de_antes_se_pone_al_dia_primero(vacia: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'vieja.sqlite3'}"
    configuracion = Config()
    configuracion.set_main_option("script_location", str(Path(migraciones.__file__).parent))
    engine = create_engine(url)
    with engine.begin() as conexion:
        configuracion.attributes["conexion"] = conexion
        command.upgrade(configuracion, "0003")
        conexion.exec_driver_sql(
            "INSERT INTO rechazos VALUES ('produccion', 'XIQB891116QE4', 'h', 'no', '2026-09-03')"
        )
    engine.dispose()
    hecha = mudar(url, vacia)
    assert {una.tabla for una in hecha.tablas} == {tabla.name for tabla in METADATA.sorted_tables}
    with Bitacora(vacia, "produccion") as bitacora:
        assert bitacora.rechazos.ultimo(ANA) is not None
