"""Quiet hours, also those that span midnight."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icsoe_bot.domain.horario import HorasDeSilencio
from icsoe_bot.domain.plazos import ZONA

NOCHE = HorasDeSilencio.parse("22:00-06:00")


def a_las(hora: str) -> datetime:
    return datetime.fromisoformat(f"2026-09-10T{hora}").replace(tzinfo=ZONA)


@pytest.mark.parametrize(
    ("hora", "dentro"),
    [
        ("21:59:59", False),
        ("22:00", True),
        ("23:59", True),
        ("00:00", True),
        ("05:59:59", True),
        ("06:00", False),
        ("12:00", False),
    ],
)
def test_pasan_por_la_medianoche(hora: str, dentro: bool) -> None:
    assert NOCHE.incluyen(a_las(hora)) is dentro
    assert HorasDeSilencio.parse("06:00-22:00").incluyen(a_las(hora)) is not dentro


def test_son_las_del_centro_de_mexico() -> None:
    # 23:00 in Mexico, already tomorrow at five by universal time.
    assert NOCHE.incluyen(datetime(2026, 9, 11, 5, 0, tzinfo=UTC))


def test_terminan_hoy_o_manana() -> None:
    assert NOCHE.terminan(a_las("23:00")) == a_las("06:00") + timedelta(days=1)
    assert NOCHE.terminan(a_las("01:00")) == a_las("06:00")


HORAS = st.times().map(lambda hora: time(hora.hour, hora.minute))


@given(HORAS, HORAS, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_al_terminar_ya_no_se_esta_dentro(inicio: time, fin: time, momento: datetime) -> None:
    if inicio == fin:
        return
    horas = HorasDeSilencio(inicio, fin)
    assert HorasDeSilencio.parse(str(horas)) == horas
    momento = momento.replace(tzinfo=ZONA)
    termino = horas.terminan(momento)
    assert momento < termino <= momento + timedelta(days=1)
    assert not horas.incluyen(termino)
    assert horas.incluyen(termino - timedelta(seconds=1))


@pytest.mark.parametrize("texto", ["22:00", "22-6", "22:00-22:00", "24:00-06:00", "22:60-6:00", ""])
def test_lo_demas_no_son_horas(texto: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        HorasDeSilencio.parse(texto)
