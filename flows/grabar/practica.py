"""A world of practice to record in: a replica and a fictitious taxpayer, gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from fixtures.contribuyentes import ContribuyenteFicticio
from fixtures.replica.semilla import sembrar as sembrar_acuses
from fixtures.replica.servidor import Replica
from fixtures.sembrar import sembrar
from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico, ventana

_DIAS_DESPUES = timedelta(days=9)
"""From the window's first day to the one on which a recording is set."""

_ACUSES = 3
"""What the taxpayer of a recorded download has filed before."""


def en_plazo(periodo: Periodo, ahora: datetime) -> timedelta:
    """How far to move a clock that says ``ahora``, so that ``periodo`` may be filed on time."""
    dias = ventana(periodo)
    hoy = dia_en_mexico(ahora)
    if dias.abre <= hoy <= dias.vence:
        return timedelta()
    return dias.abre + _DIAS_DESPUES - hoy


@contextmanager
def oficina_de_practica(
    abrir: Callable[[Path], CarpetaDeTrabajo], *, con_acuses: bool = False
) -> Iterator[tuple[CarpetaDeTrabajo, ContribuyenteFicticio, Periodo]]:
    """The working folder, its taxpayer, and the last period that has ended."""
    periodo = Periodo.ultimo_terminado(dia_en_mexico(datetime.now(ZONA)))
    with tempfile.TemporaryDirectory(prefix="icsoe-practica-") as raiz, Replica() as replica:
        # What people are shown to do is done on time.
        replica.estado.desfase = en_plazo(periodo, replica.estado.ahora)
        ahora = replica.estado.ahora
        carpeta = Path(raiz) / "oficina"
        (contribuyente,) = sembrar(carpeta, 1, ahora=ahora, direcciones=replica.direcciones)
        if con_acuses:
            periodos = [periodo]
            while len(periodos) < _ACUSES:
                periodos.append(periodos[-1].anterior)
            acuses = [{"periodo": str(uno)} for uno in reversed(periodos)]
            suyo = {"rfc": str(contribuyente.rfc), "nombre": contribuyente.nombre}
            sembrar_acuses(
                replica.estado,
                {"contribuyentes": [dict(suyo, acuses=acuses)]},
            )
        yield abrir(carpeta), contribuyente, periodo
