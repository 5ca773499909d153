"""Files «Sin información» with Playwright and nothing else, as a competent person would write it.

    python playwright_simple.py lista.json

One browser, a context for each taxpayer, locators by role and label, Playwright's own waiting.
``lista.json`` holds ``navegador``, ``micrositio``, ``salida`` and ``contribuyentes``: each with
``rfc``, ``cer``, ``key``, ``clave``, ``anio``, ``meses`` and ``cuatrimestre``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

PROTESTA = "Declaro bajo protesta de decir verdad"


def llenar_efirma(page: Page, contribuyente: dict[str, Any]) -> None:
    widget = page.frame_locator("#formFirmaDigital")
    widget.locator("#inputCertificado").set_input_files(contribuyente["cer"])
    widget.locator("#inputKey").set_input_files(contribuyente["key"])
    widget.locator("#inputRFC").fill(contribuyente["rfc"])
    widget.locator("#inputPassword").fill(contribuyente["clave"])
    widget.locator("#botonValidarCert").click()


def elegir_periodo(page: Page, contribuyente: dict[str, Any]) -> None:
    # The lists show before the page's script listens to them.
    for intento in range(10):
        page.get_by_label("Año").select_option(contribuyente["anio"])
        page.get_by_label("Periodo a informar").select_option(contribuyente["meses"])
        page.get_by_label("Tipo de informativa").select_option("Sin información")
        try:
            expect(page.get_by_label("Cuatrimestre:")).to_have_value(
                contribuyente["cuatrimestre"], timeout=500 * (intento + 1)
            )
        except AssertionError:
            continue
        return
    raise SystemExit(f"{contribuyente['rfc']}: el portal no dedujo el cuatrimestre")


def presentar(page: Page, contribuyente: dict[str, Any], lista: dict[str, Any]) -> None:
    page.goto(lista["micrositio"])
    enlace = page.get_by_role("link", name="Ingresar a ICISOE")
    enlace.scroll_into_view_if_needed()
    enlace.click()
    page.get_by_role("button", name="Ingresar con E.Firma").click()
    llenar_efirma(page, contribuyente)
    expect(page.get_by_text("Bienvenidos")).to_be_visible()

    # Nothing may have been filed for the period yet.
    menu = page.get_by_role("navigation", name="Menú")
    menu.get_by_role("button", name="Informativa").click()
    menu.get_by_role("link", name="Acuses de presentación").click()
    expect(page.get_by_role("heading", name="Acuses de Presentación")).to_be_visible()
    fila = (
        page.get_by_role("row")
        .filter(has_text=contribuyente["anio"])
        .filter(has_text=contribuyente["cuatrimestre"])
    )
    if fila.count():
        raise SystemExit(f"{contribuyente['rfc']}: ya tiene acuse")

    menu.get_by_role("link", name="Capturar informativa").click()
    expect(page.get_by_text("No existen informativas registradas")).to_be_visible()
    page.get_by_role("button", name="Nueva informativa").click()
    elegir_periodo(page, contribuyente)
    page.get_by_role("button", name="Continuar").click()
    protesta = page.get_by_role("dialog", name="Información")
    expect(protesta).to_contain_text(PROTESTA)
    protesta.get_by_role("button", name="Continuar").click()

    llenar_efirma(page, contribuyente)
    page.frame_locator("#formFirmaDigital").get_by_role("button", name="Firmar").click()
    aviso = page.get_by_role("dialog", name="Firma exitosa")
    aviso.get_by_role("button", name="Cerrar").click()
    expect(page.get_by_role("heading", name="Informativas en captura")).to_be_visible()

    menu.get_by_role("link", name="Acuses de presentación").click()
    with page.expect_download() as descarga:
        fila.get_by_role("button", name="Descargar Acuse").click()
    destino = Path(lista["salida"]) / f"{contribuyente['rfc']}.pdf"
    descarga.value.save_as(destino)
    page.get_by_role("button", name="Cerrar sesión").click()
    expect(page.get_by_text("Su sesión ha terminado")).to_be_visible()


def presentar_todos(browser: Browser, lista: dict[str, Any]) -> None:
    for contribuyente in lista["contribuyentes"]:
        with browser.new_context() as context:
            presentar(context.new_page(), contribuyente, lista)


def main() -> None:
    lista = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=lista["navegador"])
        presentar_todos(browser, lista)
        browser.close()


if __name__ == "__main__":
    main()
