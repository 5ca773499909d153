"""What all screens share: how one proves that it is there, and how the next one is awaited."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import reduce
from typing import ClassVar, TypeVar

from playwright.sync_api import Error, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from icsoe_bot.errors import IcsoeError
from icsoe_bot.pages import listas
from icsoe_bot.pages.elementos import Compuesto, Elemento, pagina_con, se_ve
from icsoe_bot.pages.problemas import (
    despejada,
    dialogo_inesperado,
    hay_dialogo_encima,
    hay_senal,
    pantalla_desconocida,
    problema,
)
from icsoe_bot.portal import evidencia
from icsoe_bot.portal.busqueda import Raiz
from icsoe_bot.portal.errores import PantallaDesconocida
from icsoe_bot.portal.pestana import Pestana
from icsoe_bot.portal.textos import compacto

P = TypeVar("P", bound="Pantalla")

_DICE = "campo => 'value' in campo ? campo.value : campo.innerText"

_GRACIA_S = 3.0
"""Seconds that a screen may still take after an unknown dialog or alert showed."""


class Pantalla:
    """A screen of the portal, or a dialog upon one."""

    NOMBRE: ClassVar[str]
    """What the guide calls it."""

    IDENTIDAD: ClassVar[tuple[Elemento | Compuesto, ...]]
    """The elements that this screen shows together; the first one on no other screen."""

    AUSENTES: ClassVar[tuple[Elemento, ...]] = ()
    """What it never shows, and another screen with the same elements does."""

    ADMITE_DIALOGO: ClassVar[bool] = False
    """Whether a dialog upon it is no surprise; on any other screen it is."""

    def __init__(self, pestana: Pestana) -> None:
        self.pestana = pestana

    @property
    def page(self) -> Page:
        """The page that shows now."""
        return self.pestana.page

    def cargada(self) -> bool:
        """Whether the browser shows this screen now, by what is visible on it."""
        return bool(pagina_con(self.pestana, self.IDENTIDAD, self.AUSENTES).count())

    def a_mano(self) -> bool:
        """Whether it shows now and nothing that would be a surprise lies upon it."""
        if self.ADMITE_DIALOGO:
            return self.cargada()
        try:
            return despejada(self.pestana, pagina_con(self.pestana, self.IDENTIDAD, self.AUSENTES))
        except Error:
            return False

    def pulsar(self, elemento: Elemento | Compuesto, en: Raiz | None = None) -> None:
        """Click an element of this screen.

        Raises:
            PantallaDesconocida: it isn't there, or there are several.
        """

        def clic(localizado: Locator) -> None:
            self.pestana.mirador.antes(localizado, elemento.nombre(self.pestana))
            localizado.click()

        self._con(elemento, en, clic)

    def valor(self, elemento: Elemento) -> str:
        """What a field holds now."""
        with self._al_usar(elemento):
            dicho, _ = elemento.preguntar(self.pestana, _DICE)
            return " ".join(str(dicho).split())

    def esperar_valor(self, elemento: Elemento, valor: str, *, segundos: float) -> str:
        """Wait until a field holds ``valor``; returns what it holds when the time is over."""

        def esperar(campo: Locator) -> None:
            with suppress(PlaywrightTimeout):
                self.page.wait_for_function(
                    f"([campo, valor]) => ({_DICE})(campo).trim().toLowerCase() === valor",
                    arg=[campo.element_handle(), valor.lower()],
                    timeout=segundos * 1000,
                )

        dicho = self.valor(elemento)
        if dicho.lower() == valor.lower():
            return dicho
        self._con(elemento, None, esperar)
        return self.valor(elemento)

    def elegir(self, elemento: Elemento, opcion: str) -> None:
        """Choose an option of a list by its visible text, and see that it is the chosen one.

        Raises:
            PantallaDesconocida: no such option, or the portal didn't keep it.
        """

        def elegir_opcion(lista: Locator) -> None:
            nombre = elemento.nombre(self.pestana)
            self.pestana.mirador.antes(lista, nombre)
            elegida = listas.elegir(self.page, lista, opcion)
            if compacto(elegida) != compacto(opcion):
                raise self.desconocida(f"«{nombre}» quedó en «{elegida}» y no en «{opcion}»")

        self._con(elemento, None, elegir_opcion)

    def llega(self, *clases: type[P], al: str, segundos: float | None = None) -> P:
        """The screen that followed, once it has proved itself to be one of ``clases``.

        ``al`` says after what, for the message of an error.

        Raises:
            IcsoeError: the portal said what is wrong, didn't answer, or shows another screen.
        """
        return llegar(self.pestana, *clases, al=al, segundos=segundos, desde=self)

    def desconocida(self, detalle: str) -> PantallaDesconocida:
        """The error for a screen that isn't as documented, with its evidence saved."""
        return pantalla_desconocida(self.pestana, f"{detalle} en la pantalla «{self.NOMBRE}»")

    def _sin(self, elemento: Elemento | Compuesto) -> IcsoeError:
        dicho = dialogo_inesperado(self.pestana)
        por = f"lo tapa un diálogo que dice «{dicho}»" if dicho else "no se encontró"
        return problema(self.pestana) or self.desconocida(
            f"«{elemento.nombre(self.pestana)}»: {por}"
        )

    def _con(
        self, elemento: Elemento | Compuesto, en: Raiz | None, hacer: Callable[[Locator], None]
    ) -> None:
        with self._al_usar(elemento):
            hacer(elemento.uno(self.pestana, en))

    @contextmanager
    def _al_usar(self, elemento: Elemento | Compuesto) -> Iterator[None]:
        try:
            yield
        except PlaywrightTimeout:
            raise self._sin(elemento) from None
        except Error as error:
            if not self.pestana.viva:
                raise self.pestana.caido() from None
            motivo = "hay varios" if "strict mode" in error.message else "no se pudo usar"
            nombre = elemento.nombre(self.pestana)
            raise self.desconocida(f"{motivo} «{nombre}»") from None


def llegar(
    pestana: Pestana,
    *clases: type[P],
    al: str,
    segundos: float | None = None,
    desde: Pantalla | None = None,
    vigilar: Callable[[], bool] = lambda: False,
    explicar: Callable[[], IcsoeError | None] = lambda: None,
) -> P:
    """Wait until one of ``clases`` is loaded. See ``Pantalla.llega``.

    ``desde`` is the screen that was left: while it still shows, the portal is only slow.
    ``vigilar`` is asked now and then for another reason to stop waiting; ``explicar`` may name
    what went wrong before the page's own problems are looked at.
    """
    segundos = segundos or pestana.paciencia.pantalla
    claves = [clase.IDENTIDAD[0].en(pestana) for clase in clases]
    alguna = reduce(Locator.or_, claves).filter(visible=True)
    # Signs of trouble are looked for between two waits: most often the screen comes first, and
    # looking for everything else that might show costs as much as all the rest.
    hubo_senal = pestana.esperar(
        alguna, segundos=segundos, vigilar=lambda: vigilar() or hay_senal(pestana)
    )
    a_mano = next((p for p in (clase(pestana) for clase in clases) if p.a_mano()), None)
    if a_mano is not None:
        return a_mano
    pantalla = _cargada(pestana, clases, segundos)
    if pantalla is None:
        error = explicar() or problema(pestana)
        if error is not None:
            raise error
        if hubo_senal:
            # A notice in passing isn't yet a reason to give up.
            pestana.esperar(alguna, segundos=min(segundos, _GRACIA_S), vigilar=vigilar)
            pantalla = _cargada(pestana, clases, segundos)
    if pantalla is None:
        raise (
            explicar()
            or problema(pestana)
            or pestana.sin_datos()
            or _sin_llegar(pestana, al, desde)
        )
    if not pantalla.ADMITE_DIALOGO and hay_dialogo_encima(pestana):
        dicho = dialogo_inesperado(pestana)
        raise (
            problema(pestana)
            or pantalla_desconocida(pestana, f"sobre «{pantalla.NOMBRE}», el portal dice «{dicho}»")
        )
    return pantalla


def _cargada(pestana: Pestana, clases: Sequence[type[P]], segundos: float) -> P | None:
    for clase in clases:
        pantalla = clase(pestana)
        if pantalla.cargada():
            return pantalla
        if se_ve(pestana, clase.IDENTIDAD[0]):
            for elemento in clase.IDENTIDAD[1:]:
                pestana.esperar(elemento.en(pestana).filter(visible=True), segundos=segundos)
            if pantalla.cargada():
                return pantalla
    return None


def _sin_llegar(pestana: Pestana, al: str, desde: Pantalla | None) -> IcsoeError:
    dicho = dialogo_inesperado(pestana)
    if dicho:
        return pantalla_desconocida(pestana, f"al {al}, el portal dice «{dicho}»")
    vacia = not evidencia.texto_visible(pestana.page).strip()
    if vacia or (desde is not None and desde.cargada()):
        return pestana.lento(al)
    return pantalla_desconocida(pestana, f"el portal no mostró lo esperado al {al}")
