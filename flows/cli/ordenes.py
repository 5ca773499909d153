"""The commands of ``icsoe``, each loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module

import typer
import typer.main
from typer import _click as click

from flows.cli.espanol import Grupo, Orden
from icsoe_bot.errors import OperatorMustAct

ORDENES = (
    "demo",
    "iniciar",
    "revisar",
    "efirma",
    "presentar",
    "encolar",
    "trabajador",
    "resolver",
    "soporte",
    "estado",
    "recordar",
    "programar",
    "grabar",
    "practicar",
    "acuses",
    "ledger",
    "portal",
    "replica",
)
"""Their names, in the help's order: each is a module beside this one, with a function of the same
name, or with an ``app`` of several commands."""


class Ordenes(Grupo):
    """All of them, and only the one that is used is loaded: most need little of what others do."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ORDENES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return cargar(cmd_name) if cmd_name in ORDENES else None


class OrdenInservible(OperatorMustAct):
    """A command can't be loaded: something of the installation is missing or broken."""


def cargar(nombre: str) -> click.Command:
    """The command of that name.

    Raises:
        OrdenInservible: it can't be loaded.
    """
    try:
        modulo = import_module(f"flows.cli.{nombre}")
    except ImportError as error:
        raise OrdenInservible(
            f"No se pudo cargar «icsoe {nombre}»: a la instalación le falta algo ({error}).",
            remedio="Instale icsoe-bot otra vez. No se hizo nada.",
        ) from error
    if hasattr(modulo, "app"):
        orden: click.Command = typer.main.get_group(modulo.app)
        orden.name = nombre
        return orden
    sola = typer.Typer(add_completion=False, rich_markup_mode="rich")
    sola.command(nombre, cls=Orden)(getattr(modulo, nombre))
    return typer.main.get_command(sola)
