"""Screen 3: entering with the e.firma."""

from __future__ import annotations

from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.pages.inicio import Inicio
from icsoe_bot.pages.pantalla import Pantalla, llegar
from icsoe_bot.pages.sesion import CERRAR_SESION
from icsoe_bot.pages.widget import MARCO, WidgetDeFirma


class IngresoConEfirma(Pantalla):
    """The signing widget, before a session exists."""

    NOMBRE = "Ingreso con e.firma"
    IDENTIDAD = (MARCO,)
    AUSENTES = (CERRAR_SESION,)

    @property
    def widget(self) -> WidgetDeFirma:
        return WidgetDeFirma(self.pestana)

    def validar_e_ingresar(self, efirma: Efirma) -> Inicio:
        """Fill in RFC and access keys and enter.

        Raises:
            IcsoeError: the portal or the widget refuses, in its own words; or no answer came.
        """
        widget = self.widget
        self.pestana.traza.pausar()
        widget.llenar(efirma)
        self.pestana.sesion_posible = True
        widget.pulsar_validar()
        inicio = llegar(
            self.pestana,
            Inicio,
            al="validar e ingresar",
            segundos=self.pestana.paciencia.firma,
            desde=self,
            vigilar=widget.muestra_aviso,
            explicar=widget.explicar,
        )
        self.pestana.traza.reanudar()
        self.pestana.direccion_de_inicio = self.page.url
        return inicio
