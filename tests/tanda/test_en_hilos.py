"""Several browsers at a time: each thread at its own desk, nobody's filings side by side."""

from __future__ import annotations

import threading
from asyncio import CancelledError
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import pytest

from flows.pasos import Paso
from flows.tanda.resumen import Situacion
from flows.tanda.testigo import Testigo
from flows.tanda.vista import Desenlace, Trabajo
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.errors import IcsoeError
from icsoe_bot.portal.errores import FirmaSinDesenlace, PortalFueraDeServicio
from tests.tanda.conftest import Ensayo, MesaDeGuion

_PLAZO_S = 30
"""Longer than any thread may take to get to a barrier."""


class Oyente(Testigo):
    def __init__(self) -> None:
        self.hilos: set[int] = set()
        self.oido: list[str] = []

    def _oir(self, que: str) -> None:
        self.hilos.add(threading.get_ident())
        self.oido.append(que)

    def empieza(self, trabajo: Trabajo) -> None:
        self._oir(f"empieza {trabajo.titulo}")

    def paso(self, trabajo: Trabajo, paso: Paso) -> None:
        self._oir(f"paso {trabajo.titulo}")

    def termina(self, final: Desenlace) -> None:
        self._oir(f"termina {final.trabajo.titulo}")


def test_dos_navegadores_trabajan_a_la_vez_y_uno_solo_lo_cuenta(ensayo: Ensayo) -> None:
    ensayo.navegadores = 2
    ensayo.testigo = oyente = Oyente()
    a_la_vez, hilos = threading.Barrier(2), set()

    def encontrarse() -> None:
        hilos.add(threading.get_ident())
        # Only passed when another one is there at the same time.
        a_la_vez.wait(_PLAZO_S)

    for rfc in ensayo.rfcs:
        ensayo.mesa.guiones[rfc] = [encontrarse]
    resumen = ensayo.correr()
    assert resumen.cuentas == {Situacion.PRESENTADA: 6}
    assert [str(final.renglon.presentacion.rfc) for final in resumen.finales] == ensayo.rfcs
    assert sorted(ensayo.mesa.intentos) == sorted(ensayo.rfcs)
    assert len(hilos) == 2
    assert oyente.hilos == {threading.get_ident()}
    for renglon in ensayo.renglones:
        propio = [que.split()[0] for que in oyente.oido if que.endswith(renglon.titulo)]
        assert propio == ["empieza", "paso", "termina"]


def test_de_un_mismo_contribuyente_no_hay_dos_a_la_vez(ensayo: Ensayo) -> None:
    ensayo.navegadores = 3
    uno = ensayo.renglones[0]
    periodos = ("2025-3", "2026-1", "2026-2")
    ensayo.renglones[:] = [
        replace(uno, presentacion=replace(uno.presentacion, periodo=Periodo.parse(periodo)))
        for periodo in periodos
    ]
    candado = threading.Lock()

    def solo() -> None:
        assert candado.acquire(blocking=False)
        candado.release()

    ensayo.mesa.guiones[ensayo.rfcs[0]] = [solo, solo, solo]
    assert ensayo.correr().cuentas == {Situacion.PRESENTADA: 3}


def test_cada_hilo_abre_una_mesa_y_la_cierra(ensayo: Ensayo) -> None:
    ensayo.navegadores = 2
    abiertas: dict[int, int] = {}
    cerradas: dict[int, int] = {}

    class Cuenta(nullcontext[MesaDeGuion]):
        def __enter__(self) -> MesaDeGuion:
            hilo = threading.get_ident()
            abiertas[hilo] = abiertas.get(hilo, 0) + 1
            return ensayo.mesa

        def __exit__(self, *_: object) -> None:
            hilo = threading.get_ident()
            cerradas[hilo] = cerradas.get(hilo, 0) + 1

    a_la_vez = threading.Barrier(2)

    def encontrarse() -> None:
        a_la_vez.wait(_PLAZO_S)

    for rfc in ensayo.rfcs:
        ensayo.mesa.guiones[rfc] = [encontrarse]
    ensayo.mesa.otra = lambda: Cuenta(ensayo.mesa)  # type: ignore[method-assign]
    assert ensayo.correr().codigo == 0
    assert set(abiertas.values()) == {1}
    assert len(abiertas) == 2
    assert cerradas == abiertas
    assert threading.get_ident() not in abiertas


def test_sin_mesa_no_se_pierde_nada(ensayo: Ensayo) -> None:
    def no_abre() -> AbstractContextManager[MesaDeGuion]:
        raise IcsoeError("No se pudo abrir.")

    ensayo.mesa.otra = no_abre  # type: ignore[method-assign]
    resumen = ensayo.correr()
    assert resumen.cuentas == {Situacion.OPERADOR: 6}
    assert ensayo.mesa.intentos == []


def test_ni_lo_que_acabaria_con_un_hilo_detiene_a_los_demas(ensayo: Ensayo) -> None:
    def cancelado() -> None:
        raise CancelledError

    ensayo.mesa.guiones[ensayo.rfcs[0]] = [cancelado]
    resumen = ensayo.correr()
    assert resumen.cuentas == {Situacion.OPERADOR: 1, Situacion.PRESENTADA: 5}


def test_al_interrumpir_terminan_los_que_estan_y_no_empieza_nadie(ensayo: Ensayo) -> None:
    ensayo.navegadores = 2
    a_la_vez = threading.Barrier(2)

    def juntos() -> None:
        a_la_vez.wait(_PLAZO_S)
        ensayo.interrupcion.pedir()

    for rfc in ensayo.rfcs:
        ensayo.mesa.guiones[rfc] = [juntos]
    resumen = ensayo.correr()
    assert resumen.interrumpida
    # Whoever had signed is told as filed; the script files without any further step.
    assert resumen.cuentas == {Situacion.PRESENTADA: 2, Situacion.PENDIENTE: 4}
    assert sorted(ensayo.mesa.intentos) == sorted(ensayo.rfcs[:2])


@pytest.mark.parametrize("navegadores", [1, 2, 3])
def test_un_portal_caido_detiene_a_todos(navegadores: int, ensayo: Ensayo) -> None:
    ensayo.navegadores = navegadores
    ensayo.politica = replace(ensayo.politica, caidas=2)
    for cual in range(6):
        ensayo.falla(cual, *[PortalFueraDeServicio("No responde.")] * 9)
    resumen = ensayo.correr()
    assert resumen.codigo == 75
    # Those that were at it when the second one failed may have been tried as well.
    assert 2 <= len(set(ensayo.mesa.intentos)) <= 1 + navegadores
    assert resumen.cuentas[Situacion.PENDIENTE] == 6 - len(set(ensayo.mesa.intentos))


def test_lo_que_espera_no_detiene_a_los_demas(ensayo: Ensayo) -> None:
    ensayo.navegadores = 2
    ensayo.falla(0, FirmaSinDesenlace("No se sabe."))
    resumen = ensayo.correr()
    assert resumen.finales[0].situacion is Situacion.DESCONOCIDA
    assert resumen.cuentas[Situacion.PRESENTADA] == 5
