"""The queue of one environment, in the ledger's own PostgreSQL.

Procrastinate holds who does what and when; a job only points at a filing. What was asked for, with
its oath, is in a table of ours, so that a withdrawn or corrected request holds at once, and no
oath is in a job's arguments, which Procrastinate writes to logs. No secret and no path is in any
of it.
"""

from __future__ import annotations

import hashlib
import socket
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Text, cast, delete, func, inspect, make_url, or_, select, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.exc import ArgumentError

from flows.carpeta import CarpetaDeTrabajo
from flows.cola.errores import ColaSinPostgreSQL, NoEstaEnCola
from flows.cola.esquema import poner_al_dia
from flows.cola.tablas import AGENDA, EQUIPOS, ESQUEMA, PEDIDOS, TRABAJOS, VERSION
from flows.cola.valores import EnCola, Encoladas, Equipo, Pedido
from flows.lote.renglon import Renglon
from icsoe_bot.domain.informativa import Presentacion, TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.base import Base
from icsoe_bot.portal.direcciones import Ambiente

if TYPE_CHECKING:  # Slow to load, and needed only to add work or to do it.
    from procrastinate.jobs import Job
    from procrastinate.manager import JobManager

PRESENTAR = "presentar"
"""The task that files one return."""

ACUSES = "acuses"
"""The task that brings one taxpayer's acuses home."""

_SIN_TERMINAR = ("todo", "doing")
_POR_ENVIO = 500
_SE_OLVIDA = timedelta(days=30)
"""A machine that said nothing for so long doesn't count any more."""

_CANDADO = 8_710_2028
"""The number of the lock of who adds work; any would do."""


class Cola(AbstractContextManager["Cola"]):
    """The queue that the folder's ledger shares with other machines, made when first used.

    Raises:
        ColaSinPostgreSQL: the ledger is a SQLite file.
        ColaMasNueva: a later version of icsoe-bot uses it.
        BitacoraInservible: the database can't be used.
    """

    def __init__(self, carpeta: CarpetaDeTrabajo, *, vivo_s: float = 25) -> None:
        direccion = carpeta.direccion_de_bitacora
        if not compartida(carpeta):
            raise ColaSinPostgreSQL(
                "La cola de trabajos reparte las presentaciones entre varios equipos y necesita la "
                "bitácora en PostgreSQL; la de esta carpeta es un archivo de este equipo.",
                remedio="Ponga la dirección en ICSOE_BITACORA y pase lo que ya hay con «icsoe "
                "ledger mudar». Vea docs/varios-equipos.md.",
            )
        self.esquema = nombre_del_esquema(carpeta.configuracion.ambiente)
        self._vivo = timedelta(seconds=vivo_s)
        self._base = Base(direccion)
        try:
            with self.transaccion() as conexion:
                poner_al_dia(conexion, self.esquema)
        except BaseException:
            self._base.cerrar()
            raise

    @classmethod
    def si_hay(cls, carpeta: CarpetaDeTrabajo) -> Cola | None:
        """The queue, if anybody has used it yet."""
        if not compartida(carpeta):
            return None
        base = Base(carpeta.direccion_de_bitacora)
        try:
            esquema = nombre_del_esquema(carpeta.configuracion.ambiente)
            with base.transaccion() as conexion:
                if not inspect(conexion).has_table(VERSION.name, schema=esquema):
                    return None
        finally:
            base.cerrar()
        return cls(carpeta)

    def __exit__(
        self,
        tipo: type[BaseException] | None,
        error: BaseException | None,
        rastro: TracebackType | None,
    ) -> None:
        self._base.cerrar()

    @contextmanager
    def transaccion(self) -> Iterator[Connection]:
        """A transaction in the environment's schema.

        Raises:
            BitacoraInservible: the database failed.
        """
        with self._base.transaccion() as conexion:
            conexion = conexion.execution_options(schema_translate_map={ESQUEMA: self.esquema})
            conexion.exec_driver_sql(f'SET LOCAL search_path TO "{self.esquema}"')
            yield conexion

    @property
    def conexion(self) -> dict[str, Any]:
        """How psycopg connects to the same database and schema; it may hold a password."""
        motor = self._base.engine
        _, argumentos = motor.dialect.create_connect_args(motor.url)
        return {
            **argumentos,
            "options": f"-c search_path={self.esquema} {argumentos.get('options', '')}".strip(),
            "connect_timeout": 15,
        }

    # --- What is asked for

    def encolar(
        self, mundo: str, renglones: Iterable[Renglon], hechas: Collection[Presentacion] = ()
    ) -> Encoladas:
        """Ask for filings, all of them or none; those in ``hechas`` are only remembered."""
        unicos = {renglon.presentacion: renglon for renglon in renglones}
        with self._agregando() as conexion:
            if unicos:
                guardar = [_valores(mundo, renglon) for renglon in unicos.values()]
                conexion.execute(_guardar_pedidos(), guardar)
            ocupados = _ocupados(conexion)
            faltan = [cual for cual in unicos if cual not in hechas]
            nuevas = [cual for cual in faltan if _candado(mundo, cual) not in ocupados]
            _enviar(conexion, [_trabajo(mundo, cual) for cual in nuevas])
        return Encoladas(
            tuple(nuevas),
            tuple(cual for cual in faltan if _candado(mundo, cual) in ocupados),
            tuple(cual for cual in unicos if cual in hechas),
        )

    def volver_a_encolar(self, mundo: str, presentaciones: Iterable[Presentacion]) -> int:
        """Put filings that were asked for before in the queue again; how many weren't in it."""
        with self._agregando() as conexion:
            ocupados = _ocupados(conexion)
            nuevas = [uno for uno in presentaciones if _candado(mundo, uno) not in ocupados]
            _enviar(conexion, [_trabajo(mundo, cual) for cual in nuevas])
        return len(nuevas)

    def encolar_acuses(
        self, mundo: str, rfcs: Iterable[RFC], desde: Periodo | None, hasta: Periodo | None
    ) -> tuple[list[RFC], list[RFC]]:
        """Ask for taxpayers' acuses; those that are new, and those that wait already."""
        unicos = list(dict.fromkeys(rfcs))
        with self._agregando() as conexion:
            ocupados = _ocupados(conexion)
            nuevos = [rfc for rfc in unicos if _candado_de_acuses(mundo, rfc) not in ocupados]
            _enviar(conexion, [_trabajo_de_acuses(mundo, rfc, desde, hasta) for rfc in nuevos])
        return nuevos, [rfc for rfc in unicos if rfc not in nuevos]

    def retirar(self, mundo: str, presentacion: Presentacion) -> bool:
        """Take a filing back; false if it is being done at this very moment.

        Raises:
            NoEstaEnCola: nobody asked for it.
        """
        with self._agregando() as conexion:
            pedido = conexion.execute(delete(PEDIDOS).where(*_de_pedido(mundo, presentacion)))
            trabajos = conexion.execute(
                select(TRABAJOS.c.id, cast(TRABAJOS.c.status, Text))
                .where(TRABAJOS.c.queueing_lock == _candado(mundo, presentacion))
                .where(cast(TRABAJOS.c.status, Text).in_(_SIN_TERMINAR))
                .with_for_update()
            ).all()
            if not pedido.rowcount and not trabajos:
                raise NoEstaEnCola(
                    f"{presentacion} no está en la cola.",
                    remedio="Vea lo que hay con «icsoe estado».",
                )
            for trabajo, estado in trabajos:
                if estado == "todo":
                    _encargado().cancel_job_by_id(
                        trabajo, delete_job=True, connection=_de_psycopg(conexion)
                    )
        return all(estado == "todo" for _, estado in trabajos)

    def pedidos(self, mundo: str) -> list[Pedido]:
        """All that was asked for and not taken back, filed or not, by RFC and period."""
        with self.transaccion() as conexion:
            filas = conexion.execute(
                select(PEDIDOS)
                .where(PEDIDOS.c.mundo == mundo)
                .order_by(PEDIDOS.c.rfc, PEDIDOS.c.periodo, PEDIDOS.c.tipo)
            ).all()
        return [_pedido(fila) for fila in filas]

    def pedido(self, mundo: str, presentacion: Presentacion) -> Pedido | None:
        """What was asked for one filing; ``None`` if it was taken back."""
        with self.transaccion() as conexion:
            fila = conexion.execute(
                select(PEDIDOS).where(*_de_pedido(mundo, presentacion))
            ).one_or_none()
        return None if fila is None else _pedido(fila)

    def en_cola(self, mundo: str) -> list[EnCola]:
        """The filings that wait or are being done, by RFC and period."""
        estado = cast(TRABAJOS.c.status, Text)
        with self.transaccion() as conexion:
            filas = conexion.execute(
                select(TRABAJOS.c.args, estado.label("estado"), TRABAJOS.c.scheduled_at)
                .where(estado.in_(_SIN_TERMINAR))
                .where(TRABAJOS.c.args["mundo"].astext == mundo)
                .where(TRABAJOS.c.args.has_key("periodo"))
            ).all()
        return sorted(
            (
                EnCola(leer_presentacion(fila.args), fila.estado == "doing", fila.scheduled_at)
                for fila in filas
            ),
            key=lambda uno: uno.presentacion,
        )

    def faltan(self, colas: Sequence[str], horizonte: timedelta) -> int:
        """How much work of ``colas`` is being done, or is due within ``horizonte``."""
        estado = cast(TRABAJOS.c.status, Text)
        cuando = TRABAJOS.c.scheduled_at
        with self.transaccion() as conexion:
            return conexion.execute(
                select(func.count())
                .select_from(TRABAJOS)
                .where(TRABAJOS.c.queue_name.in_(list(colas)))
                .where(
                    or_(
                        estado == "doing",
                        (estado == "todo")
                        & or_(cuando.is_(None), cuando <= func.now() + horizonte),
                    )
                )
            ).scalar_one()

    # --- Who is there

    def presentarse(self, clave: str, rfcs: Iterable[RFC], pausa: str) -> None:
        """Say that this machine's worker is alive, whose e.firmas it holds, and why it pauses."""
        valores = {
            "equipo": socket.gethostname()[:80],
            "rfcs": [str(rfc) for rfc in rfcs],
            "pausa": pausa or None,
        }
        sentencia = insert(EQUIPOS).values(clave=clave, **valores)
        with self.transaccion() as conexion:
            conexion.execute(
                sentencia.on_conflict_do_update(
                    index_elements=[EQUIPOS.c.clave], set_={**valores, "visto": func.now()}
                )
            )

    def latir(self, clave: str) -> bool:
        """Say that it is alive and nothing changed; false if nobody knows it."""
        with self.transaccion() as conexion:
            return (
                conexion.execute(
                    update(EQUIPOS).where(EQUIPOS.c.clave == clave).values(visto=func.now())
                ).rowcount
                == 1
            )

    def despedirse(self, clave: str) -> None:
        """Say that this machine's worker ends; what it holds is remembered."""
        hace_mucho = func.now() - timedelta(days=1)
        with self.transaccion() as conexion:
            conexion.execute(
                update(EQUIPOS).where(EQUIPOS.c.clave == clave).values(visto=hace_mucho)
            )

    def equipos(self) -> list[Equipo]:
        """The machines that had a worker lately, by name."""
        vivo = (EQUIPOS.c.visto > func.now() - self._vivo).label("vivo")
        with self.transaccion() as conexion:
            filas = conexion.execute(
                select(EQUIPOS.c.equipo, EQUIPOS.c.rfcs, EQUIPOS.c.pausa, vivo)
                .where(EQUIPOS.c.visto > func.now() - _SE_OLVIDA)
                .order_by(EQUIPOS.c.equipo, EQUIPOS.c.clave)
            ).all()
        return [
            Equipo(fila.equipo, frozenset(map(RFC, fila.rfcs)), fila.pausa or "", fila.vivo)
            for fila in filas
        ]

    # --- Schedules

    def toca(self, nombre: str, momento: datetime) -> bool:
        """Whether ``momento`` of a schedule is still to be taken care of; only one is told so.

        The first time ever it isn't: a schedule that was just switched on owes nothing.
        """
        sentencia = insert(AGENDA).values(nombre=nombre, ultima=momento)
        with self.transaccion() as conexion:
            nueva = conexion.execute(sentencia.on_conflict_do_nothing()).rowcount == 1
            tomada = conexion.execute(
                update(AGENDA)
                .where(AGENDA.c.nombre == nombre, AGENDA.c.ultima < momento)
                .values(ultima=momento)
            ).rowcount
        return tomada == 1 and not nueva

    @contextmanager
    def _agregando(self) -> Iterator[Connection]:
        """A transaction in which nobody else adds or takes back.

        What is being done may have to wait again, and only one job of a filing may wait: so
        nothing is added while one of it isn't over.
        """
        with self.transaccion() as conexion:
            conexion.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CANDADO})")
            yield conexion


def compartida(carpeta: CarpetaDeTrabajo) -> bool:
    """Whether the folder's ledger is in PostgreSQL."""
    try:
        return make_url(carpeta.direccion_de_bitacora).drivername.startswith("postgres")
    except ArgumentError:
        # The ledger tells what is wrong with it.
        return True


def nombre_del_esquema(ambiente: Ambiente) -> str:
    """Practice and production never meet, though they shared a database."""
    return f"icsoe_cola_{ambiente.value}"


def clave_de_equipo(raiz: Path) -> str:
    """Tells this machine's working folder from every other one's."""
    quien = f"{socket.gethostname()}/{uuid.getnode():x}/{raiz.resolve()}"
    return hashlib.sha256(quien.encode()).hexdigest()[:16]


def leer_presentacion(argumentos: dict[str, Any]) -> Presentacion:
    """The filing that a job points at."""
    return Presentacion(
        RFC(argumentos["rfc"]),
        Periodo.parse(argumentos["periodo"]),
        TipoInformativa.de_clave(argumentos["tipo"]),
    )


def _pedido(fila: Any) -> Pedido:
    presentacion = Presentacion(
        RFC(fila.rfc), Periodo.parse(fila.periodo), TipoInformativa.de_clave(fila.tipo)
    )
    protesta = Protesta(
        fila.declarante, date.fromisoformat(fila.fecha_declaracion), fila.texto_protesta
    )
    return Pedido(Renglon(0, presentacion, protesta, fila.nombre), fila.momento.astimezone(UTC))


def _valores(mundo: str, renglon: Renglon) -> dict[str, str]:
    presentacion, protesta = renglon.presentacion, renglon.protesta
    return {
        "mundo": mundo,
        "rfc": str(presentacion.rfc),
        "periodo": str(presentacion.periodo),
        "tipo": presentacion.tipo.clave,
        "declarante": protesta.declarante,
        "fecha_declaracion": protesta.fecha.isoformat(),
        "texto_protesta": protesta.texto,
        "nombre": renglon.nombre,
    }


def _guardar_pedidos() -> Insert:
    """What was asked for before takes the new oath and name, and begins anew."""
    sentencia = insert(PEDIDOS)
    cambian = ("declarante", "fecha_declaracion", "texto_protesta", "nombre")
    return sentencia.on_conflict_do_update(
        index_elements=list(PEDIDOS.primary_key),
        set_={campo: sentencia.excluded[campo] for campo in cambian} | {"momento": func.now()},
    )


def _de_pedido(mundo: str, presentacion: Presentacion) -> tuple[Any, ...]:
    return (
        PEDIDOS.c.mundo == mundo,
        PEDIDOS.c.rfc == str(presentacion.rfc),
        PEDIDOS.c.periodo == str(presentacion.periodo),
        PEDIDOS.c.tipo == presentacion.tipo.clave,
    )


def _ocupados(conexion: Connection) -> set[str]:
    # Locked rows are passed over by who fetches work: what waits here goes on waiting.
    return set(
        conexion.execute(
            select(TRABAJOS.c.queueing_lock)
            .where(cast(TRABAJOS.c.status, Text).in_(_SIN_TERMINAR))
            .where(TRABAJOS.c.queueing_lock.is_not(None))
            .with_for_update()
        ).scalars()
    )


def _candado(mundo: str, presentacion: Presentacion) -> str:
    return f"{mundo} {presentacion.rfc} {presentacion.periodo} {presentacion.tipo.clave}"


def _candado_de_acuses(mundo: str, rfc: RFC) -> str:
    return f"{mundo} {rfc} {ACUSES}"


def _trabajo(mundo: str, presentacion: Presentacion) -> Job:
    from procrastinate.jobs import Job

    rfc = str(presentacion.rfc)
    return Job(
        queue=rfc,
        lock=rfc,
        queueing_lock=_candado(mundo, presentacion),
        task_name=PRESENTAR,
        task_kwargs={
            "mundo": mundo,
            "rfc": rfc,
            "periodo": str(presentacion.periodo),
            "tipo": presentacion.tipo.clave,
        },
    )


def _trabajo_de_acuses(mundo: str, rfc: RFC, desde: Periodo | None, hasta: Periodo | None) -> Job:
    from procrastinate.jobs import Job

    return Job(
        queue=str(rfc),
        lock=str(rfc),
        queueing_lock=_candado_de_acuses(mundo, rfc),
        task_name=ACUSES,
        task_kwargs={
            "mundo": mundo,
            "rfc": str(rfc),
            "desde": str(desde) if desde else None,
            "hasta": str(hasta) if hasta else None,
        },
    )


def _enviar(conexion: Connection, trabajos: list[Job]) -> None:
    encargado = _encargado()
    for inicio in range(0, len(trabajos), _POR_ENVIO):
        encargado.batch_defer_jobs(
            trabajos[inicio : inicio + _POR_ENVIO], connection=_de_psycopg(conexion)
        )


def _encargado() -> JobManager:
    """Procrastinate's own statements, on a connection of ours."""
    from procrastinate import SyncPsycopgConnector
    from procrastinate.manager import JobManager

    return JobManager(SyncPsycopgConnector())


def _de_psycopg(conexion: Connection) -> Any:
    return conexion.connection.driver_connection
