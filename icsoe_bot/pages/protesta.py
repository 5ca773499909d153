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


# What a person reads, word for word. Title and buttons are left out as elements, never as words:
# the oath might begin or end with the same ones. The title may be no heading: it is what reads
# «Información» and nothing else, before all other text.
_TEXTO = """(dialogo, titulo) => {
  const fuera = new Set(dialogo.querySelectorAll('button, [role=button]'));
  const leer = nodo => {
    if (nodo.nodeType === Node.TEXT_NODE)
      return getComputedStyle(nodo.parentElement).visibility === 'visible' ? nodo.data : '';
    if (nodo.nodeType !== Node.ELEMENT_NODE || fuera.has(nodo)) return '';
    const { display } = getComputedStyle(nodo);
    if (display === 'none') return '';
    if (nodo.tagName === 'BR') return ' ';
    const texto = [...nodo.childNodes].map(leer).join('');
    return display.startsWith('inline') || display === 'contents' ? texto : ` ${texto} `;
  };
  const plano = texto => texto.normalize('NFD').replace(/\\p{M}/gu, '').toLowerCase()
    .replace(/\\s+/g, ' ').trim();
  const entero = leer(dialogo);
  const cabeza = [...dialogo.querySelectorAll('*')].find(e => plano(leer(e)) === titulo);
  if (!cabeza) return entero;
  fuera.add(cabeza);
  const resto = leer(dialogo);
  return plano(entero) === `${titulo} ${plano(resto)}` ? resto : entero;
}"""

DIALOGO_DE_PROTESTA = Elemento("protesta", Fuente.GUIA, _dialogo_con_ambos_botones)


class DialogoDeProtesta(Pantalla):
    """The dialog «Información» with «Cancelar» and «Continuar»."""

    NOMBRE = "Protesta"
    IDENTIDAD = (DIALOGO_DE_PROTESTA,)
    ADMITE_DIALOGO = True

    def texto(self) -> str:
        """The oath as it is on the screen, without the dialog's title and buttons."""
        textos: list[str] = []
        self._con(
            DIALOGO_DE_PROTESTA,
            None,
            lambda dialogo: textos.append(dialogo.first.evaluate(_TEXTO, plano(TITULO))),
        )
        return " ".join(textos[0].split())

    def cancelar(self) -> None:
        """«Cancelar», and see the dialog go: nothing is declared and nothing is left behind."""
        self.pulsar(CANCELAR, DIALOGO_DE_PROTESTA.en(self.page))
        self._con(DIALOGO_DE_PROTESTA, None, lambda dialogo: dialogo.wait_for(state="hidden"))

    def aceptar(self) -> Firma:
        """«Continuar»: the oath is taken; the portal asks for the signature."""
        self.pulsar(CONTINUAR, DIALOGO_DE_PROTESTA.en(self.page))
        return self.llega(Firma, al="aceptar la protesta")
