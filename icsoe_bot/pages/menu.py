"""The left menu and «Cerrar sesión», on every screen of a session."""

from __future__ import annotations

from icsoe_bot.pages.acuses import AcusesDePresentacion
from icsoe_bot.pages.cierre import Cierre
from icsoe_bot.pages.elementos import Fuente, Rol, por_rol
from icsoe_bot.pages.informativas import InformativasEnCaptura
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.pages.problemas import DIALOGO
from icsoe_bot.pages.sesion import CERRAR_SESION

_OPCION: tuple[Rol, ...] = ("link", "button", "menuitem")

INFORMATIVA = por_rol(_OPCION, "Informativa", Fuente.GUIA)
CAPTURAR_INFORMATIVA = por_rol(_OPCION, "Capturar informativa", Fuente.GUIA)
ACUSES_DE_PRESENTACION = por_rol(_OPCION, "Acuses de presentación", Fuente.GUIA)


class Menu(Pantalla):
    """«Minimizar · Inicio · Administración · Informativa»."""

    NOMBRE = "Menú"
    IDENTIDAD = (CERRAR_SESION, INFORMATIVA)

    def informativa(self) -> None:
        """Unfold «Informativa», unless its options show already."""
        if CAPTURAR_INFORMATIVA.en(self.page).first.is_visible():
            return
        self.pulsar(INFORMATIVA)
        if not self.pestana.esperar(
            CAPTURAR_INFORMATIVA.en(self.page), segundos=self.pestana.paciencia.pantalla
        ):
            raise self.desconocida("«Informativa» no muestra sus opciones")

    def capturar_informativa(self) -> InformativasEnCaptura:
        """«Capturar informativa»."""
        self.informativa()
        self.pulsar(CAPTURAR_INFORMATIVA)
        return self.llega(InformativasEnCaptura, al="abrir «Capturar informativa»")

    def acuses_de_presentacion(self) -> AcusesDePresentacion:
        """«Acuses de presentación»."""
        self.informativa()
        self.pulsar(ACUSES_DE_PRESENTACION)
        return self.llega(AcusesDePresentacion, al="abrir «Acuses de presentación»")

    def hay_sesion(self) -> bool:
        """Whether «Cerrar sesión» is offered."""
        return CERRAR_SESION.en(self.page).first.is_visible()

    def tapado(self) -> bool:
        """Whether a dialog lies upon the menu."""
        return DIALOGO.en(self.page).filter(visible=True).count() > 0

    def cerrar_sesion(self) -> Cierre:
        """«Cerrar sesión»."""
        self.pulsar(CERRAR_SESION)
        return Cierre.esperar_en(self.pestana)
