"""``icsoe practicar``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.contexto import contexto
from flows.cli.demo import hay_pantalla
from flows.cli.salida import avisos, consola, en_json
from flows.interrupcion import Interrupcion
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import UsageProblem

if TYPE_CHECKING:
    from flows.practicar.ejercicio import Ejercicio
    from flows.practicar.vigilancia import Aviso


def practicar(
    ctx: typer.Context,
    periodo: Annotated[
        str,
        typer.Option(
            "--periodo",
            metavar="PERIODO",
            help="El periodo a presentar; si no, el último terminado.",
        ),
    ] = "",
    falla: Annotated[
        list[str] | None,
        typer.Option(
            "--falla",
            metavar="NOMBRE",
            help="Un tropiezo del portal para practicar un mal día, como firmar_mudo. Se puede "
            "repetir; «--falla lista» los dice todos.",
        ),
    ] = None,
    salida: Annotated[
        Path | None,
        typer.Option(
            "--salida",
            metavar="CARPETA",
            help="Dónde dejar archivos y resultado; si no, en practicas/.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Usted presenta a mano en la réplica; icsoe mira, dice qué sigue y marca los errores."""
    # Imported where it is used: the replica would slow the start of every other command.
    from fixtures.replica.fallas import CATALOGO
    from flows.practicar import hoja
    from flows.practicar.ejercicio import preparado
    from flows.practicar.practicar import Practica
    from icsoe_bot.portal import navegador
    from icsoe_bot.portal.direcciones import Ambiente

    fallas = falla or []
    if "lista" in fallas:
        for nombre, que_hace in CATALOGO.items():
            consola.print(f"{nombre}: {que_hace}", markup=False, soft_wrap=True)
        return
    desconocidas = [nombre for nombre in fallas if nombre not in CATALOGO]
    if desconocidas:
        raise UsageProblem(
            f"No existe la falla «{desconocidas[0]}».", remedio="Véalas con «--falla lista»."
        )
    if not hay_pantalla():
        raise UsageProblem(
            "Para practicar hace falta una pantalla donde ver el navegador.",
            remedio="Ejecute la orden en un equipo con escritorio.",
        )
    raiz = contexto(ctx).raiz
    inicio = datetime.now(ZONA)
    destino = (salida or raiz / "practicas" / f"{inicio:%Y%m%d-%H%M%S}").resolve()
    interrupcion = Interrupcion(avisos.print)
    with (
        interrupcion.atenta(),
        preparado(destino, periodo, fallas) as ejercicio,
        navegador.playwright_discreto() as playwright,
        navegador.abierto(
            playwright,
            navegador.localizar(playwright, contexto(ctx).carpeta.configuracion.navegador),
            ambiente=Ambiente.REPLICA,
            visible=True,
        ) as browser,
    ):
        _explicar(ejercicio)
        marco = navegador.contexto(browser, navegador.agente(browser))
        resultado = Practica(ejercicio, marco, _decir).correr(lambda: interrupcion.pedida)
        hoja.escribir(ejercicio, resultado, inicio, destino / "resultado.html")
        if json:
            en_json(hoja.en_json(ejercicio, resultado) | {"hoja": str(destino / "resultado.html")})
        else:
            veredicto = "Práctica completa" if resultado.completo else "Práctica incompleta"
            consola.print(f"[bold]{veredicto}[/], {len(resultado.errores)} errores.")
            consola.print(f"Resultado: {destino / 'resultado.html'}", soft_wrap=True, markup=False)
    if not resultado.completo or resultado.errores:
        raise typer.Exit(1)


def _explicar(ejercicio: Ejercicio) -> None:
    avisos.print("[bold]Práctica en la RÉPLICA: nada de esto tiene validez.[/]")
    for linea in (
        f"Presente «Sin información» de {ejercicio.contribuyente.nombre}, RFC "
        f"{ejercicio.contribuyente.rfc}, periodo {ejercicio.periodo}.",
        f"Las e.firmas están en {ejercicio.carpeta}: «empresa» y «representante».",
        f"La contraseña de las dos es {ejercicio.clave}",
        "Cierre la ventana del navegador para terminar antes.",
    ):
        avisos.print(linea, markup=False, soft_wrap=True)


def _decir(aviso: Aviso) -> None:
    avisos.print(aviso.texto, style="bold red" if aviso.error else "cyan", markup=False)
