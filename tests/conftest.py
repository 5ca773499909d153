"""What all tests share: this machine alone is reached, and the replica is near."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, Playwright

from fixtures.contribuyentes import ContribuyenteFicticio
from fixtures.replica.apariencia import Apariencia
from fixtures.replica.direcciones import Direcciones
from fixtures.replica.estado import Estado
from fixtures.replica.servidor import Replica
from fixtures.sembrar import sembrar
from flows.carpeta import CarpetaDeTrabajo
from flows.claves import fuentes_de
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.carpeta import localizar
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.portal import direcciones as del_portal
from icsoe_bot.portal import navegador
from icsoe_bot.portal.direcciones import Ambiente
from icsoe_bot.portal.pestana import Paciencia, Pestana
from tests import postgresql
from tests.guardia import sitecustomize  # noqa: F401  (the guard, in this process)
from tests.navegadores import ligero
from tests.procesos import correr

# How long an example takes says nothing about whether it holds. The same examples each time, so
# that what one run saw another one sees; ``make test-lento`` looks for new ones, and for many where
# a test doesn't say how many.
settings.register_profile("icsoe", deadline=None, max_examples=30, derandomize=True)
settings.register_profile("a-fondo", deadline=None, max_examples=1000, derandomize=False)
settings.load_profile("icsoe")

APARIENCIAS = Path(__file__).parents[1] / "fixtures" / "replica" / "apariencias"


ELEGIDO, LIGERO = os.environ.get(navegador.VARIABLE), ligero()
"""Browsers, before any test changes the environment."""

# A sentence stays on its line in what the command line's processes write.
os.environ["COLUMNS"] = "200"


@pytest.fixture(autouse=True)
def ambiente_limpio(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine's reaches a test, but for the browser to use."""
    for nombre in list(os.environ):
        if nombre.startswith("ICSOE_") and nombre != "ICSOE_NAVEGADOR":
            monkeypatch.delenv(nombre)
    monkeypatch.setenv("ICSOE_LLAVERO", "false")
    if LIGERO:
        monkeypatch.setenv(navegador.VARIABLE, LIGERO)


@pytest.fixture
def con_navegador_completo(ambiente_limpio: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line opens the browser that people would get."""
    if LIGERO:
        monkeypatch.delenv(navegador.VARIABLE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--apariencia",
        default=Apariencia.CLASICA.value,
        choices=[apariencia.value for apariencia in Apariencia],
        help="How the replica of the tests is written; see docs/replica.md.",
    )


@pytest.fixture(scope="session")
def replica_en_marcha(request: pytest.FixtureRequest) -> Iterator[Replica]:
    with Replica(apariencia=request.config.getoption("--apariencia")) as replica:
        yield replica


@pytest.fixture
def replica(replica_en_marcha: Replica) -> Replica:
    """The replica, as new."""
    replica_en_marcha.estado.reiniciar()
    return replica_en_marcha


@pytest.fixture
def estado(replica: Replica) -> Estado:
    return replica.estado


@dataclass(frozen=True)
class Oficina:
    """A practice folder and who is in it."""

    carpeta: Path
    contribuyentes: list[ContribuyenteFicticio]
    direcciones: Direcciones


@pytest.fixture(scope="session")
def molde(tmp_path_factory: pytest.TempPathFactory, replica_en_marcha: Replica) -> Oficina:
    """Issued once: making RSA keys takes time."""
    carpeta = tmp_path_factory.mktemp("molde") / "oficina"
    ahora = datetime.now(ZONA)
    sembrados = sembrar(carpeta, 4, ahora=ahora, direcciones=replica_en_marcha.direcciones)
    return Oficina(carpeta, sembrados, replica_en_marcha.direcciones)


@pytest.fixture
def oficina(tmp_path: Path, molde: Oficina, replica: Replica) -> Oficina:
    """A working folder of its own for each test."""
    import shutil

    carpeta = tmp_path / "oficina"
    shutil.copytree(molde.carpeta, carpeta)
    with (carpeta / ".env").open("a", encoding="utf-8") as env:
        # A second browser costs more than it saves where there are two taxpayers.
        env.write("ICSOE_ESPERA=20\nICSOE_NAVEGADORES=1\n")
    ajustes = APARIENCIAS / replica.apariencia.value / "portal.toml"
    if ajustes.is_file():
        shutil.copy(ajustes, carpeta)
    return Oficina(carpeta, molde.contribuyentes, molde.direcciones)


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """pytest-playwright on the tests' own choice of a browser."""
    yield from _abierto(playwright, LIGERO or ELEGIDO)


@pytest.fixture(scope="session")
def navegador_completo(playwright: Playwright) -> Iterator[Browser]:
    """The browser that the product itself would choose."""
    yield from _abierto(playwright, ELEGIDO)


def _abierto(playwright: Playwright, elegido: str | None) -> Iterator[Browser]:
    hallado = navegador.localizar(playwright, elegido)
    with navegador.abierto(playwright, hallado, ambiente=Ambiente.REPLICA) as browser:
        yield browser


@pytest.fixture
def browser_context_args() -> dict[str, Any]:
    return {"locale": "es-MX", "timezone_id": "America/Mexico_City", "accept_downloads": True}


@pytest.fixture
def direcciones(oficina: Oficina) -> del_portal.Direcciones:
    return CarpetaDeTrabajo(oficina.carpeta).direcciones


@pytest.fixture
def pestana(page: Page, direcciones: del_portal.Direcciones, oficina: Oficina) -> Pestana:
    return Pestana(
        page,
        direcciones,
        perfil=CarpetaDeTrabajo(oficina.carpeta).perfil,
        paciencia=Paciencia(pantalla=10, firma=10, descarga=10),
        evidencia=oficina.carpeta / "evidencia",
    )


@pytest.fixture(scope="session")
def servidor_postgresql() -> Iterator[str]:
    with postgresql.servidor() as direccion:
        yield direccion


@dataclass(frozen=True)
class Salida:
    """What a process left."""

    codigo: int
    salida: str
    errores: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.salida)


def abrir_efirma(carpeta: CarpetaDeTrabajo, rfc: RFC, ahora: datetime) -> Efirma:
    """The e.firma of one taxpayer of a working folder."""
    par = localizar(carpeta.efirmas, rfc)
    return Efirma.abrir(par.cer, par.key, fuentes_de(carpeta).resolver(rfc), ahora=ahora)


class Icsoe:
    """The command line, run as a process."""

    def __call__(self, *argumentos: object, **entorno: str) -> Salida:
        return Salida(*correr([*map(str, argumentos)], entorno))


@pytest.fixture
def icsoe() -> Icsoe:
    return Icsoe()


def leer_control(direcciones: Direcciones, que: str) -> Any:
    """What the replica's control API answers."""
    with urllib.request.urlopen(f"{direcciones.control}/control/{que}", timeout=10) as respuesta:
        return json.load(respuesta)
