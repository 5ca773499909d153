"""A working folder on the replica that runs; nothing here opens a browser."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from fixtures.replica.servidor import Replica
from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.domain.plazos import ZONA
from tests.acuses.archivados import Despacho


@pytest.fixture
def despacho(tmp_path: Path, replica: Replica) -> Despacho:
    """It is 10 September 2026 there: 2026-2 is over and can still be filed on time."""
    raiz = tmp_path / "Oficina Ñandú 100%"
    raiz.mkdir()
    portal, widget = replica.direcciones.portal, replica.direcciones.widget
    (raiz / ".env").write_text(f"ICSOE_PORTAL={portal}\nICSOE_WIDGET={widget}\n", encoding="utf-8")
    hoy = datetime(2026, 9, 10, 12, tzinfo=ZONA)
    replica.estado.desfase = hoy - datetime.now(ZONA) + timedelta(seconds=1)
    return Despacho(CarpetaDeTrabajo(raiz), f"replica:{replica.estado.identidad}")


@pytest.fixture(scope="session")
def browser(navegador_completo: Browser) -> Browser:
    """Downloads depend on the browser's own ways with PDFs."""
    return navegador_completo
