"""Covering a real taxpayer's data on the page itself, so that no picture ever has it.

The text stays in the document, where the page objects read it; only its drawing is covered, with
the CSS Custom Highlight API for text and with dots for what fields hold. The observer runs before
the browser paints what changed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

# Letters of the cover's own colour would leave edges that differ from it by one, which is enough to
# read them by: they aren't drawn at all.
_GUION = """(valores => {
  const NOMBRE = 'icsoe-oculto';
  const plano = texto => {
    const simple = texto.normalize('NFD').replace(/\\p{Mn}/gu, '').toLocaleUpperCase('es');
    return simple.length === texto.length ? simple : texto.toLocaleUpperCase('es');
  };
  const buscados = valores.map(plano).filter(Boolean);
  const tapar = raiz => {
    const tapados = CSS.highlights.get(NOMBRE);
    const nodos = document.createTreeWalker(raiz, NodeFilter.SHOW_TEXT);
    for (let nodo = raiz.nodeType === Node.TEXT_NODE ? raiz : nodos.nextNode(); nodo;
         nodo = nodos.nextNode()) {
      const texto = plano(nodo.data);
      for (const buscado of buscados) {
        for (let donde = texto.indexOf(buscado); donde >= 0;
             donde = texto.indexOf(buscado, donde + buscado.length)) {
          const rango = document.createRange();
          rango.setStart(nodo, donde);
          rango.setEnd(nodo, donde + buscado.length);
          tapados.add(rango);
        }
      }
      if (raiz.nodeType === Node.TEXT_NODE) break;
    }
  };
  const empezar = () => {
    CSS.highlights.set(NOMBRE, new Highlight());
    const hoja = new CSSStyleSheet();
    hoja.replaceSync(
      `::highlight(${NOMBRE}) { color: transparent; background-color: #4a5361; text-shadow: none; }
       input:not([type=button], [type=submit], [type=checkbox], [type=radio]), textarea
       { -webkit-text-security: disc !important; }
       input[type=file] { color: transparent !important; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, hoja];
    new MutationObserver(cambios => {
      for (const cambio of cambios) {
        if (cambio.type === 'characterData') tapar(cambio.target);
        else cambio.addedNodes.forEach(tapar);
      }
    }).observe(document, { childList: true, subtree: true, characterData: true });
    tapar(document);
  };
  empezar();
})"""


def guion_de_mascara(valores: Sequence[str]) -> str:
    """A script for every page and frame, which covers ``valores`` wherever they show."""
    return f"{_GUION}({json.dumps(list(valores))})"
