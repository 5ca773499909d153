"""Alembic's entry point: runs on the connection that ``poner_al_dia`` hands over."""

from __future__ import annotations

from alembic import context

from icsoe_bot.ledger.tablas import METADATA

context.configure(
    connection=context.config.attributes["conexion"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
