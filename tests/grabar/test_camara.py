"""The camera keeps what the page showed, and when."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Page

from icsoe_bot.recording.camara import Camara, SinMascara
from icsoe_bot.recording.rodaje import Rodaje

BOTON = "<button style='position:absolute;left:100px;top:200px;width:80px;height:30px'>Ir</button>"


def camara(page: Page, *ocultos: str) -> Camara:
    una = Camara(Rodaje(), 0.3, ocultos, {"documento"})
    page.set_viewport_size({"width": 1280, "height": 800})
    una.preparar(page.context)
    una.seguir(page)
    return una


def color(foto: bytes) -> object:
    with Image.open(io.BytesIO(foto)) as imagen:
        return imagen.convert("RGB").getpixel((640, 600))


def test_se_guarda_lo_que_se_ve_y_donde_se_pulsa(page: Page) -> None:
    una = camara(page)
    una.escena(1, "uno", "Uno", "")
    page.set_content(f"<body style='background:#00f'>{BOTON}")
    una.antes(page.get_by_role("button"), "Ir")
    page.set_content("<body style='background:#0f0'>")
    una.escena(2, "dos", "Dos", "")
    una.cerrar()
    uno, dos = una.rodaje.escenas
    (gesto,) = uno.gestos
    assert (gesto.nombre, gesto.caja.x, gesto.caja.y) == ("Ir", 100, 200)
    assert (gesto.caja.ancho, gesto.caja.alto) == (80, 30)
    assert gesto.hecho - gesto.anunciado == pytest.approx(0.3, abs=0.25)
    assert uno.antes
    assert color(uno.antes) == (0, 0, 255)
    assert uno.despues
    assert color(uno.despues) == (0, 255, 0)
    assert dos.antes is None
    momentos = [cuadro.momento for cuadro in una.rodaje.cuadros]
    assert momentos == sorted(momentos)
    assert momentos[-1] <= una.rodaje.fin


def test_lo_que_no_esta_no_se_senala_ni_estorba(page: Page) -> None:
    una = camara(page)
    una.escena(1, "uno", "Uno", "")
    page.set_content("<p>Nada")
    una.antes(page.get_by_role("button"), "Ir")
    una.cerrar()
    assert una.rodaje.escenas[0].gestos == []


@pytest.mark.parametrize("ocultos", [(), ("VBP1212167FA",)], ids=["sin ocultar", "ocultando"])
def test_un_documento_no_se_filma_si_algo_se_oculta(ocultos: tuple[str, ...], page: Page) -> None:
    una = camara(page, *ocultos)
    page.set_content(f"<body style='background:#00f'>{BOTON}")
    una.escena(1, "documento", "Descargar", "")
    una.antes(page.get_by_role("button"), "Ir")
    page.set_content("<body style='background:#f00'>")
    page.wait_for_timeout(300)
    page.set_content("<body style='background:#00f'>")
    una.escena(2, "dos", "Dos", "")
    una.cerrar()
    rojos = [
        cuadro
        for cuadro in una.rodaje.cuadros
        if (lambda rgb: rgb[0] > 200 and rgb[2] < 60)(color(cuadro.imagen))  # type: ignore[index]
    ]
    assert bool(rojos) == (not ocultos)


def test_sin_con_que_tapar_no_se_graba(page: Page) -> None:
    page.add_init_script("delete CSS.highlights; delete globalThis.Highlight;")
    page.goto("data:text/html,<p>Nada")
    page.evaluate("() => { Object.defineProperty(CSS, 'highlights', { value: undefined }) }")
    with pytest.raises(SinMascara, match="no puede tapar"):
        camara(page, "VBP1212167FA")
