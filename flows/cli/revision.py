"""How what ``icsoe revisar`` found is shown, to people and to machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from flows.cli.salida import error_en_json, tabla
from flows.revision.hallazgo import Hallazgo
from icsoe_bot.efirma.errores import ProblemaDeEfirma


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
    rojos = [hallazgo for hallazgo in hallazgos if hallazgo.problema]
    amarillos = [h for h in hallazgos if not h.problema and h.atencion]
    for iguales in (*_por_remedio(rojos), *_por_remedio(amarillos)):
        _explicar(iguales, consola)


def _explicar(iguales: Sequence[Hallazgo], consola: Console) -> None:
    asuntos = ", ".join(hallazgo.asunto for hallazgo in iguales)
    consola.print(f"\n{_marca(iguales[0])}  [bold]{escape(asuntos)}[/]", soft_wrap=True)
    remedio = iguales[0].remedio if len(iguales) == 1 else _sin_rfc(iguales[0])
    textos = [("Qué pasa", " ".join(dict.fromkeys(hallazgo.detalle for hallazgo in iguales)))]
    textos += [("Por qué importa", iguales[0].porque), ("Qué hacer", remedio)]
    for rotulo, texto in textos:
        consola.print(f"    {rotulo}: {texto}", markup=False, soft_wrap=True)


def _por_remedio(hallazgos: Sequence[Hallazgo]) -> list[list[Hallazgo]]:
    """Those with the same remedy together: a hundred clients may lack the same thing."""
    grupos: dict[tuple[str, str], list[Hallazgo]] = {}
    for hallazgo in hallazgos:
        grupos.setdefault((hallazgo.porque, _sin_rfc(hallazgo)), []).append(hallazgo)
    return list(grupos.values())


def _sin_rfc(hallazgo: Hallazgo) -> str:
    """The remedy, whoever it is about."""
    if isinstance(hallazgo.problema, ProblemaDeEfirma) and hallazgo.problema.rfc is not None:
        return hallazgo.remedio.replace(str(hallazgo.problema.rfc), "<RFC>")
    return hallazgo.remedio


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
