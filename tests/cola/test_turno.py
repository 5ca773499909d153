"""What an ending means for its job and for the worker; pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flows.cola.turno import Freno, otra_vez, prioridad
from flows.cortesia.errores import HoraDeSilencio, PortalOcupado
from flows.tanda.politica import Politica
from icsoe_bot.errors import IcsoeError, OperatorMustAct, OurFault, TaxpayerMustAct
from icsoe_bot.ledger.base import BitacoraInservible, BitacoraMudada
from icsoe_bot.ledger.tomas import EnManosDeOtro
from icsoe_bot.portal.errores import (
    EfirmaRechazada,
    FirmaSinDesenlace,
    NavegadorAusente,
    PortalFueraDeServicio,
    PortalLento,
    SesionExpirada,
)

AHORA = datetime(2026, 11, 26, 21, 0, tzinfo=UTC)
POLITICA = Politica(
    intentos=3,
    pausa_s=2,
    caidas=3,
    regreso=timedelta(minutes=30),
    espera_desenlace=timedelta(minutes=10),
)


def en(
    problema: IcsoeError,
    *,
    intentos: int = 0,
    agotado: bool = False,
    releer: datetime | None = None,
) -> timedelta | None:
    cuando = otra_vez(
        problema,
        ahora=AHORA,
        intentos=intentos,
        agotado=agotado,
        politica=POLITICA,
        releer=releer,
    )
    return None if cuando is None else cuando - AHORA


@pytest.mark.parametrize(
    "problema",
    [
        OperatorMustAct("x"),
        EfirmaRechazada("x"),
        TaxpayerMustAct("x"),
        OurFault("x"),
        FirmaSinDesenlace("x"),
    ],
)
def test_lo_de_una_persona_no_se_intenta_otra_vez(problema: IcsoeError) -> None:
    assert en(problema) is None


def test_el_desenlace_se_lee_una_vez_mas_despues_de_la_espera() -> None:
    plazo = AHORA + POLITICA.espera_desenlace
    assert en(FirmaSinDesenlace("x"), releer=plazo) == POLITICA.espera_desenlace


def test_las_pausas_crecen_hasta_el_regreso() -> None:
    pausas = [en(SesionExpirada("x"), intentos=intentos) for intentos in (0, 1, 2, 20)]
    assert pausas == [timedelta(minutes=minutos) for minutos in (1, 2, 4, 30)]


def test_lo_que_se_intento_demasiado_es_de_una_persona() -> None:
    assert en(PortalLento("x"), agotado=True) is None


def test_si_el_portal_dice_cuando_se_le_hace_caso() -> None:
    assert en(
        PortalFueraDeServicio("x", cuando=AHORA + timedelta(hours=2)), intentos=9
    ) == timedelta(hours=2)


@pytest.mark.parametrize("agotado", [False, True])
def test_ni_la_hora_ni_otro_proceso_ni_este_equipo_agotan(agotado: bool) -> None:
    manana = timedelta(hours=9)
    assert en(HoraDeSilencio("x", cuando=AHORA + manana), agotado=agotado) == manana
    assert en(EnManosDeOtro("x"), agotado=agotado, intentos=40) == timedelta(minutes=1)
    assert en(NavegadorAusente("x"), agotado=agotado) == POLITICA.regreso
    assert en(BitacoraMudada("x"), agotado=agotado) == POLITICA.regreso


def test_lo_que_espera_mas_urge_menos_y_lo_nuevo_urge_mas() -> None:
    pronto, tarde = AHORA + timedelta(minutes=2), AHORA + timedelta(hours=9)
    assert 0 > prioridad(pronto) > prioridad(tarde) > -(2**31)


def frenado(freno: Freno, ahora: datetime = AHORA) -> bool:
    return freno.puesto(ahora) is not None


def test_tres_contribuyentes_seguidos_frenan_y_el_tiempo_suelta() -> None:
    freno = Freno(POLITICA)
    for quien in ("a", "a", "b"):
        freno.anotar(quien, PortalLento("x"), hubo_sesion=False, ahora=AHORA)
    assert not frenado(freno)
    freno.anotar("c", PortalLento("x"), hubo_sesion=False, ahora=AHORA)
    assert frenado(freno)
    assert not frenado(freno, AHORA + POLITICA.regreso)


def test_uno_que_entro_borra_la_cuenta_y_uno_que_no_la_deja() -> None:
    freno = Freno(POLITICA)
    for quien in ("a", "b"):
        freno.anotar(quien, PortalLento("x"), hubo_sesion=False, ahora=AHORA)
    freno.anotar("c", OperatorMustAct("x"), hubo_sesion=False, ahora=AHORA)
    freno.anotar("d", None, hubo_sesion=True, ahora=AHORA)
    freno.anotar("e", PortalLento("x"), hubo_sesion=False, ahora=AHORA)
    assert not frenado(freno)


def test_lo_de_este_equipo_frena_enseguida_y_la_hora_de_uno_no() -> None:
    freno = Freno(POLITICA)
    freno.anotar("a", HoraDeSilencio("x"), hubo_sesion=False, ahora=AHORA)
    assert not frenado(freno)
    freno.anotar("a", NavegadorAusente("Falta Chromium."), hubo_sesion=False, ahora=AHORA)
    assert freno.puesto(AHORA) == (AHORA + POLITICA.regreso, "Falta Chromium.")
    otro = Freno(POLITICA)
    hasta = AHORA + timedelta(minutes=3)
    otro.anotar("a", PortalOcupado("x", cuando=hasta), hubo_sesion=False, ahora=AHORA)
    assert otro.puesto(AHORA) == (hasta, "x")


def test_una_base_que_se_cae_no_detiene_mas_de_un_minuto() -> None:
    freno = Freno(POLITICA)
    freno.anotar("a", BitacoraInservible("x"), hubo_sesion=True, ahora=AHORA)
    assert frenado(freno)
    assert not frenado(freno, AHORA + timedelta(minutes=1))
    assert en(BitacoraInservible("x"), agotado=True) == timedelta(minutes=1)
