"""What an office's machines know in common: ``icsoe estado`` is the same from each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flows.carpeta import CarpetaDeTrabajo
from flows.cola.cola import Cola
from flows.cola.valores import EnCola
from flows.lote.renglon import Renglon
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.rfc import RFC


@dataclass(frozen=True, slots=True)
class Compartido:
    """Taken from the database alone, nothing from this machine's folder."""

    renglones: tuple[Renglon, ...] = ()
    """What was asked for, as the batch file has it on a machine that works alone."""
    efirmas: frozenset[RFC] = frozenset()
    """Whose e.firmas some machine holds."""
    en_cola: Mapping[Presentacion, str] = field(default_factory=dict)
    """What waits or is being done, in a few words."""


def compartido(carpeta: CarpetaDeTrabajo, mundo: str) -> Compartido | None:
    """What the queue of the folder's ledger knows; ``None`` where nobody uses one.

    Raises:
        BitacoraInservible: the database failed.
    """
    cola = Cola.si_hay(carpeta)
    if cola is None:
        return None
    with cola:
        equipos = cola.equipos.listar()
        vivas = {rfc for equipo in equipos if equipo.vivo for rfc in equipo.rfcs}
        ahora = datetime.now(UTC)
        return Compartido(
            tuple(pedido.renglon for pedido in cola.pedidos(mundo)),
            frozenset(rfc for equipo in equipos for rfc in equipo.rfcs),
            {
                uno.presentacion: en_palabras(uno, ahora, con_equipo=uno.presentacion.rfc in vivas)
                for uno in cola.en_cola(mundo)
            },
        )


def en_palabras(espera: EnCola, ahora: datetime, *, con_equipo: bool) -> str:
    """«en cola», and until when or for whom it waits."""
    if espera.en_proceso:
        return "se está presentando"
    texto = "en cola"
    if espera.desde is not None and espera.desde > ahora:
        texto += f" desde las {espera.desde.astimezone(ZONA):%H:%M del %d/%m/%Y}"
    return texto if con_equipo else f"{texto}, sin trabajador encendido que tenga su e.firma"
