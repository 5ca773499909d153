"""A slow portal is left alone for longer and longer, until it has recovered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icsoe_bot.portal.lentitud import PAUSA_MAXIMA_S, PRIMERA_PAUSA_S, Lentitud, Pausa
from icsoe_bot.portal.medidor import leer_retry_after
from tests.portal.test_ritmo import Reloj


def sesion(lentitud: Lentitud, *segundos: float) -> Pausa | None:
    for uno in segundos:
        lentitud.anotar(uno)
    return lentitud.pausa()


def test_la_pausa_crece_mientras_siga_lento_y_vuelve_a_empezar() -> None:
    lentitud = Lentitud(8)
    pausas = [sesion(lentitud, *[11.0] * 9) for _ in range(6)]
    assert [pausa and pausa.segundos for pausa in pausas] == [15, 30, 60, 120, 120, 120]
    assert pausas[0] == Pausa(15, pedida=False, por_respuesta=11)
    assert sesion(lentitud, *[1.0] * 9) is None
    assert sesion(lentitud, *[11.0] * 9) == pausas[0]


def test_una_respuesta_lenta_entre_varias_no_es_un_portal_lento() -> None:
    assert sesion(Lentitud(8), 1, 1, 60, 1, 60, 1, 1) is None


def test_pocas_respuestas_no_dicen_nada() -> None:
    lentitud = Lentitud(8)
    assert sesion(lentitud, *[60.0] * 4) is None
    assert sesion(lentitud, 60) is not None


def test_despues_de_la_pausa_hace_falta_una_respuesta_nueva_para_otra() -> None:
    lentitud = Lentitud(8)
    assert sesion(lentitud, *[60.0] * 9) is not None
    assert sesion(lentitud) is None


@given(st.lists(st.lists(st.floats(0, 100), max_size=12), max_size=20))
def test_cada_pausa_cabe_entre_sus_limites(sesiones: list[list[float]]) -> None:
    lentitud = Lentitud(8)
    for segundos in sesiones:
        pausa = sesion(lentitud, *segundos)
        if pausa is not None:
            assert PRIMERA_PAUSA_S <= pausa.segundos <= PAUSA_MAXIMA_S
            assert pausa.por_respuesta > 8


def test_lo_que_pidio_el_portal_se_respeta_entero() -> None:
    reloj = Reloj()
    lentitud = Lentitud(8, reloj)
    lentitud.pedir_espera(90)
    lentitud.pedir_espera(20)
    reloj.ahora = 30
    assert lentitud.pausa() == Pausa(60, pedida=True, por_respuesta=0)
    assert sesion(lentitud, *[11.0] * 9) == Pausa(60, pedida=True, por_respuesta=11)
    reloj.ahora = 90
    assert lentitud.pausa() is None


AHORA = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("texto", "segundos"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("Thu, 26 Nov 2026 18:01:30 GMT", 90),
        ("0", None),
        ("-3", None),
        ("pronto", None),
        ("", None),
        ("Thu, 26 Nov 2026 17:59:00 GMT", None),
    ],
)
def test_retry_after_son_segundos_o_una_fecha(texto: str, segundos: float | None) -> None:
    assert leer_retry_after(texto, AHORA) == segundos
