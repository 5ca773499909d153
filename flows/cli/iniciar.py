"""``icsoe iniciar``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.carpeta import CarpetaDeTrabajo
from flows.cli import entrevista
from flows.cli.contexto import contexto
from flows.cli.preguntas import Preguntas
from flows.cli.revision import codigo_de, hallazgos_en_json, mostrar_hallazgos
from flows.cli.salida import avisos, consola, en_json
from flows.configuracion import COMANDO_DE_CLAVE
from flows.iniciar.oficina import Guarda, OficinaNueva
from flows.revisar import revisar
from flows.revision.hallazgo import Hallazgo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import RetryLater
from icsoe_bot.portal import navegador as navegadores
from icsoe_bot.portal.direcciones import Ambiente


def iniciar(
    ctx: typer.Context,
    carpeta: Annotated[
        Path | None,
        typer.Option(
            "-C", "--carpeta", metavar="CARPETA", help="Carpeta de la oficina; se crea si falta."
        ),
    ] = None,
    ambiente: Annotated[
        Ambiente | None,
        typer.Option("--ambiente", metavar="AMBIENTE", help="replica o produccion."),
    ] = None,
    efirmas: Annotated[
        Path | None,
        typer.Option(
            "--efirmas",
            metavar="CARPETA",
            help="Copia de ahí el .cer y el .key de cada contribuyente; los originales no se "
            "tocan.",
        ),
    ] = None,
    claves: Annotated[
        Guarda | None,
        typer.Option(
            "--claves",
            metavar="DÓNDE",
            help="Dónde se guardan las contraseñas: llavero, env, comando o despues. Se piden sin "
            "mostrarlas; nunca se escriben en la orden.",
        ),
    ] = None,
    comando: Annotated[
        str,
        typer.Option(
            "--comando",
            metavar="COMANDO",
            help="Comando que escribe una contraseña; {rfc} ocupa el lugar del RFC.",
        ),
    ] = "",
    navegador: Annotated[
        str, typer.Option("--navegador", metavar="PROGRAMA", help="Programa del navegador.")
    ] = "",
    declara: Annotated[
        list[str] | None,
        typer.Option(
            "--declara",
            metavar="RFC=NOMBRE[=FECHA]",
            help="Quién declara por un contribuyente, y qué día lo hizo; puede repetirse.",
        ),
    ] = None,
    inhabil: Annotated[
        list[str] | None,
        typer.Option(
            "--inhabil",
            metavar="FECHA",
            help="Un día inhábil además de los de la ley, como 2027-01-18; puede repetirse.",
        ),
    ] = None,
    sin_preguntas: Annotated[
        bool,
        typer.Option(
            "--sin-preguntas",
            help="No pregunta nada: lo que no se indique queda como de costumbre.",
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Prepara la carpeta de trabajo de una oficina: pregunta, escribe lo que falta y lo revisa."""
    preguntas = Preguntas(avisos, calladas=sin_preguntas)
    preguntas.exigir_terminal()
    oficina = OficinaNueva(_elegir_raiz(ctx, carpeta, preguntas), datetime.now(ZONA))
    entrevista.confirmar_lugar(oficina, preguntas)
    elegido = entrevista.elegir_ambiente(oficina, ambiente, preguntas)
    copiables = entrevista.elegir_efirmas(oficina, efirmas, elegido, preguntas)
    declaraciones = entrevista.leer_declaraciones(oficina, declara or [], copiables)
    guarda, comando = entrevista.elegir_guarda(oficina, claves, comando, preguntas)
    ajustes = {"ICSOE_AMBIENTE": elegido.value}
    if comando:
        ajustes[COMANDO_DE_CLAVE] = comando
    if programa := navegador or entrevista.elegir_navegador(oficina, preguntas):
        ajustes[navegadores.VARIABLE] = programa
    if direcciones := entrevista.pedir_avisos(oficina, elegido, preguntas):
        ajustes["ICSOE_AVISOS"] = direcciones
    dias = entrevista.elegir_inhabiles(oficina, inhabil or [], preguntas)

    oficina.comprobar(ajustes)
    oficina.escribir(ajustes, dias)
    oficina.copiar(copiables.halladas)
    oficina.libreta.pendiente += copiables.descartadas
    contexto(ctx).abrir(oficina.raiz)
    entrevista.pedir_claves(oficina, guarda, preguntas)
    oficina.escribir_lote(entrevista.pedir_declaraciones(oficina, declaraciones, preguntas))
    hallazgos = list(revisar(oficina.carpeta, preguntar_claves=False))
    _contar(oficina, hallazgos, json_pedido=json)
    codigo = codigo_de(
        # Whether the portal answers today says nothing about the folder.
        [uno for uno in hallazgos if not isinstance(uno.problema, RetryLater)]
    )
    if codigo:
        raise typer.Exit(codigo)


def _elegir_raiz(ctx: typer.Context, carpeta: Path | None, preguntas: Preguntas) -> Path:
    if carpeta is not None:
        return carpeta
    origen = ctx.parent.get_parameter_source("carpeta") if ctx.parent else None
    if origen is not None and origen.name == "COMMANDLINE":
        return contexto(ctx).raiz
    # Where the command is given there may be anything; an office gets a folder of its own.
    habitual = "." if CarpetaDeTrabajo(Path()).de_oficina else "oficina"
    preguntas.titulo("Carpeta de trabajo")
    preguntas.explicar(
        "Ahí van las llaves, las contraseñas y los acuses: que sea una carpeta suya, en el disco "
        "de este equipo, fuera de OneDrive, Dropbox o una unidad de red."
    )
    return preguntas.carpeta("¿En qué carpeta?", habitual) or Path(habitual)


def _contar(oficina: OficinaNueva, hallazgos: Sequence[Hallazgo], *, json_pedido: bool) -> None:
    siguiente = _siguiente(oficina, hallazgos)
    if json_pedido:
        en_json(
            {
                "carpeta": str(oficina.raiz.resolve()),
                "ambiente": oficina.carpeta.configuracion.ambiente.value,
                **oficina.libreta.en_json(),
                "revision": hallazgos_en_json(hallazgos),
                "siguiente": siguiente,
            }
        )
        return
    _mostrar_lista("Se escribió", oficina.libreta.creado, consola)
    _mostrar_lista("Ya estaba, y se conservó", oficina.libreta.conservado, consola)
    _mostrar_lista("Queda pendiente", oficina.libreta.pendiente, consola)
    consola.print()
    mostrar_hallazgos(hallazgos, consola)
    consola.print("\n[bold]Ahora escriba:[/]")
    for orden in siguiente:
        consola.print(f"  {orden}", markup=False, soft_wrap=True)


def _mostrar_lista(titulo: str, entradas: Sequence[str], consola: Console) -> None:
    if entradas:
        consola.print(f"\n[bold]{titulo}[/]")
        for entrada in entradas:
            consola.print(f"  {entrada}", markup=False, soft_wrap=True)


def _siguiente(oficina: OficinaNueva, hallazgos: Sequence[Hallazgo]) -> list[str]:
    """What to type next, in the terminal as it is."""
    aqui = oficina.raiz.resolve() == Path.cwd()
    icsoe = "icsoe" if aqui else f'icsoe -C "{oficina.raiz}"'
    if not oficina.rfcs():
        return [f"{icsoe} iniciar"]
    if codigo_de([uno for uno in hallazgos if not isinstance(uno.problema, RetryLater)]):
        return [f"{icsoe} revisar"]
    if oficina.carpeta.configuracion.ambiente is Ambiente.PRODUCCION:
        return [f"{icsoe} portal revisar"]
    return ["icsoe replica", f"{icsoe} presentar --lote lote.csv --simular"]
