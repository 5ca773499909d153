"""A batch by the clock, as public bots for IMSS's portals do it, over the program's."""

from __future__ import annotations

from typing import Any

from bench.oficina import Oficina, oficina
from bench.proceso import par, tanda

TANDA = 20


def medir(por_reloj: int, *, con_latencia: bool) -> dict[str, Any]:
    """Ratios for a batch of 20, of which the bot with fixed waits files only ``por_reloj``.

    It does the same for each of them, browser and all, so the rest is in proportion.
    ``con_latencia`` adds the same with the portal's waits.
    """
    with oficina(TANDA) as propia:
        fijas, propias = _segundos(propia, por_reloj, latencia=False)
        con_dos = _propias(propia, latencia=False, navegadores=2)
        medidas: dict[str, Any] = {
            "fixed_waits_measured": por_reloj,
            "vs_fixed_waits": round(fijas / propias, 2),
            "vs_fixed_waits_two_browsers": round(fijas / con_dos, 2),
            "fixed_waits_filing_s": round(fijas / TANDA, 1),
            "fixed_waits_ours_s": round(propias / TANDA, 1),
        }
        if con_latencia:
            fijas, propias = _segundos(propia, por_reloj, latencia=True)
            medidas["vs_fixed_waits_portal_waits"] = round(fijas / propias, 2)
        return medidas


def _segundos(propia: Oficina, por_reloj: int, *, latencia: bool) -> tuple[float, float]:
    """Seconds of the batch by the clock, and with the program."""
    _empezar(propia, latencia=latencia)
    fijas = par("esperas_fijas.py", propia.lista_de(por_reloj)).segundos / por_reloj * TANDA
    propia.exigir_presentadas(por_reloj)
    return fijas, _propias(propia, latencia=latencia)


def _propias(propia: Oficina, *, latencia: bool, navegadores: int = 1) -> float:
    _empezar(propia, latencia=latencia)
    segundos = tanda(propia.carpeta, propia.lote, navegadores=navegadores).segundos
    propia.exigir_presentadas(TANDA)
    return segundos


def _empezar(propia: Oficina, *, latencia: bool) -> None:
    propia.replica.vaciar()
    if latencia:
        propia.replica.con_latencia()
