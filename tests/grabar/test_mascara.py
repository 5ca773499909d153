"""What is to be hidden is covered where it is drawn, and stays readable to the page objects."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import Locator, Page

from icsoe_bot.recording.mascara import guion_de_mascara

RFC, NOMBRE = "VBP1212167FA", "PEÑA LÓPEZ ÁNGELA"


def colores(elemento: Locator) -> set[tuple[int, ...]]:
    imagen = Image.open(io.BytesIO(elemento.screenshot())).convert("RGB")
    return {color for _, color in imagen.getcolors(1 << 20) or []}  # type: ignore[misc]


def test_el_texto_se_tapa_y_se_sigue_leyendo(page: Page) -> None:
    page.add_init_script(guion_de_mascara([RFC, NOMBRE]))
    page.goto("data:text/html,<p id=antes style='font:20px monospace;width:14ch'></p>")
    # Written after the page has loaded, without accents, in capitals and not.
    for escrito in (RFC, RFC.lower(), "Peña Lopez Angela"):
        page.evaluate("texto => { document.getElementById('antes').textContent = texto }", escrito)
        parrafo = page.locator("#antes")
        assert parrafo.inner_text() == escrito
        # Cover and page alone, to the last bit: no letter can be told.
        assert len(colores(parrafo)) == 2, escrito


def test_lo_demas_se_ve(page: Page) -> None:
    page.add_init_script(guion_de_mascara([RFC]))
    page.goto("data:text/html,<p id=otro style='font:20px monospace'>Sin informacion</p>")
    assert len(colores(page.locator("#otro"))) > 10


def test_lo_escrito_en_un_campo_se_tapa(page: Page) -> None:
    page.add_init_script(guion_de_mascara([RFC]))
    page.goto("data:text/html,<input id=uno style='font:20px monospace'><input id=dos>")
    for campo in ("#uno", "#dos"):
        page.locator(campo).fill(RFC)
        assert page.locator(campo).input_value() == RFC
        assert page.locator(campo).evaluate("e => getComputedStyle(e).webkitTextSecurity") == "disc"
