"""The ledger: one row a filing, moved by one process, durable."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import icsoe_bot.ledger.migraciones as migraciones
from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import Presentacion, TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.protesta import TEXTO_SIN_INFORMACION, Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.base import BitacoraInservible, DireccionDeBitacora
from icsoe_bot.ledger.bitacora import Bitacora, OtroProcesoSeAdelanto, Suceso, ultimo_mundo
from icsoe_bot.ledger.estados import ANTES_DE_FIRMAR, Estado
from icsoe_bot.ledger.tablas import METADATA

PRESENTACION = Presentacion(RFC.parse("EKU9003173C9"), Periodo.parse("2026-2"))
PROTESTA = Protesta("Ana Ficticia López", date(2026, 9, 3))


@pytest.fixture
def bitacora(url: str) -> Iterator[Bitacora]:
    with Bitacora(url, "replica:a") as bitacora:
        yield bitacora


def test_planear_dos_veces_es_la_misma_fila(bitacora: Bitacora) -> None:
    primera = bitacora.planear(PRESENTACION, PROTESTA)
    assert bitacora.planear(PRESENTACION, PROTESTA) == primera
    (suceso,) = bitacora.sucesos(primera)
    assert isinstance(suceso, Suceso)
    assert (suceso.suceso, suceso.detalle) == ("planeada", {})


def test_planear_a_la_vez_es_una_sola_fila(url: str) -> None:
    def planear(_: int) -> int:
        with Bitacora(url, "replica:a") as bitacora:
            return bitacora.planear(PRESENTACION, PROTESTA).id

    with ThreadPoolExecutor(8) as hilos:
        assert len(set(hilos.map(planear, range(24)))) == 1


def test_solo_uno_pasa_a_firmando(url: str) -> None:
    with Bitacora(url, "replica:a") as bitacora:
        registro = bitacora.planear(PRESENTACION, PROTESTA)

    def firmar(_: int) -> bool:
        with Bitacora(url, "replica:a") as bitacora:
            try:
                bitacora.mover(registro, ANTES_DE_FIRMAR, Estado.FIRMANDO)
            except OtroProcesoSeAdelanto:
                return False
            return True

    with ThreadPoolExecutor(8) as hilos:
        assert sum(hilos.map(firmar, range(24))) == 1


def test_cada_replica_y_cada_ambiente_es_otro_mundo(url: str) -> None:
    for mundo in ("replica:a", "replica:b", "produccion"):
        with Bitacora(url, mundo) as bitacora:
            registro = bitacora.planear(PRESENTACION, PROTESTA)
            assert registro.estado is Estado.PLANEADA
            bitacora.mover(registro, [Estado.PLANEADA], Estado.PRESENTADA, folio=Folio("SI123456"))


def test_otro_tipo_u_otro_periodo_es_otra_fila(bitacora: Bitacora) -> None:
    otras = [
        PRESENTACION,
        Presentacion(PRESENTACION.rfc, Periodo.parse("2026-1")),
        Presentacion(PRESENTACION.rfc, PRESENTACION.periodo, TipoInformativa.NORMAL),
    ]
    assert len({bitacora.planear(otra, PROTESTA).id for otra in otras}) == 3


def test_lo_movido_y_su_suceso_quedan_juntos(bitacora: Bitacora) -> None:
    registro = bitacora.planear(PRESENTACION, PROTESTA)
    movido = bitacora.mover(
        registro,
        [Estado.PLANEADA],
        Estado.ACUSE_ARCHIVADO,
        protesta=PROTESTA,
        folio=Folio("SI26123456"),
        fecha=date(2026, 9, 4),
        acuse_ruta="acuses/x.pdf",
        acuse_sha256="0" * 64,
    )
    assert (movido.folio, movido.fecha_presentacion) == (Folio("SI26123456"), date(2026, 9, 4))
    ultimo = bitacora.sucesos(movido)[-1]
    assert ultimo.suceso == "acuse_archivado"
    detalle = ultimo.detalle
    assert detalle["folio"] == "SI26123456"
    assert (detalle["declarante"], detalle["texto_protesta"]) == (
        "Ana Ficticia López",
        TEXTO_SIN_INFORMACION,
    )
    with pytest.raises(OtroProcesoSeAdelanto):
        bitacora.mover(movido, [Estado.PLANEADA], Estado.FIRMANDO)
    assert bitacora.leer(PRESENTACION) == movido
    assert len(bitacora.sucesos(movido)) == 2


def test_sobrevive_a_abrirse_de_nuevo(url: str) -> None:
    with Bitacora(url, "replica:a") as bitacora:
        registro = bitacora.planear(PRESENTACION, PROTESTA)
        bitacora.mover(registro, [Estado.PLANEADA], Estado.FIRMANDO)
    with Bitacora(url, "replica:a") as bitacora:
        assert bitacora.leer(PRESENTACION).estado is Estado.FIRMANDO


def test_es_durable_antes_de_volver(bitacora: Bitacora) -> None:
    with bitacora._base.engine.connect() as conexion:
        if conexion.dialect.name == "postgresql":
            assert conexion.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
            return
        assert conexion.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert conexion.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_un_archivo_que_no_es_bitacora_se_dice(tmp_path: Path) -> None:
    archivo = tmp_path / "bitacora.sqlite3"
    archivo.write_text("no es una base de datos, sino otra cosa" * 100, encoding="utf-8")
    with pytest.raises(BitacoraInservible):
        Bitacora(f"sqlite:///{archivo}", "produccion")
    with pytest.raises(BitacoraInservible):
        Bitacora(f"sqlite:///{tmp_path / 'no' / 'existe.sqlite3'}", "produccion")


def test_una_direccion_que_no_es_de_bitacora_no_se_repite() -> None:
    for direccion in ("mysql://ana:secreta@equipo/base", "esto no es una dirección, secreta", ""):
        with pytest.raises(DireccionDeBitacora) as error:
            Bitacora(direccion, "produccion")
        assert "secreta" not in str(error.value)


def test_un_servidor_que_no_responde_se_dice_sin_su_contrasena() -> None:
    with pytest.raises(BitacoraInservible) as error:
        Bitacora("postgresql://ana:secreta@127.0.0.1:9/base", "produccion")
    assert "secreta" not in f"{error.value} {error.value.__cause__!r}"


def test_listar_da_las_de_este_mundo_en_orden(url: str, bitacora: Bitacora) -> None:
    otra = Presentacion(RFC.parse("XIQB891116QE4"), Periodo.parse("2025-3"))
    for presentacion in (otra, PRESENTACION):
        bitacora.planear(presentacion, PROTESTA)
    with Bitacora(url, "produccion") as produccion:
        produccion.planear(PRESENTACION, PROTESTA)
    registros = bitacora.listar()
    assert [registro.presentacion for registro in registros] == [PRESENTACION, otra]
    assert registros[0].declarante == PROTESTA.declarante
    assert registros[0].fecha_declaracion == PROTESTA.fecha
    assert registros[0].actualizada.tzinfo is not None


def test_el_ultimo_mundo_es_en_el_que_se_trabajo_al_final(url: str) -> None:
    assert ultimo_mundo(url, "replica:") is None
    for mundo in ("replica:a", "replica:b", "produccion"):
        with Bitacora(url, mundo) as bitacora:
            bitacora.planear(PRESENTACION, PROTESTA)
    with Bitacora(url, "replica:a") as bitacora:
        bitacora.mover(bitacora.leer(PRESENTACION), [Estado.PLANEADA], Estado.CAPTURADA)
    assert ultimo_mundo(url, "replica:") == "replica:a"


def test_las_migraciones_dan_las_tablas_del_codigo(url: str, bitacora: Bitacora) -> None:
    configuracion = Config()
    configuracion.set_main_option("script_location", str(Path(migraciones.__file__).parent))
    assert ScriptDirectory.from_config(configuracion).get_current_head() == migraciones.CABEZA
    engine = create_engine(url)
    with engine.connect() as conexion:
        assert compare_metadata(MigrationContext.configure(conexion), METADATA) == []
    engine.dispose()


def test_lo_rechazado_antes_de_la_cuarta_migracion_se_sigue_recordando(url: str) -> None:
    configuracion = Config()
    configuracion.set_main_option("script_location", str(Path(migraciones.__file__).parent))
    rfc = str(PRESENTACION.rfc)
    engine = create_engine(url)
    with engine.begin() as conexion:
        configuracion.attributes["conexion"] = conexion
        command.upgrade(configuracion, "0003")
        conexion.exec_driver_sql(
            "INSERT INTO rechazos VALUES "
            f"('replica:a', '{rfc}', 'huella', 'no abre', '2026-09-03 12:00:00')"
        )
    engine.dispose()
    with Bitacora(url, "replica:a") as bitacora:
        bitacora.rechazos.anotar(PRESENTACION.rfc, "otra", "no abre")
        previo = bitacora.rechazos.de(PRESENTACION.rfc, "huella")
    assert previo is not None
    assert previo.momento.year == 2026
