"""What every command shares: the working folder and the log."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from flows.registro import Nivel, abrir_registro

if TYPE_CHECKING:
    from flows.carpeta import CarpetaDeTrabajo


@dataclass
class Contexto:
    """The options before the command."""

    raiz: Path
    nivel: Nivel

    @cached_property
    def carpeta(self) -> CarpetaDeTrabajo:
        """The working folder, with its log open if it is an office's.

        Raises:
            UsageProblem: there is no such folder, or its log can't be written.
        """
        return self.abrir(self.raiz)

    def abrir(self, raiz: Path) -> CarpetaDeTrabajo:
        """Another working folder than the one of ``-C``."""
        # Imported where it is used: what a folder needs would slow commands that have none.
        from flows.carpeta import CarpetaDeTrabajo

        carpeta = CarpetaDeTrabajo(raiz)
        if carpeta.de_oficina:
            abrir_registro(carpeta.registro, self.nivel)
        return carpeta


def contexto(ctx: typer.Context) -> Contexto:
    """The shared part of a command's context."""
    return cast(Contexto, ctx.obj)
