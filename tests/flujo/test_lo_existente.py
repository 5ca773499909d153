"""What the portal already has for a period, without a browser."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from fixtures.contribuyentes import contribuyentes_ficticios
from flows.desenlace import BorradorAjeno, PeriodoYaInformado
from flows.lo_existente import acuse_del_periodo, borrador_del_periodo
from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.informativa import Presentacion, TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.pages.informativas import Borrador

PERIODO = Periodo.parse("2026-2")
PRESENTACION = Presentacion(contribuyentes_ficticios(1)[0].rfc, PERIODO)
SIN_INFORMACION = TipoInformativa.SIN_INFORMACION.value


def acuse(
    tipo: str = SIN_INFORMACION, complementaria: str = "", periodo: Periodo = PERIODO
) -> Acuse:
    return Acuse(
        PRESENTACION.rfc, periodo, Folio("SI2600001"), tipo, complementaria, date(2026, 9, 3)
    )


def buscar(*filas: Acuse) -> Acuse | None:
    lista = SimpleNamespace(filas=lambda: [*filas, acuse(periodo=PERIODO.anterior)])
    return acuse_del_periodo(cast(Any, lista), PRESENTACION)


def test_sin_acuses_del_periodo_no_hay_nada_presentado() -> None:
    assert buscar() is None


def test_el_unico_del_periodo_es_el_de_la_presentacion() -> None:
    assert buscar(acuse()) == acuse()


@pytest.mark.parametrize(
    "filas",
    [
        [acuse(tipo="Normal")],
        [acuse(tipo="Normal"), acuse()],
        [acuse(complementaria="Corrección")],
        [acuse(), acuse(complementaria="Sin Efectos")],
        [acuse(), acuse()],
    ],
    ids=["normal", "normal y propia", "complementaria", "cancelada", "dos veces"],
)
def test_cualquier_otra_cosa_del_periodo_detiene(filas: list[Acuse]) -> None:
    with pytest.raises(PeriodoYaInformado, match="SI2600001"):
        buscar(*filas)


def continuar(*borradores: Borrador, propio: bool) -> Borrador | None:
    bandeja = SimpleNamespace(
        borradores=lambda: [*borradores, Borrador(PERIODO.anterior, "Normal", "En captura")]
    )
    return borrador_del_periodo(cast(Any, bandeja), PRESENTACION, propio=propio)


PROPIO = Borrador(PERIODO, SIN_INFORMACION, "En captura")


def test_solo_el_borrador_propio_se_continua() -> None:
    assert continuar(propio=False) is None
    assert continuar(propio=True) is None
    assert continuar(PROPIO, propio=True) == PROPIO


@pytest.mark.parametrize(
    ("borradores", "propio"),
    [
        ([PROPIO], False),
        ([PROPIO, PROPIO], True),
        ([Borrador(PERIODO, "Normal", "En captura")], True),
    ],
    ids=["de otro", "dos", "de otro tipo"],
)
def test_cualquier_otro_borrador_detiene(borradores: list[Borrador], propio: bool) -> None:
    with pytest.raises(BorradorAjeno):
        continuar(*borradores, propio=propio)
