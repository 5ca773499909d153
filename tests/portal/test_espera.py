"""A screen is awaited by the portal's answer, and by looking at the page where none is due."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route

from icsoe_bot.portal.direcciones import Direcciones
from icsoe_bot.portal.pestana import Pestana

_PEDIR = """() => {
  fetch('/sin-prisa').then(() => {
    document.body.append(Object.assign(document.createElement('p'), { textContent: 'Listo' }));
  });
}"""


class Portal:
    """Holds back its answer to «/sin-prisa», and knows when the page was looked at meanwhile."""

    def __init__(self, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
        self.retenidas: list[Route] = []
        self.miradas: list[bool] = []
        """Of each close look, whether an answer was still due."""
        page.route("**/sin-prisa", lambda ruta: self.retenidas.append(ruta))
        wait_for = Locator.wait_for

        def mirar(locator: Locator, **opciones: Any) -> None:
            self.miradas.append(bool(self.retenidas))
            wait_for(locator, **opciones)

        monkeypatch.setattr(Locator, "wait_for", mirar)

    def responder(self) -> None:
        for ruta in self.retenidas:
            ruta.fulfill(body="")
        self.retenidas.clear()


@pytest.fixture
def portal(page: Page, direcciones: Direcciones, monkeypatch: pytest.MonkeyPatch) -> Portal:
    page.goto(direcciones.micrositio)
    return Portal(page, monkeypatch)


@pytest.fixture
def pestana(page: Page, direcciones: Direcciones, portal: Portal) -> Pestana:
    pestana = Pestana(page, direcciones)
    with page.expect_request("**/sin-prisa"):
        page.evaluate(_PEDIR)
    return pestana


def test_mientras_falta_la_respuesta_apenas_se_mira(pestana: Pestana, portal: Portal) -> None:
    avisos: list[bool] = []

    def vigilar() -> bool:
        avisos.append(bool(portal.retenidas))
        if len(avisos) == 2:
            portal.responder()
        return False

    assert pestana.esperar(pestana.page.get_by_text("Listo"), segundos=30, vigilar=vigilar)
    # Signs of trouble are looked for all the same.
    assert avisos[:2] == [True, True]
    assert not any(portal.miradas)


def test_lo_que_ya_se_ve_no_espera_a_quien_no_responde(pestana: Pestana, portal: Portal) -> None:
    assert pestana.esperar(pestana.page.locator("body"), segundos=30)
    assert portal.retenidas


def test_sin_respuesta_el_plazo_se_cumple(pestana: Pestana, portal: Portal) -> None:
    assert not pestana.esperar(pestana.page.get_by_text("Listo"), segundos=0.2)
    assert portal.retenidas


def test_lo_que_pidio_otra_pestana_ya_no_se_espera(
    pestana: Pestana, portal: Portal, direcciones: Direcciones
) -> None:
    vieja, nueva = pestana.page, pestana.page.context.new_page()
    nueva.goto(direcciones.micrositio)
    pestana.seguir_en(nueva)
    with vieja.expect_request("**/sin-prisa"):
        vieja.evaluate(_PEDIR)
    assert pestana.esperar(nueva.locator("body"), segundos=30)
    # As where nothing is due.
    assert portal.miradas
