"""What a filing takes, over what the portal itself takes for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench.oficina import Oficina, oficina
from bench.proceso import Corrida, icsoe, par, tanda


@dataclass(frozen=True, slots=True)
class _Presentacion:
    """What one filing took, in seconds."""

    segundos: float
    portal: float
    """The portal's part of them."""


def medir(cuantos: int) -> dict[str, Any]:
    """Ratios of a filing within a batch, of one within a plain script's, and of one alone."""
    with oficina(cuantos + 2) as propia:
        propia.replica.con_latencia()
        sola, espera_sola = _sola(propia)
        lote = propia.lote_de(cuantos + 1, desde=1)
        propio = _seguidas(propia, cuantos, lambda: tanda(propia.carpeta, lote))
        lista = propia.lista_de(cuantos + 1, desde=1)
        simple = _seguidas(propia, cuantos, lambda: par("playwright_simple.py", lista))
        return {
            "overhead": round(propio.segundos / propio.portal, 2),
            "overhead_filing_s": round(propio.segundos, 2),
            "overhead_portal_s": round(propio.portal, 2),
            "overhead_plain": round(simple.segundos / simple.portal, 2),
            "overhead_plain_s": round(simple.segundos, 2),
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


def _seguidas(propia: Oficina, cuantos: int, correr: Callable[[], Corrida]) -> _Presentacion:
    """A filing among ``cuantos`` + 1.

    From logout to logout, so that its preparation and its browser's context count, and the
    program's start doesn't.
    """
    propia.replica.vaciar()
    propia.replica.con_latencia()
    correr()
    propia.exigir_presentadas(cuantos + 1)
    salidas = [
        datetime.fromisoformat(str(suceso["momento"])).timestamp()
        for suceso in propia.replica.estado.sucesos
        if suceso["suceso"] == "sesion_cerrada"
    ]
    ajuste = time.monotonic() - time.time()
    desde, hasta = salidas[0] + ajuste, salidas[-1] + ajuste
    return _Presentacion(
        (hasta - desde) / cuantos,
        propia.replica.reloj.ocupado(desde, hasta) / cuantos,
    )
