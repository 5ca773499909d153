"""Taking a file from the portal, in each way in which it may be handed out."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, Download, Error, Locator, Page, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from icsoe_bot.errors import RetryLater
from icsoe_bot.pages.problemas import DIALOGO, problema
from icsoe_bot.portal.pestana import Pestana

_CADA_MS = 40
"""A download is an event, not an element: it is noticed between two looks at the page."""


class AcuseNoDescargado(RetryLater):
    """The portal handed out no file; the filing itself is not in question."""


def descargar(pestana: Pestana, icono: Locator, al: str) -> bytes:
    """Click ``icono`` and return what comes: an attachment, or a PDF shown in a tab.

    Raises:
        AcuseNoDescargado: nothing came, or it broke off.
    """
    contexto = pestana.page.context
    descargas: list[Download] = []
    vistas: list[Response] = []

    def al_responder(respuesta: Response) -> None:
        if _es_pdf_a_la_vista(respuesta):
            vistas.append(respuesta)

    def al_descargar(descarga: Download) -> None:
        descargas.append(descarga)

    def al_abrir(pagina: Page) -> None:
        pagina.on("download", al_descargar)

    pestana.page.on("download", al_descargar)
    contexto.on("page", al_abrir)
    contexto.on("response", al_responder)
    try:
        icono.click()
        pestana.esperar(
            DIALOGO.en(pestana.page).filter(visible=True),
            segundos=pestana.paciencia.descarga,
            vigilar=lambda: bool(descargas or vistas),
            cada_ms=_CADA_MS,
        )
        if descargas:
            return _contenido(descargas[0], al)
        if vistas:
            return _pedir_de_nuevo(contexto, vistas[0].url, al)
    except PlaywrightTimeout:
        raise pestana.lento(al) from None
    finally:
        pestana.page.remove_listener("download", al_descargar)
        contexto.remove_listener("page", al_abrir)
        contexto.remove_listener("response", al_responder)
    raise problema(pestana) or no_descargado(al, "el portal no entregó ningún archivo")


def no_descargado(al: str, motivo: str) -> AcuseNoDescargado:
    """The error for a file that didn't come."""
    return AcuseNoDescargado(
        f"No se pudo {al}: {motivo}.",
        remedio="La presentación no está en duda; vuelva a ejecutar la orden para traer el acuse.",
    )


def _contenido(descarga: Download, al: str) -> bytes:
    motivo = descarga.failure()
    if motivo:
        raise no_descargado(al, f"la descarga se interrumpió ({motivo})")
    ruta = Path(descarga.path())
    contenido = ruta.read_bytes()
    descarga.delete()
    return contenido


def _pedir_de_nuevo(contexto: BrowserContext, url: str, al: str) -> bytes:
    # A PDF in the browser's viewer fires no download, and its body can't be read from there.
    try:
        respuesta = contexto.request.get(url)
        return respuesta.body()
    except Error:
        raise no_descargado(al, "la conexión se cortó") from None


def _es_pdf_a_la_vista(respuesta: Response) -> bool:
    cabeceras = respuesta.headers
    return (
        cabeceras.get("content-type", "").startswith("application/pdf")
        and "attachment" not in cabeceras.get("content-disposition", "").lower()
    )
