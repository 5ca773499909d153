"""Filming a tab: the browser's own frames, and what is about to be done to the page."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from playwright.sync_api import BrowserContext, Error, Locator, Page

from icsoe_bot.errors import OperatorMustAct
from icsoe_bot.portal.mirador import SinMirador
from icsoe_bot.portal.navegador import TAMANIO
from icsoe_bot.recording.mascara import HAY_MASCARA, guion_de_mascara
from icsoe_bot.recording.rodaje import Caja, Cuadro, Escena, Gesto, Rodaje

logger = logging.getLogger(__name__)

_CALIDAD = 90
_PLAZO_MS = 1000
"""For looking where an element is. If that takes longer, it isn't shown; nothing else happens."""
_PLAZO_DE_FOTO_MS = 5000


class SinMascara(OperatorMustAct):
    """The browser can't cover a taxpayer's data. Nothing was done."""


class Camara(SinMirador):
    """Films whatever page the tab shows, at a pace that people can follow.

    ``ritmo`` is the pause before each gesture, in seconds. What is in ``ocultos`` is covered on
    the page itself, before it is first drawn. What a scene of ``documentos`` brings (a PDF, which
    no script of ours can cover) is then not filmed.
    """

    def __init__(
        self,
        rodaje: Rodaje,
        ritmo: float,
        ocultos: Sequence[str] = (),
        documentos: Collection[str] = (),
    ) -> None:
        self.rodaje = rodaje
        self._ritmo = ritmo
        self._ocultos = ocultos
        self._documentos = documentos
        self._page: Page | None = None

    def preparar(self, contexto: BrowserContext) -> None:
        """Before the context's first page."""
        if self._ocultos:
            contexto.add_init_script(guion_de_mascara(self._ocultos))

    def seguir(self, page: Page) -> None:
        """The tab shows ``page`` from now on.

        Raises:
            SinMascara: something is to be hidden, and this browser can't.
        """
        self._detener()
        if self._ocultos and self._page is None and not page.evaluate(HAY_MASCARA):
            raise SinMascara(
                "Este navegador no puede tapar los datos del contribuyente mientras se graba.",
                remedio="Actualice Chrome o Edge, o grabe con --sin-ocultar si nadie ajeno verá la "
                "grabación.",
            )
        self._page = page
        ancho, alto = TAMANIO
        try:
            page.screencast.start(
                on_frame=lambda cuadro: self._al_llegar(cuadro),
                size={"width": ancho, "height": alto},
                quality=_CALIDAD,
            )
        except Error as error:
            logger.warning("no se puede grabar esta página: %s", type(error).__name__)

    def escena(self, numero: int, clave: str, titulo: str, explicacion: str) -> None:
        """The next step begins; the one before it ends with the page as it is now."""
        desde = time.time()
        self._terminar_escena()
        self.rodaje.escenas.append(Escena(numero, clave, titulo, explicacion, time.time()))
        self._pausa(desde)

    def antes(self, que: Locator, nombre: str, *, pulsa: bool = True) -> None:
        if self._page is None or not self.rodaje.escenas:
            return
        caja = self._caja(que)
        if caja is None:
            return
        anunciado = time.time()
        escena = self.rodaje.escenas[-1]
        gesto = Gesto(nombre, caja, anunciado, pulsa=pulsa)
        escena.gestos.append(gesto)
        escena.antes = self._fotografiar() or escena.antes
        self._pausa(anunciado)
        escena.gestos[-1] = replace(gesto, hecho=time.time())

    def cerrar(self) -> None:
        desde = time.time()
        self._terminar_escena()
        self._pausa(desde)
        self._detener()
        self._page = None
        self.rodaje.fin = time.time()

    def _caja(self, que: Locator) -> Caja | None:
        try:
            que.scroll_into_view_if_needed(timeout=_PLAZO_MS)
            medida = que.bounding_box(timeout=_PLAZO_MS)
        except Error:
            return None
        if medida is None or not medida["width"]:
            return None
        return Caja(medida["x"], medida["y"], medida["width"], medida["height"])

    def _pausa(self, desde: float) -> None:
        # The one wait on time: the viewers'. It also lets the frames come in. What the photograph
        # took is part of it.
        resto = desde + self._ritmo - time.time()
        if self._page is not None and resto > 0:
            with suppress(Error):
                self._page.wait_for_timeout(resto * 1000)

    @property
    def _reservada(self) -> bool:
        escenas = self.rodaje.escenas
        return bool(
            self._ocultos
            and escenas
            and escenas[-1].clave in self._documentos
            and escenas[-1].gestos
        )

    def _terminar_escena(self) -> None:
        if self.rodaje.escenas and not self._reservada:
            self.rodaje.escenas[-1].despues = self._fotografiar()

    def _fotografiar(self) -> bytes | None:
        if self._page is None:
            return None
        try:
            return self._page.screenshot(caret="hide", timeout=_PLAZO_DE_FOTO_MS)
        except Error as error:
            logger.warning("no se pudo fotografiar la página: %s", type(error).__name__)
            return None

    def _al_llegar(self, cuadro: Any) -> None:
        if not self._reservada:
            self.rodaje.cuadros.append(Cuadro(cuadro["timestamp"] / 1000, cuadro["data"]))

    def _detener(self) -> None:
        if self._page is not None:
            with suppress(Error):
                self._page.screencast.stop()
