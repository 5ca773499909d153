"""Filming a tab: the browser's own frames, and what is about to be done to the page."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from playwright.sync_api import BrowserContext, ElementHandle, Error, Frame, Locator, Page

from icsoe_bot.errors import OperatorMustAct
from icsoe_bot.portal.mirador import SinMirador
from icsoe_bot.portal.navegador import TAMANIO
from icsoe_bot.portal.tapado import Tapador
from icsoe_bot.recording.mascara import (
    AL_DESCUBIERTO,
    AVISO_DE_DESCUBIERTO,
    HAY_MASCARA,
    guion_de_mascara,
)
from icsoe_bot.recording.rodaje import Caja, Cuadro, Escena, Gesto, Reserva, Rodaje

logger = logging.getLogger(__name__)

_CALIDAD = 90
_PLAZO_MS = 3000
"""For looking where an element is. If that takes longer, it isn't shown; nothing else happens."""
_PLAZO_DE_FOTO_MS = 5000
_ENTRE_REVISIONES_S = 1.5
"""A page looks each second whether all is covered. The film stays further behind the run."""

_SIN_FOCO = "*:focus, *:focus-visible { outline-color: transparent !important; }"
"""For photographs: around an element the browser's outline looks as our ring does."""

_ROTULO = """elemento => {
  const limpio = texto => (texto ?? '').replace(/\\s+/g, ' ').trim();
  const raiz = elemento.getRootNode();
  const nombrado = (elemento.getAttribute('aria-labelledby') ?? '').split(/\\s+/)
    .map(id => (id && raiz.getElementById?.(id)?.innerText) || '').join(' ');
  const etiquetas = [...(elemento.labels ?? [])].map(etiqueta => etiqueta.innerText).join(' ');
  const propio = elemento.matches('button, a, summary, [role=button], [role=link], [role=menuitem]')
    ? elemento.innerText
    : elemento.matches('input[type=button], input[type=submit]') ? elemento.value : '';
  return limpio(etiquetas) || limpio(nombrado) || limpio(propio)
    || limpio(elemento.getAttribute('aria-label'));
}"""
_LARGO_DE_ROTULO = 48
"""Letters that a name on a screen has at most; what is longer is a text."""


class SinMascara(OperatorMustAct):
    """The browser can't cover a taxpayer's data. Nothing was done."""


class Camara(SinMirador):
    """Films whatever page the tab shows, at a pace that people can follow.

    ``ritmo`` is the pause before each gesture, in seconds. What is in ``ocultos`` is covered on
    the page itself, before it is first drawn. What a scene of ``documentos`` brings (a PDF, which
    no script of ours can cover) is then not filmed. ``tras_problema`` is called before what is
    done after a problem in the same scene, and may begin another one.
    """

    def __init__(
        self,
        rodaje: Rodaje,
        ritmo: float,
        ocultos: Sequence[str] = (),
        documentos: Collection[str] = (),
        tras_problema: Callable[[], None] = lambda: None,
    ) -> None:
        self.rodaje = rodaje
        self._ritmo = ritmo
        self._ocultos = ocultos
        self._tapador = Tapador(ocultos)
        self._documentos = documentos
        self._tras_problema = tras_problema
        self._page: Page | None = None
        self._navegaciones = 0
        self._vista_de = 0
        """How often the page had changed when the scene's latest picture was taken."""
        self._de_mas = 0.0
        """Seconds that the camera held the run up beyond its pauses."""
        self._senalados: list[tuple[ElementHandle, Caja]] = []
        """What was used on that picture, and where it was."""

    def preparar(self, contexto: BrowserContext) -> None:
        """Before the context's first page."""
        if self._ocultos:
            contexto.expose_binding(AVISO_DE_DESCUBIERTO, lambda *_: self._reservar())
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
        self._navegaciones += 1
        page.on("framenavigated", self._al_navegar)
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
        self._levantar_reserva()
        self._pausa(desde)

    def antes(self, que: Locator, nombre: str, *, pulsa: bool = True) -> None:
        if self._page is None or not self.rodaje.escenas:
            return
        if self.rodaje.escenas[-1].problema is not None:
            self._tras_problema()
        desde = time.time()
        hallado = self._hallar(que)
        if hallado is None:
            return
        elemento, caja = hallado
        anunciado = time.time()
        escena = self.rodaje.escenas[-1]
        vista = self._retratar(escena, elemento, caja)
        gesto = Gesto(self._rotulo(elemento, nombre), caja, anunciado, pulsa=pulsa, vista=vista)
        escena.gestos.append(gesto)
        self._pausa(desde)
        escena.gestos[-1] = replace(gesto, hecho=time.time())

    def problema(self) -> None:
        """Keep what shows: of each scene, the first thing that went wrong."""
        escenas = self.rodaje.escenas
        if escenas and escenas[-1].problema is None and not self._reservada:
            escenas[-1].problema = self._fotografiar()

    def cerrar(self) -> None:
        desde = time.time()
        self._terminar_escena()
        self._pausa(desde)
        self._detener()
        self._page = None
        self.rodaje.fin = time.time()
        self.rodaje.en_pausa.set()

    def _hallar(self, que: Locator) -> tuple[ElementHandle, Caja] | None:
        try:
            que.scroll_into_view_if_needed(timeout=_PLAZO_MS)
            elemento = que.element_handle(timeout=_PLAZO_MS)
        except Error:
            return None
        caja = _caja(elemento)
        return None if caja is None else (elemento, caja)

    def _rotulo(self, elemento: ElementHandle, nombre: str) -> str:
        """What people read on the element itself, if that is a name."""
        try:
            leido = self._tapador.tapar(str(elemento.evaluate(_ROTULO))).strip("*: ")
        except Error:
            return nombre
        return leido if 0 < len(leido) <= _LARGO_DE_ROTULO else nombre

    def _retratar(self, escena: Escena, elemento: ElementHandle, caja: Caja) -> int:
        """Photograph what is about to be used; returns which of the scene's pictures it is.

        What was used before may be shown on the same picture while it is still where it was.
        """
        foto = self._fotografiar()
        sigue = self._vista_de == self._navegaciones and all(
            _caja(uno) == donde for uno, donde in self._senalados
        )
        if escena.vistas and sigue:
            if foto is not None:
                escena.vistas[-1] = foto
        else:
            escena.vistas.append(foto)
            self._senalados.clear()
        self._vista_de = self._navegaciones
        self._senalados.append((elemento, caja))
        return len(escena.vistas) - 1

    def _pausa(self, desde: float) -> None:
        # The one wait on time: the viewers'. It also lets the frames come in. What the camera
        # itself took is part of it, and what it took too long comes off the next one.
        self.rodaje.pausas += 1
        resto = desde + self._ritmo - self._de_mas - time.time()
        if self._page is not None and resto > 0:
            self.rodaje.en_pausa.set()
            with suppress(Error):
                self._page.wait_for_timeout(resto * 1000)
            self.rodaje.en_pausa.clear()
        self._de_mas = max(0.0, self._de_mas + time.time() - desde - self._ritmo)

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
        self._senalados.clear()

    def _fotografiar(self) -> bytes | None:
        if self._page is None or self._descubierto():
            return None
        try:
            return self._page.screenshot(caret="hide", style=_SIN_FOCO, timeout=_PLAZO_DE_FOTO_MS)
        except Error as error:
            logger.warning("no se pudo fotografiar la página: %s", type(error).__name__)
            return None

    def _descubierto(self) -> bool:
        """Whether something that is to be hidden shows; then nothing is filmed for a while."""
        if not self._ocultos or self._page is None:
            return False
        for marco in self._page.frames:
            # One that is going away shows nothing any more.
            with suppress(Error):
                if marco.evaluate(AL_DESCUBIERTO):
                    self._reservar()
                    return True
        return False

    def _reservar(self) -> None:
        """Show nothing from the last time on that all was covered, until the next scene."""
        reservas = self.rodaje.reservas
        if reservas and math.isinf(reservas[-1].hasta):
            return
        escena = self.rodaje.escenas[-1].rotulo if self.rodaje.escenas else "el comienzo"
        reservas.append(Reserva(time.time() - _ENTRE_REVISIONES_S, escena))
        logger.warning("algo por ocultar no se pudo tapar: no se filma en «%s»", escena)

    def _levantar_reserva(self) -> None:
        reservas = self.rodaje.reservas
        if reservas and math.isinf(reservas[-1].hasta) and not self._descubierto():
            reservas[-1].hasta = time.time()

    def _al_llegar(self, cuadro: Any) -> None:
        if not self._reservada:
            self.rodaje.cuadros.append(Cuadro(cuadro["timestamp"] / 1000, cuadro["data"]))

    def _al_navegar(self, marco: Frame) -> None:
        if marco.parent_frame is None:
            self._navegaciones += 1

    def _detener(self) -> None:
        if self._page is not None:
            self._page.remove_listener("framenavigated", self._al_navegar)
            with suppress(Error):
                self._page.screencast.stop()


def _caja(elemento: ElementHandle) -> Caja | None:
    """Where an element shows; ``None`` if it doesn't, or is gone with its page."""
    try:
        medida = elemento.bounding_box()
    except Error:
        return None
    if medida is None or not medida["width"]:
        return None
    return Caja(medida["x"], medida["y"], medida["width"], medida["height"])
