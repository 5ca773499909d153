"""Elements of the screens as data: how to find each, and where that is known from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from typing import Literal

from playwright.sync_api import Frame, FrameLocator, Locator, Page

from icsoe_bot.portal.mensajes import suelto, suelto_exacto

Rol = Literal[
    "alert",
    "alertdialog",
    "button",
    "cell",
    "columnheader",
    "dialog",
    "heading",
    "link",
    "menuitem",
    "row",
    "rowheader",
    "tab",
    "table",
]


class Fuente(Enum):
    """Where a fact about the portal is known from."""

    GUIA = "G"
    """The user's guide, the authority."""
    WIDGET = "W"
    """Public clients of other IMSS applications with the same widget."""
    REGLA = "L"
    """IMSS's rules and guides as reported by third parties."""
    SUPUESTO = "?"
    """Inferred: calibrate on the first real run."""


Raiz = Page | Frame | FrameLocator | Locator
"""Where an element is looked for: a page, a frame, or a part of one."""


@dataclass(frozen=True, slots=True)
class Elemento:
    """One thing on a screen. ``nombre`` is what a person would call it."""

    nombre: str
    fuente: Fuente
    buscar: Callable[[Raiz], Locator]

    def en(self, raiz: Raiz) -> Locator:
        """Locate it, anew at each call."""
        return self.buscar(raiz)


def por_rol(rol: Rol | tuple[Rol, ...], nombre: str, fuente: Fuente) -> Elemento:
    """By accessible role and name. Several roles where the source doesn't tell which."""
    roles = rol if isinstance(rol, tuple) else (rol,)
    patron = suelto_exacto(nombre)

    def buscar(raiz: Raiz) -> Locator:
        return reduce(Locator.or_, (raiz.get_by_role(uno, name=patron) for uno in roles))

    return Elemento(nombre, fuente, buscar)


def por_encabezado(texto: str, fuente: Fuente) -> Elemento:
    """A heading that reads ``texto``."""
    return por_rol("heading", texto, fuente)


def por_etiqueta(texto: str, fuente: Fuente) -> Elemento:
    """A field by its label, whatever marks of obligation surround it."""
    return Elemento(texto, fuente, lambda raiz: raiz.get_by_label(suelto(texto)))


def por_texto(texto: str, fuente: Fuente) -> Elemento:
    """The smallest element that holds ``texto``."""
    return Elemento(texto, fuente, lambda raiz: raiz.get_by_text(suelto(texto)))


def por_css(nombre: str, selector: str, fuente: Fuente) -> Elemento:
    """By a selector, where the source gives an id."""
    return Elemento(nombre, fuente, lambda raiz: raiz.locator(selector))
