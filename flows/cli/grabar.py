"""``icsoe grabar``."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.acuses.jornada import JornadaDeAcuses
from flows.carpeta import CarpetaDeTrabajo
from flows.cli.contexto import contexto
from flows.cli.demo import hay_pantalla
from flows.cli.presentar import anunciar
from flows.cli.progreso import duracion
from flows.cli.salida import avisos, consola, en_json, espera_a_la_vista
from flows.encargo import abrir_efirma, preparar
from flows.interrupcion import Interrupcion
from flows.seguimiento import Observador
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.errors import UsageProblem
from icsoe_bot.portal.direcciones import Ambiente

if TYPE_CHECKING:
    from flows.grabar.grabar import Encuadre
    from flows.grabar.produccion import Grabacion


class Que(StrEnum):
    """What can be recorded."""

    PRESENTAR = "presentar"
    ACUSES = "acuses"


@dataclass(frozen=True, slots=True)
class _Pedido:
    que: Que
    rfc: str
    periodo: str
    declarante: str
    ocultar: bool


def grabar(
    ctx: typer.Context,
    que: Annotated[
        Que, typer.Argument(metavar="[QUÉ]", help="presentar (lo usual) o acuses.")
    ] = Que.PRESENTAR,
    con: Annotated[
        str,
        typer.Option(
            "--con",
            metavar="RFC",
            help="Un contribuyente de la carpeta de trabajo; si no, uno ficticio en la réplica.",
        ),
    ] = "",
    periodo: Annotated[
        str, typer.Option("--periodo", metavar="PERIODO", help="Con --con, el periodo a presentar.")
    ] = "",
    declara: Annotated[
        str,
        typer.Option(
            "--declara",
            metavar="NOMBRE",
            help="Con --con, presenta de verdad: la persona que declara bajo protesta de decir "
            "verdad. Sin esto se llega hasta la protesta, se cancela y no se presenta nada.",
        ),
    ] = "",
    salida: Annotated[
        Path | None,
        typer.Option(
            "--salida", metavar="CARPETA", help="Dónde dejar la grabación; si no, en grabaciones/."
        ),
    ] = None,
    ritmo: Annotated[
        int,
        typer.Option(
            "--ritmo",
            metavar="MS",
            min=0,
            help="Pausa ante cada acción. En el video, cada paso dura al menos lo que tarda en "
            "leerse.",
        ),
    ] = 1200,
    ocultar: Annotated[
        bool | None,
        typer.Option(
            "--ocultar/--sin-ocultar",
            help="Tapa el RFC y el nombre en video, guía y textos. En producción es lo usual.",
        ),
    ] = None,
    oculto: Annotated[
        bool, typer.Option("--sin-ventana", help="Graba sin mostrar la ventana del navegador.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Graba una corrida para enseñar: video, subtítulos, guía con pantallas y reproductor."""
    # Imported where it is used: films and the replica would slow the start of other commands.
    from flows.grabar.grabar import Encuadre
    from flows.grabar.pantalla import pantalla
    from flows.grabar.practica import oficina_de_practica
    from flows.grabar.produccion import exigir_libre

    destino = (
        salida
        or contexto(ctx).raiz / "grabaciones" / f"{datetime.now(ZONA):%Y%m%d-%H%M%S}-{que.value}"
    )
    exigir_libre(destino)
    if not con and (periodo or declara):
        raise UsageProblem(
            "--periodo y --declara son para grabar a un contribuyente de la carpeta.",
            remedio="Indique cuál con --con, o quítelos para grabar a uno ficticio.",
        )
    interrupcion = Interrupcion(avisos.print)
    observadores = [anunciar, interrupcion.vigilar]
    with (
        interrupcion.atenta(),
        nullcontext(False) if oculto else pantalla(hay=hay_pantalla()) as visible,
    ):
        espera = espera_a_la_vista(interrupcion)
        encuadre = Encuadre(destino, visible=visible, ritmo=ritmo / 1000, espera=espera)
        if con:
            carpeta = contexto(ctx).carpeta
            if ocultar is None:
                ocultar = carpeta.configuracion.ambiente is Ambiente.PRODUCCION
            pedido = _Pedido(que, con, periodo, declara, ocultar)
            grabacion = _grabar(carpeta, pedido, encuadre, observadores)
        else:
            with oficina_de_practica(contexto(ctx).abrir, con_acuses=que is Que.ACUSES) as (
                carpeta,
                ficticio,
                ultimo,
            ):
                de_cual = "" if que is Que.ACUSES else str(ultimo)
                pedido = _Pedido(
                    que, str(ficticio.rfc), de_cual, ficticio.declarante, bool(ocultar)
                )
                grabacion = _grabar(carpeta, pedido, encuadre, observadores)
    if json:
        en_json(
            {
                "carpeta": str(grabacion.carpeta),
                "duracion_s": round(grabacion.duracion, 1),
                "capitulos": len(grabacion.capitulos),
                "desenlace": list(grabacion.desenlace),
            }
        )
        return
    consola.print(f"[bold green]Grabación lista[/] ({duracion(grabacion.duracion)}).")
    for linea in grabacion.desenlace:
        consola.print(linea, soft_wrap=True, markup=False)
    for nombre, que_es in (
        ("reproducir.html", "el video junto a sus pasos"),
        ("guia.pdf", "la guía para imprimir"),
    ):
        consola.print(f"{grabacion.carpeta / nombre}: {que_es}", soft_wrap=True, markup=False)


def _grabar(
    carpeta: CarpetaDeTrabajo,
    pedido: _Pedido,
    encuadre: Encuadre,
    observadores: Sequence[Observador],
) -> Grabacion:
    from flows.grabar.grabar import grabar_acuses, grabar_presentacion

    if pedido.que is Que.ACUSES:
        jornada = JornadaDeAcuses.preparar(carpeta, [pedido.rfc], None, pedido.periodo, "")
        (uno,) = jornada.pedidos
        with carpeta.abrir_bitacora(jornada.mundo.nombre) as bitacora:
            efirma, _ = abrir_efirma(carpeta, uno.rfc, jornada.mundo.ahora, bitacora.rechazos)
        encuadre = _con_mascara(encuadre, efirma, pedido)
        return grabar_acuses(carpeta, uno, jornada.mundo, encuadre, observadores)
    if not pedido.periodo:
        raise UsageProblem("Falta el periodo a grabar.", remedio="Indíquelo con --periodo.")
    # Nobody is named where nothing is to be filed: the rehearsal stops at the oath.
    declarante = pedido.declarante or "Nadie declara: es una grabación sin presentar"
    encargo = preparar(carpeta, pedido.rfc, pedido.periodo, declarante)
    encuadre = _con_mascara(encuadre, encargo.efirma, pedido)
    return grabar_presentacion(
        carpeta, encargo, encuadre, observadores, presentar=bool(pedido.declarante)
    )


def _con_mascara(encuadre: Encuadre, efirma: Efirma, pedido: _Pedido) -> Encuadre:
    if not pedido.ocultar:
        return encuadre
    datos = (str(efirma.rfc), efirma.curp, efirma.nombre, pedido.declarante)
    return replace(encuadre, ocultos=[dato for dato in datos if dato])
