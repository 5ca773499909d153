"""One taxpayer's tab: the page, how long to wait for it, and what the network said of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, Request, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from icsoe_bot.errors import IcsoeError
from icsoe_bot.portal.direcciones import Ambiente, Direcciones, origen
from icsoe_bot.portal.errores import (
    NavegadorCaido,
    PortalFueraDeServicio,
    PortalLento,
    SalidaDeLaReplica,
)
from icsoe_bot.portal.medidor import TIPOS, SinMedidor, leer_retry_after
from icsoe_bot.portal.mirador import SinMirador
from icsoe_bot.portal.perfil.lectura import leer_perfil
from icsoe_bot.portal.perfil.modelo import Perfil, Tiempos
from icsoe_bot.portal.red import Red
from icsoe_bot.portal.salida import problema_de_la_red
from icsoe_bot.portal.trazas import SinTraza

logger = logging.getLogger(__name__)

_REBANADA_MS = 250
_REBANADA_LARGA_MS = 500
"""Between two looks at the network while a screen is awaited: the first one, and all others.

Each look costs some calls. Longer ones would find late what came meanwhile: within one, the browser
looks for the screen less and less often.
"""

_RESPUESTA_S = 30.0
"""After so long without an answer the page is looked at again as if none were due."""

_PRIMER_PLAZO_S = 1.0
"""Before something harmless is tried a second time."""

_ERROR_DEL_SERVIDOR = 500
_DEMASIADAS_PETICIONES = 429
_PIDEN_ESPERA = (429, 503)
_PROXY_PIDE_USUARIO = 407


@dataclass(frozen=True, slots=True)
class Paciencia:
    """Upper bounds, in seconds. Clients of the widget wait 3 to 15 s for it [W]."""

    pantalla: float
    firma: float
    descarga: float

    @classmethod
    def de(cls, tiempos: Tiempos, pantalla: float | None = None) -> Paciencia:
        """The profile's, or in proportion to what an office gives a screen."""
        if pantalla is None:
            return cls(tiempos.pantalla, tiempos.firma, tiempos.descarga)
        return cls(pantalla, 2 * pantalla, pantalla)


class Pestana:
    """A page under watch. Belongs to the thread that made it."""

    def __init__(
        self,
        page: Page,
        direcciones: Direcciones,
        *,
        perfil: Perfil | None = None,
        paciencia: Paciencia | None = None,
        traza: SinTraza | None = None,
        mirador: SinMirador | None = None,
        medidor: SinMedidor | None = None,
        evidencia: Path | None = None,
    ) -> None:
        self.page = page
        self.direcciones = direcciones
        self.perfil = perfil or leer_perfil()
        """What is known of the portal."""
        self.desconocidos: list[str] = []
        """What the portal said and the profile doesn't know."""
        self.servidas: dict[str, int] = {}
        """By element, which of its ways led to it last; 0 is the first."""
        self.paciencia = paciencia or Paciencia.de(self.perfil.tiempos)
        self.traza = traza or SinTraza()
        self.mirador = mirador or SinMirador()
        self.medidor = medidor or SinMedidor()
        self.carpeta_de_evidencia = evidencia
        self.evidencias: list[str] = []
        """Names of the files that were written there on the way."""
        self.ocultar: tuple[str, ...] = ()
        """What the copies of its pages don't show: who entered."""
        self.red = Red()
        self._fallo_de_red: str | None = None
        self._fallo_de_datos: str | None = None
        self._salidas: set[str] = set()
        self.direccion_de_inicio: str | None = None
        """Where the session began; known once it has."""
        self.sesion_posible = False
        """Whether the portal may have opened a session, seen or not."""
        self._navegada = ""
        self._pendientes: set[Request] = set()
        self._en_camino: dict[Request, float] = {}
        """What the portal and its signing service still owe an answer to, in whatever frame, and
        since when."""
        self.seguir_en(page)

    def seguir_en(self, page: Page) -> None:
        """Go on in another page, which the portal opened."""
        if page is not self.page:
            # What the old one asks for from now on is heard, and not awaited.
            self.page.remove_listener("request", self._al_deber)
            self._en_camino.clear()
        self.page = page
        page.set_default_timeout(self.paciencia.pantalla * 1000)
        page.on("response", self._al_responder)
        page.on("requestfailed", self._al_fallar)
        page.on("requestfinished", self._al_terminar)
        page.on("request", self._al_pedir)
        page.on("request", self._al_deber)
        self.red.seguir(page)
        self.mirador.seguir(page)

    def ir_a(self, url: str) -> None:
        """Open an address.

        Raises:
            PortalFueraDeServicio: it can't be reached or answers with a server error.
            PortalLento: no answer in time.
            RedInservible: a proxy or a certificate stands between.
        """
        try:
            self.page.goto(url, wait_until="domcontentloaded")
        except PlaywrightTimeout:
            raise self._por_la_red(self._fallo_de_red) or self.lento("abrir el portal") from None
        except Error:
            self._fallo_de_red = self._fallo_de_red or "sin conexión"
        self.exigir_red()

    def anotar_servida(self, clave: str, indice: int) -> None:
        """Remember which way led to an element; the log tells when it wasn't the first."""
        if indice and self.servidas.get(clave) != indice:
            forma = self.perfil.elementos[clave].busca[indice]
            logger.info("«%s» se halló con su forma %d: %s", clave, indice + 1, forma)
        self.servidas[clave] = indice

    def recargar(self) -> None:
        """Load again what shows now, also when that is the browser's own page of an error.

        Raises:
            PortalFueraDeServicio, PortalLento: as ``ir_a``.
        """
        url = self.page.url
        self.ir_a(url if url.startswith("http") else self._navegada)

    @property
    def pidiendo(self) -> bool:
        """Whether the portal still owes the page an answer."""
        return bool(self._pendientes)

    def volver_atras(self) -> None:
        """The browser's own «back».

        Raises:
            PortalFueraDeServicio: the page can't be reached or answers with a server error.
            PortalLento: no answer in time.
        """
        try:
            self.page.go_back(wait_until="domcontentloaded")
        except PlaywrightTimeout:
            raise self.lento("volver a la pantalla anterior") from None
        except Error:
            self._fallo_de_red = self._fallo_de_red or "sin conexión"
        self.exigir_red()

    def exigir_red(self) -> None:
        """Stop when the last navigation got no page.

        Raises:
            PortalFueraDeServicio: the connection failed or the answer was a server error.
            RedInservible: a proxy or a certificate stands between.
        """
        error = self._por_la_red(self._fallo_de_red)
        if error is not None:
            raise error

    def sin_datos(self) -> IcsoeError | None:
        """Why a screen may not have come: the portal's latest request of its own failed."""
        return self._por_la_red(self._fallo_de_datos)

    def exigir_sin_salidas(self) -> None:
        """In practice nothing may leave this machine; the browser blocks it, and this tells.

        Raises:
            SalidaDeLaReplica: a page asked for another address.
        """
        if self._salidas:
            raise SalidaDeLaReplica(
                f"La réplica pidió algo fuera de este equipo: {', '.join(sorted(self._salidas))}.",
                remedio="No salió nada: el navegador lo impide. Avise a quien le da soporte.",
            )

    def esperar(
        self,
        visible: Locator,
        *,
        segundos: float,
        vigilar: Callable[[], bool] = lambda: False,
        cada_ms: int | None = None,
    ) -> bool:
        """Wait until ``visible`` shows, ``vigilar`` says stop, or the network fails.

        ``vigilar`` is asked every ``cada_ms`` milliseconds, or a few times a second. While the
        portal owes an answer the page is hardly looked at, unless ``cada_ms`` says how often.
        Returns whether one of the first two came in time.

        Raises:
            PortalFueraDeServicio: a navigation got no page.
        """
        limite = time.monotonic() + segundos
        rebanada = cada_ms or _REBANADA_MS
        vigilado = time.monotonic()
        while True:
            try:
                if cada_ms is None and self._debe:
                    if visible.first.is_visible():
                        return True
                    toca_vigilar = vigilado + _REBANADA_LARGA_MS / 1000
                    if self._respondio(hasta=min(limite, toca_vigilar)):
                        continue
                else:
                    resto_ms = max(1, (limite - time.monotonic()) * 1000)
                    visible.first.wait_for(state="visible", timeout=min(rebanada, resto_ms))
                    return True
            except PlaywrightTimeout:
                rebanada = cada_ms or _REBANADA_LARGA_MS
            except Error:
                raise self.caido() from None
            if vigilar():
                return True
            self.exigir_red()
            vigilado = time.monotonic()
            if vigilado >= limite:
                return False

    @property
    def _debe(self) -> bool:
        """Whether the portal owes an answer that is worth waiting for.

        Not one that it has owed for long: a page may keep a request open to hear news.
        """
        desde = time.monotonic() - _RESPUESTA_S
        return any(pedida > desde for pedida in self._en_camino.values())

    def _respondio(self, *, hasta: float) -> bool:
        """Wait for what the portal owes; returns whether it came before ``hasta``.

        An answer is an event: until it comes, looking at the page only costs.
        """
        while self._debe:
            resto_ms = (hasta - time.monotonic()) * 1000
            if resto_ms <= 0:
                return False
            try:
                self.page.wait_for_event(
                    "requestfinished", lambda _: not self._debe, timeout=resto_ms
                )
            except PlaywrightTimeout:
                return False
        return time.monotonic() < hasta

    def esperar_que_se_vaya(self, visible: Locator, *, segundos: float) -> bool:
        """Wait until ``visible`` no longer shows; returns whether it went in time.

        Raises:
            NavegadorCaido: the page is gone.
        """
        try:
            visible.first.wait_for(state="hidden", timeout=segundos * 1000)
        except PlaywrightTimeout:
            return False
        except Error:
            raise self.caido() from None
        return True

    def plazos_crecientes(self) -> Iterator[float]:
        """Seconds to wait after each try of something harmless, as long as a screen may take."""
        limite = time.monotonic() + self.paciencia.pantalla
        plazo = _PRIMER_PLAZO_S
        while (resto := limite - time.monotonic()) > 0:
            yield min(plazo, resto)
            plazo *= 2

    @property
    def viva(self) -> bool:
        """Whether the page still answers."""
        if self.page.is_closed():
            return False
        try:
            self.page.title()
        except Error:
            return False
        return True

    @contextmanager
    def si_cae(self) -> Iterator[None]:
        """Tell in our words of a browser that dies meanwhile, whoever was asking it something.

        Raises:
            NavegadorCaido: it did.
        """
        try:
            yield
        except Error as error:
            if self.viva:
                raise
            raise self.caido() from error

    def caido(self) -> NavegadorCaido:
        """The error for a browser that died."""
        return NavegadorCaido(
            "El navegador se cerró a media presentación.",
            remedio="Vuelva a ejecutar la orden: primero se lee qué quedó en el portal.",
        )

    def lento(self, al: str) -> PortalLento:
        """The error for no answer in time; ``al`` says at what."""
        self.mirador.problema()
        return PortalLento(
            f"El portal no respondió a tiempo al {al}.",
            remedio="No se presentó nada en este paso. Vuelva a intentarlo más tarde.",
        )

    def _por_la_red(self, fallo: str | None) -> IcsoeError | None:
        if fallo is None:
            return None
        self.mirador.problema()
        if self.direcciones.ambiente is Ambiente.REPLICA:
            remedio = "Inicie la réplica en otra ventana con «icsoe replica»."
        elif inservible := problema_de_la_red(fallo, self.direcciones.raiz):
            return inservible
        elif "PROXY" in fallo or "TUNNEL" in fallo:
            remedio = "Revise el proxy de su red (ICSOE_PROXY) y vuelva a intentarlo más tarde."
        else:
            remedio = "Revise su conexión y vuelva a intentarlo más tarde."
        return PortalFueraDeServicio(
            f"El portal no respondió en {self.direcciones.raiz} ({fallo}).", remedio=remedio
        )

    def _es_navegacion(self, request: Request) -> bool:
        return request.is_navigation_request() and request.frame == self.page.main_frame

    def _es_de_datos(self, request: Request) -> bool:
        return request.resource_type in ("fetch", "xhr") and request.frame == self.page.main_frame

    def _cuenta(self, request: Request) -> bool:
        """Whether a request makes the portal work, in whatever frame."""
        return (
            request.resource_type in TIPOS
            and request.url.startswith("http")
            and self.direcciones.permite_visita(request.url)
        )

    def _al_responder(self, response: Response) -> None:
        if response.status in _PIDEN_ESPERA and self._cuenta(response.request):
            segundos = leer_retry_after(response.headers.get("retry-after", ""))
            if segundos is not None:
                self.medidor.pide_espera(segundos)
        if response.status < _ERROR_DEL_SERVIDOR and response.status not in (
            _DEMASIADAS_PETICIONES,
            _PROXY_PIDE_USUARIO,
        ):
            return
        self._anotar_fallo(response.request, f"error {response.status}")

    def _al_terminar(self, request: Request) -> None:
        self._pendientes.discard(request)
        self._en_camino.pop(request, None)
        respondida_ms = request.timing["responseStart"]
        if respondida_ms >= 0 and self._cuenta(request):
            self.medidor.respondio(respondida_ms / 1000)

    def _al_fallar(self, request: Request) -> None:
        self._pendientes.discard(request)
        self._en_camino.pop(request, None)
        # A download and a navigation replaced by another one are aborted, which is no failure.
        if "ERR_ABORTED" not in (request.failure or ""):
            self._anotar_fallo(request, request.failure or "sin conexión")

    def _al_deber(self, request: Request) -> None:
        if self._cuenta(request):
            self._en_camino[request] = time.monotonic()

    def _anotar_fallo(self, request: Request, fallo: str) -> None:
        # The answer's code says more than what the browser makes of it afterwards.
        if self._es_navegacion(request):
            self._fallo_de_red = self._fallo_de_red or fallo
        elif self._es_de_datos(request):
            self._fallo_de_datos = self._fallo_de_datos or fallo

    def _al_pedir(self, request: Request) -> None:
        if self._cuenta(request):
            self.medidor.pidio()
        if self.direcciones.ambiente is Ambiente.REPLICA and not self.direcciones.permite_visita(
            request.url
        ):
            self._salidas.add(origen(request.url))
        if self._es_navegacion(request):
            self._navegada = request.url
            self._pendientes = {request}
            # What the page before this one asked for is nobody's any more.
            self._en_camino.clear()
            self._fallo_de_red = self._fallo_de_datos = None
        elif self._es_de_datos(request):
            self._pendientes.add(request)
            self._fallo_de_datos = None
