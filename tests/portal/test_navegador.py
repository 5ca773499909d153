"""Which browser is driven, and that nothing leaves this machine with it."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Error, Page, Playwright

from flows import instalar
from icsoe_bot.portal import navegador
from icsoe_bot.portal.direcciones import Direcciones
from icsoe_bot.portal.errores import NavegadorAusente, SalidaDeLaReplica
from icsoe_bot.portal.pestana import Pestana


def con_propio(ruta: Path) -> Playwright:
    return cast(Playwright, SimpleNamespace(chromium=SimpleNamespace(executable_path=str(ruta))))


@pytest.fixture
def programas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without browsers; what is put here is found."""
    carpeta = tmp_path / "bin"
    carpeta.mkdir()
    monkeypatch.setenv("PATH", str(carpeta))
    for nombre in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.delenv(nombre, raising=False)
    return carpeta


def programa(carpeta: Path, nombre: str) -> Path:
    ruta = carpeta / nombre
    ruta.write_text("#!/bin/sh\n", encoding="utf-8")
    ruta.chmod(0o755)
    return ruta


@pytest.mark.skipif(sys.platform == "win32", reason="programs have other names there")
def test_el_orden_es_el_indicado_playwright_chrome_edge_chromium(
    programas: Path, tmp_path: Path
) -> None:
    propio = tmp_path / "propio"
    with pytest.raises(NavegadorAusente, match="no hay un navegador") as error:
        navegador.localizar(con_propio(propio))
    assert "Google Chrome" in error.value.remedio
    for nombre, esperado in (
        ("chromium", "Chromium"),
        ("microsoft-edge", "Microsoft Edge"),
        ("google-chrome", "Google Chrome"),
    ):
        ruta = programa(programas, nombre)
        assert navegador.localizar(con_propio(propio)) == navegador.Navegador(esperado, ruta)
    propio.touch()
    assert navegador.localizar(con_propio(propio)).ruta == propio
    elegido = programa(tmp_path, "elegido")
    assert navegador.localizar(con_propio(propio), str(elegido)).ruta == elegido
    with pytest.raises(NavegadorAusente, match="ICSOE_NAVEGADOR"):
        navegador.localizar(con_propio(propio), str(tmp_path / "ninguno"))


def test_en_windows_se_busca_donde_instalan_los_instaladores(tmp_path: Path) -> None:
    chrome = tmp_path / "Google" / "Chrome" / "Application" / "chrome.exe"
    chrome.parent.mkdir(parents=True)
    chrome.touch()
    hallados = list(navegador.instalados({"PROGRAMFILES": str(tmp_path), "PATH": ""}))
    assert hallados == [navegador.Navegador("Google Chrome", chrome)]


def test_si_nada_se_pudo_instalar_una_frase_dice_que_instalar(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    intentos: list[str] = []

    def ninguno(*_: Any) -> navegador.Navegador:
        raise NavegadorAusente("En este equipo no hay un navegador.", remedio="…")

    monkeypatch.setattr(navegador, "localizar", ninguno)
    monkeypatch.setattr(instalar, "_correr", lambda _orden: None)
    monkeypatch.setattr(navegador, "playwright_discreto", contextlib.nullcontext)
    with pytest.raises(NavegadorAusente) as error:
        instalar.instalar_navegador(intentos.append)
    assert "playwright install chromium" in intentos[0]
    assert "Instale Google Chrome, Microsoft Edge o Chromium" in error.value.remedio


@pytest.mark.parametrize("fuera", ["http://198.51.100.7/", "http://icsoe-bot.example/"])
def test_de_la_replica_no_se_sale_y_se_dice(fuera: str, page: Page, pestana: Pestana) -> None:
    pestana.exigir_sin_salidas()
    with pytest.raises(Error, match="ERR_PROXY_CONNECTION_FAILED"):
        page.goto(fuera)
    with pytest.raises(SalidaDeLaReplica, match=fuera.split("/")[2]):
        pestana.exigir_sin_salidas()


def test_oculto_y_visible_se_ven_igual_para_el_portal(page: Page, direcciones: Direcciones) -> None:
    browser = page.context.browser
    assert browser is not None
    contexto = navegador.contexto(browser, navegador.agente(browser))
    pagina = contexto.new_page()
    pagina.goto(direcciones.micrositio)
    visto = pagina.evaluate(
        "() => [navigator.userAgent, navigator.language, innerWidth, innerHeight,"
        " Intl.DateTimeFormat().resolvedOptions().timeZone]"
    )
    contexto.close()
    assert "Headless" not in visto[0]
    assert "Chrome/" in visto[0]
    assert visto[1:] == ["es-MX", *navegador.TAMANIO, "America/Mexico_City"]
