"""``icsoe revisar``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from flows.cli.contexto import contexto
from flows.cli.salida import avisos, consola, en_json, error_en_json, tabla
from flows.instalar import instalar_navegador
from flows.revisar import revisar as revisar_carpeta


def revisar(
    ctx: typer.Context,
    instalar: Annotated[
        bool, typer.Option("--instalar", help="Instala un navegador si no hay ninguno.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Revisa navegador, carpeta, e.firmas, direcciones y reloj, y dice qué corregir."""
    if instalar:
        hallado = instalar_navegador(aviso=avisos.print)
        if json:
            en_json({"navegador": hallado.nombre, "ruta": str(hallado.ruta)})
        else:
            consola.print(f"Navegador: {hallado.nombre}, {hallado.ruta}", markup=False)
        return
    hallazgos = list(revisar_carpeta(contexto(ctx).carpeta))
    if json:
        en_json(
            [
                {
                    "asunto": hallazgo.asunto,
                    "bien": hallazgo.problema is None,
                    "detalle": hallazgo.detalle,
                    **({"error": error_en_json(hallazgo.problema)} if hallazgo.problema else {}),
                }
                for hallazgo in hallazgos
            ]
        )
    else:
        vista = tabla("Revisión", "", "Asunto", "Detalle")
        for hallazgo in hallazgos:
            marca = "[red]no[/]" if hallazgo.problema else "[green]bien[/]"
            remedio = hallazgo.problema.remedio if hallazgo.problema else ""
            vista.add_row(
                marca, escape(hallazgo.asunto), escape(f"{hallazgo.detalle} {remedio}".strip())
            )
        consola.print(vista)
    codigos = [hallazgo.problema.exit_code for hallazgo in hallazgos if hallazgo.problema]
    if codigos:
        raise typer.Exit(min(codigos))
