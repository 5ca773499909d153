"""``icsoe replica``: the portal's replica, and practice folders for it."""

from __future__ import annotations

import signal
import threading
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fixtures.replica.apariencia import Apariencia
from fixtures.replica.direcciones import PUERTOS, Puertos
from flows.cli.espanol import Grupo, Orden
from flows.cli.salida import consola, en_json
from icsoe_bot.domain.plazos import ZONA

app = typer.Typer(
    cls=Grupo,
    help="Sirve la réplica local del portal, para practicar y probar. Nada de ella tiene validez.",
    invoke_without_command=True,
)


@app.callback()
def servir(
    ctx: typer.Context,
    puerto: Annotated[
        int,
        typer.Option(
            "--puerto",
            metavar="N",
            min=0,
            max=65533,
            help="Puerto del portal; el recuadro de firma y el control usan los dos siguientes. "
            "Con 0, tres puertos libres.",
        ),
    ] = PUERTOS.portal,
    apariencia: Annotated[
        Apariencia,
        typer.Option(
            "--apariencia",
            metavar="NOMBRE",
            help=f"Con qué aspecto se sirve el mismo portal: {', '.join(Apariencia)}.",
        ),
    ] = Apariencia.CLASICA,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    if ctx.invoked_subcommand is not None:
        return
    # Imported where it is used: the web server would slow the start of every other command.
    from fixtures.replica.servidor import Replica

    # The system's request to end is as good as Ctrl+C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    servida = Replica(puertos=Puertos.desde(puerto), apariencia=apariencia)
    with suppress(KeyboardInterrupt), servida as replica:
        direcciones = replica.direcciones
        if json:
            en_json(
                {
                    "portal": direcciones.portal,
                    "widget": direcciones.widget,
                    "control": direcciones.control,
                }
            )
        else:
            consola.print("[bold]RÉPLICA del portal ICISOE — sin validez oficial[/]")
            consola.print(f"Portal:             {direcciones.portal}")
            consola.print(f"Recuadro de firma:  {direcciones.widget}")
            consola.print(f"Control:            {direcciones.control}")
            consola.print("Ctrl+C para terminar.")
        threading.Event().wait()


@app.command("sembrar", cls=Orden)
def sembrar(
    cantidad: Annotated[
        int, typer.Argument(metavar="N", min=1, help="Cuántos contribuyentes ficticios.")
    ],
    carpeta: Annotated[
        Path, typer.Option("--carpeta", metavar="CARPETA", help="Carpeta nueva o vacía.")
    ],
    puerto: Annotated[
        int,
        typer.Option("--puerto", metavar="N", min=1, max=65533, help="Puerto de la réplica."),
    ] = PUERTOS.portal,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Escribe una carpeta de trabajo con contribuyentes ficticios, lista para practicar."""
    from fixtures.sembrar import sembrar as sembrar_carpeta

    ahora = datetime.now(ZONA)
    direcciones = Puertos.desde(puerto).direcciones
    sembrados = sembrar_carpeta(carpeta, cantidad, ahora=ahora, direcciones=direcciones)
    if json:
        en_json(
            {
                "carpeta": str(carpeta.resolve()),
                "contribuyentes": [
                    {"rfc": str(sembrado.rfc), "nombre": sembrado.nombre} for sembrado in sembrados
                ],
            }
        )
        return
    consola.print(f"{len(sembrados)} contribuyentes ficticios en {carpeta}:", markup=False)
    for sembrado in sembrados:
        consola.print(f"  {sembrado.rfc!s:<13}  {sembrado.nombre}", markup=False)
    consola.print("Lea LEEME.txt en la carpeta. Nada de ella tiene validez.")
