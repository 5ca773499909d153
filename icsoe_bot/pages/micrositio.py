"""Screen 1: the microsite."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.entrada import Entrada
from icsoe_bot.pages.pantalla import Pantalla, llegar
from icsoe_bot.portal.pestana import Pestana

INGRESAR_A_ICISOE = Elemento("micrositio.ingresar")


class Micrositio(Pantalla):
    """The page about the ICISOE, with the link to the application at its end."""

    NOMBRE = "Micrositio"
    IDENTIDAD = (INGRESAR_A_ICISOE,)

    @classmethod
    def abrir(cls, pestana: Pestana) -> Micrositio:
        """Open the microsite's address."""
        pestana.ir_a(pestana.direcciones.micrositio)
        return llegar(pestana, cls, al="abrir el micrositio")

    def desplazar(self) -> None:
        """Bring the link into view, as the guide does with the scroll bar."""

        def bajar(enlace: Locator) -> None:
            enlace.scroll_into_view_if_needed()
            nombre = INGRESAR_A_ICISOE.nombre(self.pestana)
            self.pestana.mirador.antes(enlace, nombre, pulsa=False)

        self._con(INGRESAR_A_ICISOE, None, bajar)

    def ingresar(self) -> Entrada:
        """Follow the link, which may open the application in a tab of its own [?]."""
        nuevas: list[Page] = []
        contexto = self.page.context

        def al_abrir(pagina: Page) -> None:
            nuevas.append(pagina)

        contexto.on("page", al_abrir)
        try:
            self.pulsar(INGRESAR_A_ICISOE)
            self.pestana.esperar(
                Entrada.IDENTIDAD[0].en(self.pestana),
                segundos=self.pestana.paciencia.pantalla,
                vigilar=lambda: bool(nuevas),
            )
        finally:
            contexto.remove_listener("page", al_abrir)
        if nuevas:
            self.pestana.seguir_en(nuevas[0])
        return self.llega(Entrada, al="ingresar a ICISOE")
