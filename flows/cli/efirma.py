"""``icsoe efirma``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from flows.cli.contexto import contexto
from flows.cli.salida import consola, en_json, tabla
from flows.efirmas import Revision, revisar_efirmas
from icsoe_bot.domain.plazos import dia_en_mexico


def efirma(
    ctx: typer.Context,
    carpeta: Annotated[
        Path | None,
        typer.Argument(
            metavar="CARPETA",
            help="Carpeta de trabajo, su carpeta efirmas, o una con pares .cer y .key sueltos.",
        ),
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


def _raiz(carpeta: Path) -> Path:
    return carpeta.parent if carpeta.name.lower() == "efirmas" else carpeta


def _mostrar(revisiones: list[Revision]) -> None:
    vista = tabla("e.firmas", "RFC", "Nombre", "Número de certificado", "Vence", "Estado")
    for revision in revisiones:
        dicho = revision.certificado
        vista.add_row(
            revision.quien,
            escape(dicho.nombre) if dicho else "",
            dicho.numero_serie if dicho else "",
            f"{dia_en_mexico(dicho.vigente_hasta):%d/%m/%Y}" if dicho else "",
            revision.estado,
            style=_estilo(revision),
        )
    consola.print(vista)
    for revision in revisiones:
        if revision.problema:
            consola.print(f"{revision.quien}: {revision.problema}", markup=False)


def _estilo(revision: Revision) -> str:
    if revision.problema is not None:
        return "red"
    return "green" if revision.vence_en_dias is None else "yellow"
