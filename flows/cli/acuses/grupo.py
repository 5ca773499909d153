"""A group of commands that does something itself, with arguments of its own."""

from __future__ import annotations

from typing import Any

import typer.core
from typer import _click as click

from flows.cli.espanol import Grupo


class GrupoConTrabajo(Grupo):
    """``icsoe acuses RFC`` does the group's own work, ``icsoe acuses verificar RFC`` a command's.

    The first argument that isn't an option decides: it is a command's name, or else all of the
    line is the group's own.
    """

    allow_interspersed_args = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subcommand_metavar = "| ORDEN [ARGUMENTOS]..."

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        # A command's help shows how to get there, and the group's own arguments don't lead there.
        return super().get_params(ctx) if ctx.command is self else []

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        nombre = next((uno for uno in args if not uno.startswith("-")), "")
        if nombre not in self.commands:
            return typer.core.TyperCommand.parse_args(self, ctx, args)
        restantes = list(args)
        restantes.remove(nombre)
        ctx._protected_args, ctx.args = [nombre], restantes
        return ctx.args

    def invoke(self, ctx: click.Context) -> Any:
        if not ctx._protected_args:
            return super().invoke(ctx)
        orden = self.commands[ctx._protected_args[0]]
        with ctx:
            ctx.invoked_subcommand = orden.name
            with orden.make_context(orden.name, ctx.args, parent=ctx) as suyo:
                return orden.invoke(suyo)
