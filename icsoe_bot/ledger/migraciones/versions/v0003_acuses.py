"""Acuses in the archive, of every kind and version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "acuses",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("ambiente", sa.String(60), nullable=False),
        sa.Column("rfc", sa.String(13), nullable=False),
        sa.Column("folio", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("anio", sa.Integer, nullable=False),
        sa.Column("cuatrimestre", sa.Integer, nullable=False),
        sa.Column("tipo", sa.Text, nullable=False),
        sa.Column("complementaria", sa.Text, nullable=False),
        sa.Column("fecha_presentacion", sa.String(10), nullable=False),
        sa.Column("ruta", sa.Text, nullable=False),
        sa.Column("archivado", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("ambiente", "rfc", "folio", "version", "sha256"),
    )
