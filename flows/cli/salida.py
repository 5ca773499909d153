"""How results and errors are shown, to people and to machines."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from flows.cortesia.espera import Espera
from flows.interrupcion import Interrupcion
from flows.lote.errores import LoteInvalido
from icsoe_bot.errors import IcsoeError, RetryLater

_ERRORES_PARA_PERSONAS = 40
_ERRORES_PARA_MAQUINAS = 1000

consola = Console(highlight=False)
avisos = Console(stderr=True, highlight=False)


def en_json(dato: object) -> None:
    """One JSON document on standard output, on one line, in UTF-8."""
    sys.stdout.write(json.dumps(dato, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def error_en_json(error: IcsoeError) -> dict[str, Any]:
    """An error as ``--json`` shows it."""
    datos: dict[str, Any] = {
        "error": type(error).__name__,
        "mensaje": error.mensaje,
        "remedio": error.remedio,
        "quien": error.quien,
        "codigo": error.exit_code,
    }
    if isinstance(error, RetryLater) and error.cuando:
        datos["cuando"] = error.cuando.isoformat()
    if isinstance(error, LoteInvalido):
        datos["errores"] = [uno.en_json() for uno in error.errores[:_ERRORES_PARA_MAQUINAS]]
        datos["total_errores"] = len(error.errores)
    return datos


def mostrar_error(error: IcsoeError, *, json_pedido: bool) -> None:
    """Tell what happened and what to do."""
    if json_pedido:
        en_json(error_en_json(error))
        return
    avisos.print(error.mensaje, style="bold red", markup=False)
    if isinstance(error, LoteInvalido):
        _mostrar_errores(error)
    if error.remedio:
        avisos.print(error.remedio, markup=False)


def espera_a_la_vista(interrupcion: Interrupcion) -> Espera:
    """For a run of one session: waits are told on standard error, and Ctrl+C ends them."""

    def avisar(motivo: str, hasta: datetime) -> None:
        avisos.print(
            f"{motivo} Se espera hasta las {hasta:%H:%M:%S}.", style="yellow", markup=False
        )

    def advertir(texto: str) -> None:
        avisos.print(texto, style="yellow", markup=False)

    return Espera(interrupcion.dormir, avisar, advertir)


def _mostrar_errores(error: LoteInvalido) -> None:
    for uno in error.errores[:_ERRORES_PARA_PERSONAS]:
        avisos.print(f"  {uno.donde}: {uno.mensaje} {uno.remedio}".rstrip(), markup=False)
    if len(error.errores) > _ERRORES_PARA_PERSONAS:
        avisos.print(f"  … y {len(error.errores) - _ERRORES_PARA_PERSONAS} más.")


def tabla(titulo: str, *columnas: str) -> Table:
    """A table in the house style."""
    nueva = Table(title=titulo, title_justify="left", title_style="bold")
    for columna in columnas:
        nueva.add_column(columna, overflow="fold")
    return nueva
