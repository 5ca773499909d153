"""Taking a file from the portal, in each way in which it may be handed out."""

from __future__ import annotations

import base64
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Download, Error, Locator, Page, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.problemas import DIALOGO, cualquier_mensaje, problema
from icsoe_bot.portal.errores import AcuseNoDescargado
from icsoe_bot.portal.pestana import Pestana
from icsoe_bot.portal.salida import DOCUMENTO, sin_confianza_al_bajar

INCRUSTADO = Elemento("comunes.documento")
CERRAR = Elemento("comunes.cerrar_documento")

_EN_BASE64 = """async direccion => {
  const octetos = new Uint8Array(await (await fetch(direccion)).arrayBuffer());
  let texto = '';
  for (let i = 0; i < octetos.length; i += 32768)
    texto += String.fromCharCode(...octetos.subarray(i, i + 32768));
  return btoa(texto);
}"""

_GRACIA_S = 2.0
"""Seconds that a document may take to show inside a dialog that came."""

_CADA_MS = 40
"""A download is an event, not an element: it is noticed between two looks at the page."""

_MIRADAS_POR_LECTURA = 6
"""So many looks at the page for each reading of what it says."""


def descargar(pestana: Pestana, icono: Locator, al: str) -> bytes:
    """Click ``icono`` and return what comes, in whatever way it is handed out.

    An attachment, also in another tab; a PDF that a viewer shows, there or in another tab, also
    of the signing service; or one that a script made in memory.

    Raises:
        AcuseNoDescargado: nothing came, or it broke off.
    """
    with _Vigia(pestana) as vigia:
        try:
            pestana.mirador.antes(icono, "Descargar Acuse")
            icono.click()
            if not vigia.vino():
                pestana.esperar(
                    DIALOGO.en(pestana).or_(INCRUSTADO.en(pestana)).filter(visible=True),
                    segundos=pestana.paciencia.descarga,
                    vigilar=vigia.vino_o_dicen,
                    cada_ms=_CADA_MS,
                )
            if not vigia.hay_algo():
                # A dialog came first: the document may be inside it.
                pestana.esperar(INCRUSTADO.en(pestana), segundos=_GRACIA_S, vigilar=vigia.hay_algo)
            contenido = vigia.contenido(al)
        except PlaywrightTimeout:
            raise pestana.lento(al) from None
    if contenido is None:
        raise problema(pestana) or no_descargado(al, "el portal no entregó ningún archivo")
    return contenido


class _Vigia:
    """Watches everything that a click on an icon may bring, and clears up afterwards."""

    def __init__(self, pestana: Pestana) -> None:
        self._pestana = pestana
        self._contexto = pestana.page.context
        self._descargas: list[Download] = []
        self._vistas: list[Response] = []
        self._en_blob: list[str] = []
        self._ventanas: list[Page] = []
        self._miradas = 0

    def __enter__(self) -> _Vigia:
        self._pestana.page.on("download", self._al_descargar)
        self._contexto.on("page", self._al_abrir)
        self._contexto.on("response", self._al_responder)
        return self

    def __exit__(self, *_: object) -> None:
        self._pestana.page.remove_listener("download", self._al_descargar)
        self._contexto.remove_listener("page", self._al_abrir)
        self._contexto.remove_listener("response", self._al_responder)
        with suppress(Error):
            for ventana in self._ventanas:
                ventana.close()
            # A document inside the page covers the next row.
            if INCRUSTADO.en(self._pestana).first.is_visible():
                CERRAR.en(self._pestana, DIALOGO.en(self._pestana)).first.click()

    def hay_algo(self) -> bool:
        """Whether a document came, in one way or another."""
        return bool(self._descargas or self._vistas or self._en_memoria())

    def vino(self) -> bool:
        """Whether a document came that needs no look at the page."""
        return bool(self._descargas or self._vistas or self._en_blob)

    def vino_o_dicen(self) -> bool:
        """Whether a document came that needs no look at the page, or the page says why not.

        The sentences are looked for now and then: looking for all of them costs more than a look
        for anything else.
        """
        if self.vino():
            return True
        self._miradas += 1
        if self._miradas % _MIRADAS_POR_LECTURA:
            return False
        return cualquier_mensaje(self._pestana).filter(visible=True).first.is_visible()

    def contenido(self, al: str) -> bytes | None:
        """What came; ``None`` if nothing did.

        Raises:
            AcuseNoDescargado: it broke off.
        """
        if self._descargas:
            return _contenido(self._descargas[0], al)
        if self._vistas:
            return _pedir_de_nuevo(self._contexto, self._vistas[0].url, al)
        if direccion := self._en_memoria():
            return self._leer_de_memoria(direccion, al)
        return None

    def _en_memoria(self) -> str:
        """The address of a document that only the page itself can read."""
        incrustado = INCRUSTADO.en(self._pestana).first
        try:
            if incrustado.is_visible():
                return str(incrustado.evaluate("e => e.src || e.data || ''"))
        except Error:
            return ""
        return next(iter(self._en_blob), "")

    def _leer_de_memoria(self, direccion: str, al: str) -> bytes:
        try:
            return base64.b64decode(self._pestana.page.evaluate(_EN_BASE64, direccion))
        except Error:
            raise no_descargado(al, "el documento ya no estaba en la página") from None

    def _al_descargar(self, descarga: Download) -> None:
        self._descargas.append(descarga)

    def _al_abrir(self, ventana: Page) -> None:
        self._ventanas.append(ventana)
        ventana.on("download", self._al_descargar)

    def _al_responder(self, respuesta: Response) -> None:
        if respuesta.url.startswith("blob:"):
            self._en_blob.append(respuesta.url)
        elif _es_pdf_a_la_vista(respuesta):
            self._vistas.append(respuesta)


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
    except Error as error:
        if sin_confianza_al_bajar(error.message):
            motivo = f"no se confía en el certificado de la red; vea ICSOE_CA en {DOCUMENTO}"
            raise no_descargado(al, motivo) from None
        raise no_descargado(al, "la conexión se cortó") from None


def _es_pdf_a_la_vista(respuesta: Response) -> bool:
    cabeceras = respuesta.headers
    return (
        # The browser's viewer asks itself for a document in memory: nobody else can.
        respuesta.url.startswith("http")
        and cabeceras.get("content-type", "").startswith("application/pdf")
        and "attachment" not in cabeceras.get("content-disposition", "").lower()
    )
