"""``icsoe acuses exportar``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.acuses.alcance import primer_periodo
from flows.cli.contexto import contexto
from flows.cli.salida import avisos, consola, en_json
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC

if TYPE_CHECKING:
    from flows.acuses.exportacion import Exportacion


def exportar(
    ctx: typer.Context,
    rfc: Annotated[
        list[str],
        typer.Option("--rfc", metavar="RFC", help="De quién. Se puede repetir."),
    ],
    periodo: Annotated[
        list[str] | None,
        typer.Option(
            "--periodo",
            metavar="PERIODO",
            help="Solo este periodo, por ejemplo 2026-2. Se puede repetir.",
        ),
    ] = None,
    desde: Annotated[
        str, typer.Option("--desde", metavar="PERIODO", help="Desde este periodo, o solo su año.")
    ] = "",
    en_zip: Annotated[
        Path | None,
        typer.Option(
            "--zip",
            metavar="ARCHIVO",
            help="Paquete con los PDF, su índice y sus huellas; si es una carpeta, ahí con un "
            "nombre que dice de quién es.",
        ),
    ] = None,
    en_xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="ARCHIVO", help="Solo el índice, en Excel."),
    ] = None,
    con_faltantes: Annotated[
        bool,
        typer.Option(
            "--con-faltantes",
            help="Aunque falte alguno o esté alterado: queda anotado en el índice.",
        ),
    ] = False,
    reemplazar: Annotated[
        bool, typer.Option("--reemplazar", help="Si el archivo ya existe, lo reemplaza.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Arma el paquete de acuses de un cliente: los PDF verificados, un índice y sus huellas."""
    # Imported where it is used: a workbook's parts would slow the start of every other command.
    from flows.acuses import exportacion

    pedido = exportacion.Pedido(
        tuple(dict.fromkeys(RFC.parse(uno) for uno in rfc)),
        frozenset(Periodo.parse(uno) for uno in periodo or ()),
        primer_periodo(desde),
    )
    destinos = exportacion.Destinos(en_zip, en_xlsx, reemplazar, con_faltantes)
    hecha = exportacion.exportar(contexto(ctx).carpeta, pedido, destinos)
    if json:
        en_json(hecha.en_json())
    else:
        _mostrar(hecha)


def _mostrar(hecha: Exportacion) -> None:
    indice = hecha.indice
    if indice.marca:
        consola.print(indice.marca, style="bold")
    cuantos = len(indice.entregados)
    consola.print("1 acuse verificado." if cuantos == 1 else f"{cuantos:,} acuses verificados.")
    for fila in indice.ausentes:
        avisos.print(f"Falta {fila.que}: {fila.problema}.", style="yellow", markup=False)
    for rotulo, ruta in (("Paquete", hecha.zip), ("Índice", hecha.xlsx)):
        if ruta is not None:
            consola.print(f"{rotulo}: {ruta}", markup=False, soft_wrap=True)
