"""What proves that a session exists, and whose it is."""

from __future__ import annotations

import re

from icsoe_bot.domain.rfc import RFC
from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.portal import evidencia
from icsoe_bot.portal.errores import AccesoRechazado
from icsoe_bot.portal.pestana import Pestana
from icsoe_bot.portal.textos import suelto

CERRAR_SESION = Elemento("sesion.cerrar")
PERFIL_DEL_USUARIO = Elemento("sesion.perfil")


def hay_sesion(pestana: Pestana) -> bool:
    """Whether «Cerrar sesión» is offered."""
    return CERRAR_SESION.en(pestana).filter(visible=True).first.is_visible()


class PantallaConPerfil(Pantalla):
    """A screen of a session that shows «Perfil del usuario»."""

    def rfc_del_perfil(self) -> RFC:
        """Whose session it is, by what the screen says.

        Raises:
            PantallaDesconocida: it doesn't say.
        """
        texto = evidencia.texto_visible(self.page)
        perfil = suelto(self.pestana.perfil.textos.perfil).search(texto)
        desde = texto[perfil.end() :] if perfil else ""
        en_perfil = re.search(r"RFC\W+([A-ZÑ&]{3,4}\d{6}[A-Z\d]{3})\b", desde.upper())
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
