"""Screen 9: the notice of a successful signature."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Locator

from icsoe_bot.pages.elementos import Compuesto, Elemento
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.pages.problemas import DIALOGO, recuadros
from icsoe_bot.portal.errores import RegistradaSinAcuse
from icsoe_bot.portal.pestana import Pestana
from icsoe_bot.portal.textos import suelto

if TYPE_CHECKING:
    from icsoe_bot.pages.informativas import InformativasEnCaptura

CERRAR = Elemento("aviso.cerrar")

# The browser looks at the texts of a dialog without spaces between them, and its \b takes «é» for
# no letter.
_SIN_ACUSE = "no se pudo visualizar el acuse"
"""What makes «se registró con éxito» no success [W]: ``RegistradaSinAcuse``."""


def _dialogo_de_exito(pestana: Pestana) -> Locator:
    exito = re.compile(f"(?<!sin ){suelto(pestana.perfil.textos.exito).pattern}", re.IGNORECASE)
    cerrar = CERRAR.en(pestana).filter(visible=True)
    con_rol = DIALOGO.en(pestana).filter(has_text=exito).filter(has=cerrar)
    sin_rol = recuadros(pestana, exito).filter(has=cerrar).last
    avisos = con_rol.or_(sin_rol).filter(has_not_text=suelto(_SIN_ACUSE))
    for mensaje in pestana.perfil.conocidos:
        if mensaje.error is RegistradaSinAcuse:
            avisos = avisos.filter(has_not_text=suelto(mensaje.texto))
    return avisos.filter(visible=True)


AVISO_DE_EXITO = Compuesto("aviso de firma exitosa", _dialogo_de_exito)


class AvisoDeFirmaExitosa(Pantalla):
    """«recuadro informativo de firma exitosa», with «Cerrar»."""

    NOMBRE = "Aviso de firma exitosa"
    IDENTIDAD = (AVISO_DE_EXITO,)
    ADMITE_DIALOGO = True

    def cerrar(self) -> InformativasEnCaptura:
        """«Cerrar»: back to the tray."""
        # The screens form a circle: the tray leads here, and here leads to the tray.
        from icsoe_bot.pages.informativas import InformativasEnCaptura

        self.pulsar(CERRAR, AVISO_DE_EXITO.en(self.pestana))
        bandeja = self.llega(InformativasEnCaptura, al="cerrar el aviso de firma exitosa")
        # Only here has the form that took the e.firma left the page.
        self.pestana.traza.reanudar()
        return bandeja
