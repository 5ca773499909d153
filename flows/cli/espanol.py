"""Spanish for what typer writes of its own accord in English."""

from __future__ import annotations

from typing import Any

import typer
import typer.core
from typer import _click as click


def _traducir_ayuda() -> None:
    # Loaded for a help only: it would slow every other command.
    import typer.rich_utils as ayuda

    ayuda.ARGUMENTS_PANEL_TITLE = "Argumentos"
    ayuda.OPTIONS_PANEL_TITLE = "Opciones"
    ayuda.COMMANDS_PANEL_TITLE = "Órdenes"
    ayuda.ERRORS_PANEL_TITLE = "Error"
    ayuda.DEFAULT_STRING = "[si no se indica: {}]"
    ayuda.REQUIRED_LONG_STRING = "[obligatorio]"
    # Ranges are said in the help's own words, and a type's English name helps nobody.
    ayuda.RANGE_STRING = ""


def _sin_tipo(_self: object, ctx: click.Context) -> str | None:
    return None


def _con_lo_que_espera(self: typer.core.TyperOption, ctx: click.Context) -> str | None:
    return self.metavar


typer.core.TyperArgument.display_type_rich = _sin_tipo  # type: ignore[assignment,method-assign]
typer.core.TyperOption.display_type_rich = (  # type: ignore[method-assign]
    _con_lo_que_espera
)

_EN_EL_USO = {"[OPTIONS]": "[OPCIONES]", "COMMAND [ARGS]...": "ORDEN [ARGUMENTOS]..."}


class _EnEspanol:
    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        piezas = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        uso = " ".join(_EN_EL_USO.get(pieza, pieza.strip("{}")) for pieza in piezas)
        formatter.write_usage(ctx.command_path, uso, prefix="Uso: ")

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _traducir_ayuda()
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def get_help_option(self, ctx: click.Context) -> Any:
        opcion = super().get_help_option(ctx)  # type: ignore[misc]
        if opcion is not None:
            opcion.help = "Muestra esta ayuda y termina."
        return opcion


class Orden(_EnEspanol, typer.core.TyperCommand):
    """A command whose help is in Spanish."""


class Grupo(_EnEspanol, typer.core.TyperGroup):
    """A group of commands whose help is in Spanish."""


def explicar(error: click.ClickException) -> str:
    """What is wrong with a command line, in Spanish."""
    excepciones = click.exceptions
    if isinstance(error, excepciones.NoSuchOption):
        parecidas = f" ¿Quiso escribir {error.possibilities[0]}?" if error.possibilities else ""
        return f"No existe la opción {error.option_name}.{parecidas}"
    if isinstance(error, excepciones.MissingParameter):
        return f"Falta {_nombre(error)}."
    if isinstance(error, excepciones.BadParameter):
        return f"El valor de {_nombre(error)} no es posible.".replace("de el ", "del ")
    if isinstance(error, excepciones.BadOptionUsage):
        return f"La opción {error.option_name} está mal usada: le falta o le sobra un valor."
    texto = error.format_message()
    if "No such command" in texto:
        return f"No existe la orden {texto.split(chr(39))[1] if chr(39) in texto else ''}."
    if "Missing command" in texto:
        return "Falta la orden."
    if "unexpected extra argument" in texto:
        return "Sobran argumentos."
    return "La orden está mal escrita."


def _nombre(error: click.exceptions.BadParameter) -> str:
    if error.param is None:
        return "un argumento"
    if isinstance(error.param, typer.core.TyperArgument):
        return f"el argumento {error.param.metavar or (error.param.name or '').upper()}"
    return f"la opción {error.param.opts[0]}"
