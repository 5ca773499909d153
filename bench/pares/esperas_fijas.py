"""Files «Sin información» as public bots for IMSS's portals do: a browser each, and fixed waits.

    python esperas_fijas.py lista.json

Such bots wait 5, 5, 1, 1, 3 and 15 s, whatever the portal does [W]. Those six are all the waits
here; between them this one is kinder to itself than they are, since Playwright waits for each thing
that it clicks. ``lista.json`` is that of ``playwright_simple.py``.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright


def llenar_efirma(page: Page, contribuyente: dict[str, Any]) -> None:
    widget = page.frame_locator("#formFirmaDigital")
    widget.locator("#inputRFC").fill(contribuyente["rfc"])
    widget.locator("#inputCertificado").set_input_files(contribuyente["cer"])
    widget.locator("#inputKey").set_input_files(contribuyente["key"])
    widget.locator("#inputPassword").fill(contribuyente["clave"])


def presentar(page: Page, contribuyente: dict[str, Any], lista: dict[str, Any]) -> None:
    widget = page.frame_locator("#formFirmaDigital")
    page.goto(lista["micrositio"])
    time.sleep(5)
    page.click("text=Ingresar a ICISOE")
    page.click("text=Ingresar con E.Firma")
    time.sleep(5)
    llenar_efirma(page, contribuyente)
    time.sleep(1)
    widget.locator("#botonValidarCert").click()
    page.wait_for_selector("text=Bienvenidos")

    page.click("#informativa")
    page.click("text=Capturar informativa")
    page.click("a.boton:has-text('Nueva informativa')")
    time.sleep(3)
    page.select_option("#anio", contribuyente["anio"])
    page.select_option("#periodo", label=contribuyente["meses"])
    page.select_option("#tipo", "Sin información")
    page.click("#captura button[type=submit]")
    page.click("#aceptar")
    llenar_efirma(page, contribuyente)
    time.sleep(1)
    widget.locator("#botonValidarCert").click()
    widget.locator("#botonFirmar").click()
    time.sleep(15)
    page.click("#exito button")

    page.click("text=Acuses de presentación")
    with page.expect_download() as descarga:
        page.click("[title='Descargar Acuse']")
    descarga.value.save_as(Path(lista["salida"]) / f"{contribuyente['rfc']}.pdf")
    page.click("text=Cerrar sesión")
    page.wait_for_selector("text=Su sesión ha terminado")


def main() -> None:
    lista = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with sync_playwright() as playwright:
        for contribuyente in lista["contribuyentes"]:
            browser = playwright.chromium.launch(executable_path=lista["navegador"])
            presentar(browser.new_page(), contribuyente, lista)
            browser.close()


if __name__ == "__main__":
    main()
