"""How a filing ends: its result, its own errors, and the state that an error leaves it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.plazos import Oportunidad
from icsoe_bot.errors import IcsoeError, OperatorMustAct, TaxpayerMustAct
from icsoe_bot.ledger.base import BitacoraInservible
from icsoe_bot.ledger.bitacora import OtroProcesoSeAdelanto
from icsoe_bot.ledger.estados import Estado
from icsoe_bot.portal.errores import PortalRechaza, RedInservible


class PeriodoYaInformado(OperatorMustAct):
    """The portal has another kind of return for the period, which this one would contradict."""


class BorradorAjeno(OperatorMustAct):
    """Somebody else began a return for the period."""


@dataclass(frozen=True, slots=True)
class Resultado:
    """How a filing ended well."""

    presentacion: Presentacion
    folio: Folio
    fecha_presentacion: date
    oportunidad: Oportunidad
    acuse: Path
    estado: Estado
    ya_presentada: bool
    """The portal had its acuse before this run."""


def estado_tras(error: IcsoeError) -> Estado | None:
    """What a filing becomes that stopped with ``error`` before it was signed."""
    if isinstance(error, PortalRechaza):
        return Estado.RECHAZADA
    if isinstance(error, OtroProcesoSeAdelanto | BitacoraInservible | RedInservible):
        return None
    if isinstance(error, OperatorMustAct | TaxpayerMustAct):
        return Estado.REQUIERE_PERSONA
    return None
