"""What recording a run costs, over the same run without a camera."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.proceso import Corrida, icsoe
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
        sola = _de_pasos(carpeta, "presentar", *pedidos[1])
        salida = Path(raiz) / "grabacion"
        como = ("--salida", str(salida), "--ritmo", str(RITMO_MS), "--sin-ventana")
        grabada = _de_pasos(carpeta, "grabar", "--con", *pedidos[2], *como)
        indice = json.loads((salida / "indice.json").read_text(encoding="utf-8"))
        # The first scene's pause comes before its step is noted, the last one's after.
        pausas = (indice["pausas"] - 2) * RITMO_MS / 1000
        return {
            "grabar_pausas_s": round(pausas, 1),
            "grabar_sobre_pausas": round((grabada.pasos - sola.pasos) / pausas, 3),
            "grabar_procesadores": round(
                (grabada.corrida.procesador - sola.corrida.procesador) / grabada.corrida.segundos, 2
            ),
        }


@dataclass(frozen=True, slots=True)
class _Pasos:
    corrida: Corrida
    pasos: float
    """Seconds from its first step to the end of its last."""


def _de_pasos(carpeta: Path, *argumentos: str) -> _Pasos:
    registro = carpeta / "registro" / "icsoe.log"
    previo = len(registro.read_text(encoding="utf-8").splitlines())
    corrida = icsoe(carpeta, "--registro", "depuracion", *argumentos)
    renglones = registro.read_text(encoding="utf-8").splitlines()[previo:]
    momentos = [
        datetime.fromisoformat(suceso["momento"])
        for suceso in map(json.loads, renglones)
        if "paso" in suceso
    ]
    return _Pasos(corrida, (momentos[-1] - momentos[0]).total_seconds())
