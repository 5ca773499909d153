"""Screen 7: the oath."""

from __future__ import annotations

from playwright.sync_api import Locator

from icsoe_bot.pages.elementos import Elemento, Fuente, Raiz, por_rol
from icsoe_bot.pages.firma import Firma
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.pages.problemas import DIALOGO
from icsoe_bot.portal.mensajes import plano

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

    def texto(self) -> str:
        """The oath as it is on the screen, without the dialog's title and buttons."""
        adornos = {
            plano(adorno) for adorno in (TITULO, "Cancelar", "Continuar", "×", "x", "Cerrar")
        }
        lineas = DIALOGO_DE_PROTESTA.en(self.page).first.inner_text().splitlines()
        return " ".join(" ".join(lineas_utiles(lineas, adornos)).split())

    def cancelar(self) -> None:
        """«Cancelar»: nothing is declared and nothing is left behind."""
        self.pulsar(CANCELAR, DIALOGO_DE_PROTESTA.en(self.page))

    def aceptar(self) -> Firma:
        """«Continuar»: the oath is taken; the portal asks for the signature."""
        self.pulsar(CONTINUAR, DIALOGO_DE_PROTESTA.en(self.page))
        return self.llega(Firma, al="aceptar la protesta")


def lineas_utiles(lineas: list[str], adornos: set[str]) -> list[str]:
    """The lines between a dialog's title and its buttons."""
    inicio, fin = 0, len(lineas)
    while inicio < fin and plano(lineas[inicio]) in adornos | {""}:
        inicio += 1
    while fin > inicio and plano(lineas[fin - 1]) in adornos | {""}:
        fin -= 1
    return lineas[inicio:fin]
