"""A small fixed set of the chaos: enough to see that the trial itself works."""

from __future__ import annotations

import pytest

from tests.caos.caos import probar
from tests.caos.plan import trazar
from tests.tanda.conftest import PERIODO


def test_una_pequena_muestra_termina_limpia(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICSOE_NAVEGADORES", "1")
    # One is killed at «Firmar»; of another, the portal hides the acuse for a while.
    informe = probar(254, contribuyentes=3, periodos=1, bitacora=None, espera=8)
    assert informe.errores == []
    assert (informe.fallas, informe.muertes) == (1, 1)


def test_la_semilla_decide_todo() -> None:
    from fixtures.contribuyentes import contribuyentes_ficticios

    rfcs = [c.rfc for c in contribuyentes_ficticios(30)]
    plan = trazar(7, rfcs, [PERIODO])
    assert plan == trazar(7, rfcs, [PERIODO])
    assert plan != trazar(8, rfcs, [PERIODO])
    assert {muerte.paso for muerte in trazar(7, rfcs, [PERIODO, PERIODO.anterior]).muertes} >= {
        "firmar",
        "protesta",
        "revisar",
    }


def test_las_jornadas_se_reparten_todo() -> None:
    from fixtures.contribuyentes import contribuyentes_ficticios

    rfcs = [c.rfc for c in contribuyentes_ficticios(25)]
    plan = trazar(7, rfcs, [PERIODO, PERIODO.anterior])
    jornadas = list(plan.jornadas(rfcs, 10))
    assert [len(jornada.rfcs) for jornada in jornadas] == [10, 10, 5]
    for que in ("fallas", "muertes"):
        repartidas = [str(una) for jornada in jornadas for una in getattr(jornada, que)]
        assert sorted(repartidas) == sorted(map(str, getattr(plan, que)))
