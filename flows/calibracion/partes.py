"""Parts of the portal's screens that a walk looks for by other means than their names."""

from __future__ import annotations

import time

from playwright.sync_api import Error, Frame, Locator

from flows.calibracion.mirada import CAMINO
from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.protesta import DialogoDeProtesta
from icsoe_bot.portal.pestana import Pestana
from icsoe_bot.portal.textos import suelto


class Quieta:
    """A page that asks for nothing more: what isn't there by then won't come."""

    def __init__(self, pestana: Pestana) -> None:
        self._pestana = pestana
        self._desde: float | None = None

    def ya(self) -> bool:
        """Whether it has been so for long enough."""
        if self._pestana.pidiendo:
            self._desde = None
            return False
        ahora = time.monotonic()
        self._desde = self._desde or ahora
        return ahora - self._desde > _QUIETUD_S


_QUIETUD_S = 3.0


def marco_de_firma(pestana: Pestana) -> Frame | None:
    """The signing widget's frame, if it shows."""
    try:
        marco = Elemento("widget.marco").en(pestana).filter(visible=True).first
        if not marco.is_visible():
            return None
        asa = marco.element_handle()
        return asa.content_frame() if asa is not None else None
    except Error:
        return None


def del_recuadro(pestana: Pestana) -> str:
    """What the signing widget says; empty when it says nothing."""
    marco = marco_de_firma(pestana)
    if marco is None:
        return ""
    try:
        avisos = Elemento("widget.aviso").en(pestana, marco).filter(visible=True)
        return " ".join(" ".join(avisos.all_inner_texts()).split())
    except Error:
        return ""


def caja_de_protesta(dialogo: DialogoDeProtesta) -> str:
    """A selector of the dialog, or else of the smallest part with the oath and two buttons."""
    pestana = dialogo.pestana
    visible = dialogo.IDENTIDAD[0].en(pestana).first
    try:
        if visible.is_visible():
            return str(visible.evaluate(CAMINO))
        caja = juramento(pestana).filter(visible=True).last.evaluate_handle(_CON_DOS_BOTONES)
        return str(caja.evaluate(CAMINO))
    except Error:
        return ""


_CON_DOS_BOTONES = """e => {
  const pulsables = 'button, a, input[type=button], input[type=submit], [role=button], [onclick]';
  while (e.parentElement && e.querySelectorAll(pulsables).length < 2) e = e.parentElement;
  return e;
}"""


def juramento(pestana: Pestana) -> Locator:
    """The words of the oath, in whatever they are."""
    return pestana.page.get_by_text(suelto("protesta de decir verdad"))
