"""The left menu and «Cerrar sesión», on every screen of a session."""

from __future__ import annotations

from functools import reduce

from playwright.sync_api import Locator

from icsoe_bot.pages.acuses import AcusesDePresentacion
from icsoe_bot.pages.cierre import ENTRADA, Cierre
from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.informativas import InformativasEnCaptura
from icsoe_bot.pages.pantalla import Pantalla, llegar
from icsoe_bot.pages.problemas import DIALOGO, senales_de_problema
from icsoe_bot.pages.sesion import CERRAR_SESION, hay_sesion
from icsoe_bot.pages.widget import MARCO

INFORMATIVA = Elemento("menu.informativa")
CAPTURAR_INFORMATIVA = Elemento("menu.capturar")
ACUSES_DE_PRESENTACION = Elemento("menu.acuses")


class Menu(Pantalla):
    """«Minimizar · Inicio · Administración · Informativa»."""

    NOMBRE = "Menú"
    IDENTIDAD = (CERRAR_SESION, INFORMATIVA)
    ADMITE_DIALOGO = True

    def informativa(self) -> None:
        """Unfold «Informativa», unless its options show already."""
        opciones = CAPTURAR_INFORMATIVA.en(self.pestana)
        if opciones.filter(visible=True).first.is_visible():
            informativa = INFORMATIVA.en(self.pestana).first
            self.pestana.mirador.antes(informativa, INFORMATIVA.nombre(self.pestana), pulsa=False)
            return
        # A click before the page's scripts listen is lost.
        for segundos in self.pestana.plazos_crecientes():
            self.pulsar(INFORMATIVA)
            if self.pestana.esperar(opciones.filter(visible=True), segundos=segundos):
                return
        raise self.desconocida("«Informativa» no muestra sus opciones")

    def capturar_informativa(self) -> InformativasEnCaptura:
        """«Capturar informativa»."""
        self.informativa()
        self.pulsar(CAPTURAR_INFORMATIVA)
        return llegar(self.pestana, InformativasEnCaptura, al="abrir «Capturar informativa»")

    def acuses_de_presentacion(self) -> AcusesDePresentacion:
        """«Acuses de presentación»."""
        self.informativa()
        self.pulsar(ACUSES_DE_PRESENTACION)
        return llegar(self.pestana, AcusesDePresentacion, al="abrir «Acuses de presentación»")

    def hay_sesion(self) -> bool:
        """Whether «Cerrar sesión» is offered."""
        return hay_sesion(self.pestana)

    def hallar_sesion(self) -> bool:
        """Whether there is a session, also one that began without showing its first screen.

        Raises:
            IcsoeError: the portal doesn't answer.
        """
        if self.hay_sesion() or not self.pestana.sesion_posible:
            return self.hay_sesion()
        sesion, pestana = CERRAR_SESION.en(self.pestana), self.pestana
        if pestana.pidiendo:
            pestana.esperar(
                sesion, segundos=pestana.paciencia.pantalla, vigilar=lambda: not pestana.pidiendo
            )
        if not self.hay_sesion():
            pestana.recargar()
            otras = [ENTRADA.en(pestana), MARCO.en(pestana), *senales_de_problema(pestana)]
            pestana.esperar(
                reduce(Locator.or_, otras, sesion).filter(visible=True),
                segundos=pestana.paciencia.pantalla,
            )
        return self.hay_sesion()

    def cerrar_sesion(self) -> Cierre:
        """«Cerrar sesión», whatever shows: an error page is left, a dialog doesn't stop it."""
        if not self.hay_sesion() and self.pestana.direccion_de_inicio:
            self.pestana.ir_a(self.pestana.direccion_de_inicio)
            llegar(self.pestana, Menu, al="volver para cerrar la sesión")
        if DIALOGO.en(self.pestana).filter(visible=True).count():
            # Leaving is the one thing that is right under any dialog.
            self._con(CERRAR_SESION, None, lambda boton: boton.dispatch_event("click"))
        else:
            self.pulsar(CERRAR_SESION)
        return Cierre.esperar_en(self.pestana)
