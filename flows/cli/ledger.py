"""``icsoe ledger``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.contexto import contexto
from flows.cli.espanol import Grupo, Orden
from flows.cli.salida import avisos, consola, en_json, tabla

if TYPE_CHECKING:
    from icsoe_bot.ledger.mudanza import Mudanza

app = typer.Typer(
    cls=Grupo, no_args_is_help=True, help="La bitácora: lo que se presentó, y con qué acuse."
)

_AJUSTE = "ICSOE_BITACORA"
_HUELLA = 12
"""Letters of a fingerprint that people compare; machines get all of it."""


@app.callback()
def ledger() -> None:
    """Keeps «mudar» a word of its own while it is the only one."""


@app.command(cls=Orden)
def mudar(
    ctx: typer.Context,
    regresar: Annotated[
        bool,
        typer.Option(
            "--regresar", help="De PostgreSQL al archivo de la carpeta, en vez de al revés."
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Muda la bitácora del archivo de la carpeta a la base de PostgreSQL de ICSOE_BITACORA.

    Copia todo, lo lee de vuelta y lo compara. La bitácora de antes se queda donde está, marcada:
    con ella ya no se puede presentar. Si se ejecuta otra vez, no cambia nada.
    """
    from flows.mudanza import mudar_bitacora

    carpeta = contexto(ctx).carpeta
    with _a_la_vista(callada=json) as avance:
        hecha = mudar_bitacora(carpeta, regresar=regresar, avance=avance)
    if json:
        en_json(_en_json(hecha))
        return
    _mostrar(hecha)
    consola.print(_que_sigue(regresar=regresar, en_env=bool(carpeta.env.get(_AJUSTE))))


@contextmanager
def _a_la_vista(*, callada: bool) -> Iterator[Callable[[str, int], None]]:
    if callada or not avisos.is_terminal:
        yield lambda _tabla, _filas: None
        return
    with avisos.status("Copiando…") as estado:
        yield lambda tabla, filas: estado.update(f"Copiando {tabla}: {filas:,} renglones…")


def _mostrar(hecha: Mudanza) -> None:
    vista = tabla("", "Tabla", "Renglones", "En las dos", "Huella (SHA-256)")
    for una in hecha.tablas:
        cuenta = una.huella
        vista.add_row(una.tabla, f"{cuenta.renglones:,}", "iguales", cuenta.sha256[:_HUELLA])
    consola.print(vista)
    if hecha.ya_estaba:
        consola.print("La bitácora ya estaba mudada: no se copió nada.")
    consola.print(f"De:  {hecha.origen}", markup=False, soft_wrap=True)
    consola.print(f"A:   {hecha.destino}", markup=False, soft_wrap=True)


def _que_sigue(*, regresar: bool, en_env: bool) -> str:
    if regresar:
        donde = ".env" if en_env else "las variables de entorno de este equipo"
        return (
            f"[green]Listo.[/] Ahora quite {_AJUSTE} de {donde}. La base de PostgreSQL quedó "
            "marcada: ningún equipo puede presentar ya con ella."
        )
    listo = (
        "[green]Listo.[/] El archivo de antes quedó en la carpeta, marcado: con él ya no se puede "
        "presentar."
    )
    if en_env or _AJUSTE not in os.environ:
        return listo
    return (
        f"{listo} {_AJUSTE} está solo en el ambiente de esta ventana: póngala también en .env, o "
        "lo que corra sin ella se detendrá."
    )


def _en_json(hecha: Mudanza) -> dict[str, Any]:
    return {
        "origen": hecha.origen,
        "destino": hecha.destino,
        "ya_estaba": hecha.ya_estaba,
        "tablas": [
            {
                "tabla": una.tabla,
                "renglones": una.huella.renglones,
                "sha256": una.huella.sha256,
                "iguales": True,
            }
            for una in hecha.tablas
        ],
    }
