"""Claims of taxpayers, and e.firmas that were refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "tomas",
        sa.Column("ambiente", sa.String(60), primary_key=True),
        sa.Column("rfc", sa.String(13), primary_key=True),
        sa.Column("duenio", sa.String(160), nullable=False),
        sa.Column("hasta", sa.Float(53), nullable=False),
    )
    op.create_table(
        "rechazos",
        sa.Column("ambiente", sa.String(60), primary_key=True),
        sa.Column("rfc", sa.String(13), primary_key=True),
        sa.Column("huella", sa.String(64), nullable=False),
        sa.Column("motivo", sa.Text, nullable=False),
        sa.Column("momento", sa.DateTime(timezone=True), nullable=False),
    )
