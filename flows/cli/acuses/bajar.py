"""``icsoe acuses``: bringing acuses home."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from flows.acuses.jornada import JornadaDeAcuses, ResumenDeAcuses
from flows.cli.contexto import contexto
from flows.cli.opciones import Navegadores
from flows.cli.progreso import EnLineas, EnTabla, duracion, linea
from flows.cli.salida import avisos, consola, en_json
from flows.interrupcion import Interrupcion
from flows.taller import Opciones


def bajar(
    ctx: typer.Context,
    rfcs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="RFC",
            help="De quiénes; sin ninguno, de todos los que tienen e.firma en la carpeta.",
        ),
    ] = None,
    lote: Annotated[
        Path | None,
        typer.Option("--lote", metavar="ARCHIVO", help="De los contribuyentes de un lote."),
    ] = None,
    desde: Annotated[
        str, typer.Option("--desde", metavar="PERIODO", help="Primer periodo, o solo su año.")
    ] = "",
    hasta: Annotated[
        str, typer.Option("--hasta", metavar="PERIODO", help="Último periodo, o solo su año.")
    ] = "",
    navegadores: Navegadores = None,
    visible: Annotated[
        bool, typer.Option("--visible", help="Muestra la ventana del navegador.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Trae los acuses que faltan en el archivo, de cada contribuyente y de todos sus periodos."""
    carpeta = contexto(ctx).carpeta
    a_la_vez = carpeta.configuracion.navegadores_a_la_vez(navegadores)
    jornada = JornadaDeAcuses.preparar(carpeta, rfcs or [], lote, desde, hasta)
    interrupcion = Interrupcion(avisos.print)
    tabla = EnTabla(avisos) if avisos.is_terminal and not json else None
    with interrupcion.atenta(), tabla.a_la_vista() if tabla else nullcontext():
        resumen = jornada.correr(
            Opciones(visible=visible, navegadores=a_la_vez), interrupcion, tabla or EnLineas(avisos)
        )
    if json:
        en_json(resumen.en_json())
    else:
        _contar(resumen)
    if resumen.codigo:
        raise typer.Exit(resumen.codigo)


def _contar(resumen: ResumenDeAcuses) -> None:
    tiempo = duracion((resumen.fin - resumen.inicio).total_seconds())
    titulo = "Acuses al día" if not resumen.codigo else "No se completó"
    consola.print(
        f"[bold]{titulo}[/] en {tiempo}: {resumen.bajados} bajados, "
        f"{len(resumen.finales)} contribuyentes."
    )
    for final in resumen.finales:
        if not final.bien and final.rotulo != "pendiente":
            consola.print(linea(final), markup=False, soft_wrap=True)
        elif final.cosecha and any(uno.cambio for uno in final.cosecha.bajados):
            consola.print(linea(final), style="yellow", markup=False, soft_wrap=True)
    if resumen.volver is not None:
        consola.print(
            f"{resumen.motivo or 'El portal no responde.'} Vuelva a ejecutar la orden a partir de "
            f"las {resumen.volver:%H:%M del %d/%m/%Y}: traerá solo lo que falta.",
            style="yellow",
            markup=False,
        )
    elif "pendiente" in resumen.cuentas:
        consola.print("Vuelva a ejecutar la orden: traerá solo lo que falta.", style="yellow")
