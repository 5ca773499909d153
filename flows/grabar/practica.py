"""A world of practice to record in: a replica and a fictitious taxpayer, gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fixtures.contribuyentes import ContribuyenteFicticio
from fixtures.replica.semilla import sembrar as sembrar_acuses
from fixtures.replica.servidor import Replica
from fixtures.sembrar import sembrar
from flows.carpeta import CarpetaDeTrabajo
from flows.mundo import mundo_local
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import dia_en_mexico
from icsoe_bot.portal.direcciones import Ambiente, Direcciones

_ACUSES = 3
"""What the taxpayer of a recorded download has filed before."""


@contextmanager
def oficina_de_practica(
    abrir: Callable[[Path], CarpetaDeTrabajo], *, con_acuses: bool = False
) -> Iterator[tuple[CarpetaDeTrabajo, ContribuyenteFicticio, Periodo]]:
    """The working folder, its taxpayer, and the last period that has ended."""
    ahora = mundo_local(Direcciones.de(Ambiente.REPLICA)).ahora
    periodo = Periodo.ultimo_terminado(dia_en_mexico(ahora))
    with tempfile.TemporaryDirectory(prefix="icsoe-practica-") as raiz, Replica() as replica:
        carpeta = Path(raiz) / "oficina"
        (contribuyente,) = sembrar(carpeta, 1, ahora=ahora, direcciones=replica.direcciones)
        if con_acuses:
            periodos = [periodo]
            while len(periodos) < _ACUSES:
                periodos.append(periodos[-1].anterior)
            acuses = [{"periodo": str(uno)} for uno in reversed(periodos)]
            sembrar_acuses(
                replica.estado,
                {"contribuyentes": [{"rfc": str(contribuyente.rfc), "acuses": acuses}]},
            )
        yield abrir(carpeta), contribuyente, periodo
