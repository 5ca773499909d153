"""``icsoe programar``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.carpeta import CarpetaDeTrabajo
from flows.cli.contexto import contexto
from flows.cli.salida import avisos, consola, en_json
from flows.marca import marcar
from flows.programar.disco import escribir
from flows.programar.ejecutor import correr
from flows.programar.sistema import (
    Programador,
    Sistema,
    localizar_programa,
    programador_de,
    sistema_de_este_equipo,
)
from flows.programar.tareas import (
    Tarea,
    Trabajo,
    corrida,
    leer_dias,
    leer_hora,
    nombre_de,
    recordatorios,
)
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import UsageProblem


def programar(
    ctx: typer.Context,
    sistema: Annotated[
        Sistema | None,
        typer.Option(
            "--sistema",
            metavar="SISTEMA",
            help="systemd, cron o windows; si no se indica, el de este equipo.",
        ),
    ] = None,
    solo: Annotated[
        Trabajo | None,
        typer.Option("--solo", metavar="CUÁL", help="Solo recordatorios o solo corrida."),
    ] = None,
    dias: Annotated[
        str,
        typer.Option(
            "--dias", metavar="DÍAS", help="Días de enero, mayo y septiembre para presentar."
        ),
    ] = "5,12,16",
    hora: Annotated[
        str, typer.Option("--hora", metavar="HH:MM", help="Hora para presentar.")
    ] = "21:00",
    hora_recordatorio: Annotated[
        str, typer.Option("--hora-recordatorio", metavar="HH:MM", help="Hora de los recordatorios.")
    ] = "09:00",
    lote: Annotated[
        Path,
        typer.Option(
            "--lote", metavar="ARCHIVO", help="Lote por presentar, dentro de la carpeta de trabajo."
        ),
    ] = Path("lote.csv"),
    salida: Annotated[
        Path | None,
        typer.Option(
            "--salida",
            metavar="CARPETA",
            help="Dónde escribir; si no se indica, en programacion/ de la carpeta de trabajo.",
        ),
    ] = None,
    instalar: Annotated[
        bool, typer.Option("--instalar", help="Además, lo instala en este equipo.")
    ] = False,
    quitar: Annotated[
        bool, typer.Option("--quitar", help="Quita lo instalado; no escribe nada.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Programa recordatorios y presentaciones en el sistema operativo."""
    if instalar and quitar:
        raise UsageProblem(
            "No se puede instalar y quitar a la vez.", remedio="Elija --instalar o --quitar."
        )
    carpeta = contexto(ctx).carpeta
    elegido = sistema or sistema_de_este_equipo()
    programador = programador_de(elegido, correr, datetime.now(ZONA).date())
    trabajos = list(Trabajo) if solo is None else [solo]
    if quitar:
        _quitar(programador, [nombre_de(carpeta.raiz, trabajo) for trabajo in trabajos], json=json)
        return
    programa = localizar_programa()
    tareas = []
    if Trabajo.RECORDATORIOS in trabajos:
        tareas.append(recordatorios(carpeta, programa, leer_hora(hora_recordatorio)))
    if Trabajo.CORRIDA in trabajos:
        tareas.append(corrida(carpeta, programa, lote, leer_dias(dias), leer_hora(hora)))
    donde = (salida or carpeta.programacion).resolve()
    escritos = _escribir(programador, tareas, donde)
    if instalar:
        programador.instalar(tareas, donde)
    advertencias = _advertencias(carpeta, elegido, lote if Trabajo.CORRIDA in trabajos else None)
    if json:
        en_json(
            {
                "sistema": elegido.value,
                "tareas": [_tarea_en_json(tarea) for tarea in tareas],
                "archivos": [str(archivo) for archivo in escritos],
                "instalado": instalar,
                "a_mano": [] if instalar else programador.a_mano(tareas, donde),
                "avisos": advertencias,
            }
        )
        return
    for advertencia in advertencias:
        avisos.print(advertencia, style="yellow", markup=False)
    consola.print(marcar(f"Programado con {elegido.value}:", carpeta.configuracion.ambiente))
    for tarea in tareas:
        consola.print(f"  {tarea.nombre}: {_cuando(tarea)}", markup=False)
    for archivo in escritos:
        consola.print(f"Escrito: {archivo}", markup=False, soft_wrap=True)
    if instalar:
        consola.print("[bold green]Instalado.[/] Para quitarlo: «icsoe programar --quitar».")
        return
    consola.print("Para instalarlo: «icsoe programar --instalar», o a mano:")
    for renglon in programador.a_mano(tareas, donde):
        consola.print(f"  {renglon}", markup=False, soft_wrap=True)


def _quitar(programador: Programador, nombres: list[str], *, json: bool) -> None:
    quitados = programador.quitar(nombres)
    if json:
        en_json({"quitados": quitados})
    elif quitados:
        consola.print(f"Se quitó: {', '.join(quitados)}.")
    else:
        consola.print("No había nada instalado de esta carpeta.")


def _escribir(programador: Programador, tareas: list[Tarea], donde: Path) -> list[Path]:
    contenidos: dict[str, bytes] = {}
    for tarea in tareas:
        contenidos |= programador.archivos(tarea)
    return escribir(donde, contenidos)


def _advertencias(carpeta: CarpetaDeTrabajo, sistema: Sistema, lote: Path | None) -> list[str]:
    advertencias = []
    if not sistema.sigue_la_zona:
        advertencias.append(
            "Las horas son las de este equipo: compruebe que use la hora del centro de México."
        )
    if lote is not None and not (carpeta.raiz / lote).is_file():
        advertencias.append(f"Todavía no existe el lote {carpeta.raiz / lote}.")
    return advertencias


def _cuando(tarea: Tarea) -> str:
    *primeros, ultimo = (f"{a}" if a == b else f"{a} al {b}" for a, b in tarea.rangos)
    dias = f"{', '.join(primeros)} y {ultimo}" if primeros else ultimo
    return f"{dias} de enero, mayo y septiembre, {tarea.hora:%H:%M} horas"


def _tarea_en_json(tarea: Tarea) -> dict[str, object]:
    return {
        "nombre": tarea.nombre,
        "orden": list(tarea.orden),
        "dias": list(tarea.dias),
        "hora": f"{tarea.hora:%H:%M}",
    }
