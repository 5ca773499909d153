"""A copy of a page that may be shown to others: what it is made of, without what anybody put there.

Only what is listed here is taken from the page, so that what nobody thought of stays behind: tags,
texts, and the attributes by which elements are found. Scripts, styles, comments, values of
fields, cookies, queries and handlers have no place in it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from playwright.sync_api import Error, Frame, Page

from icsoe_bot.portal.tapado import Tapador

_PLAZO_MS = 2000

_NIVELES = 4
"""Frames inside frames; deeper ones are left out."""

_DE_ENCABEZADO = (
    '<meta charset="utf-8">'
    # Whoever opens the copy asks nothing of the portal.
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; form-action 'none'\">"
    "<style>"
    "[data-oculto=despliegue]{display:none!important}"
    "[data-oculto=visibilidad]{visibility:hidden}"
    "[data-oculto=no]{visibility:visible}"
    "</style>"
)

_DE_LINEA = re.compile(
    r"a|abbr|b|bdi|bdo|big|cite|code|del|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strong"
    r"|sub|sup|time|tt|u|var|wbr"
)
"""Elements between which a reader sees no border."""

_VACIOS = re.compile(r"area|br|col|embed|hr|img|input|link|meta|source|track|wbr")

_TEXTO_CRUDO = re.compile(r"xmp|plaintext|listing|noembed|noframes|script|style")
"""Tags whose content a browser doesn't read as HTML: the copy writes others in their place."""

_CON_RUTA = frozenset({"href", "src", "action", "formaction", "data"})

_NOMBRE = re.compile(r"[a-z][a-z0-9:_.-]*")
_DATO_SENCILLO = re.compile(r"[\w .:/-]{0,40}")
_DATO_DELICADO = re.compile(
    r"token|csrf|xsrf|nonce|secret|session|sesion|auth|clave|contrase|passw|param|firma|cert|key|val"
)

# The page is read, never changed: not even a copy of it is made there, since a cloned image
# would be fetched. The answer is a list of what opens (an array), closes (0) and is said (a text).
_GUION = """(raiz, marcos) => {
  const TOPE = 60000;
  const FUERA = new Set(['SCRIPT', 'STYLE', 'LINK', 'META', 'BASE', 'NOSCRIPT', 'TEMPLATE']);
  const PERMITIDOS = new Set(['id', 'class', 'name', 'role', 'for', 'type', 'title', 'alt',
    'placeholder', 'lang', 'dir', 'disabled', 'readonly', 'required', 'multiple', 'open', 'hidden',
    'inert', 'tabindex', 'accept', 'autocomplete', 'label', 'scope', 'headers', 'colspan',
    'rowspan', 'slot', 'part', 'contenteditable', 'popover', 'target', 'method', 'enctype',
    'href', 'src', 'action', 'formaction', 'data']);
  const SIN_ARIA = new Set(['aria-valuenow', 'aria-valuetext', 'aria-checked']);
  const BOTONES = new Set(['button', 'submit', 'reset']);
  const salida = [];
  const atributos = elemento => {
    const tomados = [];
    for (const { name, value } of elemento.attributes) {
      if (PERMITIDOS.has(name) || name.startsWith('data-')
          || (name.startsWith('aria-') && !SIN_ARIA.has(name))) {
        tomados.push([name, value]);
      }
    }
    // The label of a button is no value that anybody put there.
    if (elemento.localName === 'input' && BOTONES.has(elemento.type)) {
      const rotulo = elemento.getAttribute('value');
      if (rotulo !== null) tomados.push(['value', rotulo]);
    }
    return tomados;
  };
  const oculto = (elemento, visible) => {
    const estilo = getComputedStyle(elemento);
    if (estilo.display === 'none') return 'despliegue';
    const se_ve = estilo.visibility === 'visible';
    return se_ve === visible ? '' : se_ve ? 'no' : 'visibilidad';
  };
  const hijos = (nodo, visible) => {
    for (const hijo of nodo.childNodes) {
      if (salida.length > TOPE) return;
      if (hijo.nodeType === Node.TEXT_NODE) salida.push(hijo.data);
      else if (hijo.nodeType === Node.ELEMENT_NODE) describir(hijo, visible);
    }
  };
  const describir = (elemento, visible) => {
    if (FUERA.has(elemento.nodeName.toUpperCase())) return;
    // A document's head never shows, which says nothing.
    const como = document.head?.contains(elemento) ? '' : oculto(elemento, visible);
    const dentro = como === 'no' || (visible && como !== 'visibilidad');
    const etiqueta = elemento.localName;
    salida.push([etiqueta, atributos(elemento), como, marcos.indexOf(elemento)]);
    if (elemento.shadowRoot) {
      salida.push(['template', [['shadowrootmode', 'open']], '', -1]);
      hijos(elemento.shadowRoot, dentro);
      salida.push(0);
    }
    // What stands inside these is what somebody wrote, or what only other browsers would show.
    const escrito = etiqueta === 'textarea' || etiqueta === 'iframe' || etiqueta === 'datalist'
      || elemento.isContentEditable;
    if (!escrito) hijos(elemento, dentro);
    salida.push(0);
  };
  describir(raiz, true);
  return JSON.stringify(salida);
}"""


def copiar(page: Page, *, ocultar: Sequence[str] = ()) -> str:
    """The page as one HTML text, frames of any origin inside; what can't be read is left out.

    ``ocultar`` (RFC, CURP, names, folios), and whatever has the form of RFC, CURP, NSS or a token,
    shows as «•••». Hidden elements carry ``data-oculto``: ``despliegue`` (not laid out),
    ``visibilidad`` (laid out, not seen), or ``no`` (seen inside such a one). The copy holds
    nothing that runs, and opening it asks nothing of the network. Raises nothing of Playwright's.
    """
    return _copiar(page.main_frame, Tapador(ocultar), _NIVELES)


def _copiar(frame: Frame, tapador: Tapador, niveles: int) -> str:
    hijos: list[tuple[Frame, Any]] = []
    for hijo in frame.child_frames if niveles else []:
        try:
            hijos.append((hijo, hijo.frame_element()))
        except Error:
            # It left the page meanwhile.
            continue
    descrita = _leer(frame, [elemento for _, elemento in hijos])
    marcos = [_copiar(hijo, tapador, niveles - 1) for hijo, _ in hijos]
    direccion = tapador.tapar_direccion(limpiar_direccion(frame.url))
    return "<!DOCTYPE html>\n" + "".join(escribir(descrita, tapador, marcos, direccion))


def _leer(frame: Frame, marcos: list[Any]) -> list[Any]:
    try:
        texto = frame.locator(":root").evaluate(_GUION, marcos, timeout=_PLAZO_MS)
    except Error:
        return []
    # A page may have replaced what the script relies on: its answer is looked at before use.
    try:
        descrita = json.loads(texto) if isinstance(texto, str) else []
    except ValueError:
        return []
    return descrita if isinstance(descrita, list) else []


def escribir(
    descrita: Sequence[Any], tapador: Tapador, marcos: Sequence[str] = (), direccion: str = ""
) -> Iterator[str]:
    """The HTML of a page that the script described, piece by piece.

    ``marcos`` are the copies of its frames, in the order in which the script was told of them.
    """
    textos = _tapados(descrita, tapador)
    abiertas: list[str] = []
    if not descrita:
        yield f'<html data-direccion="{html.escape(direccion)}"></html>'
        return
    for lugar, pieza in enumerate(descrita):
        if isinstance(pieza, str):
            yield html.escape(textos.get(lugar, ""), quote=False)
        elif pieza == 0:
            if abiertas and not _VACIOS.fullmatch(etiqueta := abiertas.pop()):
                yield f"</{etiqueta}>"
        else:
            nombre, atributos, oculto, marco = pieza
            etiqueta = _etiqueta(nombre)
            abiertas.append(etiqueta)
            yield f"<{etiqueta}"
            if lugar == 0:
                yield f' data-direccion="{html.escape(direccion)}"'
            for clave, valor in _limpios(atributos, tapador):
                yield f' {clave}="{html.escape(valor)}"'
            if oculto in ("despliegue", "visibilidad", "no"):
                yield f' data-oculto="{oculto}"'
            if etiqueta == "iframe" and 0 <= marco < len(marcos):
                yield f' srcdoc="{html.escape(marcos[marco])}"'
            yield ">"
            if etiqueta == "head":
                yield _DE_ENCABEZADO
    while abiertas:
        if not _VACIOS.fullmatch(etiqueta := abiertas.pop()):
            yield f"</{etiqueta}>"


def limpiar_direccion(url: str) -> str:
    """An address without user, query, fragment and parameters; empty when it is no place."""
    try:
        partes = urlsplit(url.strip())
        anfitrion = partes.netloc.rpartition("@")[2]
    except ValueError:
        return ""
    if partes.scheme not in ("", "http", "https"):
        return ""
    ruta = "/".join(tramo.partition(";")[0] for tramo in partes.path.split("/"))
    return urlunsplit((partes.scheme, anfitrion, ruta, "", ""))


def _tapados(descrita: Sequence[Any], tapador: Tapador) -> dict[int, str]:
    """The texts, covered as a reader sees them: together up to the next border."""
    tapados: dict[int, str] = {}
    seguidos: list[int] = []
    abiertas: list[bool] = []

    def cerrar() -> None:
        textos = tapador.tapar_seguidos([descrita[lugar] for lugar in seguidos])
        tapados.update(zip(seguidos, textos, strict=True))
        seguidos.clear()

    for lugar, pieza in enumerate(descrita):
        if isinstance(pieza, str):
            seguidos.append(lugar)
        elif pieza == 0:
            if abiertas and not abiertas.pop():
                cerrar()
        else:
            de_linea = bool(_DE_LINEA.fullmatch(pieza[0]))
            abiertas.append(de_linea)
            if not de_linea:
                cerrar()
    cerrar()
    return tapados


def _etiqueta(nombre: str) -> str:
    if not _NOMBRE.fullmatch(nombre):
        return "div"
    return "pre" if _TEXTO_CRUDO.fullmatch(nombre) else nombre


def _limpios(atributos: Sequence[tuple[str, str]], tapador: Tapador) -> Iterator[tuple[str, str]]:
    for clave, valor in atributos:
        if not _NOMBRE.fullmatch(clave) or clave == "data-oculto":
            continue
        if clave.startswith("data-") and not _es_dato_sencillo(clave, valor):
            continue
        if clave in _CON_RUTA or "://" in valor:
            valor = limpiar_direccion(valor)
            if valor:
                yield clave, tapador.tapar_direccion(valor)
        else:
            yield clave, tapador.tapar(valor)


def _es_dato_sencillo(clave: str, valor: str) -> bool:
    return bool(_DATO_SENCILLO.fullmatch(valor)) and not _DATO_DELICADO.search(clave)
