"""Filings and their events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "presentaciones",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("ambiente", sa.String(60), nullable=False),
        sa.Column("rfc", sa.String(13), nullable=False),
        sa.Column("anio", sa.Integer, nullable=False),
        sa.Column("cuatrimestre", sa.Integer, nullable=False),
        sa.Column("tipo", sa.String(30), nullable=False),
        sa.Column("estado", sa.String(30), nullable=False),
        sa.Column("declarante", sa.Text),
        sa.Column("fecha_declaracion", sa.String(10)),
        sa.Column("texto_protesta", sa.Text),
        sa.Column("folio", sa.String(40)),
        sa.Column("fecha_presentacion", sa.String(10)),
        sa.Column("acuse_ruta", sa.Text),
        sa.Column("acuse_sha256", sa.String(64)),
        sa.Column("creada", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actualizada", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("ambiente", "rfc", "anio", "cuatrimestre", "tipo"),
        sa.CheckConstraint(
            "estado IN ('planeada', 'capturada', 'firmando', 'presentada', 'acuse_archivado', "
            "'desconocida', 'rechazada', 'requiere_persona')",
            name="estado",
        ),
    )
    op.create_table(
        "eventos",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "presentacion_id",
            sa.Integer,
            sa.ForeignKey("presentaciones.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("momento", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proceso", sa.String(120), nullable=False),
        sa.Column("suceso", sa.String(60), nullable=False),
        sa.Column("detalle", sa.JSON, nullable=False),
    )
