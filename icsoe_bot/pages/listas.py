"""Choosing from a list: the browser's own, or one that a script draws."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from icsoe_bot.pages.elementos import valor_de
from icsoe_bot.portal.textos import compacto, suelto_exacto

_OPCIONES = """lista => lista.tagName === 'SELECT'
  ? [...lista.options].map(opcion => opcion.label || opcion.text) : null"""
_ELEGIDA = "lista => lista.selectedOptions[0]?.innerText ?? ''"
_HAY_OPCION = """([lista, buscada]) => {
  const compacto = texto => texto.normalize('NFD').replace(/[^\\p{L}\\p{N}]/gu, '').toLowerCase();
  return [...lista.options].some(opcion => compacto(opcion.label || opcion.text) === buscada);
}"""
_DICE = "lista => lista.tagName === 'INPUT' ? lista.value : lista.innerText"


def elegir(page: Page, lista: Locator, opcion: str) -> str:
    """Choose ``opcion`` by what it says, whatever its case, accents and hyphens.

    Returns what the list shows as chosen afterwards.

    Raises:
        TimeoutError: Playwright's; there is no such option.
    """
    textos = valor_de(lista, _OPCIONES)
    if textos is not None:
        if compacto(opcion) not in map(compacto, textos):
            # The options may come later than the list.
            page.wait_for_function(_HAY_OPCION, arg=[lista.element_handle(), compacto(opcion)])
            textos = valor_de(lista, _OPCIONES)
        indice = [compacto(texto) for texto in textos].index(compacto(opcion))
        lista.select_option(index=indice)
        return " ".join(str(valor_de(lista, _ELEGIDA)).split())
    lista.click()
    # It is drawn anywhere on the page, and only while the list is open.
    patron = suelto_exacto(opcion)
    con_rol = page.get_by_role("option", name=patron)
    sueltas = page.locator("li, [role=listbox] *, [role=menuitem]").get_by_text(patron)
    hallada = con_rol.or_(sueltas).filter(visible=True).first
    hallada.click()
    hallada.wait_for(state="hidden")
    return _dice(lista)


def _dice(lista: Locator) -> str:
    return " ".join(str(lista.evaluate(_DICE)).split())
