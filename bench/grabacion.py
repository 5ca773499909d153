"""What recording a run costs, over the same run without a camera."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.proceso import icsoe
from fixtures.replica.servidor import Replica
from fixtures.sembrar import sembrar
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico

RITMO_MS = 1200
"""The usual pace of a recording."""


def medir() -> dict[str, Any]:
    """Ratios of a filing that is recorded to one that isn't."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as raiz,
        Replica() as replica,
    ):
        carpeta = Path(raiz) / "oficina"
        ahora = datetime.now(ZONA)
        sembrados = sembrar(carpeta, 3, ahora=ahora, direcciones=replica.direcciones)
        periodo = str(Periodo.ultimo_terminado(dia_en_mexico(ahora)))
        pedidos = [(str(c.rfc), "--periodo", periodo, "--declara", c.declarante) for c in sembrados]
        # The first one finds nothing in the system's memory; it doesn't count.
        icsoe(carpeta, "presentar", *pedidos[0])
        simple = icsoe(carpeta, "presentar", *pedidos[1])
        salida = Path(raiz) / "grabacion"
        como = ("--salida", str(salida), "--ritmo", str(RITMO_MS), "--sin-ventana")
        grabada = icsoe(carpeta, "grabar", "--con", *pedidos[2], *como)
        pausas = _pausas(salida) * RITMO_MS / 1000
        de_mas = grabada.segundos - simple.segundos
        return {
            "grabar_pausas_s": round(pausas, 1),
            "grabar_sobre_pausas": round(de_mas / pausas, 2),
            "grabar_procesadores": round(
                (grabada.procesador - simple.procesador) / grabada.segundos, 2
            ),
        }


def _pausas(grabacion: Path) -> int:
    """One for each scene, one for each gesture, and the last."""
    indice = json.loads((grabacion / "indice.json").read_text(encoding="utf-8"))
    escenas = indice["capitulos"][1:-1]
    return sum(1 + len(escena["gestos"]) for escena in escenas) + 1
