"""Screen 2: the application's entrance."""

from __future__ import annotations

from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.ingreso import IngresoConEfirma
from icsoe_bot.pages.pantalla import Pantalla

CON_EFIRMA = Elemento("entrada.con_efirma")
CON_CONTRASENA = Elemento("entrada.con_contrasena")


class Entrada(Pantalla):
    """«ICISOE · Informativa de Contratos de Servicios u Obras Especializados»."""

    NOMBRE = "Entrada"
    IDENTIDAD = (CON_EFIRMA, CON_CONTRASENA)

    def con_efirma(self) -> IngresoConEfirma:
        """«Ingresar con E.Firma»."""
        self.pulsar(CON_EFIRMA)
        return self.llega(IngresoConEfirma, al="elegir el ingreso con e.firma")
