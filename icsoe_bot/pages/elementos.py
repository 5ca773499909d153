"""Elements of the screens, by their key in the profile, which knows how to find each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from playwright.sync_api import Error, Locator

from icsoe_bot.portal.busqueda import Raiz, localizar
from icsoe_bot.portal.pestana import Pestana

_OPERABLES = """elementos => elementos.flatMap((e, i) =>
  e.closest('a, button, input, select, textarea, [onclick], [role=button], [role=link]')
  || getComputedStyle(e).cursor === 'pointer' ? [i] : [])"""


@dataclass(frozen=True, slots=True)
class Elemento:
    """One thing on a screen, such as ``capturar.anio``."""

    clave: str

    def nombre(self, pestana: Pestana) -> str:
        """What a person would call it."""
        return pestana.perfil.elementos[self.clave].nombre

    def en(self, pestana: Pestana, raiz: Raiz | None = None) -> Locator:
        """Whatever any of its ways leads to: to wait for it, or to see whether it is there."""
        return reduce(Locator.or_, self._alternativas(pestana, raiz))

    def uno(self, pestana: Pestana, raiz: Raiz | None = None, *, visible: bool = True) -> Locator:
        """The first of its ways that leads to just one, or to just one to click, once any serves.

        ``visible`` is false for what a page may hide and still take, such as a file's field. The
        way that served is noted in the tab.

        Raises:
            TimeoutError: Playwright's; nothing came.
        """
        primera = self._ya(pestana, raiz, visible=visible)
        if primera is not None:
            return primera
        todas = self.en(pestana, raiz)
        if visible:
            todas = todas.filter(visible=True)
        todas.first.wait_for(state="visible" if visible else "attached")
        elegido = self.elegir(pestana, raiz, visible=visible)
        if elegido is None:
            # The action says that there are several.
            return todas
        pestana.anotar_servida(self.clave, elegido[0])
        return elegido[1]

    def elegir(
        self, pestana: Pestana, raiz: Raiz | None = None, *, visible: bool = True
    ) -> tuple[int, Locator] | None:
        """The way that leads to just one thing now, or to just one to click, and where it leads."""
        alternativas = self._alternativas(pestana, raiz)
        hallados = [a.filter(visible=True) if visible else a for a in alternativas]
        for indice, hallado in enumerate(hallados):
            if hallado.count() == 1:
                return indice, hallado
        # A title may read as the link that leads to it does.
        for indice, hallado in enumerate(hallados):
            operables = hallado.evaluate_all(_OPERABLES)
            if len(operables) == 1:
                return indice, hallado.nth(operables[0])
        return None

    def _ya(self, pestana: Pestana, raiz: Raiz | None, *, visible: bool) -> Locator | None:
        """The first way, if it leads to just one thing already: most often, and then no wait."""
        primera = self._alternativas(pestana, raiz)[0]
        hallada = primera.filter(visible=True) if visible else primera
        try:
            if hallada.count() != 1:
                return None
        except Error:
            # The page is on its way to another one.
            return None
        pestana.anotar_servida(self.clave, 0)
        return hallada

    def preguntar(
        self,
        pestana: Pestana,
        funcion: str,
        raiz: Raiz | None = None,
    ) -> tuple[Any, Locator]:
        """What ``funcion`` says of it, and where it is, as ``uno``: most often in one call.

        Raises:
            Error: Playwright's; there are several, or none comes in time.
        """
        primera = self._alternativas(pestana, raiz)[0].filter(visible=True)
        try:
            dicho = _si_es_uno(primera, funcion)
        except Error:
            # The page is on its way to another one.
            dicho = []
        if dicho:
            pestana.anotar_servida(self.clave, 0)
            return dicho[0], primera
        localizado = self.uno(pestana, raiz)
        return localizado.evaluate(funcion), localizado

    def selector(self, pestana: Pestana) -> str:
        """Its ways as one CSS selector, for scripts; it has no other ways."""
        return ", ".join(
            busca.css for busca in pestana.perfil.elementos[self.clave].busca if busca.css
        )

    def _alternativas(self, pestana: Pestana, raiz: Raiz | None) -> list[Locator]:
        donde = raiz or pestana.page
        return [localizar(donde, busca) for busca in pestana.perfil.elementos[self.clave].busca]


@dataclass(frozen=True, slots=True)
class Compuesto:
    """Something made of several elements, such as a dialog with certain buttons."""

    _nombre: str
    buscar: Callable[[Pestana], Locator]

    def nombre(self, pestana: Pestana) -> str:
        """What a person would call it."""
        return self._nombre

    def en(self, pestana: Pestana, raiz: Raiz | None = None) -> Locator:
        """Locate it, anew at each call."""
        return self.buscar(pestana)

    def uno(self, pestana: Pestana, raiz: Raiz | None = None, *, visible: bool = True) -> Locator:
        """As ``en``: it has one way only."""
        return self.buscar(pestana)


def se_ve(pestana: Pestana, elemento: Elemento | Compuesto) -> bool:
    """Whether it shows now, in any of the ways that it may be found."""
    return elemento.en(pestana).filter(visible=True).first.is_visible()


def pagina_con(
    pestana: Pestana,
    elementos: Sequence[Elemento | Compuesto],
    sin: Sequence[Elemento | Compuesto] = (),
) -> Locator:
    """The page, if it shows all of ``elementos`` and none of ``sin``: in one question."""
    pagina = pestana.page.locator("html")
    for elemento in elementos:
        pagina = pagina.filter(has=elemento.en(pestana).filter(visible=True))
    for elemento in sin:
        pagina = pagina.filter(has_not=elemento.en(pestana).filter(visible=True))
    return pagina


def valor_de(localizado: Locator, funcion: str) -> Any:
    """What ``funcion`` says of the one element, as ``Locator.evaluate``.

    In one call where that takes three, as long as the element is there already and alone.

    Raises:
        Error: Playwright's; there are several, or none comes in time.
    """
    dicho = _si_es_uno(localizado, funcion)
    return dicho[0] if dicho else localizado.evaluate(funcion)


def _si_es_uno(localizado: Locator, funcion: str) -> list[Any]:
    guion = f"async todos => todos.length === 1 ? [await ({funcion})(todos[0])] : []"
    return list(localizado.evaluate_all(guion))
