"""Rows of a ledger and lines of a batch, made up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from fixtures.contribuyentes import contribuyentes_ficticios
from flows.lote.renglon import Renglon
from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.informativa import Presentacion, TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.bitacora import Registro
from icsoe_bot.ledger.estados import CON_ACUSE, Estado

RFCS = sorted(c.rfc for c in contribuyentes_ficticios(4))
ACUSE = "ABC010101AB1/2026/ABC010101AB1_2026-2_sin-informacion_SI26000001.pdf"
"""The way that the ledger knows inside the archive; of nobody in particular."""
PROTESTA = Protesta("Ana Ficticia López", date(2026, 9, 1))


def mediodia(dia: date) -> datetime:
    """Noon of ``dia`` in central Mexico."""
    return datetime.combine(dia, time(12), ZONA)


def registro(
    rfc: RFC,
    periodo: str,
    estado: Estado = Estado.ACUSE_ARCHIVADO,
    fecha: date | None = None,
    tipo: TipoInformativa = TipoInformativa.SIN_INFORMACION,
) -> Registro:
    con_acuse = estado in CON_ACUSE
    return Registro(
        id=1,
        presentacion=Presentacion(rfc, Periodo.parse(periodo), tipo),
        estado=estado,
        folio=Folio("SI26000001") if con_acuse else None,
        fecha_presentacion=fecha,
        acuse_ruta=ACUSE if estado is Estado.ACUSE_ARCHIVADO else None,
        acuse_sha256=None,
        declarante=PROTESTA.declarante,
        fecha_declaracion=PROTESTA.fecha,
        actualizada=datetime.now(UTC),
    )


def acuse(
    rfc: RFC, periodo: str, complementaria: str, fecha: date, folio: str = "SI26000002"
) -> Acuse:
    return Acuse(
        rfc, Periodo.parse(periodo), Folio(folio), "Sin información", complementaria, fecha
    )


def renglon(rfc: RFC, periodo: str, nombre: str = "") -> Renglon:
    return Renglon(2, Presentacion(rfc, Periodo.parse(periodo)), PROTESTA, nombre)
