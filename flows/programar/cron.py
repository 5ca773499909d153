"""cron: for each task a line between two marks, among the other lines of a crontab."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from flows.programar.ejecutor import Ejecutor, exigir, rehusa
from flows.programar.tareas import MESES, Tarea
from icsoe_bot.errors import OperatorMustAct

_LEER = ("crontab", "-l")
_ESCRIBIR = ("crontab", "-")
_VACIA = "no crontab for"
"""What every ``crontab -l`` says of a user who has none; any other failure is one."""


class MarcasIncompletas(OperatorMustAct):
    """Somebody removed one of the two marks around our line."""


class Cron:
    """The user's crontab."""

    def __init__(self, correr: Ejecutor) -> None:
        self._correr = correr

    def archivos(self, tarea: Tarea) -> dict[str, bytes]:
        """The lines of the crontab, as a file."""
        return {f"{tarea.nombre}.cron": bloque(tarea).encode()}

    def a_mano(self, tareas: Sequence[Tarea], donde: Path) -> list[str]:
        """What a person does to install what was written to ``donde``."""
        archivos = " y ".join(str(donde / f"{tarea.nombre}.cron") for tarea in tareas)
        return [f"Abra «crontab -e» y agregue al final lo que dice {archivos}."]

    def instalar(self, tareas: Sequence[Tarea], _donde: Path) -> None:
        """Add the tasks to the crontab, in place of what an earlier install added.

        Raises:
            ProgramadorRehusa: crontab refused.
            MarcasIncompletas: what an earlier install added can't be told from the rest.
        """
        self._escribir(fusionar(self._leer(), {t.nombre: bloque(t) for t in tareas}))

    def quitar(self, nombres: Sequence[str]) -> list[str]:
        """Remove the tasks of these names; returns those that were installed.

        Raises:
            ProgramadorRehusa: crontab refused.
            MarcasIncompletas: our lines can't be told from the rest.
        """
        actual = self._leer()
        puestos = [nombre for nombre in nombres if _marcas(nombre)[0] in actual.split("\n")]
        if puestos:
            self._escribir(fusionar(actual, dict.fromkeys(puestos, "")))
        return puestos

    def _leer(self) -> str:
        respuesta = self._correr(_LEER, "")
        if respuesta.codigo == 0:
            return respuesta.salida
        if _VACIA in respuesta.errores:
            return ""
        # Never taken for an empty one: writing it back would lose all of it.
        raise rehusa(_LEER, respuesta)

    def _escribir(self, crontab: str) -> None:
        exigir(self._correr, _ESCRIBIR, crontab)


def fusionar(actual: str, bloques: Mapping[str, str]) -> str:
    """``actual`` with each task's block in place of its earlier one; every other line stays.

    Raises:
        MarcasIncompletas: a mark lacks its counterpart.
    """
    lineas = actual.removesuffix("\n").split("\n") if actual else []
    for nombre in bloques:
        lineas = list(_sin_bloque(lineas, nombre))
    return "".join([*(f"{linea}\n" for linea in lineas), *bloques.values()])


def bloque(tarea: Tarea) -> str:
    """The line of a task between its marks."""
    inicio, fin = _marcas(tarea.nombre)
    dias = ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in tarea.rangos)
    meses = ",".join(map(str, MESES))
    cuando = f"{tarea.hora.minute} {tarea.hora.hour} {dias} {meses} *"
    return f"{inicio}\n# {tarea.descripcion}\n{cuando} {entrecomillar(tarea.orden)}\n{fin}\n"


def entrecomillar(orden: Sequence[str]) -> str:
    """A command line for the shell, inside cron's own rules.

    cron turns ``%`` into a line's end unless a backslash stands before it, and some crons halve
    ``\\\\``. So no backslash may stand next to another: «''», nothing to the shell, parts them.
    """
    return shlex.join(orden).replace("\\", "\\''").replace("%", "''\\%")


def _marcas(nombre: str) -> tuple[str, str]:
    return f"# {nombre}: inicio", f"# {nombre}: fin"


def _sin_bloque(lineas: Iterable[str], nombre: str) -> Iterable[str]:
    inicio, fin = _marcas(nombre)
    dentro = False
    for linea in lineas:
        if linea in (inicio, fin):
            if dentro == (linea == inicio):
                raise _incompletas(nombre)
            dentro = not dentro
        elif not dentro:
            yield linea
    if dentro:
        raise _incompletas(nombre)


def _incompletas(nombre: str) -> MarcasIncompletas:
    return MarcasIncompletas(
        f"En su crontab falta una de las dos marcas «{nombre}: inicio» y «{nombre}: fin».",
        remedio="No se cambió nada. Quite a mano, con «crontab -e», las líneas de icsoe.",
    )
