"""What a second browser brings while the portal makes both of them wait."""

from __future__ import annotations

from typing import Any

from bench.oficina import oficina
from bench.proceso import tanda


def medir(cuantos: int) -> dict[str, Any]:
    """Ratio of the times of a batch of ``cuantos``, with one browser to that with two."""
    with oficina(cuantos) as propia:
        segundos = {}
        for navegadores in (1, 2):
            propia.replica.vaciar()
            propia.replica.con_latencia()
            corrida = tanda(propia.carpeta, propia.lote, navegadores=navegadores)
            propia.exigir_presentadas(cuantos)
            segundos[navegadores] = corrida.segundos
        return {
            "workers_filings": cuantos,
            "workers_2": round(segundos[1] / segundos[2], 2),
            "workers_1_s": round(segundos[1], 1),
            "workers_2_s": round(segundos[2], 1),
        }
