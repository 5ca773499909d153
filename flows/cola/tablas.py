"""The queue's tables: Procrastinate's, as far as they are read here, and ours beside them.

All of an environment's are in a schema of their own, apart from the ledger's.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

ESQUEMA = "cola"
"""Stands for the environment's schema; see ``Cola``."""

PROPIAS = MetaData(schema=ESQUEMA)
_AJENAS = MetaData(schema=ESQUEMA)

TRABAJOS = Table(
    "procrastinate_jobs",
    _AJENAS,
    Column("id", BigInteger, primary_key=True),
    Column("queue_name", String(128)),
    Column("queueing_lock", Text),
    Column("args", JSONB),
    Column("status", Text),
    Column("scheduled_at", DateTime(timezone=True)),
)

VERSION = Table(
    "icsoe_version",
    PROPIAS,
    Column("propia", Integer, nullable=False),
    Column("procrastinate", Text, nullable=False),
)
"""One row: the version of our tables, and the last of Procrastinate's migrations."""

PEDIDOS = Table(
    "icsoe_pedidos",
    PROPIAS,
    Column("mundo", String(60), primary_key=True),
    Column("rfc", String(13), primary_key=True),
    Column("periodo", String(6), primary_key=True),
    Column("tipo", String(30), primary_key=True),
    Column("declarante", Text, nullable=False),
    Column("fecha_declaracion", String(10), nullable=False),
    Column("texto_protesta", Text, nullable=False),
    Column("nombre", Text, nullable=False),
    Column("momento", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""What persons asked to have filed, with their oaths: what the batch file is for one machine."""

EQUIPOS = Table(
    "icsoe_equipos",
    PROPIAS,
    Column("clave", String(16), primary_key=True),
    Column("equipo", Text, nullable=False),
    Column("rfcs", ARRAY(String(13)), nullable=False),
    Column("pausa", Text),
    Column("visto", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""Each machine's working folder, whose e.firmas it holds, and when its worker last said so."""

AGENDA = Table(
    "icsoe_agenda",
    PROPIAS,
    Column("nombre", Text, primary_key=True),
    Column("ultima", DateTime(timezone=True), nullable=False),
)
"""Of each schedule, the last of its moments that somebody has taken care of."""
