"""Looking over all e.firmas of a working folder."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.carpeta import CarpetaDeTrabajo
from flows.claves import fuentes_de
from flows.mundo import mundo_local, preguntar
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.carpeta import EfirmaListada, Lectura, hay_sueltas, listar, listar_sueltas
from icsoe_bot.efirma.certificado import Certificado
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.errors import IcsoeError, OperatorMustAct, RetryLater
from icsoe_bot.portal.direcciones import Ambiente


class SinEfirmas(OperatorMustAct):
    """There is no e.firma to look at."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One e.firma, usable or not."""

    origen: str
    """The name of its folder, or of its files where they lie loose."""
    rfc: RFC | None
    """Whose it should be; ``None`` if that isn't known."""
    certificado: Certificado | None
    """What its certificate says, if it could be read."""
    problema: IcsoeError | None
    """Why it isn't usable."""
    vence_en_dias: int | None
    """Days left when that is soon; ``None`` otherwise."""

    @property
    def quien(self) -> str:
        """Its RFC, and where it comes from if that has another name."""
        if self.rfc is None:
            return self.origen
        rfc = str(self.rfc)
        return rfc if rfc == self.origen.upper() else f"{rfc} ({self.origen})"

    @property
    def estado(self) -> str:
        """In a few words."""
        if self.problema is not None:
            return "no sirve"
        return "vigente" if self.vence_en_dias is None else f"vence en {self.vence_en_dias} días"

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        dicho = self.certificado
        return {
            "rfc": str(self.rfc or self.origen),
            "origen": self.origen,
            "estado": self.estado,
            "nombre": dicho.nombre if dicho else None,
            "numero_serie": dicho.numero_serie if dicho else None,
            "vigente_desde": dicho.vigente_desde.isoformat() if dicho else None,
            "vigente_hasta": dicho.vigente_hasta.isoformat() if dicho else None,
            "error": type(self.problema).__name__ if self.problema else None,
            "mensaje": self.problema.mensaje if self.problema else None,
            "remedio": self.problema.remedio if self.problema else None,
        }


def revisar_efirmas(carpeta: CarpetaDeTrabajo, *, preguntar_claves: bool = True) -> list[Revision]:
    """Every e.firma of the folder, by RFC; one that fails doesn't hide the others.

    Where there is no ``efirmas/``, those whose files lie in the folder itself. A password that no
    source has is asked on a terminal, unless ``preguntar_claves`` is off.

    Raises:
        SinEfirmas: there is none.
        UsageProblem: the folder's configuration is wrong.
    """
    direcciones = carpeta.direcciones
    mundo = mundo_local(direcciones)
    if direcciones.ambiente is Ambiente.REPLICA:
        # Without a replica its clock is this machine's.
        with contextlib.suppress(RetryLater):
            mundo = preguntar(direcciones)
    lectura = Lectura(
        fuentes_de(carpeta, preguntar=preguntar_claves).resolver,
        mundo.ahora,
        acepta_replica=direcciones.ambiente is Ambiente.REPLICA,
    )
    if not carpeta.efirmas.exists() and hay_sueltas(carpeta.raiz):
        listadas = listar_sueltas(carpeta.raiz, lectura)
    else:
        listadas = listar(carpeta.efirmas, lectura)
    if not listadas:
        raise SinEfirmas(
            f"No hay ninguna e.firma en {carpeta.efirmas}.",
            remedio="Ponga los archivos .cer y .key de cada contribuyente en efirmas/<RFC>/.",
        )
    return [_revision(listada, mundo.ahora) for listada in listadas]


def _revision(listada: EfirmaListada, ahora: datetime) -> Revision:
    problema: IcsoeError | None = None
    vence: int | None = None
    if isinstance(listada.resultado, Efirma):
        vence = listada.resultado.vence_pronto(ahora)
    else:
        problema = listada.resultado
    return Revision(listada.nombre, listada.rfc, listada.certificado, problema, vence)
