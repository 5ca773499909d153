"""States of the portal in which a trámite can't go on, recognised from the page."""

from __future__ import annotations

import re
from datetime import datetime
from functools import reduce

from playwright.sync_api import Error, Locator

from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import IcsoeError
from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.portal import evidencia
from icsoe_bot.portal.errores import PantallaDesconocida, PrimerUso, VerificacionHumana
from icsoe_bot.portal.mensajes import cualquiera, reconocer
from icsoe_bot.portal.pestana import Pestana

MARCO = Elemento("widget.marco")
DIALOGO = Elemento("comunes.dialogo")
DIALOGO_MODAL = Elemento("comunes.dialogo_modal")
ALERTA = Elemento("comunes.alerta")
CAPTCHA = Elemento("comunes.captcha")
DATOS_GENERALES = Elemento("comunes.datos_generales")

_RECUADROS = "div, section, form, table, td, fieldset"


# Positioned above the page by itself, in sight, smaller than the page's own parts, with words and
# something to click.
_ENCIMA = """() => {
  const pulsable = 'button, a, input, [role=button], [onclick]';
  const caja = [...document.body.querySelectorAll('div, section, form, table, dialog')].find(e => {
    const { position, zIndex } = getComputedStyle(e);
    if (!(position === 'absolute' || position === 'fixed') || !(Number(zIndex) > 0)) return false;
    if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const { left, top, right, bottom, width, height } = e.getBoundingClientRect();
    if (width < 120 || height < 50) return false;
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const arriba = document.elementFromPoint(x, y);
    const centrada = Math.abs(x - innerWidth / 2) < innerWidth / 4 && y > 0 && y < innerHeight;
    return centrada && e.contains(arriba) && e.querySelector(pulsable) && e.innerText.trim()
      && !e.querySelector('iframe');
  });
  return caja ? caja.innerText : '';
}"""


def recuadros(pestana: Pestana, texto: re.Pattern[str]) -> Locator:
    """Parts of the page with ``texto``, innermost last: for a dialog that doesn't say it is one."""
    dicho = pestana.page.get_by_text(texto).filter(visible=True)
    return pestana.page.locator(_RECUADROS).filter(has=dicho)


def cualquier_mensaje(pestana: Pestana) -> Locator:
    """Any of the sentences that the profile knows."""
    return pestana.page.get_by_text(cualquiera(pestana.perfil.conocidos))


def senales_de_problema(pestana: Pestana) -> list[Locator]:
    """What may show up instead of the screen that is awaited."""
    return [
        cualquier_mensaje(pestana),
        dialogos(pestana),
        *(elemento.en(pestana) for elemento in (ALERTA, CAPTCHA, DATOS_GENERALES)),
    ]


def hay_senal(pestana: Pestana) -> bool:
    """Whether any of those signs shows now."""
    senal = reduce(Locator.or_, senales_de_problema(pestana)).filter(visible=True)
    try:
        return senal.first.is_visible()
    except Error:
        # The next wait tells that the page is gone.
        return False


def problema(pestana: Pestana) -> IcsoeError | None:
    """The known problem that the page shows, as an error that quotes the portal."""
    page = pestana.page
    mensaje = reconocer(evidencia.texto_visible(page), pestana.perfil.conocidos)
    if mensaje is not None:
        guardar_evidencia(pestana, mensaje.error.__name__)
        return mensaje.error(f"El portal dice: «{mensaje.texto}».", remedio=mensaje.remedio)
    if CAPTCHA.en(pestana).first.is_visible():
        guardar_evidencia(pestana, "verificación humana")
        return VerificacionHumana(
            "El portal pide comprobar que es una persona (captcha).",
            remedio="Presente este contribuyente a mano.",
        )
    if DATOS_GENERALES.en(pestana).first.is_visible():
        guardar_evidencia(pestana, "primer uso")
        return PrimerUso(
            "El portal pide los datos generales del contribuyente: es su primer uso.",
            remedio="El contribuyente debe capturarlos, con su registro de la STPS, antes de "
            "presentar.",
        )
    return None


def dialogo_inesperado(pestana: Pestana) -> str:
    """What a dialog or alert that nobody described says; empty when there is none."""
    for avisos in (dialogos(pestana), ALERTA.en(pestana)):
        visibles = avisos.filter(visible=True)
        if visibles.count():
            return _anotado(pestana, " ".join(visibles.first.inner_text().split())[:400])
    return _anotado(pestana, encima(pestana))


def _anotado(pestana: Pestana, dicho: str) -> str:
    """Remember for the profile what it doesn't know."""
    if dicho and reconocer(dicho, pestana.perfil.conocidos) is None:
        pestana.desconocidos.append(dicho)
    return dicho


def dialogos(pestana: Pestana, cuales: Elemento = DIALOGO) -> Locator:
    """The dialogs of the page, but for one in which the portal puts the signing widget [W]."""
    return cuales.en(pestana).filter(has_not=MARCO.en(pestana))


def hay_dialogo_encima(pestana: Pestana) -> bool:
    """Whether a dialog covers the page, said or not to be one."""
    try:
        return not despejada(pestana, pestana.page.locator("html"))
    except Error:
        return bool(dialogos(pestana, DIALOGO_MODAL).filter(visible=True).count())


def despejada(pestana: Pestana, pagina: Locator) -> bool:
    """Whether ``pagina`` is there and no dialog covers it, in one question to the browser.

    Raises:
        Error: Playwright's; the page is on its way to another one.
    """
    modales = dialogos(pestana, DIALOGO_MODAL).filter(visible=True)
    sin_modales = pagina.filter(has_not=modales)
    return bool(sin_modales.evaluate_all(f"paginas => paginas.length && !({_ENCIMA})()"))


def encima(pestana: Pestana) -> str:
    """What a box says that lies on the page with something to click; empty when there is none.

    For portals whose dialogs don't say that they are dialogs.
    """
    try:
        return " ".join(str(pestana.page.evaluate(_ENCIMA)).split())[:400]
    except Error:
        return ""


def pantalla_desconocida(pestana: Pestana, detalle: str) -> PantallaDesconocida:
    """The error for what the bot was not taught, with its evidence saved.

    Raises:
        NavegadorCaido: the browser died, and nothing on a page that is gone can be known.
    """
    if not pestana.viva:
        raise pestana.caido()
    donde = guardar_evidencia(pestana, "pantalla desconocida")
    return PantallaDesconocida(
        f"Pantalla no reconocida: {detalle} ({evidencia.resumen(pestana.page)}).",
        remedio=f"Revise la evidencia{f' en {donde}' if donde else ''} y presente a mano mientras "
        "se corrige icsoe-bot.",
    )


def guardar_evidencia(pestana: Pestana, motivo: str) -> str:
    """Keep what the screen shows; returns the file, or nothing when evidence isn't kept."""
    pestana.mirador.problema()
    archivo = evidencia.guardar(
        pestana.page,
        pestana.carpeta_de_evidencia,
        motivo,
        datetime.now(ZONA),
        red=pestana.red,
        ocultar=pestana.ocultar,
    )
    if archivo is not None:
        pestana.evidencias.append(archivo.name)
    return str(archivo or "")
