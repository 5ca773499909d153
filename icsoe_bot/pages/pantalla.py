"""What all screens share: how one proves that it is there, and how the next one is awaited."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import ClassVar, TypeVar

from playwright.sync_api import Error, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from icsoe_bot.errors import IcsoeError
from icsoe_bot.pages.elementos import Elemento, Raiz
from icsoe_bot.pages.problemas import (
    dialogo_inesperado,
    pantalla_desconocida,
    problema,
    senales_de_problema,
)
from icsoe_bot.portal import evidencia
from icsoe_bot.portal.errores import PantallaDesconocida
from icsoe_bot.portal.pestana import Pestana

P = TypeVar("P", bound="Pantalla")


class Pantalla:
    """A screen of the portal, or a dialog upon one."""

    NOMBRE: ClassVar[str]
    """What the guide calls it."""

    IDENTIDAD: ClassVar[tuple[Elemento, ...]]
    """The elements that this screen shows together; the first one on no other screen."""

    def __init__(self, pestana: Pestana) -> None:
        self.pestana = pestana

    @property
    def page(self) -> Page:
        """The page that shows now."""
        return self.pestana.page

    def cargada(self) -> bool:
        """Whether the browser shows this screen now, by what is visible on it."""
        return all(elemento.en(self.page).first.is_visible() for elemento in self.IDENTIDAD)

    def pulsar(self, elemento: Elemento, en: Raiz | None = None) -> None:
        """Click an element of this screen.

        Raises:
            PantallaDesconocida: it isn't there, or there are several.
        """
        self._con(elemento, en, lambda localizado: localizado.click())

    def valor(self, elemento: Elemento) -> str:
        """What a field holds now."""
        valores: list[str] = []
        self._con(elemento, None, lambda campo: valores.append(campo.input_value()))
        return " ".join(valores[0].split())

    def elegir(self, elemento: Elemento, opcion: str) -> None:
        """Choose an option of a list by its visible text, and see that it is the chosen one.

        Raises:
            PantallaDesconocida: no such option, or the portal didn't keep it.
        """

        def elegir_opcion(lista: Locator) -> None:
            lista.select_option(label=opcion)
            elegida = " ".join(lista.locator("option:checked").inner_text().split())
            if elegida != opcion:
                raise self.desconocida(
                    f"«{elemento.nombre}» quedó en «{elegida}» y no en «{opcion}»"
                )

        self._con(elemento, None, elegir_opcion)

    def llega(self, *clases: type[P], al: str, segundos: float | None = None) -> P:
        """The screen that followed, once it has proved itself to be one of ``clases``.

        ``al`` says after what, for the message of an error.

        Raises:
            IcsoeError: the portal said what is wrong, didn't answer, or shows another screen.
        """
        return llegar(self.pestana, *clases, al=al, segundos=segundos)

    def desconocida(self, detalle: str) -> PantallaDesconocida:
        """The error for a screen that isn't as documented, with its evidence saved."""
        return pantalla_desconocida(self.pestana, f"{detalle} en la pantalla «{self.NOMBRE}»")

    def _con(self, elemento: Elemento, en: Raiz | None, hacer: Callable[[Locator], None]) -> None:
        try:
            hacer(elemento.en(en or self.page))
        except PlaywrightTimeout:
            raise (
                problema(self.pestana) or self.desconocida(f"no se encontró «{elemento.nombre}»")
            ) from None
        except Error as error:
            motivo = "hay varios" if "strict mode" in error.message else "no se pudo usar"
            raise self.desconocida(f"{motivo} «{elemento.nombre}»") from None


def llegar(
    pestana: Pestana,
    *clases: type[P],
    al: str,
    segundos: float | None = None,
    vigilar: Callable[[], bool] = lambda: False,
    explicar: Callable[[], IcsoeError | None] = lambda: None,
) -> P:
    """Wait until one of ``clases`` is loaded. See ``Pantalla.llega``.

    ``vigilar`` is asked now and then for another reason to stop waiting; ``explicar`` may name
    what went wrong before the page's own problems are looked at.
    """
    segundos = segundos or pestana.paciencia.pantalla
    claves = [clase.IDENTIDAD[0].en(pestana.page) for clase in clases]
    senal = reduce(Locator.or_, [*claves, *senales_de_problema(pestana)])
    pestana.esperar(senal.filter(visible=True), segundos=segundos, vigilar=vigilar)
    for clase, clave in zip(clases, claves, strict=True):
        pantalla = clase(pestana)
        if pantalla.cargada():
            return pantalla
        if clave.first.is_visible():
            for elemento in clase.IDENTIDAD[1:]:
                pestana.esperar(elemento.en(pestana.page), segundos=segundos)
            if pantalla.cargada():
                return pantalla
    raise (explicar() or problema(pestana) or _sin_llegar(pestana, al))


def _sin_llegar(pestana: Pestana, al: str) -> IcsoeError:
    dicho = dialogo_inesperado(pestana)
    if dicho:
        return pantalla_desconocida(pestana, f"al {al}, el portal dice «{dicho}»")
    # A page that is still empty is slow; one with something else on it is unknown.
    if evidencia.texto_visible(pestana.page).strip():
        return pantalla_desconocida(pestana, f"el portal no mostró lo esperado al {al}")
    return pestana.lento(al)
