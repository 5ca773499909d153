"""E.firmas that were refused: neither they nor their passwords are tried a second time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.base import Base
from icsoe_bot.ledger.tablas import RECHAZOS, en_utc


@dataclass(frozen=True, slots=True)
class Rechazo:
    """The last refusal of a taxpayer's e.firma."""

    huella: str
    """Of certificate, key and password together, as ``efirma.huella`` makes it."""
    motivo: str
    momento: datetime


class Rechazos:
    """The refusals of one world."""

    def __init__(self, base: Base, ambiente: str) -> None:
        self._base = base
        self._ambiente = ambiente

    def de(self, rfc: RFC) -> Rechazo | None:
        """The refusal of a taxpayer's e.firma that hasn't been forgotten."""
        with self._base.transaccion() as conexion:
            fila = conexion.execute(select(RECHAZOS).where(*self._de(rfc))).one_or_none()
        return None if fila is None else Rechazo(fila.huella, fila.motivo, en_utc(fila.momento))

    def anotar(self, rfc: RFC, huella: str, motivo: str) -> None:
        """Remember a refusal in place of an earlier one."""
        nuevos = {"huella": huella, "motivo": motivo, "momento": datetime.now(UTC)}
        if self._cambiar(rfc, nuevos):
            return
        try:
            with self._base.transaccion() as conexion:
                conexion.execute(
                    insert(RECHAZOS).values(ambiente=self._ambiente, rfc=str(rfc), **nuevos)
                )
        except IntegrityError:
            # Another process was refused at the same moment.
            self._cambiar(rfc, nuevos)

    def _cambiar(self, rfc: RFC, nuevos: dict[str, Any]) -> bool:
        with self._base.transaccion() as conexion:
            cambio = update(RECHAZOS).where(*self._de(rfc)).values(**nuevos)
            return conexion.execute(cambio).rowcount > 0

    def olvidar(self, rfc: RFC) -> bool:
        """Let a taxpayer's e.firma be tried again; whether there was a refusal."""
        with self._base.transaccion() as conexion:
            return conexion.execute(delete(RECHAZOS).where(*self._de(rfc))).rowcount > 0

    def _de(self, rfc: RFC) -> tuple[ColumnElement[bool], ...]:
        return (RECHAZOS.c.ambiente == self._ambiente, RECHAZOS.c.rfc == str(rfc))
