"""What a tab asks of the portal is counted, timed, and asked back for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from icsoe_bot.portal.direcciones import Direcciones
from icsoe_bot.portal.errores import PortalFueraDeServicio
from icsoe_bot.portal.medidor import SinMedidor
from icsoe_bot.portal.pestana import Pestana


class Medidor(SinMedidor):
    def __init__(self) -> None:
        self.pedidas = 0
        self.tardanzas: list[float] = []
        self.esperas: list[float] = []

    def pidio(self) -> None:
        self.pedidas += 1

    def respondio(self, segundos: float) -> None:
        self.tardanzas.append(segundos)

    def pide_espera(self, segundos: float) -> None:
        self.esperas.append(segundos)


def test_se_cuentan_paginas_y_datos_y_se_oye_al_portal(
    page: Page, direcciones: Direcciones
) -> None:
    medidor = Medidor()
    pestana = Pestana(page, direcciones, medidor=medidor)
    pestana.ir_a(direcciones.micrositio)
    page.wait_for_load_state()
    paginas, respuestas = medidor.pedidas, len(medidor.tardanzas)
    # The page, and what it asks for itself; neither its pictures nor its styles.
    assert 1 <= paginas <= 3
    with page.expect_request_finished(lambda pedida: pedida.resource_type == "fetch"):
        assert page.evaluate("async () => (await (await fetch(location.href)).text()).length > 0")
    assert page.evaluate("async () => (await fetch('data:,hola')).status") == 200
    assert medidor.pedidas == paginas + 1
    # A redirection has no answer of its own to time.
    assert 1 <= respuestas <= paginas
    assert len(medidor.tardanzas) == respuestas + 1
    assert all(0 < tardanza < 10 for tardanza in medidor.tardanzas)

    def rechazar(ruta: Route) -> None:
        ruta.fulfill(status=503, headers={"Retry-After": "120"}, body="<h1>En mantenimiento</h1>")

    page.route(direcciones.micrositio, rechazar)
    with pytest.raises(PortalFueraDeServicio, match="error 503"):
        pestana.ir_a(direcciones.micrositio)
    assert medidor.esperas == [120]
