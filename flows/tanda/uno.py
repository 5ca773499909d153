"""One filing at a desk: what a batch and a worker of the queue do alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from flows.cortesia.errores import AhoraNo
from flows.interrupcion import Interrumpido
from flows.lote.renglon import Renglon
from flows.mesa import Mesa
from flows.seguimiento import Observador
from flows.tanda.resumen import Final
from icsoe_bot.errors import IcsoeError, OutcomeUnknown
from icsoe_bot.ledger.base import BitacoraInservible

T = TypeVar("T")


class Insistir(Protocol):
    """Calls what it is given, again while that is worth it, and returns its result."""

    def __call__(self, hacer: Callable[[], T], /) -> T: ...


def presentar_uno(
    mesa: Mesa,
    renglon: Renglon,
    vigilar: Observador,
    insistir: Insistir,
    *,
    simulacion: bool = False,
) -> Final:
    """File ``renglon``, unless ledger and archive know it to be done and intact.

    ``vigilar`` is told of each step; what only reads and navigates goes through ``insistir``.

    Raises:
        IcsoeError: it didn't end well; the class says who must act, and that a signature has no
            known outcome comes before any other.
    """
    presentacion, protesta = renglon.presentacion, renglon.protesta
    hecha = mesa.archivada(presentacion)
    if hecha is not None:
        return Final(renglon, hecha)
    try:
        encargo = mesa.encargar(presentacion, protesta)
    except IcsoeError as error:
        if not simulacion:
            mesa.anotar_impedimento(presentacion, protesta, error)
        raise
    if simulacion:
        folio = insistir(lambda: mesa.simular(encargo, [vigilar]))
        return Final(renglon, simulada=True, folio_previo=folio)
    try:
        return Final(renglon, insistir(lambda: mesa.presentar(encargo, [vigilar])))
    except (Interrumpido, AhoraNo):
        raise
    except IcsoeError as error:
        raise mesa.con_lo_firmado(presentacion, error) from error


def fallida(
    mesa: Mesa, renglon: Renglon, problema: IcsoeError, *, simulacion: bool = False
) -> Final:
    """The ending of what raised ``problema``, with the folio if the ledger knows one."""
    if simulacion or isinstance(problema, BitacoraInservible):
        return Final(renglon, problema=problema)
    registro = mesa.registrada(renglon.presentacion)
    folio = str(registro.folio) if registro and registro.folio else None
    return Final(renglon, problema=problema, folio_previo=folio)


def releer(
    mesa: Mesa, final: Final, inicio: datetime | None, espera_desenlace: timedelta
) -> datetime | None:
    """When the acuses are to be read again after a signature without an answer.

    ``None`` once a reading began after the wait: then a person decides. ``inicio`` is when the
    try that ended so began.
    """
    if not isinstance(final.problema, OutcomeUnknown):
        return None
    firmada = mesa.firmada_desde(final.renglon.presentacion)
    if firmada is None:
        return None
    plazo = firmada + espera_desenlace
    return plazo if inicio is None or inicio < plazo else None
