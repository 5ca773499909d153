"""Jobs, as Procrastinate has them: each points at a filing, or at whose acuses are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Text, cast, select

from flows.cola.tablas import TRABAJOS
from icsoe_bot.domain.informativa import Presentacion, TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC

if TYPE_CHECKING:  # Slow to load, and needed only to add work or to do it.
    from procrastinate.jobs import Job
    from procrastinate.manager import JobManager

PRESENTAR = "presentar"
"""The task that files one return."""

ACUSES = "acuses"
"""The task that brings one taxpayer's acuses home."""

SIN_TERMINAR = ("todo", "doing")
"""Waiting, and being done."""

_POR_ENVIO = 500


def leer_presentacion(argumentos: dict[str, Any]) -> Presentacion:
    """The filing that a job points at."""
    return Presentacion(
        RFC(argumentos["rfc"]),
        Periodo.parse(argumentos["periodo"]),
        TipoInformativa.de_clave(argumentos["tipo"]),
    )


def ocupados(conexion: Connection) -> set[str]:
    """What waits or is being done, by its queueing lock; held until the transaction is over."""
    # Locked rows are passed over by who fetches work: what waits here goes on waiting.
    return set(
        conexion.execute(
            select(TRABAJOS.c.queueing_lock)
            .where(cast(TRABAJOS.c.status, Text).in_(SIN_TERMINAR))
            .where(TRABAJOS.c.queueing_lock.is_not(None))
            .with_for_update()
        ).scalars()
    )


def candado(mundo: str, presentacion: Presentacion) -> str:
    """What only one waiting job of a filing may hold."""
    return f"{mundo} {presentacion.rfc} {presentacion.periodo} {presentacion.tipo.clave}"


def candado_de_acuses(mundo: str, rfc: RFC) -> str:
    """The same of a taxpayer's acuses."""
    return f"{mundo} {rfc} {ACUSES}"


def trabajo(mundo: str, presentacion: Presentacion) -> Job:
    """The job of filing one return."""
    from procrastinate.jobs import Job

    rfc = str(presentacion.rfc)
    return Job(
        queue=rfc,
        lock=rfc,
        queueing_lock=candado(mundo, presentacion),
        task_name=PRESENTAR,
        task_kwargs={
            "mundo": mundo,
            "rfc": rfc,
            "periodo": str(presentacion.periodo),
            "tipo": presentacion.tipo.clave,
        },
    )


def trabajo_de_acuses(mundo: str, rfc: RFC, desde: Periodo | None, hasta: Periodo | None) -> Job:
    """The job of bringing a taxpayer\'s acuses home."""
    from procrastinate.jobs import Job

    return Job(
        queue=str(rfc),
        lock=str(rfc),
        queueing_lock=candado_de_acuses(mundo, rfc),
        task_name=ACUSES,
        task_kwargs={
            "mundo": mundo,
            "rfc": str(rfc),
            "desde": str(desde) if desde else None,
            "hasta": str(hasta) if hasta else None,
        },
    )


def enviar(conexion: Connection, trabajos: list[Job]) -> None:
    """Have them wait, once the transaction is over."""
    encargado = _encargado()
    for inicio in range(0, len(trabajos), _POR_ENVIO):
        encargado.batch_defer_jobs(
            trabajos[inicio : inicio + _POR_ENVIO], connection=_de_psycopg(conexion)
        )


def cancelar(conexion: Connection, trabajo: int) -> None:
    """Take a waiting job out of the queue."""
    _encargado().cancel_job_by_id(trabajo, delete_job=True, connection=_de_psycopg(conexion))


def _encargado() -> JobManager:
    """Procrastinate's own statements, on a connection of ours."""
    from procrastinate import SyncPsycopgConnector
    from procrastinate.manager import JobManager

    return JobManager(SyncPsycopgConnector())


def _de_psycopg(conexion: Connection) -> Any:
    return conexion.connection.driver_connection
