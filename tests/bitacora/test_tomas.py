"""Claims and refusals: one process on a taxpayer, and no refused password twice."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NoReturn

import pytest

from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.base import Base, BitacoraInservible
from icsoe_bot.ledger.bitacora import Bitacora
from icsoe_bot.ledger.duenio import Duenio
from icsoe_bot.ledger.tomas import Tomas
from tests import postgresql

ANA = RFC.parse("XIQB891116QE4")
EMPRESA = RFC.parse("EKU9003173C9")


def test_un_contribuyente_lo_trabaja_uno_solo(url: str) -> None:
    def tomar(_: int) -> bool:
        with Bitacora(url, "replica:a") as bitacora:
            return bitacora.tomas(60).tomar(ANA)

    with ThreadPoolExecutor(8) as hilos:
        assert sum(hilos.map(tomar, range(16))) == 1


def test_lo_soltado_se_toma_y_lo_ajeno_no_se_suelta(url: str) -> None:
    with Bitacora(url, "replica:a") as bitacora:
        uno, otro = bitacora.tomas(60), bitacora.tomas(60)
        assert uno.tomar(ANA)
        assert uno.tomar(ANA)
        otro.soltar(ANA)
        assert not otro.tomar(ANA)
        assert otro.tomar(EMPRESA)
        uno.soltar(ANA)
        assert otro.tomar(ANA)
        assert not uno.renovar(ANA)
        assert otro.renovar(ANA)


def test_lo_que_no_se_pudo_soltar_no_hace_esperar_a_los_otros_hilos(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sin_base(_: RFC) -> NoReturn:
        raise BitacoraInservible("x")

    with Bitacora(url, "replica:a") as bitacora:
        uno, otro = bitacora.tomas(60), bitacora.tomas(60)
        with monkeypatch.context() as caida:
            caida.setattr(uno, "soltar", sin_base)
            with uno.tomada(ANA):
                assert not otro.tomar(ANA)
        assert uno.tomar(ANA)
        assert not otro.tomar(ANA)
        with monkeypatch.context() as caida:
            caida.setattr(uno, "soltar", sin_base)
            with uno.tomada(ANA):
                pass
        assert otro.tomar(ANA)
        assert not uno.tomar(ANA)


def test_cada_mundo_tiene_sus_tomas(url: str) -> None:
    with Bitacora(url, "replica:a") as una, Bitacora(url, "produccion") as otra:
        assert una.tomas(60).tomar(ANA)
        assert otra.tomas(60).tomar(ANA)


def test_una_toma_vencida_se_toma(url: str) -> None:
    with Bitacora(url, "replica:a") as bitacora:
        vencida = bitacora.tomas(-1)
        assert vencida.tomar(ANA)
        assert bitacora.tomas(60).tomar(ANA)
        assert not vencida.renovar(ANA)


def test_la_toma_de_un_proceso_muerto_no_espera_a_vencer(url: str) -> None:
    proceso = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from icsoe_bot.domain.rfc import RFC;"
            "from icsoe_bot.ledger.bitacora import Bitacora;"
            "bitacora = Bitacora(sys.argv[1], 'replica:a');"
            "print(bitacora.tomas(600).tomar(RFC.parse(sys.argv[2])))",
            url,
            str(ANA),
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert proceso.stdout.strip() == "True"
    with Bitacora(url, "replica:a") as bitacora:
        assert bitacora.tomas(60).tomar(ANA)


def test_de_otro_equipo_solo_se_sabe_por_el_plazo(url: str) -> None:
    lejano = replace(Duenio.este(), equipo="otro/1", pid=1)
    base = Base(url)
    propias = Tomas(base, "replica:a", 60)
    for plazo, libre in ((60, False), (-1, True)):
        ajenas = Tomas(base, "replica:a", plazo)
        ajenas._duenio = lejano
        assert ajenas.tomar(ANA)
        assert propias.tomar(ANA) is libre
    base.cerrar()


def test_un_equipo_con_el_reloj_adelantado_no_quita_nada(
    servidor_postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = Base(postgresql.base_nueva(servidor_postgresql))
    assert Tomas(base, "replica:a", 60).tomar(ANA)
    ahora = time.time()
    monkeypatch.setattr(time, "time", lambda: ahora + 3600)
    assert not Tomas(base, "replica:a", 60).tomar(ANA)
    base.cerrar()


def test_un_duenio_se_lee_como_se_escribio() -> None:
    este = Duenio.este()
    assert Duenio.leer(str(este)) == este
    assert not este.murio
    assert replace(este, inicio=este.inicio - 100).murio
    assert Duenio.leer("otra cosa") is None


def test_lo_rechazado_se_recuerda_hasta_que_se_olvida(url: str) -> None:
    primera, segunda = "a" * 32, "b" * 32
    with Bitacora(url, "replica:a") as bitacora:
        assert bitacora.rechazos.ultimo(ANA) is None
        for huella in (primera, segunda):
            assert bitacora.rechazos.de(ANA, huella) is None
            bitacora.rechazos.anotar(ANA, huella, "contraseña incorrecta")
    with Bitacora(url, "replica:a") as bitacora:
        ultimo = bitacora.rechazos.ultimo(ANA)
        assert ultimo is not None
        assert ultimo.huella == segunda
        assert ultimo.momento.tzinfo is not None
        # Going back to an earlier password doesn't make it right.
        assert bitacora.rechazos.de(ANA, primera) is not None
        bitacora.rechazos.anotar(ANA, primera, "otra vez")
        previo = bitacora.rechazos.ultimo(ANA)
        assert previo is not None
        assert (previo.huella, previo.motivo) == (primera, "otra vez")
        assert bitacora.rechazos.ultimo(EMPRESA) is None
        assert bitacora.rechazos.olvidar(ANA)
        assert not bitacora.rechazos.olvidar(ANA)
        assert bitacora.rechazos.ultimo(ANA) is None
