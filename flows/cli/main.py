"""``icsoe``: the entry point, and the one place where errors become words and exit codes."""

from __future__ import annotations

import io
import logging
import os
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer
from typer import _click as click

from flows.cli.contexto import Contexto
from flows.cli.espanol import explicar
from flows.cli.ordenes import Ordenes
from flows.cli.salida import mostrar_error
from flows.interrupcion import INTERRUMPIDO, Interrumpido
from flows.registro import Nivel
from icsoe_bot.errors import IcsoeError, OurFault, UsageProblem

logger = logging.getLogger(__name__)

app = typer.Typer(
    cls=Ordenes,
    help="Presenta informativas «Sin información» en el portal ICISOE del IMSS y archiva sus "
    "acuses.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _mostrar_version(pedida: bool) -> None:
    if pedida:
        from importlib.metadata import version

        typer.echo(f"icsoe-bot {version('icsoe-bot')}")
        raise typer.Exit


@app.callback()
def opciones_generales(
    ctx: typer.Context,
    carpeta: Annotated[
        Path,
        typer.Option(
            "-C", "--carpeta", metavar="CARPETA", help="Carpeta de trabajo de la oficina."
        ),
    ] = Path(),
    nivel: Annotated[
        Nivel,
        typer.Option(
            "--registro", metavar="NIVEL", help="Detalle del registro: normal, detalle, depuracion."
        ),
    ] = Nivel.NORMAL,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_mostrar_version,
            is_eager=True,
            help="Muestra la versión y termina.",
        ),
    ] = False,
) -> None:
    ctx.obj = Contexto(carpeta, nivel)


def main() -> None:
    """Run the command line and leave with its exit code."""
    for flujo in (sys.stdout, sys.stderr):
        if isinstance(flujo, io.TextIOWrapper):
            # A Windows console or a pipe in another code page would fail on «Ñ» or «│».
            flujo.reconfigure(encoding="utf-8", errors="replace")
    # A library's warnings, as of a driver that was killed, are for the log.
    logging.captureWarnings(True)
    codigo = ejecutar(sys.argv[1:])
    if threading.active_count() > 1 and codigo == INTERRUMPIDO:
        # Cut off at once, the threads of a batch are still at it: nothing may wait for them.
        for flujo in (sys.stdout, sys.stderr):
            flujo.flush()
        os._exit(codigo)
    sys.exit(codigo)


def ejecutar(argumentos: list[str]) -> int:
    """Run the command line on ``argumentos``; returns the exit code."""
    json_pedido = "--json" in argumentos
    # Until a working folder opens its log; without it Python prints warnings on the terminal.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        codigo = app(args=argumentos, prog_name="icsoe", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError:
        # Its help was shown when it was raised; that says what to do.
        return UsageProblem.exit_code
    except click.ClickException as error:
        return _terminar(
            UsageProblem(explicar(error), remedio=f"Vea «{_de_cual(error)} --help»."),
            json_pedido=json_pedido,
        )
    except IcsoeError as error:
        logger.warning("%s: %s", type(error).__name__, error, exc_info=error)
        return _terminar(error, json_pedido=json_pedido)
    except (KeyboardInterrupt, typer.Abort):
        return _terminar(Interrumpido("Interrumpido."), json_pedido=json_pedido)
    # The last resort: the log keeps the traceback, the user gets a sentence.
    except Exception:
        logger.exception("defecto no previsto")
        return _terminar(
            OurFault(
                "icsoe-bot tiene un defecto y no pudo seguir.",
                remedio="El detalle está en registro/icsoe.log de la carpeta de trabajo; "
                "envíelo a quien le da soporte.",
            ),
            json_pedido=json_pedido,
        )
    return int(codigo or 0)


def _de_cual(error: click.ClickException) -> str:
    contexto = getattr(error, "ctx", None)
    return str(contexto.command_path) if contexto is not None else "icsoe"


def _terminar(error: IcsoeError, *, json_pedido: bool) -> int:
    mostrar_error(error, json_pedido=json_pedido)
    return error.exit_code
