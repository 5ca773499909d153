"""Screen 7: the oath."""

from __future__ import annotations

from playwright.sync_api import Locator

from icsoe_bot.pages.elementos import Elemento, Fuente, Raiz, por_rol
from icsoe_bot.pages.firma import Firma
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.pages.problemas import DIALOGO

TITULO = "Información"
CANCELAR = por_rol("button", "Cancelar", Fuente.GUIA)
CONTINUAR = por_rol("button", "Continuar", Fuente.GUIA)


def _dialogo_con_ambos_botones(raiz: Raiz) -> Locator:
    dialogo = DIALOGO.en(raiz)
    pagina = dialogo.page
    return dialogo.filter(has=CANCELAR.en(pagina)).filter(has=CONTINUAR.en(pagina))


DIALOGO_DE_PROTESTA = Elemento("protesta", Fuente.GUIA, _dialogo_con_ambos_botones)


class DialogoDeProtesta(Pantalla):
    """The dialog «Información» with «Cancelar» and «Continuar»."""

    NOMBRE = "Protesta"
    IDENTIDAD = (DIALOGO_DE_PROTESTA,)
    ADMITE_DIALOGO = True

    def texto(self) -> str:
        """The oath as it is on the screen, without the dialog's title and buttons."""
        dialogo = DIALOGO_DE_PROTESTA.en(self.page).first
        adornos = [
            *dialogo.get_by_role("heading").all_inner_texts(),
            *dialogo.get_by_role("button").all_inner_texts(),
            TITULO,
        ]
        return sin_adornos(dialogo.inner_text(), adornos)

    def cancelar(self) -> None:
        """«Cancelar», and see the dialog go: nothing is declared and nothing is left behind."""
        self.pulsar(CANCELAR, DIALOGO_DE_PROTESTA.en(self.page))
        self._con(DIALOGO_DE_PROTESTA, None, lambda dialogo: dialogo.wait_for(state="hidden"))

    def aceptar(self) -> Firma:
        """«Continuar»: the oath is taken; the portal asks for the signature."""
        self.pulsar(CONTINUAR, DIALOGO_DE_PROTESTA.en(self.page))
        return self.llega(Firma, al="aceptar la protesta")


def sin_adornos(texto: str, adornos: list[str]) -> str:
    """A dialog's text on one line, without the titles and buttons before and after it."""
    resto = " ".join(texto.split())
    piezas = {" ".join(adorno.split()) for adorno in adornos} - {""}
    cambiado = True
    while cambiado:
        cambiado = False
        for pieza in piezas:
            if resto.startswith(f"{pieza} "):
                resto, cambiado = resto.removeprefix(pieza).strip(), True
            if resto.endswith(f" {pieza}"):
                resto, cambiado = resto.removesuffix(pieza).strip(), True
    return resto
