"""Moving a working folder's ledger between its SQLite file and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.errors import UsageProblem
from icsoe_bot.ledger.mudanza import Mudanza, NadaQueMudar, mudar


def mudar_bitacora(
    carpeta: CarpetaDeTrabajo, *, regresar: bool, avance: Callable[[str, int], None]
) -> Mudanza:
    """Move the ledger to the PostgreSQL of ``ICSOE_BITACORA``, or from there to the folder's file.

    Raises:
        UsageProblem: ``ICSOE_BITACORA`` names no PostgreSQL, or there is nothing to move.
        IcsoeError: as ``icsoe_bot.ledger.mudanza.mudar`` says.
    """
    postgresql = carpeta.bitacora_en_postgresql
    if postgresql is None:
        raise UsageProblem(
            "Falta decir a qué base de PostgreSQL se muda la bitácora, o de cuál regresa.",
            remedio="Ponga en .env ICSOE_BITACORA=postgresql://usuario:contraseña@equipo/base. No "
            "va en la orden, donde otros podrían leer la contraseña.",
        )
    archivo = f"sqlite:///{carpeta.archivo_de_bitacora}"
    if regresar:
        return mudar(postgresql, archivo, avance)
    if not carpeta.archivo_de_bitacora.is_file():
        raise NadaQueMudar(
            f"No hay nada que mudar: en la carpeta no está {carpeta.archivo_de_bitacora.name}.",
            remedio="La bitácora de ICSOE_BITACORA puede usarse desde ahora.",
        )
    return mudar(archivo, postgresql, avance)
