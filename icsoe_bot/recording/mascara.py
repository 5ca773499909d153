"""Covering a real taxpayer's data on the page itself, so that no picture ever has it.

The text stays in the document, where the page objects read it; only its drawing is covered, with
the CSS Custom Highlight API for text and with dots for what fields hold. The observer runs before
the browser paints what changed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from icsoe_bot.portal.tapado import palabras_propias

HAY_MASCARA = "() => Boolean(globalThis.CSS?.highlights && globalThis.Highlight)"
"""Whether the browser can cover; Chromium can from version 105 on."""

# Letters of the cover's own colour would leave edges that differ from it by one, which is enough to
# read them by: they aren't drawn at all.
_GUION = """((enteros, palabras) => {
  const NOMBRE = 'icsoe-oculto';
  const APARTE = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE']);
  const plana = letra => letra.normalize('NFD').replace(/\\p{Mn}/gu, '').toLocaleUpperCase('es');
  const sencillo = /[\\p{L}\\p{N}&]/u;
  const tapar = (tapados, desde, donde, hasta, final) => {
    const rango = document.createRange();
    rango.setStart(desde, donde);
    rango.setEnd(hasta, final);
    tapados.add(rango);
  };
  const revisar = () => {
    const tapados = CSS.highlights.get(NOMBRE);
    tapados.clear();
    // The page's letters and digits alone, whatever separates them, and where each one is.
    let texto = '';
    const lugares = [];
    const nodos = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
    for (let nodo = nodos.nextNode(); nodo; nodo = nodos.nextNode()) {
      if (APARTE.has(nodo.parentNode?.nodeName)) continue;
      for (let i = 0; i < nodo.data.length; i++) {
        if (!sencillo.test(nodo.data[i])) continue;
        for (const letra of plana(nodo.data[i])) {
          texto += letra;
          lugares.push([nodo, i]);
        }
      }
      for (const hallada of nodo.data.matchAll(/[\\p{L}\\p{N}\\p{Mn}&]+/gu)) {
        if (palabras.has(plana(hallada[0]))) {
          tapar(tapados, nodo, hallada.index, nodo, hallada.index + hallada[0].length);
        }
      }
    }
    for (const entero of enteros) {
      for (let donde = texto.indexOf(entero); donde >= 0;
           donde = texto.indexOf(entero, donde + 1)) {
        const [desde, primera] = lugares[donde];
        const [hasta, ultima] = lugares[donde + entero.length - 1];
        tapar(tapados, desde, primera, hasta, ultima + 1);
      }
    }
  };
  const aplanar = valores => valores
    .map(valor => [...plana(valor)].filter(letra => sencillo.test(letra)).join(''))
    .filter(Boolean);
  enteros = aplanar(enteros);
  palabras = new Set(aplanar(palabras));
  CSS.highlights.set(NOMBRE, new Highlight());
  const hoja = new CSSStyleSheet();
  hoja.replaceSync(
    `::highlight(${NOMBRE}) { color: transparent; background-color: #4a5361; text-shadow: none; }
     input:not([type=button], [type=submit], [type=checkbox], [type=radio]), textarea
     { -webkit-text-security: disc !important; }
     input[type=file] { color: transparent !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, hoja];
  new MutationObserver(revisar)
    .observe(document, { childList: true, subtree: true, characterData: true });
  revisar();
})"""


def guion_de_mascara(valores: Sequence[str]) -> str:
    """A script for every page and frame, which covers ``valores`` wherever they show.

    Case, accents, spaces and hyphens don't matter, nor does it over how many elements a value is
    spread. Of names each word is covered by itself too, since portals turn their order around.
    """
    return f"{_GUION}({json.dumps(list(valores))}, {json.dumps(palabras_propias(valores))})"
