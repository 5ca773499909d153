"""What is scheduled: which command, on which days, at what time."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum
from pathlib import Path

from flows.carpeta import CarpetaDeTrabajo
from flows.marca import marcar
from icsoe_bot.errors import UsageProblem

MESES = (1, 5, 9)
"""The months in which a period is due."""

DIAS_DE_RECORDATORIO = tuple(range(1, 26))
"""``icsoe recordar`` itself decides which of them count; the deadline may move to the next
business day."""

_ULTIMO_DIA = 30
"""September has no more."""


_NO_ESCRIBIBLES = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
"""What no scheduler's file can hold: control, lone surrogates, unassigned, ends of line."""


class HorarioInvalido(UsageProblem):
    """Days or a time that a schedule can't have."""


class RutaImposible(UsageProblem):
    """A path that the system's scheduler can't hold without changing it."""


class Trabajo(Enum):
    """What a task does; its value is the end of the task's name."""

    RECORDATORIOS = "recordatorios"
    CORRIDA = "corrida"


@dataclass(frozen=True, slots=True)
class Tarea:
    """A command to be run on some days of the due months."""

    nombre: str
    """Of this working folder alone: ``icsoe-1a2b3c4d-corrida``."""
    descripcion: str
    orden: tuple[str, ...]
    """The absolute path of the program, and its arguments."""
    carpeta: str
    """The absolute path of the working folder."""
    dias: tuple[int, ...]
    """Of January, May and September, in order."""
    hora: time

    def __post_init__(self) -> None:
        for texto in (self.carpeta, *self.orden):
            if any(unicodedata.category(letra) in _NO_ESCRIBIBLES for letra in texto):
                raise RutaImposible(
                    f"No se puede programar {texto!a}: su nombre tiene caracteres de control.",
                    remedio="Cambie el nombre de la carpeta o del archivo.",
                )

    @property
    def rangos(self) -> list[tuple[int, int]]:
        """The days as runs, first and last of each."""
        rangos: list[tuple[int, int]] = []
        for dia in self.dias:
            if rangos and dia == rangos[-1][1] + 1:
                rangos[-1] = (rangos[-1][0], dia)
            else:
                rangos.append((dia, dia))
        return rangos


def nombre_de(carpeta: Path, trabajo: Trabajo) -> str:
    """The name of a task: two working folders never share it."""
    # Windows takes two spellings of a path for one.
    absoluta = os.path.normcase(carpeta.resolve())
    huella = hashlib.sha256(os.fsencode(absoluta)).hexdigest()[:8]
    return f"icsoe-{huella}-{trabajo.value}"


def recordatorios(carpeta: CarpetaDeTrabajo, programa: Path, hora: time) -> Tarea:
    """The daily reminder."""
    raiz = str(carpeta.raiz.resolve())
    return Tarea(
        nombre=nombre_de(carpeta.raiz, Trabajo.RECORDATORIOS),
        descripcion=_describir("Recordatorios", carpeta),
        orden=(str(programa), "-C", raiz, "recordar"),
        carpeta=raiz,
        dias=DIAS_DE_RECORDATORIO,
        hora=hora,
    )


def corrida(
    carpeta: CarpetaDeTrabajo, programa: Path, lote: Path, dias: Sequence[int], hora: time
) -> Tarea:
    """The batch. A relative ``lote`` is looked for in the working folder."""
    raiz = carpeta.raiz.resolve()
    return Tarea(
        nombre=nombre_de(carpeta.raiz, Trabajo.CORRIDA),
        descripcion=_describir("Presentación", carpeta),
        orden=(str(programa), "-C", str(raiz), "presentar", "--lote", str(raiz / lote)),
        carpeta=str(raiz),
        dias=tuple(dias),
        hora=hora,
    )


def _describir(que: str, carpeta: CarpetaDeTrabajo) -> str:
    texto = f"{que} de ICSOE de «{carpeta.raiz.resolve()}»"
    return marcar(texto, carpeta.configuracion.ambiente)


def leer_dias(texto: str) -> tuple[int, ...]:
    """Read ``5,12,16``.

    Raises:
        HorarioInvalido: it holds anything but days of a month.
    """
    partes = [parte.strip() for parte in texto.split(",")]
    if all(re.fullmatch("[0-9]{1,2}", parte) for parte in partes):
        dias = sorted({int(parte) for parte in partes})
        if dias[0] >= 1 and dias[-1] <= _ULTIMO_DIA:
            return tuple(dias)
    raise HorarioInvalido(
        f"«{texto}» no son días del mes.",
        remedio=f"Escriba números del 1 al {_ULTIMO_DIA} separados por comas: por ejemplo 5,12,16.",
    )


def leer_hora(texto: str) -> time:
    """Read ``21:00``.

    Raises:
        HorarioInvalido: it is no time of the day.
    """
    try:
        return datetime.strptime(texto.strip(), "%H:%M").time()
    except ValueError:
        raise HorarioInvalido(
            f"«{texto}» no es una hora.", remedio="Escríbala de 00:00 a 23:59: por ejemplo 21:00."
        ) from None
