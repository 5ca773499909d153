"""Claims: of two processes, also on two machines, one works on a taxpayer at a time.

A claim saves work and keeps sessions of the same RFC apart. It guards no signature: that is the
move to «firmando» in ``bitacora``, which holds even when a claim is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import RetryLater
from icsoe_bot.ledger.base import Base, BitacoraInservible, reloj
from icsoe_bot.ledger.duenio import Duenio
from icsoe_bot.ledger.tablas import TOMAS

logger = logging.getLogger(__name__)

_SIN_SOLTAR: set[tuple[str, str]] = set()
"""Owner and taxpayer of what this process is done with and couldn't give back: its other threads
need not wait until that claim ends by itself."""


class EnManosDeOtro(RetryLater):
    """Another process works on this taxpayer at this moment."""


def viva(fila: Row[Any], ahora: float) -> bool:
    """Whether the owner of a claim may be at work, at ``ahora`` by the ledger's clock."""
    duenio = Duenio.leer(fila.duenio)
    return bool(fila.hasta > ahora and not (duenio and duenio.murio))


class Tomas:
    """The claims of one piece of work. Each lasts ``segundos`` unless renewed."""

    def __init__(self, base: Base, ambiente: str, segundos: float = 600) -> None:
        self._base = base
        self._ambiente = ambiente
        self._segundos = segundos
        self._duenio = Duenio.este()

    @contextmanager
    def tomada(self, rfc: RFC) -> Iterator[None]:
        """Hold a taxpayer for as long as it takes.

        Raises:
            EnManosDeOtro: another process has the claim.
            BitacoraInservible: the database failed.
        """
        if not self.tomar(rfc):
            raise EnManosDeOtro(
                f"Otro proceso trabaja en este momento en {rfc}.",
                remedio="Espere a que termine y vuelva a ejecutar la orden.",
            )
        try:
            yield
        finally:
            try:
                self.soltar(rfc)
            except BitacoraInservible as error:
                # What was done meanwhile matters more; the claim ends by itself.
                logger.warning("no se pudo soltar a %s: %s", rfc, error)
                _SIN_SOLTAR.add((str(self._duenio), str(rfc)))

    def tomar(self, rfc: RFC) -> bool:
        """Claim a taxpayer; false while another process that may be alive has the claim.

        Raises:
            BitacoraInservible: the database failed.
        """
        _SIN_SOLTAR.discard((str(self._duenio), str(rfc)))
        try:
            with self._base.transaccion() as conexion:
                ahora = reloj(conexion)
                nuevos = {"duenio": str(self._duenio), "hasta": ahora + self._segundos}
                fila = conexion.execute(select(TOMAS).where(*self._de(rfc))).one_or_none()
                if fila is None:
                    conexion.execute(
                        insert(TOMAS).values(ambiente=self._ambiente, rfc=str(rfc), **nuevos)
                    )
                    return True
                ajena = (
                    fila.duenio != str(self._duenio) and (fila.duenio, str(rfc)) not in _SIN_SOLTAR
                )
                if ajena and viva(fila, ahora):
                    return False
                tomada = conexion.execute(
                    update(TOMAS)
                    .where(*self._de(rfc))
                    .where(TOMAS.c.duenio == fila.duenio, TOMAS.c.hasta == fila.hasta)
                    .values(**nuevos)
                )
                return tomada.rowcount == 1
        except IntegrityError:
            return False

    def renovar(self, rfc: RFC) -> bool:
        """Prolong a claim; false when it was lost to another process.

        Raises:
            BitacoraInservible: the database failed.
        """
        with self._base.transaccion() as conexion:
            renovada = conexion.execute(
                update(TOMAS)
                .where(*self._de(rfc))
                .where(TOMAS.c.duenio == str(self._duenio))
                .values(hasta=reloj(conexion) + self._segundos)
            )
            return renovada.rowcount == 1

    def soltar(self, rfc: RFC) -> None:
        """Give a claim back, if it still is this work's.

        Raises:
            BitacoraInservible: the database failed.
        """
        with self._base.transaccion() as conexion:
            conexion.execute(
                delete(TOMAS).where(*self._de(rfc)).where(TOMAS.c.duenio == str(self._duenio))
            )

    def _de(self, rfc: RFC) -> tuple[ColumnElement[bool], ...]:
        return (TOMAS.c.ambiente == self._ambiente, TOMAS.c.rfc == str(rfc))
