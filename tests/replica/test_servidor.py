"""The replica as a program: where it listens, to whom it answers, how it starts and ends."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.serving import BaseWSGIServer

from fixtures.replica import servidor
from fixtures.replica.direcciones import PUERTOS, Direcciones, Puertos
from fixtures.replica.servidor import Replica
from icsoe_bot.errors import UsageProblem
from tests.conftest import Icsoe
from tests.procesos import GUARDIA, programa
from tests.replica.conftest import Cliente, Efirma, Portal

SERVIDORES = ("portal", "widget", "control")


@pytest.mark.parametrize("cual", SERVIDORES)
def test_salud_dice_que_es_una_replica(cual: str, replica: Replica) -> None:
    respuesta = Cliente(getattr(replica.direcciones, cual)).pedir("/salud").json
    assert set(respuesta) == {"replica", "sin_validez", "identidad", "ahora"}
    assert respuesta["replica"] is respuesta["sin_validez"] is True
    assert respuesta["identidad"] == replica.estado.identidad


@pytest.mark.parametrize("cual", SERVIDORES)
@pytest.mark.parametrize(
    ("anfitrion", "codigo"),
    [
        ("127.0.0.1:{puerto}", 200),
        ("localhost:{puerto}", 200),
        ("localhost", 200),
        ("127.9.9.9", 200),
        ("replica.invalid:{puerto}", 421),
        ("127.0.0.1.replica.invalid:{puerto}", 421),
        ("localhost.replica.invalid", 421),
        ("198.51.100.7:{puerto}", 421),
    ],
)
def test_solo_se_contesta_a_nombres_de_este_equipo(
    anfitrion: str, codigo: int, cual: str, replica: Replica
) -> None:
    """A page elsewhere could point its own name to this machine (DNS rebinding)."""
    direccion = urlsplit(getattr(replica.direcciones, cual))
    conexion = http.client.HTTPConnection("127.0.0.1", direccion.port or 0, timeout=10)
    conexion.request("GET", "/salud", headers={"Host": anfitrion.format(puerto=direccion.port)})
    with conexion.getresponse() as respuesta:
        assert respuesta.status == codigo
        respuesta.read()
    conexion.close()


def test_portal_y_widget_son_sitios_distintos_de_este_equipo(replica: Replica) -> None:
    anfitriones = [urlsplit(getattr(replica.direcciones, s)).hostname for s in SERVIDORES]
    assert anfitriones == ["127.0.0.1", "localhost", "127.0.0.1"]
    assert Puertos(1, 2, 3).direcciones == Direcciones(
        "http://127.0.0.1:1", "http://localhost:2", "http://127.0.0.1:3"
    )
    assert Puertos.desde(8710) == PUERTOS == Puertos(8710, 8711, 8712)
    assert Puertos.desde(0) == Puertos(0, 0, 0)


@pytest.mark.parametrize("ocupado", range(3))
def test_un_puerto_ocupado_se_explica_y_los_demas_se_sueltan(
    ocupado: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    abiertos: list[BaseWSGIServer] = []

    def abrir(puerto: int, app: Flask) -> BaseWSGIServer:
        abiertos.append(abrir_de_verdad(puerto, app))
        return abiertos[-1]

    abrir_de_verdad = servidor._abrir
    monkeypatch.setattr(servidor, "_abrir", abrir)
    with socket.create_server(("127.0.0.1", 0)) as otro:
        puertos = [0, 0, 0]
        puertos[ocupado] = otro.getsockname()[1]
        with pytest.raises(UsageProblem, match=f"puerto {puertos[ocupado]} ") as error:
            Replica(puertos=Puertos(*puertos)).start()
    assert "--puerto" in error.value.remedio
    assert [abierto.socket.fileno() for abierto in abiertos] == [-1] * ocupado


def test_dos_replicas_no_comparten_nada(replica: Replica, efirma: Efirma) -> None:
    with Replica() as otra:
        Portal(replica.direcciones.portal).entrar(efirma)
        assert len(replica.estado.sesiones) == 1
        assert not otra.estado.sesiones
        assert otra.estado.identidad != replica.estado.identidad
        enchufes = [servidor.socket for servidor in otra._servidores]
    # Whether the ports answer proves nothing: another program may have taken them already.
    assert [enchufe.fileno() for enchufe in enchufes] == [-1, -1, -1]


def test_con_semilla_los_folios_se_repiten() -> None:
    folios = []
    for semilla in (7, 7, 8):
        estado = Replica(semilla=semilla).estado
        folios.append([estado.nuevo_folio("SI") for _ in range(2)])
        estado.reiniciar()
        assert [estado.nuevo_folio("SI") for _ in range(2)] == folios[-1]
    assert folios[0] == folios[1] != folios[2]


@contextmanager
def proceso(*argumentos: str) -> Iterator[subprocess.Popen[str]]:
    """``icsoe`` running; killed at the end if it still does."""
    # A test run in the background may ignore Ctrl+C, and would hand that down.
    previo = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        corriendo = subprocess.Popen(
            [programa(), *argumentos],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": str(GUARDIA)},
        )
    finally:
        signal.signal(signal.SIGINT, previo)
    with corriendo:
        try:
            yield corriendo
        finally:
            corriendo.kill()


@pytest.mark.skipif(os.name == "nt", reason="Windows no tiene estas señales")
@pytest.mark.parametrize(
    "senal", [pytest.param(signal.SIGINT, marks=pytest.mark.lento), signal.SIGTERM]
)
def test_replica_como_programa_empieza_y_termina_bien(senal: signal.Signals) -> None:
    with proceso("replica", "--puerto", "0", "--json") as corriendo:
        assert corriendo.stdout is not None
        direcciones = json.loads(corriendo.stdout.readline())
        assert set(direcciones) == set(SERVIDORES)
        identidades = {
            Cliente(direccion).pedir("/salud").json["identidad"]
            for direccion in direcciones.values()
        }
        assert len(identidades) == 1
        estado = Cliente(direcciones["control"]).pedir("/control/estado").json
        assert (estado["presentaciones"], estado["sesiones"]) == (0, 0)
        corriendo.send_signal(senal)
        salida, errores = corriendo.communicate(timeout=30)
        assert (corriendo.returncode, salida, errores) == (0, "", "")


def test_el_programa_se_sirve_con_otra_apariencia() -> None:
    with proceso("replica", "--puerto", "0", "--json", "--apariencia", "pobre") as corriendo:
        assert corriendo.stdout is not None
        portal = Cliente(json.loads(corriendo.stdout.readline())["portal"])
        assert "/static/pobre/" in portal.pedir("/icsoe").texto


def test_una_apariencia_que_no_existe_se_rechaza(icsoe: Icsoe) -> None:
    salida = icsoe("replica", "--puerto", "0", "--apariencia", "fea")
    assert salida.codigo == 2
    assert "--apariencia" in salida.errores


def test_con_el_puerto_ocupado_el_programa_lo_dice(icsoe: Icsoe) -> None:
    with socket.create_server(("127.0.0.1", 0)) as otro:
        puerto = str(otro.getsockname()[1])
        salida = icsoe("replica", "--puerto", puerto, "--json")
    assert salida.codigo == 2
    assert salida.json["error"] == "UsageProblem"
    assert puerto in salida.json["mensaje"]
