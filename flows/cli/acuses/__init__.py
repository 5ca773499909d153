"""``icsoe acuses``: bringing acuses home, and what is done with them there."""

from __future__ import annotations

import typer

from flows.cli.acuses.bajar import bajar
from flows.cli.acuses.exportar import exportar
from flows.cli.acuses.faltantes import faltantes
from flows.cli.acuses.grupo import GrupoConTrabajo
from flows.cli.acuses.verificar import verificar
from flows.cli.espanol import Orden

app = typer.Typer(cls=GrupoConTrabajo)
app.callback(invoke_without_command=True)(bajar)
app.command("verificar", cls=Orden)(verificar)
app.command("exportar", cls=Orden)(exportar)
app.command("faltantes", cls=Orden)(faltantes)
