"""The ledger: filings that move by compare-and-set, and an append-only log of what happened."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.informativa import Presentacion, TipoInformativa
from icsoe_bot.domain.periodo import Cuatrimestre, Periodo
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import OperatorMustAct
from icsoe_bot.ledger.acuses import Acuses
from icsoe_bot.ledger.base import Base
from icsoe_bot.ledger.estados import CON_ACUSE, Estado
from icsoe_bot.ledger.rechazos import Rechazos
from icsoe_bot.ledger.tablas import EVENTOS, PRESENTACIONES, en_utc
from icsoe_bot.ledger.tomas import Tomas


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
    declarante: str
    fecha_declaracion: date | None
    actualizada: datetime
    """When it last moved, in UTC."""


@dataclass(frozen=True, slots=True)
class Suceso:
    """Something that happened to a filing; never changed and never removed."""

    momento: datetime
    proceso: str
    suceso: str
    detalle: dict[str, Any]


class Bitacora(AbstractContextManager["Bitacora"]):
    """The ledger of one environment, at a database address of SQLAlchemy's form.

    ``ambiente`` keeps worlds apart: ``produccion``, or one replica by its identity.

    Raises:
        BitacoraInservible: the database can't be opened or brought up to date.
    """

    def __init__(self, url: str, ambiente: str) -> None:
        self._ambiente = ambiente
        self._base = Base(url)
        self.rechazos = Rechazos(self._base, ambiente)
        self.acuses = Acuses(self._base, ambiente)

    def __exit__(
        self,
        tipo: type[BaseException] | None,
        error: BaseException | None,
        rastro: TracebackType | None,
    ) -> None:
        self._base.cerrar()

    def tomas(self, segundos: float) -> Tomas:
        """Claims of a new piece of work, each for so many seconds unless renewed."""
        return Tomas(self._base, self._ambiente, segundos)

    def planear(self, presentacion: Presentacion, protesta: Protesta) -> Registro:
        """The row of a filing, made if there is none."""
        return self.buscar(presentacion) or self._insertar(presentacion, protesta)

    def _insertar(self, presentacion: Presentacion, protesta: Protesta | None) -> Registro:
        ahora = datetime.now(UTC)
        declaracion = {}
        if protesta is not None:
            declaracion = {
                "declarante": protesta.declarante,
                "fecha_declaracion": protesta.fecha.isoformat(),
                "texto_protesta": protesta.texto,
            }
        try:
            with self._base.transaccion() as conexion:
                clave = conexion.execute(
                    insert(PRESENTACIONES).values(
                        ambiente=self._ambiente,
                        rfc=str(presentacion.rfc),
                        anio=presentacion.periodo.anio,
                        cuatrimestre=int(presentacion.periodo.cuatrimestre),
                        tipo=presentacion.tipo.clave,
                        estado=Estado.PLANEADA.value,
                        creada=ahora,
                        actualizada=ahora,
                        **declaracion,
                    )
                ).inserted_primary_key
                if protesta is not None:
                    _anotar(conexion, clave[0] if clave else 0, "planeada", {})
        except IntegrityError:
            # Another process wrote the same filing between the two statements.
            pass
        return self.leer(presentacion)

    def buscar(self, presentacion: Presentacion) -> Registro | None:
        """The row of a filing; ``None`` if it was never planned."""
        tabla = PRESENTACIONES.c
        with self._base.transaccion() as conexion:
            fila = conexion.execute(
                select(PRESENTACIONES).where(
                    tabla.ambiente == self._ambiente,
                    tabla.rfc == str(presentacion.rfc),
                    tabla.anio == presentacion.periodo.anio,
                    tabla.cuatrimestre == int(presentacion.periodo.cuatrimestre),
                    tabla.tipo == presentacion.tipo.clave,
                )
            ).one_or_none()
        return None if fila is None else _registro(fila)

    def hallar(self, acuse: Acuse, tipo: TipoInformativa) -> Registro:
        """The row of a filing that the portal lists, whoever filed it.

        A listed acuse is the truth: whatever the ledger knew of it before gives way.

        Raises:
            BitacoraInservible: the database failed.
        """
        presentacion = Presentacion(acuse.rfc, acuse.periodo, tipo)
        registro = self.buscar(presentacion) or self._insertar(presentacion, None)
        if registro.estado in CON_ACUSE:
            return registro
        return self.mover(
            registro,
            Estado,
            Estado.PRESENTADA,
            folio=acuse.folio,
            fecha=acuse.fecha_presentacion,
            detalle={"hallada": "en los acuses del portal"},
        )

    def leer(self, presentacion: Presentacion) -> Registro:
        """The row of a filing that was planned.

        Raises:
            LookupError: it never was.
        """
        fila = self.buscar(presentacion)
        if fila is None:
            raise LookupError(str(presentacion))
        return fila

    def listar(self) -> list[Registro]:
        """Every filing of this world, by RFC and period."""
        tabla = PRESENTACIONES.c
        with self._base.transaccion() as conexion:
            filas = conexion.execute(
                select(*_LEIDAS)
                .where(tabla.ambiente == self._ambiente)
                .order_by(tabla.rfc, tabla.anio, tabla.cuatrimestre, tabla.tipo)
            ).all()
        return [_registro(fila) for fila in filas]

    def equipos_de_los_acuses(self) -> dict[int, str]:
        """By a filing's ``id``, the machine that last archived its acuse."""
        with self._base.transaccion() as conexion:
            filas = conexion.execute(
                select(EVENTOS.c.presentacion_id, EVENTOS.c.proceso)
                .join(PRESENTACIONES, PRESENTACIONES.c.id == EVENTOS.c.presentacion_id)
                .where(PRESENTACIONES.c.ambiente == self._ambiente)
                .where(EVENTOS.c.suceso == Estado.ACUSE_ARCHIVADO.value)
                .order_by(EVENTOS.c.id)
            ).all()
        return {fila.presentacion_id: fila.proceso.rpartition(":")[0] for fila in filas}

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
        with self._base.transaccion() as conexion:
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
        with self._base.transaccion() as conexion:
            _anotar(conexion, registro.id, suceso, detalle)

    def sucesos(self, registro: Registro) -> list[Suceso]:
        """The log of a filing, oldest first."""
        with self._base.transaccion() as conexion:
            filas = conexion.execute(
                select(EVENTOS)
                .where(EVENTOS.c.presentacion_id == registro.id)
                .order_by(EVENTOS.c.id)
            ).all()
        return [
            Suceso(en_utc(fila.momento), fila.proceso, fila.suceso, fila.detalle) for fila in filas
        ]

    def hubo_captura(self, registro: Registro) -> bool:
        """Whether the oath was ever accepted for it, which leaves a draft of ours."""
        return any(s.suceso == Estado.CAPTURADA.value for s in self.sucesos(registro))


def ultimo_mundo(url: str, prefijo: str) -> str | None:
    """Of the worlds whose name begins with ``prefijo``, the one that was last worked on.

    Raises:
        BitacoraInservible: the database failed.
    """
    base = Base(url)
    try:
        with base.transaccion() as conexion:
            return conexion.execute(
                select(PRESENTACIONES.c.ambiente)
                .where(PRESENTACIONES.c.ambiente.startswith(prefijo, autoescape=True))
                .order_by(PRESENTACIONES.c.actualizada.desc())
                .limit(1)
            ).scalar_one_or_none()
    finally:
        base.cerrar()


_LEIDAS = tuple(
    columna
    for columna in PRESENTACIONES.c
    if columna.name not in ("ambiente", "texto_protesta", "creada")
)
"""Columns that a ``Registro`` is made of: an oath's text is long, and told by nobody."""


@lru_cache(maxsize=1024)
def _periodo(anio: int, cuatrimestre: int) -> Periodo:
    return Periodo(anio, Cuatrimestre(cuatrimestre))


def _registro(fila: Row[Any]) -> Registro:
    return Registro(
        id=fila.id,
        presentacion=Presentacion(
            # What the ledger holds was checked when it was planned; 100,000 rows are read at once.
            RFC(fila.rfc),
            _periodo(fila.anio, fila.cuatrimestre),
            TipoInformativa.de_clave(fila.tipo),
        ),
        estado=Estado(fila.estado),
        folio=Folio(fila.folio) if fila.folio else None,
        fecha_presentacion=_fecha(fila.fecha_presentacion),
        acuse_ruta=fila.acuse_ruta,
        acuse_sha256=fila.acuse_sha256,
        declarante=fila.declarante or "",
        fecha_declaracion=_fecha(fila.fecha_declaracion),
        actualizada=en_utc(fila.actualizada),
    )


def _fecha(texto: str | None) -> date | None:
    return date.fromisoformat(texto) if texto else None


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
