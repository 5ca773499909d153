"""``icsoe portal``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from flows.calibracion.comparar import comparar as comparar_informes
from flows.calibracion.hallazgos import Hallado, Vista
from flows.calibracion.informe import HTML, leer_informe
from flows.cli.contexto import contexto
from flows.cli.espanol import Grupo, Orden
from flows.cli.presentar import anunciar
from flows.cli.salida import avisos, consola, en_json, espera_a_la_vista, tabla
from flows.interrupcion import Interrupcion
from flows.taller import Opciones

app = typer.Typer(cls=Grupo, no_args_is_help=True, help="Revisa si el portal es como se espera.")

_SELLOS = {
    Hallado.BIEN: "[green]bien[/]",
    Hallado.OTRA_FORMA: "[yellow]otra forma[/]",
    Hallado.NO_HAY: "[dim]no hay[/]",
    Hallado.VARIOS: "[red]varios[/]",
    Hallado.FALTA: "[red]falta[/]",
}


@app.command(cls=Orden)
def revisar(
    ctx: typer.Context,
    con: Annotated[
        str,
        typer.Option(
            "--con",
            metavar="RFC",
            help="Entra además con la e.firma de este contribuyente, llega hasta la protesta, la "
            "cancela y sale. No presenta ni guarda nada.",
        ),
    ] = "",
    periodo: Annotated[
        str,
        typer.Option(
            "--periodo", metavar="PERIODO", help="Con --con; si no, el último que terminó."
        ),
    ] = "",
    visible: Annotated[
        bool, typer.Option("--visible", help="Muestra la ventana del navegador.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Compara el portal con lo que se sabe de él, y propone qué corregir. Nada se presenta."""
    from flows.calibracion.revisar import revisar_portal

    interrupcion = Interrupcion(avisos.print)
    with interrupcion.atenta():
        revision = revisar_portal(
            contexto(ctx).carpeta,
            con,
            periodo,
            Opciones(visible=visible, espera=espera_a_la_vista(interrupcion)),
            [anunciar, interrupcion.vigilar],
        )
    calibracion = revision.calibracion
    if json:
        en_json(
            calibracion.model_dump(mode="json")
            | {
                "segura": calibracion.segura,
                "sirve": calibracion.sirve,
                "renglones": calibracion.renglones,
                "carpeta": str(revision.carpeta),
            }
        )
    else:
        for vista in calibracion.vistas:
            _mostrar(vista)
        if calibracion.renglones:
            consola.print("Para pegar en portal.toml, después de leerlo:", style="bold")
            for renglon in calibracion.renglones:
                consola.print(renglon, soft_wrap=True, markup=False)
        if calibracion.segura:
            consola.print("[bold green]Todo está como se esperaba[/]: se puede presentar.")
        elif calibracion.sirve:
            consola.print(
                "[bold green]Lo que se vio está como se esperaba.[/] Falta revisar por dentro, "
                "con --con RFC."
            )
        else:
            consola.print("[bold red]Hay diferencias[/]: no presente todavía.")
        if not calibracion.intacto:
            consola.print("[bold red]La bandeja no quedó como estaba[/]: revísela a mano.")
        if calibracion.sesion_cerrada is False:
            consola.print("[bold red]La sesión quedó abierta[/]: ciérrela a mano.")
        consola.print(f"Informe: {revision.carpeta / HTML}", soft_wrap=True, markup=False)
    if not (calibracion.segura if con else calibracion.sirve):
        raise typer.Exit(1)


@app.command(cls=Orden)
def comparar(
    antes: Annotated[Path, typer.Argument(metavar="ANTES", help="Carpeta de un informe.")],
    despues: Annotated[Path, typer.Argument(metavar="DESPUÉS", help="Carpeta de otro.")],
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Muestra qué cambió en el portal entre dos informes."""
    cambios = comparar_informes(leer_informe(antes), leer_informe(despues))
    if json:
        en_json(
            [
                {
                    "pantalla": uno.pantalla,
                    "que": uno.que,
                    "antes": uno.antes,
                    "despues": uno.despues,
                    "empeora": uno.empeora,
                }
                for uno in cambios
            ]
        )
    elif not cambios:
        consola.print("[green]Nada cambió.[/]")
    else:
        vista = tabla("Qué cambió", "Pantalla", "Qué", "Antes", "Después")
        for uno in cambios:
            color = "red" if uno.empeora else "default"
            vista.add_row(
                *(escape(t) for t in (uno.pantalla, uno.que, uno.antes)),
                f"[{color}]{escape(uno.despues)}[/]",
            )
        consola.print(vista)
    if any(uno.empeora for uno in cambios):
        raise typer.Exit(1)


def _mostrar(vista: Vista) -> None:
    if vista.problema:
        consola.print(f"[red]{escape(vista.titulo)}[/]: {escape(vista.problema)}")
        return
    raros = [uno for uno in vista.elementos if uno.hallado is not Hallado.BIEN]
    distintos = [uno for uno in vista.textos if uno.hallado is not Hallado.BIEN]
    total = len(vista.elementos) + len(vista.textos)
    color = "green" if vista.sirve else "red"
    bien = total - len(raros) - len(distintos)
    consola.print(f"[{color}]{escape(vista.titulo)}[/]: {bien} de {total} como se esperaba")
    for uno in raros:
        servida = "" if uno.servida is None else f": {uno.formas[uno.servida].busca}"
        consola.print(f"  {_SELLOS[uno.hallado]} «{escape(uno.nombre)}»{escape(servida)}")
        for propuesta in uno.propuestas[:1]:
            consola.print(f"     ¿{propuesta.descripcion}?", markup=False)
    for texto in distintos:
        consola.print(f"  [red]distinto[/] se esperaba «{escape(texto.esperado)}»")
        if texto.visto:
            consola.print(f"     dice «{texto.visto}»", markup=False)
        for propuesta in texto.propuestas[:1]:
            consola.print(f"     ¿{propuesta.descripcion}?", markup=False)
