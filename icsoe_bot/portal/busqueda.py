"""Finding an element in one of the ways that the profile gives."""

from __future__ import annotations

import re
from functools import reduce

from playwright.sync_api import Frame, FrameLocator, Locator, Page

from icsoe_bot.portal.perfil.modelo import Busca
from icsoe_bot.portal.textos import plano, suelto, suelto_exacto

Raiz = Page | Frame | FrameLocator | Locator
"""Where an element is looked for: a page, a frame, or a part of one."""

_CAMPOS = (
    "self::select or self::textarea or @role='combobox' or @role='listbox' or @role='textbox' "
    "or (self::input and not(@type='hidden' or @type='button' or @type='submit'))"
)
_CON_ACENTOS = "ÁÉÍÓÚÜÑáéíóúüñABCDEFGHIJKLMNOPQRSTUVWXYZ*:\u00a0"
_SIN_ACENTOS = "aeiouunaeiouunabcdefghijklmnopqrstuvwxyz   "


def localizar(raiz: Raiz, busca: Busca) -> Locator:
    """Where ``busca`` leads to, now and at each later look."""
    if busca.rol:
        patron = suelto_exacto(busca.nombre or "")
        return reduce(Locator.or_, (raiz.get_by_role(rol, name=patron) for rol in busca.rol))
    if busca.etiqueta:
        return raiz.get_by_label(suelto(busca.etiqueta))
    if busca.junto:
        return raiz.locator(f"xpath={_junto_a(busca.junto)}")
    if busca.texto:
        return raiz.get_by_text(suelto_exacto(busca.texto) if busca.exacto else suelto(busca.texto))
    if busca.titulo:
        patron = suelto(busca.titulo)
        return raiz.get_by_title(patron).or_(raiz.get_by_alt_text(patron))
    return raiz.locator(busca.css or "")


def _junto_a(texto: str) -> str:
    """The first field after the innermost element that begins with ``texto``."""
    buscado = plano(re.sub(r"[*:']", " ", texto))
    llano = f"normalize-space(translate(., '{_CON_ACENTOS}', '{_SIN_ACENTOS}'))"
    empieza = f"({llano} = '{buscado}' or starts-with({llano}, '{buscado} '))"
    return (
        f"(.//*[not(self::script or self::style or self::option) and {empieza}]"
        f"[not(.//*[{empieza}])]/following::*[{_CAMPOS}][1])"
    )
