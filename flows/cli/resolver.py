"""``icsoe resolver``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from flows.cli.contexto import contexto
from flows.cli.salida import avisos, consola, en_json, tabla
from flows.resolver import Expediente, Resolucion
from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import OutcomeUnknown, UsageProblem


def resolver(
    ctx: typer.Context,
    rfc: Annotated[str, typer.Argument(metavar="RFC", help="RFC del contribuyente.")],
    periodo: Annotated[
        str, typer.Argument(metavar="PERIODO", help="Año y cuatrimestre, por ejemplo 2026-2.")
    ],
    otra_firma: Annotated[
        bool,
        typer.Option(
            "--permitir-otra-firma",
            help="Revisó en el portal que no quedó presentada: la siguiente corrida puede firmar "
            "una vez más.",
        ),
    ] = False,
    folio: Annotated[
        str,
        typer.Option(
            "--presentada-con",
            metavar="FOLIO",
            help="Sabe que quedó presentada con ese folio: no se firma otra vez.",
        ),
    ] = "",
    reintentar: Annotated[
        bool,
        typer.Option(
            "--reintentar-efirma",
            help="La e.firma que se rechazó ya sirve tal como está: puede probarse otra vez.",
        ),
    ] = False,
    autoriza: Annotated[
        str, typer.Option("--autoriza", metavar="NOMBRE", help="Persona que decide.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Muestra lo que se sabe de una presentación sin desenlace, y deja decidir a una persona."""
    presentacion = Presentacion(RFC.parse(rfc), Periodo.parse(periodo))
    if sum((otra_firma, bool(folio), reintentar)) > 1:
        raise UsageProblem("Se pidió más de una decisión.", remedio="Elija solo una.")
    with Resolucion.abrir(contexto(ctx).carpeta, presentacion) as resolucion:
        decidido = True
        if otra_firma:
            resolucion.permitir_otra_firma(autoriza)
        elif folio:
            resolucion.dar_por_presentada(Folio(folio.strip()), autoriza)
        elif reintentar:
            resolucion.reintentar_efirma(autoriza)
        else:
            decidido = False
        expediente = resolucion.expediente()
    if json:
        en_json(expediente.en_json())
    else:
        _mostrar(expediente)
        if decidido:
            consola.print(
                "[green]Decisión anotada.[/] Vuelva a ejecutar «icsoe presentar»: antes de nada "
                "leerá los acuses del portal."
            )
    if expediente.decidible_desde is not None:
        raise typer.Exit(OutcomeUnknown.exit_code)


def _mostrar(expediente: Expediente) -> None:
    registro = expediente.registro
    consola.print(f"[bold]{registro.presentacion}[/]: {registro.estado.value}")
    if registro.declarante:
        fecha = registro.fecha_declaracion
        consola.print(
            f"Declara {registro.declarante}{f', {fecha:%d/%m/%Y}' if fecha else ''}.",
            markup=False,
        )
    if registro.folio:
        consola.print(f"Folio {registro.folio}.")
    if expediente.rechazo is not None:
        consola.print(f"e.firma rechazada: {expediente.rechazo.motivo}", markup=False)
    vista = tabla("Qué pasó", "Momento", "Suceso", "Detalle")
    for suceso in expediente.sucesos:
        detalle = suceso.detalle
        vista.add_row(
            f"{suceso.momento.astimezone(ZONA):%d/%m/%Y %H:%M:%S}",
            suceso.suceso,
            " · ".join(
                escape(str(detalle[campo]))
                for campo in ("motivo", "decision", "autoriza", "folio")
                if detalle.get(campo)
            ),
        )
    consola.print(vista)
    for ruta in expediente.evidencias:
        consola.print(f"Evidencia: {ruta}", markup=False, soft_wrap=True)
    if expediente.decidible_desde is not None:
        avisos.print(
            "Entre al portal y mire «Acuses de presentación». Si está ahí, no decida nada: la "
            "siguiente corrida la encuentra. Si está seguro de que no quedó presentada, ejecute la "
            "misma orden con --permitir-otra-firma y --autoriza, a partir de las "
            f"{expediente.decidible_desde:%H:%M:%S del %d/%m/%Y}. Si sabe su folio, con "
            "--presentada-con y --autoriza.",
            markup=False,
        )
