"""``icsoe demo``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.contexto import contexto
from flows.cli.presentar import anunciar, mostrar
from flows.cli.salida import avisos
from flows.interrupcion import Interrupcion
from flows.taller import Opciones


def demo(
    ctx: typer.Context,
    carpeta: Annotated[
        Path,
        typer.Option("--carpeta", metavar="CARPETA", help="Dónde dejar la demostración."),
    ] = Path("icsoe-demo"),
    oculto: Annotated[
        bool, typer.Option("--oculto", help="No muestra la ventana del navegador.")
    ] = False,
    ritmo: Annotated[
        int,
        typer.Option(
            "--ritmo", metavar="MS", min=0, help="Pausa ante cada acción, si hay ventana."
        ),
    ] = 350,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Presenta de principio a fin en la réplica, con un contribuyente ficticio."""
    # Imported where it is used: the replica would slow the start of every other command.
    from flows.demo import presentar_en_replica

    visible = not oculto and hay_pantalla()
    avisos.print("[bold]Demostración en la RÉPLICA: nada de esto tiene validez.[/]")
    if not visible and not oculto:
        avisos.print("No hay pantalla: el navegador trabaja sin ventana.")
    interrupcion = Interrupcion(avisos.print)
    with interrupcion.atenta():
        resultado = presentar_en_replica(
            carpeta,
            contexto(ctx).abrir,
            Opciones(visible=visible, ritmo_ms=ritmo if visible else 0),
            [anunciar, interrupcion.vigilar],
        )
    mostrar(resultado, json_pedido=json)


def hay_pantalla() -> bool:
    """Whether a browser window can be seen here."""
    if sys.platform in ("win32", "darwin"):
        return "CI" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
