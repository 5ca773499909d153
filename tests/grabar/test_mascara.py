"""What is to be hidden is covered where it is drawn, and stays readable to the page objects."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import Locator, Page

from icsoe_bot.recording.mascara import guion_de_mascara

RFC, NOMBRE = "VBP1212167FA", "PEÑA LÓPEZ ÁNGELA"

CUBIERTA, BLANCO = (0x4A, 0x53, 0x61), (255, 255, 255)


def colores(elemento: Locator) -> set[tuple[int, ...]]:
    imagen = Image.open(io.BytesIO(elemento.screenshot())).convert("RGB")
    return {color for _, color in imagen.getcolors(1 << 20) or []}  # type: ignore[misc]


def test_el_texto_se_tapa_y_se_sigue_leyendo(page: Page) -> None:
    page.add_init_script(guion_de_mascara([RFC, NOMBRE]))
    page.goto("data:text/html,<p id=antes style='font:20px monospace;width:14ch'></p>")
    # Written after the page has loaded, without accents, in capitals and not.
    for escrito in (
        RFC,
        RFC.lower(),
        "VBP-121216-7FA",
        "Peña Lopez Angela",
        "ANGELA",
        "A\u0301ngela",
    ):
        page.evaluate("texto => { document.getElementById('antes').textContent = texto }", escrito)
        parrafo = page.locator("#antes")
        assert parrafo.inner_text() == escrito
        # Cover and page alone, to the last bit: no letter can be told.
        assert CUBIERTA in colores(parrafo) <= {CUBIERTA, BLANCO}, escrito


def test_se_tapa_aunque_venga_en_pedazos(page: Page) -> None:
    page.add_init_script(guion_de_mascara([RFC, "SERVICIOS DEL LAGO"]))
    page.goto("data:text/html,<body style='font:20px monospace'>")
    page.evaluate(
        "() => { document.body.innerHTML = '<p id=uno><b>VBP</b><b>121216</b><b>7FA</b></p>"
        "<p id=dos>Servicios<script>1</script> <i>del</i> Lago</p><p id=tres>Lago</p>"
        "<p id=cuatro>Servicios</p>' }"
    )
    for tapado in ("#uno", "#dos", "#tres"):
        # The gaps between words stay white or covered, but no letter is drawn.
        assert CUBIERTA in colores(page.locator(tapado)) <= {CUBIERTA, BLANCO}, tapado
    # What every page says is no one's name.
    assert len(colores(page.locator("#cuatro"))) > 10


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
