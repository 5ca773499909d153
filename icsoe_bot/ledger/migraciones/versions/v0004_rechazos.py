"""Every refused e.firma is remembered, not only the last one of each taxpayer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_VIEJA = sa.table(
    "rechazos",
    sa.column("ambiente", sa.String),
    sa.column("rfc", sa.String),
    sa.column("huella", sa.String),
    sa.column("motivo", sa.Text),
    sa.column("momento", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Make the fingerprint part of the key; what is remembered stays."""
    recordados = [fila._asdict() for fila in op.get_bind().execute(sa.select(_VIEJA))]
    op.drop_table("rechazos")
    nueva = op.create_table(
        "rechazos",
        sa.Column("ambiente", sa.String(60), primary_key=True),
        sa.Column("rfc", sa.String(13), primary_key=True),
        sa.Column("huella", sa.String(64), primary_key=True),
        sa.Column("motivo", sa.Text, nullable=False),
        sa.Column("momento", sa.DateTime(timezone=True), nullable=False),
    )
    op.bulk_insert(nueva, recordados)
