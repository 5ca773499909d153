"""``icsoe revisar``."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.contexto import contexto
from flows.cli.revision import codigo_de, hallazgos_en_json, mostrar_hallazgos
from flows.cli.salida import avisos, consola, en_json
from flows.instalar import instalar_navegador
from flows.revisar import revisar as revisar_carpeta


def revisar(
    ctx: typer.Context,
    instalar: Annotated[
        bool, typer.Option("--instalar", help="Instala un navegador si no hay ninguno.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Revisa la oficina, del navegador a las e.firmas, y explica qué corregir y por qué."""
    if instalar:
        hallado = instalar_navegador(aviso=avisos.print)
        if json:
            en_json({"navegador": hallado.nombre, "ruta": str(hallado.ruta)})
        else:
            consola.print(f"Navegador: {hallado.nombre}, {hallado.ruta}", markup=False)
        return
    hallazgos = list(revisar_carpeta(contexto(ctx).carpeta))
    if json:
        en_json(hallazgos_en_json(hallazgos))
    else:
        mostrar_hallazgos(hallazgos, consola)
    codigo = codigo_de(hallazgos)
    if codigo:
        raise typer.Exit(codigo)
