"""The queue of one environment, in the ledger's own PostgreSQL.

Procrastinate holds who does what and when; a job only points at a filing. What was asked for, with
its oath, is in a table of ours, so that a withdrawn or corrected request holds at once, and no
oath is in a job's arguments, which Procrastinate writes to logs. No secret and no path is in any
of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, timedelta
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Text, cast, delete, func, inspect, make_url, or_, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.exc import ArgumentError

from flows.carpeta import CarpetaDeTrabajo
from flows.cola.equipos import Equipos
from flows.cola.errores import ColaSinPostgreSQL, NoEstaEnCola
from flows.cola.esquema import poner_al_dia
from flows.cola.tablas import ESQUEMA, PEDIDOS, TRABAJOS, VERSION
from flows.cola.trabajos import (
    SIN_TERMINAR,
    cancelar,
    candado,
    candado_de_acuses,
    enviar,
    leer_presentacion,
    ocupados,
    trabajo,
    trabajo_de_acuses,
)
from flows.cola.valores import EnCola, Encoladas, Pedido
from flows.lote.renglon import Renglon
from icsoe_bot.domain.informativa import Presentacion, TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.base import Base
from icsoe_bot.portal.direcciones import Ambiente

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
        self.equipos = Equipos(self.transaccion, timedelta(seconds=vivo_s))
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
            no_caben = ocupados(conexion)
            faltan = [cual for cual in unicos if cual not in hechas]
            nuevas = [cual for cual in faltan if candado(mundo, cual) not in no_caben]
            enviar(conexion, [trabajo(mundo, cual) for cual in nuevas])
        return Encoladas(
            tuple(nuevas),
            tuple(cual for cual in faltan if candado(mundo, cual) in no_caben),
            tuple(cual for cual in unicos if cual in hechas),
        )

    def volver_a_encolar(self, mundo: str, presentaciones: Iterable[Presentacion]) -> int:
        """Put filings that were asked for before in the queue again; how many weren't in it."""
        with self._agregando() as conexion:
            no_caben = ocupados(conexion)
            nuevas = [uno for uno in presentaciones if candado(mundo, uno) not in no_caben]
            enviar(conexion, [trabajo(mundo, cual) for cual in nuevas])
        return len(nuevas)

    def encolar_acuses(
        self, mundo: str, rfcs: Iterable[RFC], desde: Periodo | None, hasta: Periodo | None
    ) -> tuple[list[RFC], list[RFC]]:
        """Ask for taxpayers' acuses; those that are new, and those that wait already."""
        unicos = list(dict.fromkeys(rfcs))
        with self._agregando() as conexion:
            no_caben = ocupados(conexion)
            nuevos = [rfc for rfc in unicos if candado_de_acuses(mundo, rfc) not in no_caben]
            enviar(conexion, [trabajo_de_acuses(mundo, rfc, desde, hasta) for rfc in nuevos])
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
                .where(TRABAJOS.c.queueing_lock == candado(mundo, presentacion))
                .where(cast(TRABAJOS.c.status, Text).in_(SIN_TERMINAR))
                .with_for_update()
            ).all()
            if not pedido.rowcount and not trabajos:
                raise NoEstaEnCola(
                    f"{presentacion} no está en la cola.",
                    remedio="Vea lo que hay con «icsoe estado».",
                )
            for cual, estado in trabajos:
                if estado == "todo":
                    cancelar(conexion, cual)
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
                .where(estado.in_(SIN_TERMINAR))
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
