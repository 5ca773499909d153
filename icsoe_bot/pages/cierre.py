"""Screen 11: after «Cerrar sesión»."""

from __future__ import annotations

from icsoe_bot.pages.elementos import Fuente, por_rol, por_texto
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.pages.sesion import CERRAR_SESION
from icsoe_bot.portal.pestana import Pestana

DESPEDIDA = por_texto("sesión ha terminado", Fuente.SUPUESTO)
ENTRADA = por_rol(("button", "link", "tab"), "Ingresar con E.Firma", Fuente.SUPUESTO)


class Cierre(Pantalla):
    """Where the portal leads afterwards isn't documented; that the session is gone is the proof."""

    NOMBRE = "Cierre de sesión"
    IDENTIDAD = (ENTRADA,)

    @classmethod
    def esperar_en(cls, pestana: Pestana) -> Cierre:
        """Wait for a goodbye, the entrance, or at least the end of «Cerrar sesión»."""
        senal = ENTRADA.en(pestana.page).or_(DESPEDIDA.en(pestana.page))
        pestana.esperar(senal, segundos=pestana.paciencia.pantalla)
        cierre = cls(pestana)
        if not cierre.cargada():
            raise cierre.desconocida("la sesión sigue abierta")
        return cierre

    def cargada(self) -> bool:
        return not CERRAR_SESION.en(self.page).first.is_visible()
