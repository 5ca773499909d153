"""The scheduler of this machine, or another that was asked for."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Protocol

from flows.programar.cron import Cron
from flows.programar.ejecutor import Ejecutor
from flows.programar.systemd import Systemd, unidades_del_usuario
from flows.programar.tareas import Tarea
from flows.programar.windows import Windows
from icsoe_bot.errors import OperatorMustAct


class ProgramaAusente(OperatorMustAct):
    """The installed command ``icsoe`` isn't where it should be."""


class Sistema(Enum):
    """A scheduler that we know."""

    SYSTEMD = "systemd"
    CRON = "cron"
    WINDOWS = "windows"

    @property
    def sigue_la_zona(self) -> bool:
        """Whether it can be told a time zone; the others go by the machine's."""
        return self is Sistema.SYSTEMD


class Programador(Protocol):
    """A scheduler: what its files say, and how they are installed and removed."""

    def archivos(self, tarea: Tarea) -> dict[str, bytes]: ...
    def a_mano(self, tareas: Sequence[Tarea], donde: Path) -> list[str]: ...
    def instalar(self, tareas: Sequence[Tarea], donde: Path, /) -> None: ...
    def quitar(self, nombres: Sequence[str]) -> list[str]: ...


def sistema_de_este_equipo() -> Sistema:
    """systemd where there is one, else cron; on Windows its own."""
    if sys.platform == "win32":
        return Sistema.WINDOWS
    return Sistema.SYSTEMD if shutil.which("systemctl") else Sistema.CRON


def programador_de(sistema: Sistema, correr: Ejecutor, hoy: date) -> Programador:
    """The scheduler, which works through ``correr``."""
    if sistema is Sistema.SYSTEMD:
        return Systemd(correr, unidades_del_usuario())
    return Cron(correr) if sistema is Sistema.CRON else Windows(correr, hoy)


def localizar_programa() -> Path:
    """The absolute path of the installed ``icsoe``, the one of this very Python if it has one.

    Raises:
        ProgramaAusente: there is none.
    """
    nombre = "icsoe.exe" if sys.platform == "win32" else "icsoe"
    lugares = (Path(sys.executable).parent, Path(sysconfig.get_path("scripts")))
    for programa in (lugar / nombre for lugar in lugares):
        if programa.is_file():
            return programa.absolute()
    en_la_ruta = shutil.which("icsoe")
    if en_la_ruta:
        return Path(en_la_ruta).absolute()
    raise ProgramaAusente(
        f"No se encuentra el programa icsoe junto a {sys.executable}.",
        remedio="Instale icsoe-bot con pip en ese ambiente y vuelva a intentarlo.",
    )
