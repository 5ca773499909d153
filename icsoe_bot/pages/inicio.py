"""Screen 4: the first page of a session."""

from __future__ import annotations

from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.menu import Menu
from icsoe_bot.pages.pantalla import Pantalla, llegar
from icsoe_bot.pages.problemas import pantalla_desconocida
from icsoe_bot.pages.sesion import CERRAR_SESION
from icsoe_bot.portal.pestana import Pestana


class Inicio(Pantalla):
    """«Aviso de Contratación-IMSS Bienvenidos»."""

    NOMBRE = "Inicio"
    IDENTIDAD = (Elemento("inicio.bienvenida"), CERRAR_SESION)

    @classmethod
    def volver(cls, pestana: Pestana) -> Inicio:
        """Open the session's first page again, whatever shows now.

        Raises:
            IcsoeError: the session is gone, or the portal doesn't answer.
        """
        if pestana.direccion_de_inicio is None:
            raise pantalla_desconocida(pestana, "aún no hay una sesión a la cual volver")
        pestana.ir_a(pestana.direccion_de_inicio)
        return llegar(pestana, cls, al="volver al inicio")

    @property
    def menu(self) -> Menu:
        return Menu(self.pestana)
