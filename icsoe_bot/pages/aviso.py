"""Screen 9: the notice of a successful signature."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Locator

from icsoe_bot.pages.elementos import Elemento, Fuente, Raiz, por_rol
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.pages.problemas import DIALOGO
from icsoe_bot.portal.mensajes import suelto

if TYPE_CHECKING:
    from icsoe_bot.pages.informativas import InformativasEnCaptura

CERRAR = por_rol("button", "Cerrar", Fuente.GUIA)

# The browser looks at the texts of a dialog without spaces between them, and its \b takes «é» for
# no letter.
_EXITO = re.compile(r"(?<!sin )[eé]xito", re.IGNORECASE)
_SIN_ACUSE = "no se pudo visualizar el acuse"
"""What makes «se registró con éxito» no success [W]: ``RegistradaSinAcuse``."""


def _dialogo_de_exito(raiz: Raiz) -> Locator:
    dialogo = DIALOGO.en(raiz)
    exito = dialogo.filter(has_text=_EXITO).filter(has=CERRAR.en(dialogo.page))
    return exito.filter(has_not_text=suelto(_SIN_ACUSE))


AVISO_DE_EXITO = Elemento("aviso de firma exitosa", Fuente.GUIA, _dialogo_de_exito)


class AvisoDeFirmaExitosa(Pantalla):
    """«recuadro informativo de firma exitosa», with «Cerrar»."""

    NOMBRE = "Aviso de firma exitosa"
    IDENTIDAD = (AVISO_DE_EXITO,)
    ADMITE_DIALOGO = True

    def cerrar(self) -> InformativasEnCaptura:
        """«Cerrar»: back to the tray."""
        # The screens form a circle: the tray leads here, and here leads to the tray.
        from icsoe_bot.pages.informativas import InformativasEnCaptura

        self.pulsar(CERRAR, AVISO_DE_EXITO.en(self.page))
        bandeja = self.llega(InformativasEnCaptura, al="cerrar el aviso de firma exitosa")
        # Only here has the form that took the e.firma left the page.
        self.pestana.traza.reanudar()
        return bandeja
