"""The camera keeps what the page showed, and when."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Page

from flows.grabar.laminas import laminas
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
    (antes,) = uno.vistas
    assert antes
    assert color(antes) == (0, 0, 255)
    assert uno.despues
    assert color(uno.despues) == (0, 255, 0)
    assert dos.vistas == []
    momentos = [cuadro.momento for cuadro in una.rodaje.cuadros]
    assert uno.inicio - 1 < min(momentos)
    assert max(momentos) <= una.rodaje.fin


def test_cada_foto_lleva_lo_que_se_ve_en_ella(page: Page) -> None:
    una = camara(page)
    una.escena(1, "uno", "Uno", "")
    campos = "<label>* Año: <input id=a></label><label for=b>Mes</label><input id=b>"
    page.set_content(f"<body style='background:#00f;margin:0'>{campos}<button>Siga&nbsp;ya")
    for campo in ("#a", "#b"):
        una.antes(page.locator(campo), "campo")
    una.antes(page.get_by_role("button"), "botón", pulsa=False)
    # Another page, with a button in the very same place.
    page.set_content(f"<body style='background:#0f0;margin:0'>{campos}<button>Siga&nbsp;ya")
    una.antes(page.get_by_role("button"), "botón")
    # The page grew: what was used before isn't where it was.
    page.evaluate("document.body.prepend(document.createElement('hr'))")
    una.antes(page.locator("#b"), "campo")
    una.cerrar()
    (escena,) = una.rodaje.escenas
    assert [gesto.vista for gesto in escena.gestos] == [0, 0, 0, 1, 2]
    assert [gesto.nombre for gesto in escena.gestos] == ["Año", "Mes", "Siga ya", "Siga ya", "Mes"]
    azul, verde, _ = escena.vistas
    assert azul
    assert verde
    assert (color(azul), color(verde)) == ((0, 0, 255), (0, 255, 0))
    primera, segunda, tercera = laminas(escena)
    assert (primera.senalados, segunda.senalados) == (["Año", "Mes"], ["Siga ya"])
    assert tercera.senalados == ["Mes"]


def test_el_foco_no_parece_un_anillo(page: Page) -> None:
    una = camara(page)
    una.escena(1, "uno", "Uno", "")
    page.set_content("<input style='outline-offset:9px;position:absolute;left:200px;top:200px'>")
    page.locator("input").focus()
    una.cerrar()
    foto = una.rodaje.escenas[0].despues
    assert foto
    with Image.open(io.BytesIO(foto)) as imagen:
        # Where the browser draws its outline there is nothing.
        assert imagen.convert("RGB").crop((150, 180, 195, 240)).getcolors() == [
            (45 * 60, (255, 255, 255))
        ]


def test_de_lo_que_salio_mal_queda_lo_primero(page: Page) -> None:
    una = camara(page)
    una.problema()
    una.escena(1, "uno", "Uno", "")
    for fondo in ("#f00", "#00f"):
        page.set_content(f"<body style='background:{fondo}'>")
        una.problema()
    una.cerrar()
    (escena,) = una.rodaje.escenas
    assert escena.problema
    assert color(escena.problema) == (255, 0, 0)


def test_lo_que_no_esta_no_se_senala_ni_estorba(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("icsoe_bot.recording.camara._PLAZO_MS", 100)
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


def test_lo_que_tarda_la_camara_sale_de_las_pausas(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tiempo:
        ahora = 0.0

        def time(self) -> float:
            return self.ahora

    tiempo, fotos, en_pausa = Tiempo(), iter([2.5, 0.25, 0.0]), []
    rodaje = Rodaje()

    def fotografiar(**_: object) -> bytes:
        tiempo.ahora += next(fotos)
        return b"PNG"

    def esperar(milisegundos: float) -> None:
        tiempo.ahora += milisegundos / 1000
        en_pausa.append(rodaje.en_pausa.is_set())

    monkeypatch.setattr("icsoe_bot.recording.camara.time", tiempo)
    monkeypatch.setattr(page, "screenshot", fotografiar)
    monkeypatch.setattr(page, "wait_for_timeout", esperar)
    camara = Camara(rodaje, 1.0)
    camara.seguir(page)
    for numero in (1, 2, 3):
        camara.escena(numero, "clave", "Título", "Explicación.")
    assert not rodaje.en_pausa.is_set()
    camara.cerrar()
    # The second pause was two and a half times too long; the others made up for it.
    assert tiempo.ahora == rodaje.pausas == 4
    assert en_pausa == [True, True]
    assert rodaje.en_pausa.is_set()
