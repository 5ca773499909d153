"""Fictitious taxpayers are well formed, varied and nobody."""

from __future__ import annotations

import stdnum.mx.curp
import stdnum.mx.rfc
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.contribuyentes import contribuyentes_ficticios
from icsoe_bot.domain.rfc import RFC


@settings(max_examples=15, deadline=None)
@given(n=st.integers(0, 120), semilla=st.integers(0, 10**6))
def test_existen_en_la_forma_y_no_en_la_realidad(n: int, semilla: int) -> None:
    todos = contribuyentes_ficticios(n, semilla)
    assert len({c.rfc for c in todos}) == n
    for contribuyente in todos:
        for persona in filter(None, (contribuyente, contribuyente.representante)):
            rfc = str(persona.rfc)
            assert stdnum.mx.rfc.validate(rfc) == rfc
            assert rfc[-1] != stdnum.mx.rfc.calc_check_digit(rfc[:-1])
            assert RFC.parse(rfc.lower()) == persona.rfc
            if persona.rfc.es_fisica:
                curp = persona.curp
                debido = stdnum.mx.curp.calc_check_digit(curp[:-1])
                assert curp[-1] != debido
                assert stdnum.mx.curp.is_valid(curp[:-1] + debido)
                assert curp[4:10] == rfc[4:10]
        assert contribuyente.rfc.es_moral == (contribuyente.representante is not None)
        assert contribuyente.rfc.es_moral == contribuyente.nombre.endswith(" DE PRUEBA SA DE CV")
        assert contribuyente.rfc.es_moral == (contribuyente.curp == "")


@settings(max_examples=20, deadline=None)
@given(n=st.integers(3, 30), semilla=st.integers(0, 10**6))
def test_hay_de_todo(n: int, semilla: int) -> None:
    rfcs = [str(c.rfc) for c in contribuyentes_ficticios(n, semilla)]
    assert any("Ñ" in rfc for rfc in rfcs)
    assert any("&" in rfc for rfc in rfcs)
    assert {len(rfc) for rfc in rfcs[:2]} == {12, 13}


def test_siempre_los_mismos_y_los_primeros_primero() -> None:
    assert contribuyentes_ficticios(5) == contribuyentes_ficticios(50)[:5]
    assert contribuyentes_ficticios(5) != contribuyentes_ficticios(5, semilla=1)
    assert len(contribuyentes_ficticios(2000)) == 2000
