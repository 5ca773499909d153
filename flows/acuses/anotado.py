"""What a working folder's ledger knows about acuses, read at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flows.carpeta import CarpetaDeTrabajo
from flows.mundo import Mundo, conocido
from icsoe_bot.domain.acuse import Acuse
from icsoe_bot.ledger.acuses import AcuseRegistrado
from icsoe_bot.ledger.bitacora import Registro
from icsoe_bot.ledger.estados import CON_ACUSE


@dataclass(frozen=True, slots=True)
class Anotado:
    """The archived acuses and the filings of one world."""

    mundo: Mundo
    acuses: list[AcuseRegistrado]
    registros: list[Registro]

    @classmethod
    def de(cls, carpeta: CarpetaDeTrabajo) -> Anotado:
        """Read the ledger of ``carpeta``, also when no replica answers.

        Raises:
            IcsoeError: the configuration is wrong, the ledger can't be read, or what answers at
                the replica's address is none.
        """
        mundo = conocido(carpeta.direcciones, carpeta.direccion_de_bitacora)
        with carpeta.abrir_bitacora(mundo.nombre) as bitacora:
            return cls(mundo, bitacora.acuses.listar(), bitacora.listar())


def sin_acuse(
    registros: Collection[Registro], archivados: Collection[AcuseRegistrado]
) -> list[Registro]:
    """Filings that the portal showed an acuse of, and the archive got none."""
    por_periodo: dict[object, list[Acuse]] = {}
    for uno in archivados:
        acuse = uno.acuse
        por_periodo.setdefault((acuse.rfc, acuse.periodo), []).append(acuse)
    return [
        registro
        for registro in registros
        if registro.estado in CON_ACUSE
        and not any(
            acuse.es_de(registro.presentacion)
            for acuse in por_periodo.get(
                (registro.presentacion.rfc, registro.presentacion.periodo), ()
            )
        )
    ]
