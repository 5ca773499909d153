"""Running one filing, or its rehearsal."""

from __future__ import annotations

from collections.abc import Sequence

from flows.calibracion.vigencia import exigir_revision
from flows.carpeta import CarpetaDeTrabajo
from flows.desenlace import Resultado
from flows.encargo import Encargo
from flows.interrupcion import Interrumpido
from flows.mesa import Mesa
from flows.seguimiento import Observador
from flows.taller import Opciones
from icsoe_bot.errors import IcsoeError


def ejecutar(
    carpeta: CarpetaDeTrabajo,
    encargo: Encargo,
    opciones: Opciones,
    observadores: Sequence[Observador] = (),
) -> Resultado:
    """Open a browser and file.

    Raises:
        IcsoeError: it ended otherwise than filed with its acuse; the class says who must act.
    """
    exigir_revision(carpeta, encargo.mundo.ahora)
    with Mesa(carpeta, encargo.mundo, opciones) as mesa:
        try:
            return mesa.presentar(encargo, observadores)
        except Interrumpido:
            raise
        except IcsoeError as error:
            raise mesa.con_lo_firmado(encargo.presentacion, error) from error


def ensayar(
    carpeta: CarpetaDeTrabajo,
    encargo: Encargo,
    opciones: Opciones,
    observadores: Sequence[Observador] = (),
) -> str | None:
    """Open a browser and rehearse; returns the folio of a return that is there already.

    Raises:
        IcsoeError: filing would have stopped; the class says who must act.
    """
    with Mesa(carpeta, encargo.mundo, opciones) as mesa:
        return mesa.simular(encargo, observadores)
