"""What the workers do by the clock, once over all of them: asking again for what isn't done.

Procrastinate's own schedules go by UTC, and pass over what was due while every machine was off, as
offices' are at night. So its schedule only calls here every few seconds, and here the office's is
read by central Mexico's clock; what was missed is made up for when the first worker starts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from croniter import croniter
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from flows.carpeta import CarpetaDeTrabajo
from flows.cola.cola import Cola
from flows.cola.tablas import AGENDA
from flows.cola.valores import Pedido
from flows.configuracion import NUNCA
from flows.mundo import preguntar
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.ledger.bitacora import Registro
from icsoe_bot.ledger.estados import Estado

logger = logging.getLogger(__name__)

VIGENCIA = timedelta(days=30)
"""So long after it was last asked for a filing is asked for again by itself: longer than any
window of the portal's is open."""

_LIMPIEZA = "0 5 * * *"

_ESPERAN_A_ALGUIEN = frozenset({Estado.RECHAZADA, Estado.REQUIERE_PERSONA})
"""Somebody must act first, who then queues it again."""

_HECHAS = frozenset({Estado.ACUSE_ARCHIVADO})


class Agenda:
    """The schedules of a working folder's settings."""

    def __init__(self, carpeta: CarpetaDeTrabajo, cola: Cola) -> None:
        self._carpeta = carpeta
        self._cola = cola

    def atender(self, ahora: datetime) -> None:
        """Do what is due and wasn't done, here or elsewhere.

        Raises:
            RetryLater: the replica doesn't answer.
            BitacoraInservible: the database failed.
        """
        ajustes = self._carpeta.configuracion
        self._si_toca("repaso", ajustes.agenda_repaso, ahora, self._repasar)
        self._si_toca("acuses", ajustes.agenda_acuses, ahora, self._pedir_acuses)

    def toca_limpiar(self, ahora: datetime) -> bool:
        """Whether the day's cleaning of the queue's tables is due here."""
        with turno(self._cola, "limpieza", ultima_vez(_LIMPIEZA, ahora)) as toca:
            return toca

    def _si_toca(
        self, nombre: str, cron: str, ahora: datetime, hacer: Callable[[str], int]
    ) -> None:
        if cron == NUNCA:
            return
        # Asked before it counts as done: while the portal's replica is off, it stays due.
        mundo = preguntar(self._carpeta.direcciones).nombre
        with turno(self._cola, nombre, ultima_vez(cron, ahora)) as toca:
            if toca:
                logger.info("agenda %s: %d a la cola", nombre, hacer(mundo))

    def _repasar(self, mundo: str) -> int:
        with self._carpeta.abrir_bitacora(mundo) as bitacora:
            registros = {registro.presentacion: registro for registro in bitacora.listar()}
        ahora = datetime.now(UTC)
        return self._cola.volver_a_encolar(
            mundo, por_repasar(self._cola.pedidos(mundo), registros, ahora)
        )

    def _pedir_acuses(self, mundo: str) -> int:
        rfcs = {rfc for equipo in self._cola.equipos.listar() if equipo.vivo for rfc in equipo.rfcs}
        nuevos, _ = self._cola.encolar_acuses(mundo, sorted(rfcs), None, None)
        return len(nuevos)


@contextmanager
def turno(cola: Cola, nombre: str, momento: datetime) -> Iterator[bool]:
    """Whether ``momento`` of a schedule is still to be taken care of; only one is told so.

    It counts as done once the block has ended well: whoever dies or fails in it leaves it to the
    next one to ask. The first time ever it isn't due: a schedule that was just switched on owes
    nothing.

    Raises:
        BitacoraInservible: the database failed.
    """
    primera = insert(AGENDA).values(nombre=nombre, ultima=momento).on_conflict_do_nothing()
    pendiente = select(AGENDA).where(AGENDA.c.nombre == nombre, AGENDA.c.ultima < momento)
    with cola.transaccion() as conexion:
        toca = (
            conexion.execute(primera).rowcount != 1
            and conexion.execute(pendiente.with_for_update(skip_locked=True)).first() is not None
        )
        yield toca
        if toca:
            hecha = update(AGENDA).where(AGENDA.c.nombre == nombre)
            conexion.execute(hecha.values(ultima=momento))


def ultima_vez(cron: str, ahora: datetime) -> datetime:
    """The last moment at or before ``ahora`` that ``cron`` names, by central Mexico's clock."""
    # croniter's «previous» is strictly before.
    despues = ahora.astimezone(ZONA) + timedelta(microseconds=1)
    anterior: datetime = croniter(cron, despues).get_prev(datetime)  # type: ignore[no-untyped-call]
    return anterior


def por_repasar(
    pedidos: list[Pedido], registros: dict[Presentacion, Registro], ahora: datetime
) -> list[Presentacion]:
    """Of what was asked for, what may go on without anybody's doing.

    What was never asked for is left alone, whatever the ledger has of it: a person may have
    stopped it for a reason.
    """
    cuales = []
    for pedido in pedidos:
        registro = registros.get(pedido.renglon.presentacion)
        estado = registro.estado if registro else Estado.PLANEADA
        if estado not in _HECHAS | _ESPERAN_A_ALGUIEN and ahora - pedido.momento <= VIGENCIA:
            cuales.append(pedido.renglon.presentacion)
    return cuales
