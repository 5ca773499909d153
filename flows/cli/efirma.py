"""``icsoe efirma``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.contexto import contexto
from flows.cli.salida import consola, en_json, tabla
from flows.efirmas import Revision, revisar_efirmas
from icsoe_bot.errors import OperatorMustAct


def efirma(
    ctx: typer.Context,
    carpeta: Annotated[
        Path | None,
        typer.Argument(metavar="CARPETA", help="Carpeta de trabajo, o su carpeta efirmas."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Muestra todas las e.firmas de la oficina: de quién son, si abren y cuándo vencen."""
    compartido = contexto(ctx)
    de_trabajo = compartido.abrir(_raiz(carpeta)) if carpeta else compartido.carpeta
    revisiones = revisar_efirmas(de_trabajo)
    if json:
        en_json([revision.en_json() for revision in revisiones])
    else:
        _mostrar(revisiones)
    malas = [revision for revision in revisiones if revision.problema]
    if malas:
        raise typer.Exit(max(r.problema.exit_code for r in malas if r.problema))
    if not revisiones:
        raise OperatorMustAct(
            f"No hay ninguna e.firma en {de_trabajo.efirmas}.",
            remedio="Ponga los archivos .cer y .key de cada contribuyente en efirmas/<RFC>/.",
        )


def _raiz(carpeta: Path) -> Path:
    return carpeta.parent if carpeta.name.lower() == "efirmas" else carpeta


def _mostrar(revisiones: list[Revision]) -> None:
    vista = tabla("e.firmas", "RFC", "Nombre", "Número de certificado", "Vence", "Estado")
    for revision in revisiones:
        efirma = revision.efirma
        vista.add_row(
            revision.carpeta,
            efirma.nombre if efirma else "",
            efirma.numero_serie if efirma else "",
            f"{efirma.vigente_hasta:%d/%m/%Y}" if efirma else "",
            revision.estado,
            style=_estilo(revision),
        )
    consola.print(vista)
    for revision in revisiones:
        if revision.problema:
            consola.print(f"{revision.carpeta}: {revision.problema}", markup=False)


def _estilo(revision: Revision) -> str:
    if revision.problema is not None:
        return "red"
    return "green" if revision.vence_en_dias is None else "yellow"
