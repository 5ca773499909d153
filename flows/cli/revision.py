"""How what ``icsoe revisar`` found is shown, to people and to machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from flows.cli.salida import error_en_json, tabla
from flows.revision.hallazgo import Hallazgo


def codigo_de(hallazgos: Sequence[Hallazgo]) -> int:
    """The exit code: the most pressing problem's; what is only to be heeded has none."""
    return min((h.problema.exit_code for h in hallazgos if h.problema), default=0)


def hallazgos_en_json(hallazgos: Sequence[Hallazgo]) -> list[dict[str, Any]]:
    """For machines."""
    return [_en_json(hallazgo) for hallazgo in hallazgos]


def mostrar_hallazgos(hallazgos: Sequence[Hallazgo], consola: Console) -> None:
    """A table of everything, then each red or yellow line explained."""
    vista = tabla("Revisión", "", "Asunto", "Detalle")
    for hallazgo in hallazgos:
        vista.add_row(_marca(hallazgo), escape(hallazgo.asunto), escape(hallazgo.detalle))
    consola.print(vista)
    for hallazgo in (*_rojos(hallazgos), *_amarillos(hallazgos)):
        consola.print(f"\n{_marca(hallazgo)}  [bold]{escape(hallazgo.asunto)}[/]")
        for rotulo, texto in (
            ("Qué pasa", hallazgo.detalle),
            ("Por qué importa", hallazgo.porque),
            ("Qué hacer", hallazgo.remedio),
        ):
            if texto:
                consola.print(f"    {rotulo}: {texto}", markup=False, soft_wrap=True)


def _rojos(hallazgos: Sequence[Hallazgo]) -> list[Hallazgo]:
    return [hallazgo for hallazgo in hallazgos if hallazgo.problema]


def _amarillos(hallazgos: Sequence[Hallazgo]) -> list[Hallazgo]:
    return [hallazgo for hallazgo in hallazgos if not hallazgo.problema and hallazgo.atencion]


def _marca(hallazgo: Hallazgo) -> str:
    if hallazgo.problema:
        return "[red]no[/]"
    return "[yellow]atención[/]" if hallazgo.atencion else "[green]bien[/]"


def _en_json(hallazgo: Hallazgo) -> dict[str, Any]:
    datos: dict[str, Any] = {
        "asunto": hallazgo.asunto,
        "bien": hallazgo.problema is None,
        "atencion": hallazgo.problema is None and hallazgo.atencion is not None,
        "detalle": hallazgo.detalle,
        "porque": hallazgo.porque,
        "remedio": hallazgo.remedio,
    }
    if hallazgo.problema is not None:
        datos["error"] = error_en_json(hallazgo.problema)
    return datos
