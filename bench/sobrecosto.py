"""What a filing takes, over what the portal itself takes for it."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from bench.oficina import Oficina, oficina
from bench.proceso import icsoe, tanda


def medir(cuantos: int) -> dict[str, Any]:
    """Ratios of a filing within a batch of ``cuantos`` + 1, and of one alone."""
    with oficina(cuantos + 2) as propia:
        propia.replica.con_latencia()
        sola, espera_sola = _sola(propia)
        en_tanda, espera = _en_tanda(propia, cuantos)
        return {
            "overhead": round(en_tanda / espera, 2),
            "overhead_filing_s": round(en_tanda, 2),
            "overhead_portal_s": round(espera, 2),
            "overhead_single": round(sola / espera_sola, 2),
            "overhead_single_s": round(sola, 2),
        }


def _sola(propia: Oficina) -> tuple[float, float]:
    """Seconds of one ``icsoe presentar`` from its start to its end, and the portal's part."""
    primero = propia.contribuyentes[0]
    inicio = time.monotonic()
    corrida = icsoe(
        propia.carpeta,
        *("presentar", str(primero.rfc), "--periodo", str(propia.periodo)),
        *("--declara", primero.declarante),
    )
    propia.exigir_presentadas(1)
    return corrida.segundos, propia.replica.reloj.ocupado(inicio, inicio + corrida.segundos)


def _en_tanda(propia: Oficina, cuantos: int) -> tuple[float, float]:
    """Seconds from one logout to the next, and the portal's part of them.

    From logout to logout, so that a filing's preparation and its browser's context count, and the
    program's start doesn't.
    """
    tanda(propia.carpeta, propia.lote_de(cuantos + 1, desde=1))
    propia.exigir_presentadas(cuantos + 2)
    salidas = [
        datetime.fromisoformat(str(suceso["momento"])).timestamp()
        for suceso in propia.replica.estado.sucesos
        if suceso["suceso"] == "sesion_cerrada"
    ]
    ajuste = time.monotonic() - time.time()
    desde, hasta = salidas[1] + ajuste, salidas[-1] + ajuste
    return (hasta - desde) / cuantos, propia.replica.reloj.ocupado(desde, hasta) / cuantos
