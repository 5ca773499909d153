"""A working folder with empty e.firma folders: nothing here opens one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.replica.estado import Estado as EstadoDeReplica
from fixtures.replica.servidor import Replica
from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.estados import Estado
from tests.estado.conocidos import ACUSE, PROTESTA, RFCS, mediodia


@pytest.fixture
def carpeta(tmp_path: Path, replica: Replica) -> CarpetaDeTrabajo:
    """Two taxpayers, on the replica that runs."""
    raiz = tmp_path / "oficina ñandú"
    for rfc in RFCS[:2]:
        (raiz / "efirmas" / str(rfc).lower()).mkdir(parents=True)
    portal, widget = replica.direcciones.portal, replica.direcciones.widget
    (raiz / ".env").write_text(f"ICSOE_PORTAL={portal}\nICSOE_WIDGET={widget}\n", encoding="utf-8")
    return CarpetaDeTrabajo(raiz)


def poner_dia(estado: EstadoDeReplica, dia: date) -> None:
    """It is noon of ``dia`` on the replica."""
    estado.desfase = mediodia(dia) - datetime.now(ZONA) + timedelta(seconds=1)


def presentada(carpeta: CarpetaDeTrabajo, mundo: str, rfc: RFC, dia: date) -> None:
    """``rfc`` filed 2026-2 on ``dia``, say the folder's ledger and archive."""
    with carpeta.abrir_bitacora(mundo) as bitacora:
        fila = bitacora.planear(Presentacion(rfc, Periodo.parse("2026-2")), PROTESTA)
        bitacora.mover(
            fila,
            [Estado.PLANEADA],
            Estado.ACUSE_ARCHIVADO,
            folio=Folio("SI26000001"),
            fecha=dia,
            acuse_ruta=ACUSE,
        )
    acuse = carpeta.acuses / ACUSE
    acuse.parent.mkdir(parents=True, exist_ok=True)
    acuse.write_bytes(b"%PDF-")
