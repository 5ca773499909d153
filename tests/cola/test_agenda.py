"""Schedules by central Mexico's clock, done once, and made up for after a night off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.carpeta import CarpetaDeTrabajo
from flows.cola.agenda import VIGENCIA, Agenda, por_repasar, ultima_vez
from flows.cola.cola import Cola
from flows.cola.valores import Pedido
from flows.configuracion import ConfiguracionInvalida, leer_configuracion
from flows.mundo import preguntar
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.bitacora import Registro
from icsoe_bot.ledger.estados import Estado
from tests.cola.conftest import Equipos
from tests.tandas_de_ejemplo import renglon

HOY = datetime(2026, 11, 26, 7, 0, tzinfo=ZONA)


def test_la_hora_es_la_del_centro_de_mexico() -> None:
    assert ultima_vez("15 6 * * *", HOY.astimezone(UTC)) == HOY.replace(hour=6, minute=15)
    assert ultima_vez("0 7 * * *", HOY) == HOY
    assert ultima_vez("1 7 * * *", HOY) == HOY - timedelta(days=1) + timedelta(minutes=1)


def registro(numero: int, estado: Estado) -> Registro:
    suyo = renglon(numero)
    return Registro(
        numero, suyo.presentacion, estado, None, None, None, None, "", None, HOY.astimezone(UTC)
    )


def test_se_repasa_lo_que_nadie_tiene_que_atender() -> None:
    estados = (
        *(Estado.PLANEADA, Estado.CAPTURADA, Estado.FIRMANDO, Estado.DESCONOCIDA),
        *(Estado.PRESENTADA, Estado.ACUSE_ARCHIVADO, Estado.RECHAZADA, Estado.REQUIERE_PERSONA),
    )
    registros = {
        uno.presentacion: uno
        for uno in (registro(numero, estado) for numero, estado in enumerate(estados, start=1))
    }
    pedidos = [Pedido(renglon(numero), HOY) for numero in range(1, 10)]
    repasadas = por_repasar(pedidos, registros, HOY)
    # The ninth has no row yet.
    assert repasadas == [renglon(numero).presentacion for numero in (1, 2, 3, 4, 5, 9)]
    assert por_repasar(pedidos, registros, HOY + VIGENCIA + timedelta(minutes=1)) == []


def test_lo_que_nadie_encolo_no_se_repasa() -> None:
    planeada = registro(1, Estado.PLANEADA)
    assert por_repasar([], {planeada.presentacion: planeada}, HOY) == []


@pytest.fixture
def carpeta(equipos: Equipos) -> CarpetaDeTrabajo:
    carpeta = equipos.uno("uno", equipos.rfcs)
    env = carpeta.archivo_env.read_text(encoding="utf-8")
    env = env.replace("ICSOE_AGENDA_REPASO=nunca", "ICSOE_AGENDA_REPASO=0 6 * * *")
    carpeta.archivo_env.write_text(f"{env}ICSOE_AGENDA_ACUSES=0 5 * * *\n", encoding="utf-8")
    return CarpetaDeTrabajo(carpeta.raiz)


@pytest.fixture
def cola(carpeta: CarpetaDeTrabajo) -> Iterator[Cola]:
    with Cola(carpeta) as abierta:
        yield abierta


def test_lo_que_toco_con_todo_apagado_se_hace_al_encender(
    carpeta: CarpetaDeTrabajo, cola: Cola
) -> None:
    mundo = preguntar(carpeta.direcciones).nombre
    agenda = Agenda(carpeta, cola)
    agenda.atender(HOY)
    cola.encolar(mundo, [renglon(1)])
    with cola.transaccion() as conexion:
        conexion.exec_driver_sql("DELETE FROM procrastinate_jobs")
    agenda.atender(HOY + timedelta(hours=3))
    assert cola.en_cola(mundo) == []
    # Two nights later, hours after its time, and only once.
    agenda.atender(HOY + timedelta(days=2, hours=3))
    assert [uno.presentacion for uno in cola.en_cola(mundo)] == [renglon(1).presentacion]
    with cola.transaccion() as conexion:
        conexion.exec_driver_sql("DELETE FROM procrastinate_jobs")
    Agenda(carpeta, cola).atender(HOY + timedelta(days=2, hours=4))
    assert cola.en_cola(mundo) == []


def test_se_piden_los_acuses_de_quienes_tienen_equipo(
    carpeta: CarpetaDeTrabajo, cola: Cola, equipos: Equipos
) -> None:
    cola.equipos.presentarse("a", [RFC(equipos.rfcs[0])], "")
    cola.equipos.presentarse("b", [RFC(equipos.rfcs[1])], "")
    cola.equipos.despedirse("b")
    agenda = Agenda(carpeta, cola)
    agenda.atender(HOY)
    agenda.atender(HOY + timedelta(days=1))
    assert cola.faltan(equipos.rfcs, timedelta()) == 1


@pytest.mark.parametrize("valor", ["diario", "15 6 * *", "99 6 * * *", "0 15 6 * * *"])
def test_una_agenda_que_no_lo_es_se_rehusa(tmp_path: Path, valor: str) -> None:
    with pytest.raises(ConfiguracionInvalida, match="ICSOE_AGENDA_REPASO"):
        leer_configuracion({"ICSOE_AGENDA_REPASO": valor}, tmp_path / ".env")
