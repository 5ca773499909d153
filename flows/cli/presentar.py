"""``icsoe presentar``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.carpeta import CarpetaDeTrabajo
from flows.cli.contexto import contexto
from flows.cli.opciones import Navegadores
from flows.cli.salida import avisos, consola, en_json, espera_a_la_vista
from flows.desenlace import Resultado
from flows.ejecucion import ejecutar, ensayar
from flows.encargo import Encargo, preparar
from flows.interrupcion import Interrupcion
from flows.pasos import PASOS, Paso
from flows.soporte.automatico import por_si_falla
from flows.taller import Opciones
from icsoe_bot.errors import UsageProblem
from icsoe_bot.portal.perfil.lectura import ARCHIVO


def presentar(
    ctx: typer.Context,
    rfc: Annotated[
        str, typer.Argument(metavar="[RFC]", help="RFC del contribuyente, si es uno solo.")
    ] = "",
    periodo: Annotated[
        str,
        typer.Option(
            "--periodo", metavar="PERIODO", help="Año y cuatrimestre, por ejemplo 2026-2."
        ),
    ] = "",
    declara: Annotated[
        str,
        typer.Option(
            "--declara",
            metavar="NOMBRE",
            help="Persona que declara bajo protesta de decir verdad. Texto: «Declaro bajo protesta "
            "de decir verdad que en el cuatrimestre que se indica, no celebre contratos, por lo "
            "que no tengo información a reportar».",
        ),
    ] = "",
    lote: Annotated[
        Path | None,
        typer.Option(
            "--lote",
            metavar="ARCHIVO",
            help="Muchos contribuyentes: un CSV o XLSX con las columnas rfc, periodo, tipo, "
            "declara y fecha_declaracion.",
        ),
    ] = None,
    simular: Annotated[
        bool,
        typer.Option(
            "--simular",
            help="Llega hasta la protesta, comprueba todo, cancela y sale: no presenta nada.",
        ),
    ] = False,
    navegadores: Navegadores = None,
    visible: Annotated[
        bool, typer.Option("--visible", help="Muestra la ventana del navegador.")
    ] = False,
    ritmo: Annotated[
        int,
        typer.Option(
            "--ritmo", metavar="MS", min=0, help="Pausa en milisegundos ante cada acción."
        ),
    ] = 0,
    traza: Annotated[
        bool,
        typer.Option(
            "--traza", help="Guarda en evidencia/ la traza del navegador, sin sus secretos."
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Presenta informativas «Sin información», una o un lote, y archiva sus acuses."""
    carpeta = contexto(ctx).carpeta
    opciones = Opciones(visible=visible, ritmo_ms=ritmo, traza=traza)
    decir_protesta(carpeta)
    if lote is not None:
        a_la_vez = carpeta.configuracion.navegadores_a_la_vez(navegadores)
        opciones = replace(opciones, navegadores=a_la_vez)
        _exigir_solo_lote(rfc, periodo, declara)
        # Imported where it is used: spreadsheets and notices would slow every other command.
        from flows.cli.lote import presentar_lote

        codigo = presentar_lote(carpeta, lote, opciones, simulacion=simular, json_pedido=json)
        if codigo:
            raise typer.Exit(codigo)
        return
    if not rfc:
        raise UsageProblem(
            "Falta a quién presentar.",
            remedio="Escriba un RFC con --periodo y --declara, o un archivo con --lote.",
        )
    if navegadores is not None:
        raise UsageProblem(
            "--navegadores es para un lote: un contribuyente se presenta con un solo navegador.",
            remedio="Quítelo, o use --lote.",
        )
    encargo = preparar(carpeta, rfc, periodo, declara)
    dias = encargo.efirma.vence_pronto(encargo.mundo.ahora)
    if dias is not None:
        avisos.print(f"La e.firma de {encargo.efirma.rfc} vence en {dias} días.", style="yellow")
    interrupcion = Interrupcion(avisos.print)
    opciones = replace(opciones, espera=espera_a_la_vista(interrupcion))
    with interrupcion.atenta():
        observadores = [anunciar, interrupcion.vigilar]
        if simular:
            folio = ensayar(carpeta, encargo, opciones, observadores)
            _mostrar_simulacion(encargo, folio, json_pedido=json)
            return
        with por_si_falla(carpeta, encargo.mundo, encargo.presentacion):
            resultado = ejecutar(carpeta, encargo, opciones, observadores)
    mostrar(resultado, json_pedido=json)


def decir_protesta(carpeta: CarpetaDeTrabajo) -> None:
    """Show what is declared, when it isn't the documented text."""
    protesta = carpeta.perfil.protesta
    if protesta.leida_el is not None:
        avisos.print(
            f"Se declara el texto de {ARCHIVO}, leído por {protesta.leida_por} el "
            f"{protesta.leida_el:%d/%m/%Y}: «{protesta.texto}»",
            style="yellow",
            markup=False,
        )


def _exigir_solo_lote(*otros: str) -> None:
    if any(otros):
        raise UsageProblem(
            "Con --lote no van RFC, --periodo ni --declara: los dice el archivo.",
            remedio="Quite unos u otro.",
        )


def _mostrar_simulacion(encargo: Encargo, folio: str | None, *, json_pedido: bool) -> None:
    presentacion = encargo.presentacion
    if json_pedido:
        en_json(
            {
                "rfc": str(presentacion.rfc),
                "periodo": str(presentacion.periodo),
                "tipo": presentacion.tipo.value,
                "folio": folio,
                "estado": "ya presentada" if folio else "simulada",
            }
        )
    elif folio:
        consola.print(f"[green]Ya estaba presentada[/] {presentacion}, con folio {folio}.")
    else:
        consola.print(
            f"[green]Simulación correcta[/] de {presentacion}: se llegó hasta la protesta y se "
            "canceló. No se presentó nada."
        )


def anunciar(paso: Paso) -> None:
    """One line for each step, on standard error."""
    numero = f"{paso.numero:2d}/{len(PASOS)}" if paso.numero else " · "
    avisos.print(f"[dim]{numero:>5}[/]  {paso.titulo}")


def mostrar(resultado: Resultado, *, json_pedido: bool) -> None:
    """The ending of a filing."""
    if json_pedido:
        en_json(resultado_en_json(resultado))
        return
    presentacion = resultado.presentacion
    verbo = "Ya estaba presentada" if resultado.ya_presentada else "Presentada"
    consola.print(
        f"[bold green]{verbo}[/]: {presentacion.rfc}, {presentacion.periodo.meses} de "
        f"{presentacion.periodo.anio}, «{presentacion.tipo.value}»."
    )
    consola.print(
        f"Folio {resultado.folio} del {resultado.fecha_presentacion:%d/%m/%Y} "
        f"({resultado.oportunidad.value})."
    )
    consola.print(f"Acuse: {resultado.acuse}", soft_wrap=True, markup=False)


def resultado_en_json(resultado: Resultado) -> dict[str, Any]:
    """The ending of a filing, for machines."""
    return {
        "rfc": str(resultado.presentacion.rfc),
        "periodo": str(resultado.presentacion.periodo),
        "tipo": resultado.presentacion.tipo.value,
        "folio": str(resultado.folio),
        "fecha": resultado.fecha_presentacion.isoformat(),
        "oportunidad": resultado.oportunidad.value,
        "acuse": str(resultado.acuse.resolve()),
        "estado": resultado.estado.value,
        "ya_presentada": resultado.ya_presentada,
    }
