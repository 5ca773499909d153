"""What an acuse costs, over what the portal itself takes to serve it."""

from __future__ import annotations

import tempfile
import time
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.proceso import icsoe
from fixtures.contribuyentes import ContribuyenteFicticio
from fixtures.replica.comun import GALLETA
from fixtures.replica.semilla import sembrar as sembrar_estado
from fixtures.replica.servidor import Replica
from fixtures.sembrar import sembrar
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico

LATENCIA_MS = 300
"""Of every screen and of every download: what a portal on a good day takes."""


def medir(contribuyentes: int, acuses: int) -> dict[str, Any]:
    """Ratios and counts of one run over ``contribuyentes`` with ``acuses`` each, and of a rerun."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as raiz,
        Replica() as replica,
    ):
        carpeta = Path(raiz) / "oficina"
        ahora = datetime.now(ZONA)
        sembrados = sembrar(carpeta, contribuyentes, ahora=ahora, direcciones=replica.direcciones)
        _sembrar_acuses(replica, sembrados, acuses, ahora)
        replica.estado.latencia_ms = {"*": LATENCIA_MS}
        servir = _servir(replica, sembrados[0])
        primera = icsoe(carpeta, "acuses").segundos
        bajados = _veces(replica, "acuse_descargado")
        segunda = icsoe(carpeta, "acuses").segundos
        return {
            "contribuyentes": contribuyentes,
            "acuses": contribuyentes * acuses,
            "latencia_ms": LATENCIA_MS,
            "acuses_overhead": round(primera / bajados / servir, 2),
            "acuses_servir_s": round(servir, 3),
            "acuses_por_acuse_s": round(primera / bajados, 3),
            "acuses_repeticion": round(segunda / primera, 3),
            "acuses_repeticion_bajados": _veces(replica, "acuse_descargado") - bajados,
            "acuses_repeticion_miradas": _veces(replica, "sesion_abierta") - contribuyentes,
        }


def _sembrar_acuses(
    replica: Replica, sembrados: list[ContribuyenteFicticio], acuses: int, ahora: datetime
) -> None:
    periodos = [Periodo.ultimo_terminado(dia_en_mexico(ahora))]
    while len(periodos) < acuses:
        periodos.append(periodos[-1].anterior)
    listados = [{"periodo": str(periodo)} for periodo in periodos]
    sembrar_estado(
        replica.estado,
        {
            "contribuyentes": [
                {"rfc": str(c.rfc), "nombre": c.nombre, "acuses": listados} for c in sembrados
            ]
        },
    )


def _servir(replica: Replica, de_quien: ContribuyenteFicticio) -> float:
    """Seconds that the replica alone takes to hand out one acuse, without any browser."""
    estado = replica.estado
    galleta = estado.abrir_sesion(str(de_quien.rfc), de_quien.nombre)
    propias = [p for p in estado.presentadas if p.rfc == str(de_quien.rfc)]
    inicio = time.monotonic()
    for presentada in propias:
        pedido = urllib.request.Request(
            f"{replica.direcciones.portal}/icisoe/acuses/{presentada.folio}/pdf",
            headers={"Cookie": f"{GALLETA}={galleta}"},
        )
        with urllib.request.urlopen(pedido, timeout=60) as respuesta:
            respuesta.read()
    segundos = time.monotonic() - inicio
    estado.cerrar_sesion(galleta)
    estado.sucesos.clear()
    return segundos / len(propias)


def _veces(replica: Replica, suceso: str) -> int:
    return [s["suceso"] for s in replica.estado.sucesos].count(suceso)
