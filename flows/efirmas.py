"""Looking over all e.firmas of a working folder."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from flows.carpeta import CarpetaDeTrabajo
from flows.claves import fuentes_de
from flows.mundo import mundo_local, preguntar
from icsoe_bot.efirma.carpeta import listar
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.errors import IcsoeError, RetryLater
from icsoe_bot.portal.direcciones import Ambiente


@dataclass(frozen=True, slots=True)
class Revision:
    """One folder of ``efirmas/``: an e.firma, or why it isn't usable."""

    carpeta: str
    efirma: Efirma | None
    problema: IcsoeError | None
    vence_en_dias: int | None
    """Days left when that is soon; ``None`` otherwise."""

    @property
    def estado(self) -> str:
        """In a few words."""
        if self.problema is not None:
            return "no sirve"
        return "vigente" if self.vence_en_dias is None else f"vence en {self.vence_en_dias} días"

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        efirma = self.efirma
        return {
            "rfc": str(efirma.rfc) if efirma else self.carpeta,
            "estado": self.estado,
            "nombre": efirma.nombre if efirma else None,
            "numero_serie": efirma.numero_serie if efirma else None,
            "vigente_desde": efirma.vigente_desde.isoformat() if efirma else None,
            "vigente_hasta": efirma.vigente_hasta.isoformat() if efirma else None,
            "error": type(self.problema).__name__ if self.problema else None,
            "mensaje": self.problema.mensaje if self.problema else None,
            "remedio": self.problema.remedio if self.problema else None,
        }


def revisar_efirmas(carpeta: CarpetaDeTrabajo) -> list[Revision]:
    """Every e.firma of the folder, by RFC; one that fails doesn't hide the others.

    Raises:
        UsageProblem: the folder's configuration is wrong.
    """
    direcciones = carpeta.configuracion.direcciones
    mundo = mundo_local(direcciones)
    if direcciones.ambiente is Ambiente.REPLICA:
        # Without a replica its clock is this machine's.
        with contextlib.suppress(RetryLater):
            mundo = preguntar(direcciones)
    revisiones = []
    fuentes = fuentes_de(carpeta)
    for listada in listar(carpeta.efirmas, resolver=fuentes.resolver, ahora=mundo.ahora):
        if isinstance(listada.resultado, Efirma):
            efirma = listada.resultado
            revisiones.append(
                Revision(str(efirma.rfc), efirma, None, efirma.vence_pronto(mundo.ahora))
            )
        else:
            revisiones.append(Revision(listada.carpeta, None, listada.resultado, None))
    return revisiones
