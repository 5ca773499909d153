"""The ledger: filings that move by compare-and-set, and an append-only log of what happened."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.errors import OperatorMustAct
from icsoe_bot.ledger.estados import Estado
from icsoe_bot.ledger.migraciones import poner_al_dia
from icsoe_bot.ledger.tablas import EVENTOS, PRESENTACIONES


class BitacoraInservible(OperatorMustAct):
    """The ledger can't be opened or written, so nothing may be signed."""


class OtroProcesoSeAdelanto(OperatorMustAct):
    """The filing was no longer in the state that this process left it in."""


@dataclass(frozen=True, slots=True)
class Registro:
    """A filing as the ledger knows it."""

    id: int
    presentacion: Presentacion
    estado: Estado
    folio: Folio | None
    fecha_presentacion: date | None
    acuse_ruta: str | None
    acuse_sha256: str | None


class Bitacora(AbstractContextManager["Bitacora"]):
    """The ledger of one environment, at a database address of SQLAlchemy's form.

    ``ambiente`` keeps worlds apart: ``produccion``, or one replica by its identity.

    Raises:
        BitacoraInservible: the database can't be opened or brought up to date.
    """

    def __init__(self, url: str, ambiente: str) -> None:
        self._ambiente = ambiente
        try:
            self._engine = _motor(url)
            poner_al_dia(self._engine)
        except (SQLAlchemyError, OSError) as error:
            raise _inservible("abrir") from error

    def __exit__(
        self,
        tipo: type[BaseException] | None,
        error: BaseException | None,
        rastro: TracebackType | None,
    ) -> None:
        self._engine.dispose()

    def planear(self, presentacion: Presentacion, protesta: Protesta) -> Registro:
        """The row of a filing, made if there is none."""
        ahora = datetime.now(UTC)
        with self._transaccion() as conexion:
            fila = self._buscar(conexion, presentacion)
        if fila is not None:
            return fila
        try:
            with self._transaccion() as conexion:
                clave = conexion.execute(
                    insert(PRESENTACIONES).values(
                        ambiente=self._ambiente,
                        rfc=str(presentacion.rfc),
                        anio=presentacion.periodo.anio,
                        cuatrimestre=int(presentacion.periodo.cuatrimestre),
                        tipo=presentacion.tipo.clave,
                        estado=Estado.PLANEADA.value,
                        declarante=protesta.declarante,
                        fecha_declaracion=protesta.fecha.isoformat(),
                        texto_protesta=protesta.texto,
                        creada=ahora,
                        actualizada=ahora,
                    )
                ).inserted_primary_key
                _anotar(conexion, clave[0] if clave else 0, "planeada", {})
        except IntegrityError:
            # Another process planned the same filing between the two statements.
            pass
        return self.leer(presentacion)

    def leer(self, presentacion: Presentacion) -> Registro:
        """The row of a filing that was planned.

        Raises:
            LookupError: it never was.
        """
        with self._transaccion() as conexion:
            fila = self._buscar(conexion, presentacion)
        if fila is None:
            raise LookupError(str(presentacion))
        return fila

    def mover(
        self,
        registro: Registro,
        desde: Iterable[Estado],
        hacia: Estado,
        *,
        protesta: Protesta | None = None,
        folio: Folio | None = None,
        fecha: date | None = None,
        acuse_ruta: str | None = None,
        acuse_sha256: str | None = None,
        detalle: dict[str, Any] | None = None,
    ) -> Registro:
        """Move a filing, durably, only if it still is in one of ``desde``.

        The change and its event are committed together, and on the disk when this returns.

        Raises:
            OtroProcesoSeAdelanto: it is in another state by now.
        """
        valores: dict[str, Any] = {
            "folio": folio and str(folio),
            "fecha_presentacion": fecha and fecha.isoformat(),
            "acuse_ruta": acuse_ruta,
            "acuse_sha256": acuse_sha256,
        }
        if protesta is not None:
            valores |= {
                "declarante": protesta.declarante,
                "fecha_declaracion": protesta.fecha.isoformat(),
                "texto_protesta": protesta.texto,
            }
        nuevos = {campo: valor for campo, valor in valores.items() if valor is not None}
        with self._transaccion() as conexion:
            cambiadas = conexion.execute(
                update(PRESENTACIONES)
                .where(PRESENTACIONES.c.id == registro.id)
                .where(PRESENTACIONES.c.estado.in_([estado.value for estado in desde]))
                .values(estado=hacia.value, actualizada=datetime.now(UTC), **nuevos)
            ).rowcount
            if cambiadas != 1:
                raise OtroProcesoSeAdelanto(
                    f"Otro proceso trabaja ya en {registro.presentacion}.",
                    remedio="Espere a que termine y vuelva a ejecutar la orden.",
                )
            _anotar(conexion, registro.id, hacia.value, nuevos | (detalle or {}))
        return self.leer(registro.presentacion)

    def anotar(self, registro: Registro, suceso: str, detalle: dict[str, Any]) -> None:
        """Append to the log of a filing."""
        with self._transaccion() as conexion:
            _anotar(conexion, registro.id, suceso, detalle)

    def sucesos(self, registro: Registro) -> list[tuple[str, dict[str, Any]]]:
        """The log of a filing, oldest first."""
        with self._transaccion() as conexion:
            filas = conexion.execute(
                select(EVENTOS.c.suceso, EVENTOS.c.detalle)
                .where(EVENTOS.c.presentacion_id == registro.id)
                .order_by(EVENTOS.c.id)
            )
            return [(fila.suceso, fila.detalle) for fila in filas]

    @contextmanager
    def _transaccion(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as conexion:
                yield conexion
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise _inservible("escribir") from error

    def _buscar(self, conexion: Connection, presentacion: Presentacion) -> Registro | None:
        tabla = PRESENTACIONES.c
        fila = conexion.execute(
            select(PRESENTACIONES).where(
                tabla.ambiente == self._ambiente,
                tabla.rfc == str(presentacion.rfc),
                tabla.anio == presentacion.periodo.anio,
                tabla.cuatrimestre == int(presentacion.periodo.cuatrimestre),
                tabla.tipo == presentacion.tipo.clave,
            )
        ).one_or_none()
        if fila is None:
            return None
        return Registro(
            id=fila.id,
            presentacion=presentacion,
            estado=Estado(fila.estado),
            folio=Folio(fila.folio) if fila.folio else None,
            fecha_presentacion=(
                date.fromisoformat(fila.fecha_presentacion) if fila.fecha_presentacion else None
            ),
            acuse_ruta=fila.acuse_ruta,
            acuse_sha256=fila.acuse_sha256,
        )


def _inservible(que: str) -> BitacoraInservible:
    return BitacoraInservible(
        f"No se pudo {que} la bitácora.",
        remedio="Revise que la carpeta exista, que se pueda escribir en ella y que haya espacio.",
    )


def _anotar(conexion: Connection, clave: int, suceso: str, detalle: dict[str, Any]) -> None:
    conexion.execute(
        insert(EVENTOS).values(
            presentacion_id=clave,
            momento=datetime.now(UTC),
            proceso=f"{socket.gethostname()[:80]}:{os.getpid()}",
            suceso=suceso,
            detalle=detalle,
        )
    )


def _motor(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _al_conectar_sqlite)
    return engine


def _al_conectar_sqlite(conexion: Any, _registro: object) -> None:
    for pragma in (
        "journal_mode=WAL",
        # The move to «firmando» must survive a power cut before the click that follows it.
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
    ):
        conexion.execute(f"PRAGMA {pragma}")
