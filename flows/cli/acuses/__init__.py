"""``icsoe acuses``: bringing acuses home, and what is done with them there."""

from __future__ import annotations

import typer

from flows.cli.acuses.bajar import bajar
from flows.cli.acuses.grupo import GrupoConTrabajo

app = typer.Typer(cls=GrupoConTrabajo)
app.callback(invoke_without_command=True)(bajar)
