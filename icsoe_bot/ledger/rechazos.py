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
    """One refusal of a taxpayer's e.firma."""

    huella: str
    """Of certificate, key and password together, as ``efirma.huella`` makes it."""
    motivo: str
    momento: datetime


class Rechazos:
    """The refusals of one world."""

    def __init__(self, base: Base, ambiente: str) -> None:
        self._base = base
        self._ambiente = ambiente

    def ultimo(self, rfc: RFC) -> Rechazo | None:
        """The latest refusal of a taxpayer's e.firma that hasn't been forgotten."""
        return self._uno(*self._de(rfc))

    def de(self, rfc: RFC, huella: str) -> Rechazo | None:
        """The refusal of exactly this e.firma with this password."""
        return self._uno(*self._de(rfc), RECHAZOS.c.huella == huella)

    def anotar(self, rfc: RFC, huella: str, motivo: str) -> None:
        """Remember a refusal, for as long as nobody has it forgotten."""
        nuevos = {"motivo": motivo, "momento": datetime.now(UTC)}
        if self._cambiar(rfc, huella, nuevos):
            return
        clave = {"ambiente": self._ambiente, "rfc": str(rfc), "huella": huella}
        try:
            with self._base.transaccion() as conexion:
                conexion.execute(insert(RECHAZOS).values(**clave, **nuevos))
        except IntegrityError:
            # Another process was refused at the same moment.
            self._cambiar(rfc, huella, nuevos)

    def _uno(self, *donde: ColumnElement[bool]) -> Rechazo | None:
        cuales = select(RECHAZOS).where(*donde).order_by(RECHAZOS.c.momento.desc()).limit(1)
        with self._base.transaccion() as conexion:
            fila = conexion.execute(cuales).one_or_none()
        return None if fila is None else Rechazo(fila.huella, fila.motivo, en_utc(fila.momento))

    def _cambiar(self, rfc: RFC, huella: str, nuevos: dict[str, Any]) -> bool:
        cual = (*self._de(rfc), RECHAZOS.c.huella == huella)
        with self._base.transaccion() as conexion:
            return conexion.execute(update(RECHAZOS).where(*cual).values(**nuevos)).rowcount > 0

    def olvidar(self, rfc: RFC) -> bool:
        """Let a taxpayer's e.firmas be tried again; whether there was a refusal."""
        with self._base.transaccion() as conexion:
            return conexion.execute(delete(RECHAZOS).where(*self._de(rfc))).rowcount > 0

    def _de(self, rfc: RFC) -> tuple[ColumnElement[bool], ...]:
        return (RECHAZOS.c.ambiente == self._ambiente, RECHAZOS.c.rfc == str(rfc))
