"""Screen 7: the oath."""

from __future__ import annotations

from playwright.sync_api import Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from icsoe_bot.pages.elementos import Compuesto, Elemento
from icsoe_bot.pages.firma import Firma
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.pages.problemas import DIALOGO, recuadros
from icsoe_bot.portal.pestana import Pestana
from icsoe_bot.portal.textos import plano, suelto

_JURAMENTO = suelto("bajo protesta de decir verdad")
"""What tells the dialog where the portal doesn't say that it is one."""

CANCELAR = Elemento("protesta.cancelar")
CONTINUAR = Elemento("protesta.continuar")


def _dialogo_con_ambos_botones(pestana: Pestana) -> Locator:
    cancelar, continuar = (b.en(pestana).filter(visible=True) for b in (CANCELAR, CONTINUAR))
    con_rol = DIALOGO.en(pestana).filter(has=cancelar).filter(has=continuar)
    sin_rol = recuadros(pestana, _JURAMENTO).filter(has=cancelar).filter(has=continuar).last
    return con_rol.or_(sin_rol).filter(visible=True)


# What a person reads, word for word. Title and buttons are left out as elements, never as words:
# the oath might begin or end with the same ones. The title may be no heading: it is what reads
# «Información» and nothing else, before all other text.
_TEXTO = """(dialogo, [titulo, ...botones]) => {
  const fuera = new Set([...dialogo.querySelectorAll('button, [role=button]'), ...botones]);
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

DIALOGO_DE_PROTESTA = Compuesto("protesta", _dialogo_con_ambos_botones)


class DialogoDeProtesta(Pantalla):
    """The dialog «Información» with «Cancelar» and «Continuar»."""

    NOMBRE = "Protesta"
    IDENTIDAD = (DIALOGO_DE_PROTESTA,)
    ADMITE_DIALOGO = True

    def texto(self) -> str:
        """The oath as it is on the screen, without the dialog's title and buttons."""
        textos: list[str] = []
        titulo = plano(self.pestana.perfil.textos.titulo_de_la_protesta)

        def leer(dialogo: Locator) -> None:
            uno = dialogo.first
            botones = [b.uno(self.pestana, uno).element_handle() for b in (CANCELAR, CONTINUAR)]
            textos.append(uno.evaluate(_TEXTO, [titulo, *botones]))

        self._con(DIALOGO_DE_PROTESTA, None, leer)
        return " ".join(textos[0].split())

    def cancelar(self) -> None:
        """«Cancelar», and see the dialog go: nothing is declared and nothing is left behind."""
        self.pulsar(CANCELAR, DIALOGO_DE_PROTESTA.en(self.pestana))
        dialogo = DIALOGO_DE_PROTESTA.en(self.pestana)
        try:
            dialogo.first.wait_for(state="hidden")
        except PlaywrightTimeout:
            raise self.desconocida("«Cancelar» no cerró la protesta") from None

    def aceptar(self) -> Firma:
        """«Continuar»: the oath is taken; the portal asks for the signature."""
        self.pulsar(CONTINUAR, DIALOGO_DE_PROTESTA.en(self.pestana))
        return self.llega(Firma, al="aceptar la protesta")
