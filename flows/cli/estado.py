"""``icsoe estado``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from flows.cli.contexto import contexto
from flows.cli.salida import avisos, consola, en_json, tabla
from flows.estado import (
    Casilla,
    Estado,
    Pedido,
    PeriodoDebido,
    Situacion,
    plazo_en_palabras,
)
from flows.informes.tablero.escribir import Destinos
from flows.marca import marcar
from flows.panorama import ver_estado
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC

_ANCHO_DE_RFC = 17
_ANCHO_DE_PERIODO = 28
"""Columns of a terminal that a period takes without wrapping, in all but rare cases."""


def estado(
    ctx: typer.Context,
    periodo: Annotated[
        list[str] | None,
        typer.Option(
            "--periodo",
            metavar="PERIODO",
            help="Solo este periodo, por ejemplo 2026-2. Se puede repetir.",
        ),
    ] = None,
    desde: Annotated[
        str,
        typer.Option(
            "--desde", metavar="PERIODO", help="Desde este periodo hasta el último terminado."
        ),
    ] = "",
    rfc: Annotated[
        list[str] | None,
        typer.Option("--rfc", metavar="RFC", help="Solo este contribuyente. Se puede repetir."),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="ARCHIVO",
            help="Escribe una página para mostrar o imprimir, con enlaces a los acuses.",
        ),
    ] = None,
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="ARCHIVO", help="Escribe lo mismo en un libro de Excel."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Muestra qué está presentado y qué falta: contribuyentes por periodos, con sus plazos."""
    pedido = Pedido(
        periodos=[Periodo.parse(texto) for texto in periodo or ()],
        desde=Periodo.parse(desde) if desde else None,
        rfcs=[RFC.parse(texto) for texto in rfc or ()],
    )
    destinos = Destinos(html, xlsx)
    visto = ver_estado(contexto(ctx).carpeta, pedido)
    escritos = destinos.escribir(visto)
    if json:
        archivos = {clase: str(ruta) for clase, ruta in escritos.items()}
        en_json(visto.en_json() | {"archivos": archivos})
    elif escritos:
        _avisar(visto)
        _contar(visto)
        for clase, ruta in escritos.items():
            consola.print(f"{_CLASES[clase]}: {ruta}", markup=False, soft_wrap=True)
    else:
        _mostrar(visto)


def _avisar(visto: Estado) -> None:
    for aviso in visto.avisos:
        avisos.print(aviso, style="yellow", markup=False)


def _contar(visto: Estado) -> None:
    consola.print(
        " · ".join(f"{cuantas} {situacion.value}" for situacion, cuantas in visto.cuentas.items())
    )


def _mostrar(visto: Estado) -> None:
    _avisar(visto)
    if not visto.contribuyentes:
        consola.print("No hay contribuyentes: ni en efirmas, ni en lote.csv, ni en la bitácora.")
        return
    # Not a table's own title, which a narrow table would wrap.
    consola.print(marcar(f"Estado al {visto.hoy:%d/%m/%Y}", visto.ambiente), style="bold")
    # The newest come last, nearest to the prompt.
    caben = max(1, (consola.width - _ANCHO_DE_RFC) // _ANCHO_DE_PERIODO)
    for inicio in range(0, len(visto.periodos), caben):
        _mostrar_periodos(visto, visto.periodos[inicio : inicio + caben])
    _contar(visto)


def _mostrar_periodos(visto: Estado, periodos: Sequence[PeriodoDebido]) -> None:
    vista = tabla("", "RFC", *(_encabezado(debido) for debido in periodos))
    for contribuyente in visto.contribuyentes:
        celdas = (visto.casillas.get((contribuyente.rfc, debido.periodo)) for debido in periodos)
        vista.add_row(str(contribuyente.rfc), *(_celda(casilla) for casilla in celdas))
    consola.print(vista)


def _encabezado(debido: PeriodoDebido) -> str:
    if not debido.terminado:
        return f"{debido.periodo}\nabre el {debido.ventana.abre:%d/%m/%Y}"
    if debido.dias_restantes < 0:
        return f"{debido.periodo}\nvenció el {debido.ventana.vence:%d/%m/%Y}"
    vence = f"{debido.periodo}\nvence el {debido.ventana.vence:%d/%m/%Y}"
    return f"{vence}\n{plazo_en_palabras(debido.dias_restantes)}"


def _celda(casilla: Casilla | None) -> Text:
    if casilla is None:
        return Text("—", "dim")
    texto = _TEXTOS[casilla.situacion]
    if casilla.fecha and casilla.situacion.presentada:
        texto += f", {casilla.fecha:%d/%m/%Y}"
    if casilla.situacion is Situacion.FALTA:
        texto += f", {plazo_en_palabras(casilla.dias_restantes)}"
    if casilla.detalle:
        texto += f" ({casilla.detalle})"
    return Text(texto, _COLORES[casilla.situacion])


_CLASES = {"html": "Página", "xlsx": "Libro"}

_TEXTOS = {
    Situacion.EN_TIEMPO: "en tiempo",
    Situacion.EXTEMPORANEA: "extemporánea",
    Situacion.FALTA: "falta",
    Situacion.REQUIERE_PERSONA: "requiere persona",
    Situacion.SIN_TERMINAR: "aún no termina",
}

_COLORES = {
    Situacion.EN_TIEMPO: "green",
    Situacion.EXTEMPORANEA: "yellow",
    Situacion.FALTA: "bold red",
    Situacion.REQUIERE_PERSONA: "bold magenta",
    Situacion.SIN_TERMINAR: "dim",
}
