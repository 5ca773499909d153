"""A taxpayer at the portal's door, and inside."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import Browser

from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.pages.inicio import Inicio
from icsoe_bot.pages.micrositio import Micrositio
from icsoe_bot.portal.pestana import Pestana
from tests.conftest import Oficina, abrir_efirma


@pytest.fixture
def efirma(oficina: Oficina) -> Efirma:
    carpeta = CarpetaDeTrabajo(oficina.carpeta)
    return abrir_efirma(carpeta, oficina.contribuyentes[0].rfc, datetime.now(ZONA))


@pytest.fixture
def inicio(pestana: Pestana, efirma: Efirma) -> Inicio:
    """A session, begun as the guide begins."""
    return Micrositio.abrir(pestana).ingresar().con_efirma().validar_e_ingresar(efirma)


@pytest.fixture(scope="session")
def browser(navegador_completo: Browser) -> Browser:
    """What the screens look like and hand out is tried on a whole browser."""
    return navegador_completo
