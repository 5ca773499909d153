"""What is to be hidden is covered where it is drawn, and stays readable to the page objects."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page

from icsoe_bot.recording.camara import Camara
from icsoe_bot.recording.mascara import AL_DESCUBIERTO, guion_de_mascara
from icsoe_bot.recording.rodaje import Rodaje

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
    page.evaluate(
        "() => document.body.insertAdjacentHTML('beforeend', '<p id=cinco>La<b>go</b></p>')"
    )
    assert page.evaluate(AL_DESCUBIERTO) is False
    for tapado in ("#uno", "#dos", "#tres", "#cinco"):
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


def seguridad(campo: Locator) -> object:
    return campo.evaluate("e => getComputedStyle(e).webkitTextSecurity")


def test_un_campo_que_no_se_escribe_se_lee_si_no_dice_nada_por_ocultar(page: Page) -> None:
    page.add_init_script(guion_de_mascara([RFC, NOMBRE]))
    page.goto(
        "data:text/html,<form><input id=fijo readonly value=Segundo><input id=libre value=Segundo>"
        "<fieldset id=juego disabled><input id=apagado value=Primero></fieldset>"
        "<input id=secreta type=password readonly value=Segundo></form>"
    )
    fijo = page.locator("#fijo")
    assert (seguridad(fijo), seguridad(page.locator("#apagado"))) == ("none", "none")
    assert (seguridad(page.locator("#libre")), seguridad(page.locator("#secreta"))) == (
        "disc",
        "disc",
    )
    # In the same task in which a script writes it: it is never drawn.
    escrito = "(e, valor) => { e.value = valor; return getComputedStyle(e).webkitTextSecurity }"
    for valor, como in ((RFC, "disc"), ("Tercero", "none"), ("Ángela", "disc"), ("Uno", "none")):
        assert fijo.evaluate(escrito, valor) == como
    fijo.evaluate("e => e.setAttribute('value', 'vbp 121216 7fa')")
    page.evaluate("() => document.forms[0].reset()")
    assert seguridad(fijo) == "disc"
    page.locator("#juego").evaluate("e => { e.disabled = false }")
    assert seguridad(page.locator("#apagado")) == "disc"


@pytest.mark.parametrize(
    "escrito",
    [
        f"<select><option>Otro<option>{RFC}</select>",
        "<select><optgroup label='Peña López Ángela'><option>Otro</optgroup></select>",
        f"<input type=submit value='Entrar como {RFC}'>",
        f"<input placeholder='{RFC}'>",
        f"<svg width=300 height=40><text y=20>{RFC}</text></svg>",
        "<svg width=300 height=40><text y=20>VBP<tspan>1212167FA</tspan></text></svg>",
    ],
)
def test_se_tapa_tambien_lo_que_el_navegador_dibuja_a_su_modo(page: Page, escrito: str) -> None:
    page.add_init_script(guion_de_mascara([RFC, NOMBRE]))
    estilo = "*{appearance:none;border:0;background:white;font:20px monospace;outline:0}"
    page.goto("data:text/html,<body>")
    page.evaluate("html => { document.body.innerHTML = html }", f"<style>{estilo}</style>{escrito}")
    elemento = page.locator("body > :not(style)")
    assert colores(elemento) <= {CUBIERTA, BLANCO}


@pytest.mark.parametrize("modo", ["open", "closed"])
def test_se_tapa_dentro_de_una_sombra(page: Page, modo: str) -> None:
    page.add_init_script(guion_de_mascara([RFC, NOMBRE]))
    page.goto("data:text/html,<p id=uno style='font:20px monospace'></p>")
    page.evaluate(
        "modo => { const sombra = document.getElementById('uno').attachShadow({ mode: modo });"
        "sombra.innerHTML = '<b>VBP</b><i>1212167FA</i> <input value=x>'; }",
        modo,
    )
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert CUBIERTA in colores(page.locator("#uno"))
    assert page.evaluate(AL_DESCUBIERTO) is False


@pytest.mark.parametrize(
    ("falla", "sigue"),
    [
        # What isn't drawn parts a value, and the reading of the page doesn't notice.
        ("document.body.innerHTML = '<b>VBP</b><i hidden>x</i><b>1212167FA</b>'", True),
        # Put back at the next look, but it may have been seen.
        ("document.adoptedStyleSheets = []", False),
        ("CSS.highlights.set = () => {}; CSS.highlights.delete('icsoe-oculto')", True),
    ],
)
def test_si_algo_no_se_tapa_no_se_filma(page: Page, falla: str, sigue: bool) -> None:
    camara = Camara(Rodaje(), 0, [RFC])
    page.set_viewport_size({"width": 1280, "height": 800})
    camara.preparar(page.context)
    camara.seguir(page)
    page.goto(f"data:text/html,<p>{RFC}</p>")
    camara.escena(1, "uno", "Uno", "")
    page.evaluate(f"() => {{ {falla} }}")
    with page.expect_event("console", timeout=5000) as _:
        # The page's own look, each second; nobody photographs meanwhile.
        page.evaluate(
            "() => { const aviso = icsoeDescubierto;"
            "globalThis.icsoeDescubierto = () => { aviso(); console.log('visto') } }"
        )
    assert [reserva.escena for reserva in camara.rodaje.reservas] == ["1. Uno"]
    camara.escena(2, "dos", "Dos", "")
    assert (camara.rodaje.escenas[0].despues is None) == sigue
    page.goto("data:text/html,<p>Otra</p>")
    camara.escena(3, "tres", "Tres", "")
    assert camara.rodaje.reservas[0].hasta < float("inf")
    camara.cerrar()
    assert camara.rodaje.escenas[-1].despues


def test_se_tapa_lo_que_cambia_despues_y_no_lo_que_solo_se_parece(page: Page) -> None:
    page.add_init_script(guion_de_mascara([RFC, NOMBRE]))
    page.goto(
        "data:text/html,<meta charset=utf-8><p style='font:20px monospace'>Peñasco</p>"
        "<input type=submit value=Entrar><input id=libre placeholder=Nombre value=Uno>"
    )
    # A word within another one is nobody's name.
    assert CUBIERTA not in colores(page.locator("p"))
    boton, libre = page.locator("[type=submit]"), page.locator("#libre")
    for campo, atributo in ((boton, "value"), (libre, "placeholder")):
        assert campo.get_attribute("icsoe-tapado") is None
        for valor, tapado in ((f"Soy {RFC}", ""), ("Soy yo", None)):
            campo.evaluate("(e, [que, valor]) => e.setAttribute(que, valor)", [atributo, valor])
            assert campo.get_attribute("icsoe-tapado") == tapado
    assert seguridad(libre) == "disc"
    libre.evaluate("e => { e.readOnly = true }")
    assert seguridad(libre) == "none"
