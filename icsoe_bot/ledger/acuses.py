"""Archived acuses as the ledger knows them: where each lies, and what it was when verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row, exists, insert, select, tuple_
from sqlalchemy.exc import IntegrityError

from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.periodo import Cuatrimestre, Periodo
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.base import Base
from icsoe_bot.ledger.tablas import ACUSES, PRESENTACIONES, en_utc


@dataclass(frozen=True, slots=True)
class AcuseRegistrado:
    """One version of an acuse that was verified and put in its place."""

    acuse: Acuse
    version: int
    """1, unless the portal later handed out another content for the same folio."""
    ruta: str
    """Inside the archive, with slashes."""
    sha256: str
    archivado: datetime
    """When, in UTC."""


class Acuses:
    """The archived acuses of one world; rows are added, never changed."""

    def __init__(self, base: Base, ambiente: str) -> None:
        self._base = base
        self._ambiente = ambiente

    def listar(self, rfc: RFC | None = None) -> list[AcuseRegistrado]:
        """All of them, or one taxpayer's, by RFC, period, folio and version.

        Raises:
            BitacoraInservible: the database failed.
        """
        tabla = ACUSES.c
        consulta = select(ACUSES).where(tabla.ambiente == self._ambiente)
        if rfc is not None:
            consulta = consulta.where(tabla.rfc == str(rfc))
        orden = (tabla.rfc, tabla.anio, tabla.cuatrimestre, tabla.folio, tabla.version)
        with self._base.transaccion() as conexion:
            filas = conexion.execute(consulta.order_by(*orden)).all()
        return [_registrado(fila) for fila in filas]

    def inesperados(self) -> list[Acuse]:
        """What the rows of the filings don't tell, for whoever has read those already.

        All acuses of each taxpayer's period that has a complementaria or isn't a filing at all;
        each once, whatever its versions.

        Raises:
            BitacoraInservible: the database failed.
        """
        tabla, suya = ACUSES.c, PRESENTACIONES.c
        periodo = (tabla.rfc, tabla.anio, tabla.cuatrimestre)
        con_complementaria = select(*periodo).where(
            tabla.ambiente == self._ambiente, tabla.complementaria != ""
        )
        anotada = exists().where(
            suya.ambiente == self._ambiente,
            suya.rfc == tabla.rfc,
            suya.anio == tabla.anio,
            suya.cuatrimestre == tabla.cuatrimestre,
        )
        consulta = select(ACUSES).where(
            tabla.ambiente == self._ambiente,
            tuple_(*periodo).in_(con_complementaria) | ~anotada,
        )
        with self._base.transaccion() as conexion:
            filas = conexion.execute(consulta).all()
        return list({_registrado(fila).acuse: None for fila in filas})

    def versiones(self, acuse: Acuse) -> dict[int, str]:
        """The SHA-256 of each archived version of one acuse."""
        return {
            uno.version: uno.sha256
            for uno in self.listar(acuse.rfc)
            if uno.acuse.folio == acuse.folio
        }

    def anotar(self, acuse: Acuse, version: int, ruta: str, sha256: str) -> None:
        """Add one; again with the same content it changes nothing.

        Raises:
            BitacoraInservible: the database failed.
        """
        try:
            with self._base.transaccion() as conexion:
                conexion.execute(
                    insert(ACUSES).values(
                        ambiente=self._ambiente,
                        rfc=str(acuse.rfc),
                        folio=str(acuse.folio),
                        version=version,
                        sha256=sha256,
                        anio=acuse.periodo.anio,
                        cuatrimestre=int(acuse.periodo.cuatrimestre),
                        tipo=acuse.tipo,
                        complementaria=acuse.complementaria,
                        fecha_presentacion=acuse.fecha_presentacion.isoformat(),
                        ruta=ruta,
                        archivado=datetime.now(UTC),
                    )
                )
        except IntegrityError:
            # This very content is known already, from this run or from another process's.
            return


def _registrado(fila: Row[Any]) -> AcuseRegistrado:
    return AcuseRegistrado(
        acuse=Acuse(
            rfc=RFC(fila.rfc),
            periodo=Periodo(fila.anio, Cuatrimestre(fila.cuatrimestre)),
            folio=Folio(fila.folio),
            tipo=fila.tipo,
            complementaria=fila.complementaria,
            fecha_presentacion=date.fromisoformat(fila.fecha_presentacion),
        ),
        version=fila.version,
        ruta=fila.ruta,
        sha256=fila.sha256,
        archivado=en_utc(fila.archivado),
    )
