"""What is told of a signature without an outcome, by what the ledger knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.carpeta import CarpetaDeTrabajo
from flows.mesa import Mesa
from flows.mundo import Mundo
from flows.taller import Opciones
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import IcsoeError, OperatorMustAct, RetryLater
from icsoe_bot.ledger.bitacora import Bitacora
from icsoe_bot.ledger.estados import Estado
from icsoe_bot.ledger.tomas import EnManosDeOtro
from icsoe_bot.portal.errores import FirmaSinDesenlace

PRESENTACION = Presentacion(RFC.parse("XIQB891116QE4"), Periodo.parse("2026-2"))
MUNDO = Mundo("replica:a", datetime.now(UTC))


@pytest.fixture
def mesa(tmp_path: Path) -> Iterator[Mesa]:
    with Mesa(CarpetaDeTrabajo(tmp_path), MUNDO, Opciones()) as mesa:
        yield mesa


@pytest.fixture
def bitacora(tmp_path: Path) -> Iterator[Bitacora]:
    with CarpetaDeTrabajo(tmp_path).abrir_bitacora(MUNDO.nombre) as bitacora:
        yield bitacora


def llevar(bitacora: Bitacora, *estados: Estado) -> None:
    registro = bitacora.planear(PRESENTACION, Protesta("Ana Ficticia López", date(2026, 9, 3)))
    for estado in estados:
        registro = bitacora.mover(registro, [registro.estado], estado)


@pytest.mark.parametrize("despues", [[], [Estado.DESCONOCIDA]])
@pytest.mark.parametrize("error", [RetryLater("No contesta."), OperatorMustAct("Falta la clave.")])
def test_lo_firmado_sin_desenlace_se_dice_antes_que_lo_demas(
    mesa: Mesa, bitacora: Bitacora, error: IcsoeError, despues: list[Estado]
) -> None:
    llevar(bitacora, Estado.CAPTURADA, Estado.FIRMANDO, *despues)
    dicho = mesa.con_lo_firmado(PRESENTACION, error)
    assert isinstance(dicho, FirmaSinDesenlace)
    assert error.mensaje in dicho.mensaje


def test_lo_que_otro_proceso_firma_lo_dira_el(mesa: Mesa, bitacora: Bitacora) -> None:
    llevar(bitacora, Estado.CAPTURADA, Estado.FIRMANDO)
    error = EnManosDeOtro("Otro proceso trabaja en ello.")
    assert mesa.con_lo_firmado(PRESENTACION, error) is error


@pytest.mark.parametrize(
    "estados",
    [[], [Estado.CAPTURADA], [Estado.CAPTURADA, Estado.FIRMANDO, Estado.PRESENTADA]],
)
def test_sin_firma_abierta_se_dice_lo_que_paso(
    mesa: Mesa, bitacora: Bitacora, estados: list[Estado]
) -> None:
    llevar(bitacora, *estados)
    error = RetryLater("No contesta.")
    assert mesa.con_lo_firmado(PRESENTACION, error) is error
