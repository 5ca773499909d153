"""What proves that a session exists, and whose it is."""

from __future__ import annotations

import re

from icsoe_bot.domain.rfc import RFC
from icsoe_bot.pages.elementos import Fuente, por_rol, por_texto
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.portal import evidencia
from icsoe_bot.portal.errores import AccesoRechazado

CERRAR_SESION = por_rol(("link", "button", "menuitem"), "Cerrar sesión", Fuente.GUIA)
PERFIL_DEL_USUARIO = por_texto("Perfil del usuario", Fuente.GUIA)


class PantallaConPerfil(Pantalla):
    """A screen of a session that shows «Perfil del usuario»."""

    def rfc_del_perfil(self) -> RFC:
        """Whose session it is, by what the screen says.

        Raises:
            PantallaDesconocida: it doesn't say.
        """
        _, _, perfil = evidencia.texto_visible(self.page).partition("Perfil del usuario")
        en_perfil = re.search(r"RFC\W+([A-ZÑ&]{3,4}\d{6}[A-Z\d]{3})\b", perfil.upper())
        if en_perfil is None:
            raise self.desconocida("no se encontró de qué RFC es la sesión")
        return RFC.parse(en_perfil[1])

    def exigir_rfc(self, rfc: RFC) -> None:
        """See that the session is this taxpayer's.

        Raises:
            AccesoRechazado: the profile shows another RFC.
            PantallaDesconocida: it shows none.
        """
        visto = self.rfc_del_perfil()
        if visto != rfc:
            raise AccesoRechazado(
                f"El portal abrió la sesión de otro RFC ({visto}) y no la de {rfc}.",
                remedio="No se presentó nada. Revise la e.firma de la carpeta.",
            )
