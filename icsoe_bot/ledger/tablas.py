"""The tables, as the newest migration leaves them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from icsoe_bot.ledger.estados import Estado

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

PRESENTACIONES = Table(
    "presentaciones",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("ambiente", String(60), nullable=False),
    Column("rfc", String(13), nullable=False),
    Column("anio", Integer, nullable=False),
    Column("cuatrimestre", Integer, nullable=False),
    Column("tipo", String(30), nullable=False),
    Column("estado", String(30), nullable=False),
    Column("declarante", Text),
    Column("fecha_declaracion", String(10)),
    Column("texto_protesta", Text),
    Column("folio", String(40)),
    Column("fecha_presentacion", String(10)),
    Column("acuse_ruta", Text),
    Column("acuse_sha256", String(64)),
    Column("creada", DateTime(timezone=True), nullable=False),
    Column("actualizada", DateTime(timezone=True), nullable=False),
    UniqueConstraint("ambiente", "rfc", "anio", "cuatrimestre", "tipo"),
    CheckConstraint(
        "estado IN ({})".format(", ".join(f"'{estado.value}'" for estado in Estado)),
        name="estado",
    ),
)

EVENTOS = Table(
    "eventos",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("presentacion_id", ForeignKey("presentaciones.id"), nullable=False, index=True),
    Column("momento", DateTime(timezone=True), nullable=False),
    Column("proceso", String(120), nullable=False),
    Column("suceso", String(60), nullable=False),
    Column("detalle", JSON, nullable=False),
)

TOMAS = Table(
    "tomas",
    METADATA,
    Column("ambiente", String(60), primary_key=True),
    Column("rfc", String(13), primary_key=True),
    Column("duenio", String(160), nullable=False),
    Column("hasta", Float(53), nullable=False),
)
"""``hasta`` is in seconds since 1970."""

RECHAZOS = Table(
    "rechazos",
    METADATA,
    Column("ambiente", String(60), primary_key=True),
    Column("rfc", String(13), primary_key=True),
    Column("huella", String(64), primary_key=True),
    Column("motivo", Text, nullable=False),
    Column("momento", DateTime(timezone=True), nullable=False),
)

ACUSES = Table(
    "acuses",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("ambiente", String(60), nullable=False),
    Column("rfc", String(13), nullable=False),
    Column("folio", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("anio", Integer, nullable=False),
    Column("cuatrimestre", Integer, nullable=False),
    Column("tipo", Text, nullable=False),
    Column("complementaria", Text, nullable=False),
    Column("fecha_presentacion", String(10), nullable=False),
    Column("ruta", Text, nullable=False),
    Column("archivado", DateTime(timezone=True), nullable=False),
    UniqueConstraint("ambiente", "rfc", "folio", "version", "sha256"),
)


def en_utc(momento: datetime) -> datetime:
    """A moment out of the database, which SQLite gives back without its zone."""
    return momento.replace(tzinfo=UTC) if momento.tzinfo is None else momento
