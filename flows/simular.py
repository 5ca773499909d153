"""Rehearsing a filing: everything up to the oath, which is read, compared and cancelled."""

from __future__ import annotations

from flows import pasos
from flows.encargo import Encargo
from flows.lo_existente import acuse_del_periodo, borrador_del_periodo
from flows.seguimiento import Seguimiento
from flows.sesion import entrar, salir
from icsoe_bot.portal.errores import FirmaSinDesenlace
from icsoe_bot.portal.pestana import Pestana


def simular(
    pestana: Pestana, encargo: Encargo, seguimiento: Seguimiento, *, firmada: bool, propio: bool
) -> str | None:
    """Walk to the oath, check all on the way, cancel, and log out: nothing is left behind.

    ``firmada`` says that the ledger knows of a signature, ``propio`` that it knows of a draft.
    Returns the folio of the period's acuse if there is one already.

    Raises:
        IcsoeError: filing would stop at the same place, for the same reason.
    """
    presentacion, paso = encargo.presentacion, seguimiento.paso
    try:
        menu = entrar(pestana, encargo.efirma, seguimiento).menu
        with paso(pasos.REVISAR):
            acuses = menu.acuses_de_presentacion()
            acuses.exigir_rfc(presentacion.rfc)
            previo = acuse_del_periodo(acuses, presentacion)
        if previo is not None:
            return str(previo.folio)
        if firmada:
            raise FirmaSinDesenlace(
                f"La bitácora dice que {presentacion} ya se firmó, pero el portal no lista su "
                "acuse.",
                remedio=f"Ejecute «icsoe resolver {presentacion.rfc} {presentacion.periodo}».",
            )
        with paso(pasos.INFORMATIVA):
            menu.informativa()
        with paso(pasos.CAPTURAR):
            bandeja = menu.capturar_informativa()
            bandeja.exigir_rfc(presentacion.rfc)
            borrador = borrador_del_periodo(bandeja, presentacion, propio=propio)
        with paso(pasos.NUEVA):
            capturar = (
                bandeja.nueva_informativa() if borrador is None else bandeja.continuar(borrador)
            )
        with paso(pasos.PERIODO):
            capturar.exigir_rfc(presentacion.rfc)
            capturar.elegir_periodo(presentacion.periodo, presentacion.tipo)
            dialogo = capturar.continuar()
        with paso(pasos.PROTESTA):
            try:
                encargo.protesta.exigir_texto(dialogo.texto())
            finally:
                dialogo.cancelar()
        return None
    finally:
        salir(pestana, seguimiento)
