"""Screen 4: the first page of a session."""

from __future__ import annotations

from icsoe_bot.pages.elementos import Fuente, por_texto
from icsoe_bot.pages.menu import CERRAR_SESION, Menu
from icsoe_bot.pages.pantalla import Pantalla


class Inicio(Pantalla):
    """«Aviso de Contratación-IMSS Bienvenidos»."""

    NOMBRE = "Inicio"
    IDENTIDAD = (por_texto("Aviso de Contratación-IMSS", Fuente.GUIA), CERRAR_SESION)

    @property
    def menu(self) -> Menu:
        return Menu(self.pestana)
