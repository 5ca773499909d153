"""A rehearsal of one filing: everything up to the oath, which is read and cancelled."""

from __future__ import annotations

from dataclasses import dataclass

from flows import pasos
from flows.lo_existente import acuse_del_periodo, borrador_del_periodo
from flows.seguimiento import Seguimiento
from flows.sesion import entrar, salir
from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.pages.inicio import Inicio
from icsoe_bot.portal.pestana import Pestana


@dataclass(frozen=True, slots=True)
class Simulacion:
    """What a rehearsal found: it could be filed, or ``folio`` says that it is already."""

    presentacion: Presentacion
    folio: Folio | None = None


@dataclass(frozen=True, slots=True)
class Simulador:
    """Walks to the oath of ``presentacion`` and cancels it. Nothing is left behind."""

    presentacion: Presentacion
    protesta: Protesta
    efirma: Efirma
    seguimiento: Seguimiento
    borrador_propio: bool = False
    """Whether the ledger knows of a draft that icsoe-bot left; filing would go on with it."""

    def simular(self, pestana: Pestana) -> Simulacion:
        """Do it, and log out whatever happens.

        Raises:
            IcsoeError: it couldn't be filed now; the class says who must act.
        """
        self.efirma.exigir_rfc(self.presentacion.rfc)
        try:
            return self._con_sesion(entrar(pestana, self.efirma, self.seguimiento))
        finally:
            salir(pestana, self.seguimiento)

    def _con_sesion(self, inicio: Inicio) -> Simulacion:
        menu, paso = inicio.menu, self.seguimiento.paso
        with paso(pasos.REVISAR):
            acuses = menu.acuses_de_presentacion()
            acuses.exigir_rfc(self.presentacion.rfc)
            previo = acuse_del_periodo(acuses, self.presentacion)
        if previo is not None:
            return Simulacion(self.presentacion, previo.folio)
        with paso(pasos.INFORMATIVA):
            menu.informativa()
        with paso(pasos.CAPTURAR):
            bandeja = menu.capturar_informativa()
            bandeja.exigir_rfc(self.presentacion.rfc)
            borrador = borrador_del_periodo(bandeja, self.presentacion, propio=self.borrador_propio)
        if borrador is not None:
            # Going on with a draft would change it; that it can be done is known from before.
            return Simulacion(self.presentacion)
        with paso(pasos.NUEVA):
            capturar = bandeja.nueva_informativa()
        with paso(pasos.PERIODO):
            capturar.exigir_rfc(self.presentacion.rfc)
            capturar.elegir_periodo(self.presentacion.periodo, self.presentacion.tipo)
            dialogo = capturar.continuar()
        with paso(pasos.PROTESTA):
            try:
                self.protesta.exigir_texto(dialogo.texto())
            finally:
                dialogo.cancelar()
        return Simulacion(self.presentacion)
