"""``icsoe trabajador``: how a worker is seen while it works, and how its end is told."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from flows.cli.contexto import contexto
from flows.cli.opciones import Navegadores
from flows.cli.presentar import decir_protesta
from flows.cli.progreso import linea
from flows.cli.salida import avisos, consola, en_json
from flows.interrupcion import Interrupcion
from flows.taller import Opciones
from flows.tanda.testigo import Testigo, Testigos
from flows.tanda.vista import Desenlace, Trabajo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import IcsoeError, OutcomeUnknown, RetryLater

if TYPE_CHECKING:  # The database's driver would slow every other command.
    from flows.cola.trabajador import Resumen


class EnDiario(Testigo):
    """A line, with its hour, for each ending and each wait."""

    def __init__(self, salida: Console) -> None:
        self._consola = salida
        self._candado = threading.Lock()
        self._ultima = ""

    def empieza(self, trabajo: Trabajo) -> None:
        self._decir(f"{trabajo.titulo}: empieza.")

    def espera(self, motivo: str, hasta: datetime) -> None:
        self._decir(f"{motivo} Se espera hasta las {hasta.astimezone(ZONA):%H:%M:%S}.")

    def advierte(self, texto: str) -> None:
        self._decir(texto)

    def pospone(self, trabajo: Trabajo, motivo: str) -> None:
        self._decir(f"{trabajo.titulo}: {motivo} Queda para más adelante.")

    def termina(self, final: Desenlace) -> None:
        self._decir(linea(final))

    def _decir(self, texto: str) -> None:
        with self._candado:
            if texto != self._ultima:
                hora = f"{datetime.now(ZONA):%H:%M:%S}"
                self._consola.print(f"{hora}  {texto}", markup=False, soft_wrap=True)
            self._ultima = texto


def trabajador(
    ctx: typer.Context,
    navegadores: Navegadores = None,
    hasta_vaciar: Annotated[
        bool,
        typer.Option(
            "--hasta-vaciar", help="Termina cuando en la cola no queda nada que pueda tomar."
        ),
    ] = False,
    visible: Annotated[
        bool, typer.Option("--visible", help="Muestra la ventana del navegador.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Presenta lo que hay en la cola de los contribuyentes cuya e.firma tiene este equipo."""
    carpeta = contexto(ctx).carpeta
    decir_protesta(carpeta)
    from flows.avisos import avisador_de
    from flows.cola.avisos import AvisosDelTrabajador
    from flows.cola.trabajador import Trabajador

    configuracion = carpeta.configuracion
    interrupcion = Interrupcion(avisos.print)
    testigo = Testigos(
        EnDiario(avisos), AvisosDelTrabajador(avisador_de(configuracion), configuracion.ambiente)
    )
    with interrupcion.atenta():
        resumen = Trabajador(
            carpeta,
            interrupcion,
            testigo,
            navegadores=navegadores,
            hasta_vaciar=hasta_vaciar,
            opciones=Opciones(visible=visible),
        ).correr()
    codigo = codigo_de(resumen)
    if json:
        en_json(
            {
                "cuentas": dict(resumen.cuentas.rotulos),
                "pospuestas": resumen.cuentas.pospuestas,
                "vaciada": resumen.vaciada,
                "volver": resumen.volver.isoformat() if resumen.volver else None,
                "motivo": resumen.motivo or None,
                "codigo": codigo,
            }
        )
    else:
        consola.print("[bold]El trabajador terminó.[/]")
        if not resumen.vaciada:
            consola.print("Lo que falta sigue en la cola: lo toma otro equipo, o este al volver.")
        for rotulo, cuantas in resumen.cuentas.rotulos.items():
            consola.print(f"  {cuantas:>4}  {rotulo}", markup=False)
    if codigo:
        raise typer.Exit(codigo)


def codigo_de(resumen: Resumen) -> int:
    """The exit code: of what it did; that somebody stopped it is no fault."""
    if resumen.cuentas.graves:
        return OutcomeUnknown.exit_code
    if resumen.motivo:
        return RetryLater.exit_code
    return IcsoeError.exit_code if resumen.cuentas.de_personas else 0
