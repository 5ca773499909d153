"""However requests come, a minute never holds more than the ceiling."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from icsoe_bot.portal.ritmo import VENTANA_S, Ritmo


class Reloj:
    def __init__(self) -> None:
        self.ahora = 0.0

    def __call__(self) -> float:
        return self.ahora


@given(
    tope=st.integers(1, 30),
    pasos=st.lists(
        st.tuples(st.integers(0, 12), st.integers(1, 12), st.integers(0, 90)), max_size=40
    ),
)
def test_en_ningun_minuto_se_pasa_del_tope(tope: int, pasos: list[tuple[int, int, int]]) -> None:
    reloj = Reloj()
    ritmo = Ritmo(tope, reloj)
    hechas: list[float] = []
    for cuantas, hueco, tarda in pasos:
        falta = ritmo.falta(hueco)
        assert 0 <= falta <= VENTANA_S
        reloj.ahora += falta
        assert ritmo.falta(hueco) == 0
        # Who announces so many makes no more, and never more than fit into a minute.
        for _ in range(min(cuantas, hueco, tope)):
            ritmo.anotar()
            hechas.append(reloj.ahora)
        reloj.ahora += tarda
    for desde in hechas:
        assert sum(desde <= hecha < desde + VENTANA_S for hecha in hechas) <= tope


@given(tope=st.integers(1, 30), hueco=st.integers(1, 30))
def test_no_se_espera_de_mas(tope: int, hueco: int) -> None:
    reloj = Reloj()
    ritmo = Ritmo(tope, reloj)
    while ritmo.falta(hueco) == 0 and hueco <= tope:
        ritmo.anotar()
        reloj.ahora += 1
    falta = ritmo.falta(hueco)
    if falta > 1:
        reloj.ahora += falta - 1
        assert ritmo.falta(hueco) > 0


def test_lo_que_cabe_no_espera_y_lo_demas_hasta_que_salga_la_primera() -> None:
    reloj = Reloj()
    ritmo = Ritmo(3, reloj)
    for _ in range(3):
        assert ritmo.falta() == 0
        ritmo.anotar()
        reloj.ahora += 10
    assert ritmo.falta() == VENTANA_S - 30
    assert ritmo.falta(2) == VENTANA_S - 20
    assert ritmo.falta(99) == VENTANA_S - 10
