"""Making the pack when a filing has failed; it never hides the failure itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flows.carpeta import CarpetaDeTrabajo
from flows.interrupcion import Interrumpido
from flows.mundo import Mundo
from flows.pasos import Paso
from flows.tanda.resumen import Final
from flows.tanda.testigo import Testigo
from flows.tanda.vista import Desenlace, Trabajo
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import IcsoeError, OurFault
from icsoe_bot.ledger.base import BitacoraInservible
from icsoe_bot.ledger.bitacora import OtroProcesoSeAdelanto
from icsoe_bot.ledger.tomas import EnManosDeOtro
from icsoe_bot.portal.direcciones import Ambiente
from icsoe_bot.portal.errores import NavegadorAusente

logger = logging.getLogger(__name__)

_NO_ES_DEL_PORTAL = (
    Interrumpido,
    EnManosDeOtro,
    OtroProcesoSeAdelanto,
    BitacoraInservible,
    NavegadorAusente,
)
"""What ends a filing without a word about the portal."""


@contextmanager
def por_si_falla(
    carpeta: CarpetaDeTrabajo, mundo: Mundo, presentacion: Presentacion
) -> Iterator[None]:
    """Surround the filing of ``presentacion``: if it fails, its error tells where the pack is."""
    try:
        yield
    except IcsoeError as error:
        apartar(carpeta, mundo, presentacion, error)
        raise
    except Exception:
        apartar(carpeta, mundo, presentacion, OurFault("icsoe-bot tuvo un defecto."))
        raise


class ArmaPaquetes(Testigo):
    """Makes the pack of each taxpayer whose filing failed in this batch, once it is over.

    Those that never got to the portal have nothing to tell the help desk.
    """

    def __init__(self, carpeta: CarpetaDeTrabajo, mundo: Mundo) -> None:
        self._carpeta = carpeta
        self._mundo = mundo
        self._intentados: set[str] = set()

    def paso(self, trabajo: Trabajo, paso: Paso) -> None:
        self._intentados.add(trabajo.titulo)

    def termina(self, final: Desenlace) -> None:
        if (
            isinstance(final, Final)
            and final.problema is not None
            and final.renglon.titulo in self._intentados
        ):
            apartar(self._carpeta, self._mundo, final.renglon.presentacion, final.problema)


def apartar(
    carpeta: CarpetaDeTrabajo, mundo: Mundo, presentacion: Presentacion, error: IcsoeError
) -> None:
    """Make the pack of a filing that ended with ``error``, and let the error's remedy say where.

    Whatever goes wrong with it is only logged: the error is what must be told.
    """
    if isinstance(error, _NO_ES_DEL_PORTAL):
        return
    de_verdad = carpeta.configuracion.ambiente is Ambiente.PRODUCCION
    # The replica's clock may be another day's, for practice.
    ahora = datetime.now(ZONA) if de_verdad else mundo.ahora
    try:
        # Imported where it is used: most filings end well, and pages to print are slow to load.
        from flows.soporte.contenido import CAIDAS
        from flows.soporte.paquete import armar

        with carpeta.abrir_bitacora(mundo.nombre) as bitacora:
            armado = armar(carpeta, bitacora, presentacion, ahora=ahora, fallo=error)
    # Of any kind: nothing about the pack may take the place of what went wrong.
    except Exception:
        logger.warning("no se pudo armar el paquete de soporte", exc_info=True)
        return
    que = "Paquete para la mesa de ayuda del IMSS"
    if armado.contenido.apremia and isinstance(error, CAIDAS):
        que = "Constancia de la falla, para la mesa de ayuda del IMSS"
    error.remedio = f"{error.remedio} {que}: {armado.ruta}".strip()
