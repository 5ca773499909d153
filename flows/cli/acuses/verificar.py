"""``icsoe acuses verificar``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from flows.acuses.verificacion import Clase, Hallazgo, Verificacion, verificar_archivo
from flows.cli.contexto import contexto
from flows.cli.salida import avisos, consola, en_json, tabla
from flows.marca import marcar
from icsoe_bot.domain.rfc import RFC


def verificar(
    ctx: typer.Context,
    rfcs: Annotated[
        list[str] | None,
        typer.Argument(metavar="RFC", help="De quiénes; sin ninguno, todo el archivo."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Lee otra vez cada acuse archivado y dice cuáles faltan, cambiaron o son desconocidos."""
    pedidos = frozenset(RFC.parse(rfc) for rfc in rfcs or ())
    with avisos.status("Leyendo el archivo…") as situacion:

        def avanzar(hechos: int, de: int) -> None:
            situacion.update(f"Leyendo el archivo: {hechos:,} de {de:,}")

        visto = verificar_archivo(contexto(ctx).carpeta, pedidos, avanzar)
    if json:
        en_json(visto.en_json())
    else:
        _mostrar(visto)
    if visto.codigo:
        raise typer.Exit(visto.codigo)


def _mostrar(visto: Verificacion) -> None:
    titulo = "Archivo íntegro" if visto.integro else "El archivo no está íntegro"
    consola.print(
        marcar(titulo, visto.ambiente), style="bold green" if visto.integro else "bold red"
    )
    if visto.hallazgos:
        vista = tabla("", "Qué", "Archivo o presentación", "Detalle", "Qué hacer")
        for hallazgo in visto.hallazgos:
            vista.add_row(
                Text(hallazgo.clase.value, _color(hallazgo.clase)),
                _cual(hallazgo),
                Text(hallazgo.que_es),
                Text(hallazgo.que_hacer),
            )
        consola.print(vista)
    cuentas = [f"{cuantos} {clase.value}" for clase, cuantos in visto.cuentas.items()]
    consola.print(" · ".join([_revisados(visto.revisados), *cuentas]))


def _cual(hallazgo: Hallazgo) -> Text:
    return Text(hallazgo.ruta or f"{hallazgo.rfc} {hallazgo.periodo} ({hallazgo.folio})")


def _revisados(cuantos: int) -> str:
    return "1 acuse revisado" if cuantos == 1 else f"{cuantos:,} acuses revisados"


def _color(clase: Clase) -> str:
    if clase is Clase.SIN_ACUSE:
        return "yellow"
    return "bold red" if clase.grave else "dim"
