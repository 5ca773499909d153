"""The browser of a run: it serves one taxpayer after another, each in a session of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType

from playwright.sync_api import Browser, BrowserContext, Error

from flows.carpeta import CarpetaDeTrabajo
from flows.cortesia.espera import Espera
from flows.desconocidos import guardar_desconocidos
from icsoe_bot.portal import navegador
from icsoe_bot.portal.errores import NavegadorAusente, NavegadorCaido
from icsoe_bot.portal.medidor import SinMedidor
from icsoe_bot.portal.mirador import SinMirador
from icsoe_bot.portal.pestana import Paciencia, Pestana
from icsoe_bot.portal.trazas import SinTraza, Traza

logger = logging.getLogger(__name__)

SESIONES_POR_NAVEGADOR = 50
"""A browser's memory grows from session to session; after so many a new one takes its place."""


@dataclass(frozen=True, slots=True)
class Opciones:
    """How to run, as opposed to what to file."""

    visible: bool = False
    ritmo_ms: int = 0
    """Pause before each action, in milliseconds, for people who watch."""
    traza: bool = False
    mirador: SinMirador = field(default_factory=SinMirador)
    """Who watches each tab."""
    navegadores: int = 1
    """How many browsers a batch works with."""
    espera: Espera = field(default_factory=Espera)
    """How to wait, when manners or the portal ask for it."""


class Taller(AbstractContextManager["Taller"]):
    """Opens the browser when it is first needed, and another one when it has died or aged.

    It belongs to the thread that uses it.
    """

    def __init__(
        self, carpeta: CarpetaDeTrabajo, opciones: Opciones, medidor: SinMedidor | None = None
    ) -> None:
        self._carpeta = carpeta
        self._opciones = opciones
        self._medidor = medidor
        self._cierre = ExitStack()
        self._browser: Browser | None = None
        self._agente = ""
        self._sesiones = 0

    def __exit__(
        self,
        tipo: type[BaseException] | None,
        error: BaseException | None,
        rastro: TracebackType | None,
    ) -> None:
        self._cerrar()

    @contextmanager
    def pestana(self, rfc: object, ahora: datetime) -> Iterator[Pestana]:
        """A tab without anybody's cookies, for one taxpayer, closed at the end.

        Raises:
            NavegadorAusente: there is no browser, or it doesn't start.
            NavegadorCaido: it died, before there was a tab or while it was used.
        """
        with _mientras_abre():
            contexto = self._contexto()
        configuracion = self._carpeta.configuracion
        traza = (
            Traza(contexto, self._carpeta.evidencia / f"{ahora:%Y%m%d-%H%M%S}-{rfc}")
            if self._opciones.traza
            else SinTraza()
        )
        mirador = self._opciones.mirador
        try:
            with _mientras_abre():
                mirador.preparar(contexto)
                pagina = contexto.new_page()
            pestana = Pestana(
                pagina,
                self._carpeta.direcciones,
                perfil=self._carpeta.perfil,
                paciencia=Paciencia.de(self._carpeta.perfil.tiempos, configuracion.espera),
                traza=traza,
                mirador=mirador,
                medidor=self._medidor,
                evidencia=self._carpeta.evidencia,
            )
            try:
                with pestana.si_cae():
                    yield pestana
            finally:
                guardar_desconocidos(self._carpeta.desconocidos, pestana.desconocidos)
        finally:
            # A browser that died can't be closed any more; the next session gets another one.
            with suppress(Error):
                mirador.cerrar()
                traza.cerrar()
                contexto.close()

    def _contexto(self) -> BrowserContext:
        if self._sesiones >= SESIONES_POR_NAVEGADOR:
            self._cerrar()
        self._sesiones += 1
        if self._browser is not None:
            try:
                return navegador.contexto(self._browser, self._agente)
            except Error:
                logger.warning("el navegador no respondió; se abre otro")
                self._cerrar()
        return navegador.contexto(self._abierto(), self._agente)

    def _abierto(self) -> Browser:
        """A new browser. One that was killed while it started must not end a batch."""
        try:
            return self._abrir()
        except (Error, NavegadorAusente) as error:
            logger.warning("el navegador no abrió; se intenta otra vez: %s", error)
        # While one driver runs, this thread can't start another.
        self._cerrar()
        try:
            return self._abrir()
        except (Error, NavegadorAusente):
            self._cerrar()
            raise

    def _abrir(self) -> Browser:
        configuracion = self._carpeta.configuracion
        playwright = self._cierre.enter_context(navegador.playwright_discreto(self._carpeta.red))
        self._browser = self._cierre.enter_context(
            navegador.abierto(
                playwright,
                navegador.localizar(playwright, configuracion.navegador),
                ambiente=configuracion.ambiente,
                visible=self._opciones.visible,
                ritmo_ms=self._opciones.ritmo_ms,
                red=self._carpeta.red,
                sin_adornos=configuracion.sin_adornos,
            )
        )
        self._agente = navegador.agente(self._browser)
        self._sesiones = 1
        return self._browser

    def _cerrar(self) -> None:
        cierre, self._cierre = self._cierre, ExitStack()
        self._browser = None
        with suppress(Error):
            cierre.close()


@contextmanager
def _mientras_abre() -> Iterator[None]:
    """Tell of a browser that dies before there is a tab to tell of it."""
    try:
        yield
    except Error as error:
        raise NavegadorCaido(
            "El navegador se cerró al abrirlo.",
            remedio="Vuelva a ejecutar la orden: primero se lee qué quedó en el portal.",
        ) from error
