"""States of the portal in which a trámite can't go on, recognised from the page."""

from __future__ import annotations

import re
from datetime import datetime

from playwright.sync_api import Locator

from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import IcsoeError
from icsoe_bot.pages.elementos import Fuente, por_css, por_texto
from icsoe_bot.portal import evidencia
from icsoe_bot.portal.errores import PantallaDesconocida, PrimerUso, VerificacionHumana
from icsoe_bot.portal.mensajes import MENSAJES, reconocer, suelto
from icsoe_bot.portal.pestana import Pestana

DIALOGO = por_css("diálogo", "[role=dialog], [role=alertdialog], dialog[open]", Fuente.SUPUESTO)
DIALOGO_MODAL = por_css(
    "diálogo que tapa la pantalla",
    "[role=dialog][aria-modal=true], [role=alertdialog], dialog:modal",
    Fuente.SUPUESTO,
)
ALERTA = por_css("aviso", "[role=alert]:not(:empty)", Fuente.SUPUESTO)
CAPTCHA = por_css(
    "verificación humana",
    "iframe[src*='captcha'], .g-recaptcha, .h-captcha, [title*='reCAPTCHA' i]",
    Fuente.SUPUESTO,
)
DATOS_GENERALES = por_texto("datos generales", Fuente.REGLA)
CUALQUIER_MENSAJE = re.compile(
    "|".join(suelto(mensaje.texto).pattern for mensaje in MENSAJES), re.IGNORECASE
)


def senales_de_problema(pestana: Pestana) -> list[Locator]:
    """What may show up instead of the screen that is awaited."""
    page = pestana.page
    return [
        page.get_by_text(CUALQUIER_MENSAJE),
        *(elemento.en(page) for elemento in (DIALOGO, ALERTA, CAPTCHA, DATOS_GENERALES)),
    ]


def problema(pestana: Pestana) -> IcsoeError | None:
    """The known problem that the page shows, as an error that quotes the portal."""
    page = pestana.page
    mensaje = reconocer(evidencia.texto_visible(page))
    if mensaje is not None:
        guardar_evidencia(pestana, mensaje.error.__name__)
        return mensaje.error(f"El portal dice: «{mensaje.texto}».", remedio=mensaje.remedio)
    if CAPTCHA.en(page).first.is_visible():
        guardar_evidencia(pestana, "verificación humana")
        return VerificacionHumana(
            "El portal pide comprobar que es una persona (captcha).",
            remedio="Presente este contribuyente a mano.",
        )
    if DATOS_GENERALES.en(page).first.is_visible():
        guardar_evidencia(pestana, "primer uso")
        return PrimerUso(
            "El portal pide los datos generales del contribuyente: es su primer uso.",
            remedio="El contribuyente debe capturarlos, con su registro de la STPS, antes de "
            "presentar.",
        )
    return None


def dialogo_inesperado(pestana: Pestana) -> str:
    """What a dialog or alert that nobody described says; empty when there is none."""
    for elemento in (DIALOGO, ALERTA):
        visibles = elemento.en(pestana.page).filter(visible=True)
        if visibles.count():
            return " ".join(visibles.first.inner_text().split())[:400]
    return ""


def pantalla_desconocida(pestana: Pestana, detalle: str) -> PantallaDesconocida:
    """The error for what the bot was not taught, with its evidence saved."""
    donde = guardar_evidencia(pestana, "pantalla desconocida")
    return PantallaDesconocida(
        f"Pantalla no reconocida: {detalle} ({evidencia.resumen(pestana.page)}).",
        remedio=f"Revise la evidencia{f' en {donde}' if donde else ''} y presente a mano mientras "
        "se corrige icsoe-bot.",
    )


def guardar_evidencia(pestana: Pestana, motivo: str) -> str:
    """Keep what the screen shows; returns the file, or nothing when evidence isn't kept."""
    archivo = evidencia.guardar(
        pestana.page, pestana.carpeta_de_evidencia, motivo, datetime.now(ZONA)
    )
    if archivo is not None:
        pestana.evidencias.append(archivo.name)
    return str(archivo or "")
