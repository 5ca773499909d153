"""Entering the portal with an e.firma, and leaving it whatever happened."""

from __future__ import annotations

import logging

from flows import pasos
from flows.seguimiento import Seguimiento
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.errors import IcsoeError
from icsoe_bot.pages.inicio import Inicio
from icsoe_bot.pages.menu import Menu
from icsoe_bot.pages.micrositio import Micrositio
from icsoe_bot.portal.pestana import Pestana

logger = logging.getLogger(__name__)


def entrar(pestana: Pestana, efirma: Efirma, seguimiento: Seguimiento) -> Inicio:
    """Steps 1 to 5: from the microsite to «Inicio».

    Raises:
        IcsoeError: the portal didn't let this taxpayer in; the class says who must act.
    """
    paso = seguimiento.paso
    pestana.ocultar = (str(efirma.rfc), efirma.nombre, efirma.curp)
    with paso(pasos.MICROSITIO):
        micrositio = Micrositio.abrir(pestana)
    with paso(pasos.DESPLAZAR):
        micrositio.desplazar()
    with paso(pasos.INGRESAR):
        entrada = micrositio.ingresar()
    with paso(pasos.ELEGIR_EFIRMA):
        ingreso = entrada.con_efirma()
    with paso(pasos.VALIDAR_E_INGRESAR):
        return ingreso.validar_e_ingresar(efirma)


def salir(pestana: Pestana, seguimiento: Seguimiento) -> None:
    """«Cerrar sesión», if there may be a session; it never raises an expected error."""
    menu = Menu(pestana)
    if not pestana.viva or not _puede_haber_sesion(pestana, menu):
        return
    try:
        with pestana.si_cae(), seguimiento.paso(pasos.CERRAR_SESION):
            menu.cerrar_sesion()
    except IcsoeError as error:
        # The filing's own ending matters more; the portal closes the session in time.
        logger.warning("no se pudo cerrar la sesión: %s", error)


def _puede_haber_sesion(pestana: Pestana, menu: Menu) -> bool:
    try:
        with pestana.si_cae():
            return pestana.direccion_de_inicio is not None or menu.hallar_sesion()
    except IcsoeError as error:
        logger.warning("no se supo si quedó una sesión abierta: %s", error)
        return False
