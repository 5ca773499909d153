"""RFC, periods, deadlines, the oath, folios."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icsoe_bot.domain.acuse import Folio, FolioIlegible
from icsoe_bot.domain.periodo import Cuatrimestre, Periodo, PeriodoInvalido, PeriodoSinTerminar
from icsoe_bot.domain.plazos import (
    ZONA,
    Calendario,
    Oportunidad,
    dia_en_mexico,
    oportunidad,
    ventana,
)
from icsoe_bot.domain.protesta import (
    TEXTO_SIN_INFORMACION,
    FaltaDeclarante,
    Protesta,
    TextoDeProtestaDistinto,
)
from icsoe_bot.domain.rfc import RFC, RFCInvalido

periodos = st.builds(
    Periodo, st.integers(min_value=2021, max_value=2099), st.sampled_from(Cuatrimestre)
)


@pytest.mark.parametrize(
    ("escrito", "normal", "moral"),
    [
        ("eku9003173c9", "EKU9003173C9", True),
        (" cañf-770131 pa3 ", "CAÑF770131PA3", False),
        (unicodedata.normalize("NFD", "CAÑF770131PA3"), "CAÑF770131PA3", False),
        ("A&B900101AB1", "A&B900101AB1", True),
    ],
)
def test_un_rfc_se_lee_como_la_gente_lo_escribe(escrito: str, normal: str, moral: bool) -> None:
    rfc = RFC.parse(escrito)
    assert str(rfc) == normal
    assert (rfc.es_moral, rfc.es_fisica) == (moral, not moral)


@pytest.mark.parametrize(
    "escrito",
    ["", "ABC", "EKU9013173C9", "COMG600703", "XAXX010101000", "XEXX010101000", "EKU9003173C9X1"],
)
def test_lo_que_no_es_un_rfc_se_rechaza(escrito: str) -> None:
    with pytest.raises(RFCInvalido) as error:
        RFC.parse(escrito)
    assert error.value.exit_code == 2
    assert error.value.remedio


@given(st.text(max_size=20))
def test_cualquier_texto_es_un_rfc_o_un_error_con_nombre(texto: str) -> None:
    try:
        rfc = RFC.parse(texto)
    except RFCInvalido:
        return
    assert RFC.parse(str(rfc)) == rfc


@given(periodos)
def test_un_periodo_se_escribe_y_se_lee_igual(periodo: Periodo) -> None:
    assert Periodo.parse(str(periodo)) == periodo
    assert Periodo.de_fecha(periodo.inicio) == periodo == Periodo.de_fecha(periodo.fin)
    assert periodo.siguiente.anterior == periodo if periodo < Periodo(2099, Cuatrimestre(3)) else 1
    assert not periodo.ha_terminado(periodo.fin)
    assert periodo.ha_terminado(periodo.fin + timedelta(days=1))


def test_los_nombres_son_los_del_portal() -> None:
    periodo = Periodo.parse("2022-2")
    assert (periodo.mes_inicial, periodo.mes_final) == ("Mayo", "Agosto")
    assert periodo.meses == "Mayo - Agosto"
    assert [c.nombre for c in Cuatrimestre] == ["Primero", "Segundo", "Tercero"]
    assert Cuatrimestre.de_nombre(" SEGUNDO ") is Cuatrimestre.SEGUNDO


@pytest.mark.parametrize("texto", ["2026-4", "2026-0", "2020-3", "2026", "26-1", "2026-2-1", ""])
def test_un_periodo_que_no_existe_se_rechaza(texto: str) -> None:
    with pytest.raises(PeriodoInvalido):
        Periodo.parse(texto)


def test_lo_que_no_ha_terminado_dice_desde_cuando_hasta_en_el_ultimo_anio() -> None:
    with pytest.raises(PeriodoSinTerminar, match="2099-3") as error:
        Periodo.parse("2099-3").exigir_terminado(date(2026, 9, 10))
    assert "01/01/2100" in error.value.remedio
    with pytest.raises(PeriodoInvalido) as error_de_anio:
        Periodo.parse("2100-1")
    assert "2099" in error_de_anio.value.remedio


@pytest.mark.parametrize(
    ("periodo", "abre", "vence"),
    [
        ("2026-3", date(2027, 1, 1), date(2027, 1, 18)),
        ("2026-2", date(2026, 9, 1), date(2026, 9, 17)),
        ("2026-1", date(2026, 5, 1), date(2026, 5, 18)),
        ("2025-3", date(2026, 1, 1), date(2026, 1, 19)),
    ],
)
def test_el_plazo_vence_el_17_o_el_siguiente_dia_habil(
    periodo: str, abre: date, vence: date
) -> None:
    plazo = ventana(Periodo.parse(periodo))
    assert (plazo.abre, plazo.vence) == (abre, vence)


def test_un_dia_inhabil_de_la_oficina_mueve_el_plazo() -> None:
    calendario = Calendario(frozenset({date(2027, 1, 18)}))
    assert ventana(Periodo.parse("2026-3"), calendario).vence == date(2027, 1, 19)


@given(periodos)
def test_todo_plazo_vence_en_dia_habil_y_no_antes_del_17(periodo: Periodo) -> None:
    plazo = ventana(periodo)
    assert Calendario().es_habil(plazo.vence)
    assert plazo.vence.day >= 17
    assert plazo.vence.month == plazo.abre.month


def test_la_hora_que_cuenta_es_la_del_centro_de_mexico() -> None:
    periodo = Periodo.parse("2026-2")
    ultimo_momento = datetime(2026, 9, 18, 5, 59, tzinfo=UTC)
    assert dia_en_mexico(ultimo_momento) == date(2026, 9, 17)
    assert oportunidad(ultimo_momento, periodo) is Oportunidad.EN_TIEMPO
    assert oportunidad(ultimo_momento + timedelta(minutes=1), periodo) is Oportunidad.EXTEMPORANEA
    with pytest.raises(ValueError, match="time zone"):
        dia_en_mexico(datetime(2026, 9, 17))
    assert str(ZONA) == "America/Mexico_City"


def test_la_protesta_solo_acepta_el_texto_acordado() -> None:
    protesta = Protesta("  Ana   Ficticia ", date(2026, 9, 3))
    assert protesta.declarante == "Ana Ficticia"
    protesta.exigir_texto(TEXTO_SIN_INFORMACION.replace(" ", "\n  "))
    protesta.exigir_texto(unicodedata.normalize("NFD", TEXTO_SIN_INFORMACION))
    for cambio in (
        TEXTO_SIN_INFORMACION.replace("celebre", "celebré"),
        TEXTO_SIN_INFORMACION + ".",
        TEXTO_SIN_INFORMACION.replace("no celebre", "celebre"),
        "",
    ):
        with pytest.raises(TextoDeProtestaDistinto):
            protesta.exigir_texto(cambio)


@pytest.mark.parametrize("nombre", ["", "   ", "x", "12345", "-----"])
def test_sin_declarante_no_hay_protesta(nombre: str) -> None:
    with pytest.raises(FaltaDeclarante) as error:
        Protesta(nombre, date(2026, 9, 3))
    assert error.value.exit_code == 2


@pytest.mark.parametrize("texto", ["../../x", "", "a", "SI 22", "SI22/1", "x" * 50])
def test_un_folio_nombra_un_archivo_y_nada_mas(texto: str) -> None:
    with pytest.raises(FolioIlegible):
        Folio(texto)
    assert str(Folio("SI22034095")) == "SI22034095"
