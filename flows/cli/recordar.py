"""``icsoe recordar``."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.contexto import contexto
from flows.cli.salida import avisos, consola, en_json
from flows.panorama import ver_estado
from flows.recordar import Envio, Recordatorio, enviar, recordatorio
from icsoe_bot.errors import OperatorMustAct

_FINALES = {
    Envio.ENVIADO: "Aviso enviado.",
    Envio.SIN_DESTINO: "No se envió: no hay direcciones en ICSOE_AVISOS.",
    Envio.FALLIDO: "El aviso no se entregó: revise ICSOE_AVISOS y registro/icsoe.log.",
}


def recordar(
    ctx: typer.Context,
    ahora: Annotated[
        bool, typer.Option("--ahora", help="Avisa aunque hoy no sea día de recordatorio.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Salida para máquinas.")] = False,
) -> None:
    """Avisa qué falta los días 1, 10, 15 y el último del plazo; otros días no hace nada."""
    carpeta = contexto(ctx).carpeta
    hallado = recordatorio(ver_estado(carpeta), carpeta.calendario)
    envio = enviar(hallado, carpeta.configuracion, ahora=ahora)
    if json:
        en_json(hallado.en_json() | {"aviso": envio.value})
    else:
        _mostrar(hallado, envio)
    if envio is Envio.FALLIDO:
        raise typer.Exit(OperatorMustAct.exit_code)


def _mostrar(hallado: Recordatorio, envio: Envio) -> None:
    for aviso in hallado.estado.avisos:
        avisos.print(aviso, style="yellow", markup=False)
    if envio is Envio.NO_TOCA:
        consola.print(
            f"Hoy, {hallado.estado.hoy:%d/%m/%Y}, no es día de recordatorio; el próximo es el "
            f"{hallado.proximo:%d/%m/%Y}."
        )
        return
    consola.print(hallado.titulo, style="bold", markup=False)
    consola.print(hallado.cuerpo, markup=False)
    if envio in _FINALES:
        consola.print(_FINALES[envio])
