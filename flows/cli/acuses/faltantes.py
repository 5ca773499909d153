"""``icsoe acuses faltantes``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from flows.acuses.faltantes import DeUno, Faltante, Faltantes, Motivo
from flows.acuses.recuento import ver_faltantes
from flows.cli.contexto import contexto
from flows.cli.salida import avisos, consola, en_json, tabla
from flows.estado import plazo_en_palabras
from flows.marca import marcar
from icsoe_bot.domain.rfc import RFC


def faltantes(
    ctx: typer.Context,
    rfcs: Annotated[
        list[str] | None,
        typer.Argument(metavar="RFC", help="De quiénes; sin ninguno, de todos los de la carpeta."),
    ] = None,
    lote: Annotated[
        Path | None,
        typer.Option("--lote", metavar="ARCHIVO", help="De los contribuyentes de un lote."),
    ] = None,
    desde: Annotated[
        str,
        typer.Option(
            "--desde",
            metavar="PERIODO",
            help="Primer periodo, o solo su año; si no se indica, el primero que se conozca de "
            "cada quien.",
        ),
    ] = "",
    hasta: Annotated[
        str,
        typer.Option(
            "--hasta",
            metavar="PERIODO",
            help="Último periodo, o solo su año; si no se indica, el último terminado.",
        ),
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Muestra los periodos sin acuse de cada contribuyente, y si presentarlos hoy sería tarde."""
    pedidos = [RFC.parse(rfc) for rfc in rfcs or ()]
    visto = ver_faltantes(contexto(ctx).carpeta, pedidos, lote, desde, hasta)
    if json:
        en_json(visto.en_json())
    else:
        _mostrar(visto)


def _mostrar(visto: Faltantes) -> None:
    for aviso in visto.avisos:
        avisos.print(aviso, style="yellow", markup=False)
    titulo = f"Periodos sin acuse hasta {visto.hasta}, al {visto.hoy:%d/%m/%Y}"
    consola.print(marcar(titulo, visto.ambiente), style="bold")
    con_faltantes = [uno for uno in visto.contribuyentes if uno.faltantes]
    if con_faltantes:
        vista = tabla("", "RFC", "Periodo", "Venció o vence", "Situación", "Si se presenta hoy")
        for uno in con_faltantes:
            for faltante in uno.faltantes:
                vista.add_row(str(uno.rfc), *_celdas(faltante))
        consola.print(vista)
    for uno in visto.contribuyentes:
        if uno.desde is None:
            avisos.print(
                f"De {uno.rfc} no se sabe desde cuándo presenta. Indíquelo con --desde.",
                style="yellow",
            )
    consola.print(_cuenta(visto, con_faltantes))


def _celdas(faltante: Faltante) -> tuple[Text, ...]:
    al_presentar = ""
    if faltante.motivo is Motivo.SIN_PRESENTAR:
        plazo = plazo_en_palabras(faltante.dias_restantes)
        al_presentar = f"{'extemporánea' if faltante.seria_extemporanea else 'en tiempo'}, {plazo}"
    return (
        Text(str(faltante.periodo)),
        Text(f"{faltante.vence:%d/%m/%Y}"),
        Text(faltante.motivo.value, _COLORES[faltante.motivo]),
        Text(al_presentar, "red" if faltante.seria_extemporanea else ""),
    )


def _cuenta(visto: Faltantes, con_faltantes: list[DeUno]) -> str:
    if not visto.contribuyentes:
        return "No hay contribuyentes: ni en efirmas, ni en lote.csv, ni en la bitácora."
    if not visto.total:
        return "No falta ningún acuse."
    faltan = "Falta 1 acuse" if visto.total == 1 else f"Faltan {visto.total:,} acuses"
    return f"{faltan} de {len(con_faltantes):,} de {len(visto.contribuyentes):,} contribuyentes."


_COLORES = {
    Motivo.SIN_PRESENTAR: "bold red",
    Motivo.EN_DUDA: "bold magenta",
    Motivo.SIN_ARCHIVAR: "yellow",
    Motivo.PERDIDO: "yellow",
}
