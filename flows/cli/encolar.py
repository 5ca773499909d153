"""``icsoe encolar``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.contexto import contexto
from flows.cli.presentar import decir_protesta
from flows.cli.salida import avisos, consola, en_json
from icsoe_bot.errors import UsageProblem

_SE_NOMBRAN = 10


def encolar(
    ctx: typer.Context,
    rfc: Annotated[
        str, typer.Argument(metavar="[RFC]", help="Con --retirar, de quién es la informativa.")
    ] = "",
    lote: Annotated[
        Path | None,
        typer.Option("--lote", metavar="ARCHIVO", help="El lote, un CSV o XLSX. Sin él, lote.csv."),
    ] = None,
    acuses: Annotated[
        bool,
        typer.Option(
            "--acuses",
            help="En vez de presentar, descargar acuses: de los del lote o, sin --lote, de todos "
            "los contribuyentes cuya e.firma tiene algún equipo.",
        ),
    ] = False,
    desde: Annotated[
        str, typer.Option("--desde", metavar="PERIODO", help="Con --acuses: desde este periodo.")
    ] = "",
    hasta: Annotated[
        str, typer.Option("--hasta", metavar="PERIODO", help="Con --acuses: hasta este periodo.")
    ] = "",
    retirar: Annotated[
        bool,
        typer.Option(
            "--retirar", help="Saca de la cola la informativa de RFC y --periodo: no se presentará."
        ),
    ] = False,
    periodo: Annotated[
        str, typer.Option("--periodo", metavar="PERIODO", help="Con --retirar: cuál.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Pone un lote en la cola para que lo presenten los equipos con «icsoe trabajador»."""
    carpeta = contexto(ctx).carpeta
    _exigir_coherencia(rfc, lote, desde, hasta, periodo, acuses=acuses, retirar=retirar)
    # Imported where it is used: the database's driver would slow every other command.
    from flows.cola import encolar as orden

    if retirar:
        presentacion, a_tiempo = orden.retirar(carpeta, rfc, periodo)
        if json:
            en_json({"presentacion": str(presentacion), "retirada": a_tiempo})
        elif a_tiempo:
            consola.print(f"[green]Retirada[/]: {presentacion} ya no se presentará desde la cola.")
        else:
            consola.print(
                f"[bold red]{presentacion} está en manos de un trabajador en este momento.[/] No "
                "se volverá a intentar, pero puede quedar presentada: revise «icsoe estado».",
                soft_wrap=True,
            )
        if not a_tiempo:
            raise typer.Exit(1)
        return
    if acuses:
        pedidos = orden.encolar_acuses(carpeta, lote, desde, hasta)
        if json:
            en_json(pedidos.en_json())
            return
        _contar(len(pedidos.nuevos), "contribuyente", "en cola para descargar sus acuses")
        _contar(len(pedidos.ya_en_cola), "contribuyente", "ya en cola", si_hay=True)
        _decir_sin_equipo([str(uno) for uno in pedidos.sin_equipo])
        return
    decir_protesta(carpeta)
    encargadas = orden.encolar_lote(carpeta, lote or carpeta.lote)
    if json:
        en_json(encargadas.en_json())
        return
    encoladas = encargadas.encoladas
    _contar(len(encoladas.nuevas), "informativa", "en cola")
    _contar(len(encoladas.ya_en_cola), "informativa", "ya en cola", si_hay=True)
    _contar(len(encoladas.ya_presentadas), "informativa", "ya con su acuse", si_hay=True)
    _decir_sin_equipo([str(uno) for uno in encargadas.sin_equipo])


def _exigir_coherencia(
    rfc: str,
    lote: Path | None,
    desde: str,
    hasta: str,
    periodo: str,
    *,
    acuses: bool,
    retirar: bool,
) -> None:
    if retirar and not (rfc and periodo and lote is None and not (acuses or desde or hasta)):
        raise UsageProblem(
            "Para retirar hacen falta el RFC y --periodo, y nada más.",
            remedio="Por ejemplo: icsoe encolar --retirar ABC010101AB1 --periodo 2026-2",
        )
    if not retirar and (rfc or periodo):
        raise UsageProblem(
            "El RFC y --periodo van solo con --retirar; lo que se encola lo dice el lote.",
            remedio="Quítelos, o use «icsoe presentar» para uno solo.",
        )
    if not acuses and (desde or hasta):
        raise UsageProblem("--desde y --hasta van solo con --acuses.", remedio="Quítelos.")


def _contar(cuantas: int, que: str, como: str, *, si_hay: bool = False) -> None:
    if cuantas or not si_hay:
        consola.print(f"{cuantas:>4}  {que}{'' if cuantas == 1 else 's'} {como}.")


def _decir_sin_equipo(rfcs: Sequence[str]) -> None:
    if not rfcs:
        return
    nombrados = ", ".join(rfcs[:_SE_NOMBRAN])
    mas = f" y {len(rfcs) - _SE_NOMBRAN} más" if len(rfcs) > _SE_NOMBRAN else ""
    avisos.print(
        f"Ningún trabajador encendido tiene la e.firma de {nombrados}{mas}. Esperan hasta que uno "
        "la tenga: ponga la e.firma en un equipo con «icsoe trabajador», o enciéndalo.",
        style="yellow",
        soft_wrap=True,
    )
