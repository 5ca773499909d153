"""The tables, as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
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
