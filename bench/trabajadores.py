"""What a second browser brings while the portal makes both of them wait."""

from __future__ import annotations

from typing import Any

from bench.latencia import ULTIMO_DIA
from bench.oficina import Oficina, oficina
from bench.proceso import tanda


def medir(cuantos: int, *, tambien_rapido: bool) -> dict[str, Any]:
    """Ratio of the times of a batch of ``cuantos``, with one browser to that with two.

    On a portal's last day; ``tambien_rapido`` adds the same on a good day.
    """
    with oficina(cuantos) as propia:
        medidas = {"workers_filings": cuantos, **_con(propia, cuantos, ULTIMO_DIA, "workers")}
        if tambien_rapido:
            medidas |= _con(propia, cuantos, 1, "workers_good_day")
        return medidas


def _con(propia: Oficina, cuantos: int, veces: int, clave: str) -> dict[str, Any]:
    segundos = {}
    for navegadores in (1, 2):
        propia.replica.vaciar()
        propia.replica.con_latencia(veces)
        corrida = tanda(propia.carpeta, propia.lote, navegadores=navegadores)
        propia.exigir_presentadas(cuantos)
        segundos[navegadores] = corrida.segundos
    return {
        f"{clave}_2": round(segundos[1] / segundos[2], 2),
        f"{clave}_1_s": round(segundos[1], 1),
        f"{clave}_2_s": round(segundos[2], 1),
    }
