"""A batch by the clock, as public bots for IMSS's portals do it, over the program's."""

from __future__ import annotations

from typing import Any

from bench.oficina import Oficina, oficina
from bench.proceso import par, tanda

TANDA = 20


def medir(por_reloj: int) -> dict[str, Any]:
    """Ratios for a batch of 20, of which the bot with fixed waits files only ``por_reloj``.

    It does the same for each of them, browser and all, so the rest is in proportion.
    """
    with oficina(TANDA) as propia:
        fijas = par("esperas_fijas.py", propia.lista_de(por_reloj)).segundos / por_reloj * TANDA
        propia.exigir_presentadas(por_reloj)
        con_uno, con_dos = (_propias(propia, navegadores) for navegadores in (1, 2))
        return {
            "fixed_waits_measured": por_reloj,
            "vs_fixed_waits": round(fijas / con_uno, 2),
            "vs_fixed_waits_two_browsers": round(fijas / con_dos, 2),
            "fixed_waits_filing_s": round(fijas / TANDA, 1),
            "fixed_waits_ours_s": round(con_uno / TANDA, 1),
        }


def _propias(propia: Oficina, navegadores: int) -> float:
    """Seconds of the batch with the program."""
    propia.replica.vaciar()
    segundos = tanda(propia.carpeta, propia.lote, navegadores=navegadores).segundos
    propia.exigir_presentadas(TANDA)
    return segundos
