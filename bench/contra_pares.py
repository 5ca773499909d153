"""Processor time of a filing, over that of the same clicks as others make them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.oficina import Oficina, oficina
from bench.proceso import Corrida, par, robot, tanda


def medir(cuantos: int, vueltas: int) -> dict[str, Any]:
    """Ratios of batches of ``cuantos``, each peer's turn after the other, ``vueltas`` times."""
    with oficina(cuantos) as propia:
        quienes: dict[str, Callable[[int], Corrida]] = {
            "icsoe": lambda n: tanda(propia.carpeta, propia.lote_de(n)),
            "simple": lambda n: par("playwright_simple.py", propia.lista_de(n)),
            "robot": lambda n: robot(propia.lista_de(n), propia.raiz / "robot"),
        }
        # What the system keeps of files in its memory is read once before anything counts.
        for correr in quienes.values():
            _presentar(propia, correr, 1)
        gastos = dict.fromkeys(quienes, 0.0)
        for _ in range(vueltas):
            for nombre, correr in quienes.items():
                gastos[nombre] += _presentar(propia, correr, cuantos).procesador
        presentaciones = cuantos * vueltas
        return {
            "cpu_presentaciones": presentaciones,
            "cpu_vs_plain": round(gastos["icsoe"] / gastos["simple"], 2),
            "cpu_vs_robot": round(gastos["icsoe"] / gastos["robot"], 2),
            **{f"cpu_{n}_s": round(g / presentaciones, 2) for n, g in gastos.items()},
        }


def _presentar(propia: Oficina, correr: Callable[[int], Corrida], cuantos: int) -> Corrida:
    propia.replica.vaciar()
    corrida = correr(cuantos)
    propia.exigir_presentadas(cuantos)
    return corrida
