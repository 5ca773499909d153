"""``icsoe soporte``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows import mundo as mundos
from flows.cli.contexto import contexto
from flows.cli.salida import avisos, consola, en_json
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC

if TYPE_CHECKING:
    from flows.soporte.paquete import Armado


def soporte(
    ctx: typer.Context,
    rfc: Annotated[str, typer.Argument(metavar="RFC", help="RFC del contribuyente.")],
    periodo: Annotated[
        str, typer.Argument(metavar="PERIODO", help="Año y cuatrimestre, por ejemplo 2026-2.")
    ],
    salida: Annotated[
        Path | None,
        typer.Option(
            "--salida",
            metavar="ARCHIVO",
            help="Dónde escribir el paquete; sin ella, en soporte/ con un nombre que dice de quién "
            "es.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Arma el paquete para la mesa de ayuda del IMSS: qué se intentó y qué respondió el portal."""
    # Imported where it is used: pages to print would slow the start of every other command.
    from flows.soporte.paquete import armar

    presentacion = Presentacion(RFC.parse(rfc), Periodo.parse(periodo))
    carpeta = contexto(ctx).carpeta
    mundo = mundos.conocido(carpeta.direcciones, carpeta.direccion_de_bitacora)
    with carpeta.abrir_bitacora(mundo.nombre) as bitacora:
        armado = armar(carpeta, bitacora, presentacion, ahora=mundo.ahora, salida=salida)
    if json:
        en_json(armado.en_json())
    else:
        _mostrar(armado)


def _mostrar(armado: Armado) -> None:
    contenido = armado.contenido
    if contenido.marca:
        consola.print(contenido.marca, style="bold")
    intentos, pantallas = len(contenido.intentos), len(contenido.evidencias)
    consola.print(
        f"{contenido.presentacion}: {'1 intento' if intentos == 1 else f'{intentos} intentos'}, "
        f"{'1 pantalla' if pantallas == 1 else f'{pantallas} pantallas'}.",
        markup=False,
    )
    consola.print(f"Se pide: {contenido.solicitud}", markup=False)
    consola.print(f"Paquete: {armado.ruta}", markup=False, soft_wrap=True)
    if contenido.marca:
        avisos.print("Es de una práctica: no lo envíe al IMSS.", style="yellow")
    else:
        avisos.print(
            "Mire informe.pdf antes de enviarlo: lleva el RFC y el nombre del contribuyente."
        )
