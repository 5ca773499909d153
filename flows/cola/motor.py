"""Procrastinate's part of a worker: which tasks there are, and who looks for work."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job
from procrastinate.worker import Worker

from flows.cola.agenda import Agenda
from flows.cola.latidos import Latidos
from flows.cola.oficio import Pospuesta
from flows.cola.turno import prioridad
from icsoe_bot.errors import IcsoeError

logger = logging.getLogger(__name__)

RONDA = "ronda"
"""The task that one worker does for all, and the queue that all listen to for it."""

_SE_GUARDAN_H = 30 * 24
"""Hours that a job which ended for a person stays in the queue's tables."""

_CONEXIONES = 4
_CONEXION_S = 20.0

Tarea = Callable[[dict[str, Any], int], Awaitable[None]]
"""Told a job's arguments and how often it was tried before."""


class Motor:
    """The tasks, and the workers that do them; ``conexion`` is how psycopg connects."""

    def __init__(
        self, conexion: dict[str, Any], tareas: dict[str, Tarea], agenda: Agenda, latidos: Latidos
    ) -> None:
        self._agenda = agenda
        self._latidos = latidos
        self.app = App(
            connector=PsycopgConnector(
                kwargs=conexion, min_size=1, max_size=_CONEXIONES, timeout=_CONEXION_S
            )
        )
        for nombre, tarea in tareas.items():
            self._registrar(nombre, tarea)
        ronda = self.app.task(name=RONDA, queue=RONDA, queueing_lock=RONDA)(self._ronda)
        self.app.periodic(cron=latidos.cron)(ronda)

    def obrero(self, nombre: str, colas: list[str], cuantos: int) -> Worker:
        """One that does ``cuantos`` jobs of ``colas`` at a time."""
        return Worker(
            self.app,
            queues=colas,
            name=nombre,
            concurrency=cuantos,
            fetch_job_polling_interval=self._latidos.sondeo_s,
            listen_notify=False,
            # What ended well is in the ledger.
            delete_jobs=DeleteJobCondition.SUCCESSFUL,
            install_signal_handlers=False,
            update_heartbeat_interval=self._latidos.latido_s,
            stalled_worker_timeout=self._latidos.muerto_s,
        )

    def _registrar(self, nombre: str, tarea: Tarea) -> None:
        async def hacer(contexto: JobContext, /, **argumentos: Any) -> None:
            await tarea(argumentos, contexto.job.attempts)

        self.app.task(name=nombre, pass_context=True, retry=_SegunSuDesenlace())(hacer)

    async def _ronda(self, timestamp: int) -> None:
        """For all workers: take up what the dead left, and do what the clock asks for."""
        encargado = self.app.job_manager
        await encargado.prune_stalled_workers(self._latidos.muerto_s)
        for trabajo in await encargado.get_stalled_jobs(
            seconds_since_heartbeat=self._latidos.muerto_s
        ):
            logger.warning("se retoma de un trabajador que murió: %s", trabajo.call_string)
            try:
                await encargado.retry_job(trabajo)
            except ConnectorException as error:
                logger.warning("no se pudo retomar: %s", error)
        ahora = datetime.now(UTC)
        try:
            if await asyncio.to_thread(self._agenda.toca_limpiar, ahora):
                await encargado.delete_old_jobs(
                    _SE_GUARDAN_H, include_failed=True, include_cancelled=True, include_aborted=True
                )
            await asyncio.to_thread(self._agenda.atender, ahora)
        except IcsoeError as error:
            logger.warning("la agenda espera: %s", error)


class _SegunSuDesenlace(BaseRetryStrategy):
    """A job that was put off comes back; any other that raised is over."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, Pospuesta):
            return None
        return RetryDecision(retry_at=exception.cuando, priority=prioridad(exception.cuando))
