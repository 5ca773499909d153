"""Which browser to drive, and how every one is launched."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Playwright, sync_playwright

from icsoe_bot.portal.direcciones import Ambiente
from icsoe_bot.portal.errores import NavegadorAusente
from icsoe_bot.portal.salida import Red
from icsoe_bot.silencio import callar_a_playwright

VARIABLE = "ICSOE_NAVEGADOR"
QUE_INSTALAR = (
    "Instale Google Chrome, Microsoft Edge o Chromium, o ejecute «icsoe revisar --instalar»; "
    f"si ya tiene uno en otro lugar, indíquelo en {VARIABLE}."
)
TAMANIO = (1280, 800)
"""Width and height of the page in pixels, the same with and without a visible window."""

_INSTALADOS = {
    "Google Chrome": (
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"Google\Chrome\Application\chrome.exe",
    ),
    "Microsoft Edge": (
        "microsoft-edge",
        "microsoft-edge-stable",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        r"Microsoft\Edge\Application\msedge.exe",
    ),
    "Chromium": (
        "chromium",
        "chromium-browser",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        r"Chromium\Application\chrome.exe",
    ),
}
_APAGADAS = (
    # What draws the address bar's suggestions: a quarter of a session's processor time, for a bar
    # that nobody types into.
    "WebUIOmniboxPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxAimPopup",
    # What Playwright switches off itself: Chromium heeds only the last list that it is given.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "msForceBrowserSignIn",
    "msEdgeUpdateLaunchServicesPreferredVersion",
)
"""Features of Chromium and Edge that a run has no use for."""

_RATON_SIN_VENTANA = (
    "primaryHoverType=2",
    "availableHoverTypes=2",
    "primaryPointerType=4",
    "availablePointerTypes=4",
)
"""What Playwright sets without a window; here too Chromium heeds only the last list."""

_ambiente_ocupado = threading.Lock()

_RAICES_WINDOWS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")


@dataclass(frozen=True, slots=True)
class Navegador:
    """A browser found on this machine."""

    nombre: str
    ruta: Path


@contextmanager
def playwright_discreto(red: Red | None = None) -> Iterator[Playwright]:
    """Playwright, with the debug output that would print passwords switched off.

    Its driver trusts the operating system's authorities, as the browser does, and those of
    ``red``.

    Raises:
        NavegadorAusente: the driver doesn't start.
    """
    callar_a_playwright()
    ajustes = {"NODE_USE_SYSTEM_CA": "1"}
    if red is not None and red.ca is not None:
        ajustes["NODE_EXTRA_CA_CERTS"] = str(red.ca)
    with ExitStack() as cierre:
        with _ambiente_ocupado, _con_ambiente(ajustes):
            # Node reads them when it starts; the environment is every thread's.
            try:
                playwright = cierre.enter_context(sync_playwright())
            # That the driver died while it started is told by a bare one.
            except Exception as error:
                raise NavegadorAusente(
                    "Playwright, que maneja el navegador, no pudo iniciar.",
                    remedio="Vuelva a intentarlo. Si se repite, revise que un antivirus no lo "
                    "detenga, o instale icsoe-bot otra vez.",
                ) from error
        yield playwright


@contextmanager
def _con_ambiente(ajustes: Mapping[str, str]) -> Iterator[None]:
    previo = {nombre: os.environ.get(nombre) for nombre in ajustes}
    os.environ.update(ajustes)
    try:
        yield
    finally:
        for nombre, valor in previo.items():
            if valor is None:
                del os.environ[nombre]
            else:
                os.environ[nombre] = valor


def localizar(playwright: Playwright, elegido: str | None = None) -> Navegador:
    """The browser to use: ``elegido``, else Playwright's own, Chrome, Edge, Chromium.

    Raises:
        NavegadorAusente: the chosen one isn't there, or none is.
    """
    if elegido:
        ruta = shutil.which(elegido)
        if ruta is None:
            raise NavegadorAusente(
                f"{VARIABLE} señala «{elegido}», que no es un programa de este equipo.",
                remedio="Corrija esa ruta o quítela.",
            )
        return Navegador("El indicado", Path(ruta))
    propio = Path(playwright.chromium.executable_path)
    if propio.is_file():
        return Navegador("Chromium de Playwright", propio)
    instalado = next(instalados(os.environ), None)
    if instalado is None:
        raise NavegadorAusente("En este equipo no hay un navegador.", remedio=QUE_INSTALAR)
    return instalado


def instalados(entorno: Mapping[str, str]) -> Iterator[Navegador]:
    """Chrome, Edge and Chromium where their installers put them, in this order."""
    raices = [Path(entorno[nombre]) for nombre in _RAICES_WINDOWS if nombre in entorno]
    for nombre, lugares in _INSTALADOS.items():
        for lugar in lugares:
            if "\\" in lugar:
                candidatos = [raiz.joinpath(*lugar.split("\\")) for raiz in raices]
            else:
                en_path = shutil.which(lugar, path=entorno.get("PATH"))
                candidatos = [Path(en_path)] if en_path else []
            yield from (Navegador(nombre, ruta) for ruta in candidatos if ruta.is_file())


@contextmanager
def abierto(
    playwright: Playwright,
    navegador: Navegador,
    *,
    ambiente: Ambiente,
    visible: bool = False,
    ritmo_ms: int = 0,
    red: Red | None = None,
    sin_adornos: bool = False,
) -> Iterator[Browser]:
    """A running browser, closed at the end.

    ``ritmo_ms`` slows each action, for people who watch. Chromium's sandbox stays on, except as
    root, where Chromium refuses it. For the replica nothing but this machine is reachable,
    whatever ``red`` says. With ``sin_adornos`` no image and no font of a page is fetched.

    Raises:
        NavegadorAusente: it doesn't start.
    """
    argumentos = [f"--disable-features={','.join(_APAGADAS)}"]
    if sin_adornos:
        # By the browser itself: a route would take every request through the driver, and switch
        # the cache off.
        ajustes = ["imagesEnabled=false", *(() if visible else _RATON_SIN_VENTANA)]
        argumentos += [f"--blink-settings={','.join(ajustes)}", "--disable-remote-fonts"]
    if ambiente is Ambiente.REPLICA:
        # Nobody listens there; a browser goes to this machine's own addresses without a proxy.
        argumentos.append("--proxy-server=http://127.0.0.1:9")
    proxy = red.proxy if red is not None and ambiente is Ambiente.PRODUCCION else None
    como_root = sys.platform != "win32" and os.geteuid() == 0
    try:
        browser = playwright.chromium.launch(
            executable_path=navegador.ruta,
            headless=not visible,
            slow_mo=ritmo_ms,
            args=argumentos,
            chromium_sandbox=not como_root,
            proxy=proxy.para_playwright() if proxy is not None else None,
            # The program's own handlers log out first.
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
    except Error as error:
        raise NavegadorAusente(
            f"{navegador.nombre} ({navegador.ruta}) no se pudo abrir.",
            remedio=f"Ábralo una vez a mano para ver qué le falta. {QUE_INSTALAR}",
        ) from error
    try:
        yield browser
    finally:
        browser.close()


def agente(browser: Browser) -> str:
    """The browser's user agent without the word that tells a hidden window from a visible one."""
    sesion = browser.new_browser_cdp_session()
    try:
        return str(sesion.send("Browser.getVersion")["userAgent"]).replace("Headless", "")
    finally:
        sesion.detach()


def contexto(browser: Browser, agente_de_usuario: str) -> BrowserContext:
    """A fresh session: no cookies of anyone, Mexican Spanish, central Mexico's time."""
    ancho, alto = TAMANIO
    return browser.new_context(
        locale="es-MX",
        timezone_id="America/Mexico_City",
        viewport={"width": ancho, "height": alto},
        user_agent=agente_de_usuario,
        accept_downloads=True,
        service_workers="block",
    )
