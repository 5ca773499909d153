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
        st.tuples(
            st.sampled_from("ab"), st.integers(0, 12), st.integers(1, 12), st.integers(0, 90)
        ),
        max_size=40,
    ),
)
def test_en_ningun_minuto_se_pasa_del_tope(
    tope: int, pasos: list[tuple[str, int, int, int]]
) -> None:
    reloj = Reloj()
    ritmo = Ritmo(tope, reloj)
    hechas: list[float] = []
    pendientes = {"a": 0, "b": 0}

    def pedir(quien: str) -> None:
        # Who announces so many makes no more, and never more than fit into a minute.
        for _ in range(pendientes[quien]):
            ritmo.anotar()
            hechas.append(reloj.ahora)
        pendientes[quien] = 0

    for quien, cuantas, hueco, tarda in pasos:
        # What the other took it may use at any time, as late as when this one has waited.
        pedir(quien)
        for _ in range(3):
            falta = ritmo.apartar(hueco, quien)
            assert 0 <= falta <= VENTANA_S
            if not falta:
                break
            reloj.ahora += falta
            pedir("b" if quien == "a" else "a")
            ritmo.soltar("b" if quien == "a" else "a")
        else:
            raise AssertionError("never fits")
        pendientes[quien] = min(cuantas, hueco, tope)
        reloj.ahora += tarda
    pedir("a")
    pedir("b")
    for desde in hechas:
        assert sum(desde <= hecha < desde + VENTANA_S for hecha in hechas) <= tope


@given(tope=st.integers(1, 30), hueco=st.integers(1, 30))
def test_no_se_espera_de_mas(tope: int, hueco: int) -> None:
    reloj = Reloj()
    ritmo = Ritmo(tope, reloj)
    while ritmo.apartar(hueco) == 0 and hueco <= tope:
        ritmo.anotar()
        reloj.ahora += 1
    falta = ritmo.apartar(hueco)
    if falta > 1:
        reloj.ahora += falta - 1
        assert ritmo.apartar(hueco) > 0


def test_lo_que_cabe_no_espera_y_lo_demas_hasta_que_salga_la_primera() -> None:
    reloj = Reloj()
    ritmo = Ritmo(3, reloj)
    for _ in range(3):
        assert ritmo.apartar(1) == 0
        ritmo.anotar()
        reloj.ahora += 10
    assert ritmo.apartar(1) == VENTANA_S - 30
    assert ritmo.apartar(2) == VENTANA_S - 20
    assert ritmo.apartar(99) == VENTANA_S - 10


def test_lo_que_otro_aparto_no_se_toma_aunque_no_lo_use() -> None:
    ritmo = Ritmo(3, Reloj())
    assert ritmo.apartar(2, "a") == 0
    ritmo.anotar()
    assert ritmo.apartar(1, "b") > 0
    ritmo.soltar("a")
    assert ritmo.apartar(1, "b") == 0


def test_lo_que_no_cabe_junto_espera_a_quedarse_solo() -> None:
    ritmo = Ritmo(3, Reloj())
    assert ritmo.apartar(9, "a") == 0
    assert ritmo.apartar(1, "b") > 0
    ritmo.soltar("a")
    assert ritmo.apartar(9, "b") == 0
