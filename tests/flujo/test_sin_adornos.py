"""Filing without what a page doesn't need."""

from __future__ import annotations

import pytest
from playwright.sync_api import Playwright

from fixtures.replica.apariencia import Apariencia
from fixtures.replica.servidor import Replica
from flows.pasos import Paso
from icsoe_bot.portal import navegador
from icsoe_bot.portal.direcciones import Ambiente
from icsoe_bot.portal.pestana import Paciencia
from tests.flujo.conftest import Caso


@pytest.mark.parametrize("sin_adornos", [True, pytest.param(False, marks=pytest.mark.lento)])
def test_se_presenta_igual_sin_pedir_imagenes(
    playwright: Playwright, replica: Replica, caso: Caso, *, sin_adornos: bool
) -> None:
    # The appearance whose buttons are images.
    antes = replica.apariencia
    replica.vestir(Apariencia.POBRE)
    pedidas: list[str] = []

    def atender(paso: Paso) -> None:
        if not pedidas:
            pedidas.append("")
            caso.browser.contexts[0].on("response", lambda r: pedidas.append(r.url))

    try:
        with navegador.abierto(
            playwright,
            navegador.localizar(playwright),
            ambiente=Ambiente.REPLICA,
            sin_adornos=sin_adornos,
        ) as caso.browser:
            caso.paciencia = Paciencia(10, 10, 10)
            resultado = caso.presentar(atender)
    finally:
        replica.vestir(antes)
    assert [str(resultado.folio)] == [p.folio for p in caso.replica.presentadas]
    assert resultado.acuse.is_file()
    assert any(url.endswith(".svg") for url in pedidas) is not sin_adornos
