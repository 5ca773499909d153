"""Screen 8: signing."""

from __future__ import annotations

from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.pages.aviso import AvisoDeFirmaExitosa
from icsoe_bot.pages.pantalla import Pantalla, llegar
from icsoe_bot.pages.sesion import CERRAR_SESION
from icsoe_bot.pages.widget import MARCO, WidgetDeFirma


class Firma(Pantalla):
    """The signing widget, inside a session."""

    NOMBRE = "Firma"
    IDENTIDAD = (MARCO, CERRAR_SESION)

    def validar(self, efirma: Efirma) -> None:
        """Fill in RFC and access keys, «Validar», and wait until «Firmar» becomes enabled.

        Raises:
            IcsoeError: portal or widget refuse, in their own words; or no answer came.
        """
        widget = WidgetDeFirma(self.pestana)
        self.pestana.traza.pausar()
        widget.llenar(efirma)
        widget.validar()

    def firmar(self) -> AvisoDeFirmaExitosa:
        """«Firmar», once, and wait for the portal's word.

        Any error from here on leaves the outcome open: only «Acuses de presentación» decides.

        Raises:
            IcsoeError: the success notice didn't come.
        """
        widget = WidgetDeFirma(self.pestana)
        widget.pulsar_firmar()
        return llegar(
            self.pestana,
            AvisoDeFirmaExitosa,
            al="firmar",
            segundos=self.pestana.paciencia.firma,
            desde=self,
            vigilar=widget.muestra_aviso,
            explicar=widget.explicar,
        )
