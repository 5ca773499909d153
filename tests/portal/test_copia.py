"""A page's copy: its structure, and nothing that anybody put into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, Route

from fixtures.contribuyentes import contribuyentes_ficticios
from icsoe_bot.portal.copia import copiar, escribir, limpiar_direccion
from icsoe_bot.portal.tapado import TAPA, Tapador

RFC = str(contribuyentes_ficticios(1)[0].rfc)
NOMBRE = "PEÑA LÓPEZ ÁNGELA"
SECRETO = "MUY-SECRETO-7"

PAGINA = f"""<!DOCTYPE html><html lang="es"><head><title>Inicio de {RFC}</title>
<meta name="csrf-token" content="{SECRETO}"><script>const uno = "{SECRETO}";</script>
<style>.x {{ background: url("/{SECRETO}") }}</style></head>
<body onload="{SECRETO}"><!-- {SECRETO} --><h1 class="titulo">Bienvenida</h1>
<p id="quien" title="{RFC.lower()}">Pe<b>ña Ló</b>pez <span>Angela</span></p>
<p>CURP <span>PELA800101MDFXPN09</span></p>
<form id="f" action="/guardar;jsessionid={SECRETO}?t={SECRETO}" method="post">
<label for="usuario">Usuario</label><input id="usuario" name="usuario" placeholder="Su usuario"
  value="{SECRETO}" aria-label="Usuario">
<input type="hidden" name="params" value='{{"a": "{SECRETO}"}}'>
<input type="password" id="clave" value="{SECRETO}">
<input type="checkbox" checked aria-checked="true">
<textarea name="nota">{SECRETO}</textarea><div contenteditable>{SECRETO}</div>
<select name="anio"><option value="{SECRETO}" selected>2026</option></select>
<input type="submit" value="Continuar"></form>
<a href="https://{SECRETO}:x@www.imss.gob.mx/acuses?folio={SECRETO}#{SECRETO}" onclick="{SECRETO}"
  data-accion="bajar" data-dato="TVVZLVNFQ1JFVE8tN0hPTEEtTVVOZE8=" data-token="abc">Bajar</a>
<a href="javascript:'{SECRETO}'">Otro</a><img src="data:image/png;base64,{SECRETO}" alt="Logo">
<div style="display:none" id="cerrado"><p>Por abrir</p></div>
<div style="visibility:hidden" id="tapado"><p style="visibility:visible" id="visto">Se ve</p></div>
<div id="anfitrion"></div><iframe id="formFirmaDigital" name="marco"
  src="https://otro.example/widget?params={SECRETO}"></iframe>
<noscript>{SECRETO}</noscript><template>{SECRETO}</template></body></html>"""

MARCO = f"""<body><button id="botonValidarCert" disabled>Validar</button>
<input id="inputRFC" value="{RFC}"><p>{RFC}</p></body>"""


@pytest.fixture
def servida(page: Page) -> Page:
    def responder(ruta: Route) -> None:
        texto = MARCO if "otro.example" in ruta.request.url else PAGINA
        ruta.fulfill(body=texto, content_type="text/html; charset=utf-8")

    page.route("**/*", responder)
    page.goto(f"https://portal.example/inicio?ficha={SECRETO}")
    page.evaluate(
        "() => { document.getElementById('anfitrion').attachShadow({mode: 'open'})"
        ".innerHTML = '<em>Dentro</em>' }"
    )
    page.locator("#usuario").fill(f"escrito {SECRETO}")
    return page


def abrir(page: Page, copia: str) -> list[str]:
    """Open a copy as a person would; returns the addresses that it asked for."""
    pedidas: list[str] = []
    page.unroute_all()
    page.goto("about:blank")
    page.on("request", lambda pedida: pedidas.append(pedida.url))
    page.set_content(copia)
    return [url for url in pedidas if url.startswith("http")]


def test_la_copia_tiene_la_estructura_y_nada_mas(servida: Page) -> None:
    copia = copiar(servida, ocultar=[NOMBRE])
    assert SECRETO.lower() not in copia.lower()
    assert RFC.lower() not in copia.lower()
    for ajeno in (
        "<script",
        "onload",
        "onclick",
        "<!--",
        "javascript:",
        "base64",
        "ficha",
        '2026" ',
    ):
        assert ajeno not in copia, ajeno
    assert f"<title>Inicio de {TAPA}</title>" in copia
    assert 'data-direccion="https://portal.example/inicio"' in copia

    assert abrir(servida, copia) == []
    assert servida.get_by_label("Usuario").get_attribute("placeholder") == "Su usuario"
    assert servida.get_by_label("Usuario").input_value() == ""
    assert servida.get_by_role("button", name="Continuar").is_visible()
    assert servida.locator("#quien").inner_text() == TAPA
    assert servida.locator("#quien").get_attribute("title") == TAPA
    assert servida.locator("input[name=params]").get_attribute("value") is None
    assert servida.locator("form").get_attribute("action") == "/guardar"
    enlace = servida.get_by_role("link", name="Bajar")
    assert enlace.get_attribute("href") == "https://www.imss.gob.mx/acuses"
    assert enlace.get_attribute("data-accion") == "bajar"
    assert enlace.get_attribute("data-dato") is None
    assert servida.get_by_text("Dentro").is_visible()


def test_se_sabe_que_estaba_oculto(servida: Page) -> None:
    abrir(servida, copiar(servida))
    assert servida.get_by_text("Por abrir").count() == 1
    assert not servida.get_by_text("Por abrir").is_visible()
    assert servida.locator("#cerrado").get_attribute("data-oculto") == "despliegue"
    assert servida.get_by_text("Por abrir").get_attribute("data-oculto") is None
    assert not servida.locator("#tapado").is_visible()
    assert servida.get_by_text("Se ve").is_visible()
    assert servida.get_by_role("heading", name="Bienvenida").get_attribute("data-oculto") is None


def test_los_marcos_de_otro_origen_van_dentro(servida: Page) -> None:
    abrir(servida, copiar(servida))
    marco = servida.frame_locator("iframe#formFirmaDigital[name=marco]")
    marco.get_by_role("button", name="Validar").wait_for()
    assert marco.locator("p").inner_text() == TAPA
    assert marco.locator("#inputRFC").input_value() == ""
    assert marco.locator("html").get_attribute("data-direccion") == "https://otro.example/widget"


def test_una_pagina_que_ya_no_esta_deja_menos_y_ningun_error(servida: Page) -> None:
    servida.close()
    assert "<html" in copiar(servida)


@pytest.mark.parametrize("respuesta", ["'nada'", "'7'", "'{}'", "undefined"])
def test_una_pagina_que_enganha_no_rompe_nada(page: Page, respuesta: str) -> None:
    page.set_content(f"<script>JSON.stringify = () => {respuesta}</script><p>{RFC}</p>")
    assert RFC not in copiar(page)


def _descrita(textos: Sequence[str], atributos: Sequence[str]) -> list[Any]:
    piezas: list[Any] = [["html", [], "", -1], ["body", [], "", -1]]
    for texto, atributo in zip(textos, atributos, strict=False):
        piezas += [["p", [["title", atributo], ["aria-label", atributo]], "", -1], texto, 0]
    return [*piezas, 0, 0]


@given(st.lists(st.text()), st.lists(st.text()), st.text(), st.text())
def test_ni_en_textos_ni_en_atributos_queda_nadie(
    textos: list[str], atributos: list[str], antes: str, despues: str
) -> None:
    datos = [RFC, "PELA800101MDFXPN09", "12345678901", NOMBRE]
    con_datos = [f"{antes} {dato} {despues}" for dato in datos]
    descrita = _descrita([*textos, *con_datos], [*con_datos, *atributos])
    copia = "".join(escribir(descrita, Tapador([NOMBRE])))
    for dato in datos:
        assert dato not in copia
    # Whatever texts and attributes hold, they stay texts and attributes.
    assert set(re.findall(r"<(/?\w+)", copia)) == {"html", "/html", "body", "/body", "p", "/p"}


@given(st.text())
def test_de_una_direccion_queda_el_lugar(texto: str) -> None:
    limpia = limpiar_direccion(f"https://usuario:clave@www.imss.gob.mx/ruta;j={texto}?a={texto}#x")
    assert limpia.startswith("https://www.imss.gob.mx/ruta") or limpia == ""
    assert "?" not in limpia
    assert "#" not in limpia
