"""The demonstration: a replica, a fictitious taxpayer and the very flow that files for real."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from fixtures.replica.servidor import Replica
from fixtures.sembrar import sembrar
from flows.carpeta import CarpetaDeTrabajo
from flows.desenlace import Resultado
from flows.ejecucion import ejecutar
from flows.encargo import preparar
from flows.mundo import mundo_local
from flows.seguimiento import Observador
from flows.taller import Opciones
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import dia_en_mexico
from icsoe_bot.portal.direcciones import Ambiente, Direcciones


def presentar_en_replica(
    destino: Path,
    abrir: Callable[[Path], CarpetaDeTrabajo],
    opciones: Opciones,
    observadores: Sequence[Observador],
) -> Resultado:
    """File the last ended period in a folder of its own under ``destino``.

    Raises:
        IcsoeError: it ended otherwise than filed.
    """
    ahora = mundo_local(Direcciones.de(Ambiente.REPLICA)).ahora
    destino.mkdir(parents=True, exist_ok=True)
    carpeta = Path(tempfile.mkdtemp(prefix=f"{ahora:%Y%m%d-%H%M%S}-", dir=destino))
    with Replica() as replica:
        (contribuyente,) = sembrar(carpeta, 1, ahora=ahora, direcciones=replica.direcciones)
        de_trabajo = abrir(carpeta)
        encargo = preparar(
            de_trabajo,
            str(contribuyente.rfc),
            str(Periodo.ultimo_terminado(dia_en_mexico(ahora))),
            contribuyente.declarante,
        )
        return ejecutar(de_trabajo, encargo, opciones, observadores)
