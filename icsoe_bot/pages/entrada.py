"""Screen 2: the application's entrance."""

from __future__ import annotations

from icsoe_bot.pages.elementos import Fuente, por_rol
from icsoe_bot.pages.ingreso import IngresoConEfirma
from icsoe_bot.pages.pantalla import Pantalla

CON_EFIRMA = por_rol(("button", "link", "tab"), "Ingresar con E.Firma", Fuente.GUIA)
CON_CONTRASENA = por_rol(
    ("button", "link", "tab"), "Ingresar con Usuario y contraseña", Fuente.GUIA
)


class Entrada(Pantalla):
    """«ICISOE · Informativa de Contratos de Servicios u Obras Especializados»."""

    NOMBRE = "Entrada"
    IDENTIDAD = (CON_EFIRMA, CON_CONTRASENA)

    def con_efirma(self) -> IngresoConEfirma:
        """«Ingresar con E.Firma»."""
        self.pulsar(CON_EFIRMA)
        return self.llega(IngresoConEfirma, al="elegir el ingreso con e.firma")
