"""pytest-playwright on the browser that the product itself would choose."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from flows.carpeta import CarpetaDeTrabajo
from flows.ejecucion import abrir_efirma
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.pages.inicio import Inicio
from icsoe_bot.pages.micrositio import Micrositio
from icsoe_bot.portal import navegador
from icsoe_bot.portal.direcciones import Ambiente, Direcciones
from icsoe_bot.portal.pestana import Paciencia, Pestana
from tests.conftest import Oficina


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    hallado = navegador.localizar(playwright, os.environ.get("ICSOE_NAVEGADOR"))
    with navegador.abierto(playwright, hallado, ambiente=Ambiente.REPLICA) as browser:
        yield browser


@pytest.fixture
def browser_context_args() -> dict[str, Any]:
    return {"locale": "es-MX", "timezone_id": "America/Mexico_City", "accept_downloads": True}


@pytest.fixture
def direcciones(oficina: Oficina) -> Direcciones:
    return Direcciones.de(Ambiente.REPLICA, oficina.direcciones.portal, oficina.direcciones.widget)


@pytest.fixture
def pestana(page: Page, direcciones: Direcciones, oficina: Oficina) -> Pestana:
    return Pestana(
        page,
        direcciones,
        paciencia=Paciencia(pantalla=10, firma=10, descarga=10),
        evidencia=oficina.carpeta / "evidencia",
    )


@pytest.fixture
def efirma(oficina: Oficina) -> Efirma:
    carpeta = CarpetaDeTrabajo(oficina.carpeta)
    return abrir_efirma(carpeta, oficina.contribuyentes[0].rfc, datetime.now(ZONA))


@pytest.fixture
def inicio(pestana: Pestana, efirma: Efirma) -> Inicio:
    """A session, begun as the guide begins."""
    return Micrositio.abrir(pestana).ingresar().con_efirma().validar_e_ingresar(efirma)
