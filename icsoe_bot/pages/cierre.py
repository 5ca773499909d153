"""Screen 11: after «Cerrar sesión»."""

from __future__ import annotations

from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.pages.sesion import hay_sesion
from icsoe_bot.portal.pestana import Pestana

DESPEDIDA = Elemento("cierre.despedida")
ENTRADA = Elemento("entrada.con_efirma")


class Cierre(Pantalla):
    """Where the portal leads afterwards isn't documented; that the session is gone is the proof."""

    NOMBRE = "Cierre de sesión"
    IDENTIDAD = (ENTRADA,)

    @classmethod
    def esperar_en(cls, pestana: Pestana) -> Cierre:
        """Wait for a goodbye, the entrance, or at least the end of «Cerrar sesión»."""
        senal = ENTRADA.en(pestana).or_(DESPEDIDA.en(pestana))
        pestana.esperar(senal, segundos=pestana.paciencia.pantalla)
        cierre = cls(pestana)
        if not cierre.cargada():
            raise cierre.desconocida("la sesión sigue abierta")
        return cierre

    def cargada(self) -> bool:
        return not hay_sesion(self.pestana)
