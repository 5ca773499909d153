"""A rehearsal walks to the oath and leaves nothing behind."""

from __future__ import annotations

import pytest

from flows import pasos
from flows.desenlace import BorradorAjeno
from flows.encargo import Encargo
from flows.mundo import Mundo, mundo_local
from flows.seguimiento import Seguimiento
from flows.simular import simular
from icsoe_bot.domain.protesta import TextoDeProtestaDistinto
from icsoe_bot.portal.errores import FirmaSinDesenlace
from tests.flujo.conftest import Caso


def ensayar(caso: Caso, *, firmada: bool = False) -> str | None:
    mundo: Mundo = mundo_local(caso.direcciones)
    encargo = Encargo(caso.presentacion, caso.protesta, caso.efirma, "", mundo)
    seguimiento = Seguimiento(caso.presentacion, caso.pasos.append)
    with caso.pestana() as pestana:
        return simular(pestana, encargo, seguimiento, firmada=firmada, propio=False)


def test_llega_a_la_protesta_y_no_deja_nada(caso: Caso) -> None:
    assert ensayar(caso) is None
    assert pasos.PROTESTA in caso.pasos
    assert pasos.VALIDAR not in caso.pasos
    assert not caso.replica.borradores
    assert not caso.replica.presentadas
    assert not caso.replica.sesiones
    assert caso.bitacora.buscar(caso.presentacion) is None


def test_dice_el_folio_de_lo_ya_presentado(caso: Caso) -> None:
    caso.sembrar(acuses=[{"periodo": "2026-2", "folio": "SI2600001"}])
    assert ensayar(caso) == "SI2600001"
    assert pasos.CAPTURAR not in caso.pasos


@pytest.mark.parametrize("falla", ["protesta_cambiada", "borrador", "firmada"])
def test_se_detiene_donde_se_detendria_presentar(falla: str, caso: Caso) -> None:
    if falla == "protesta_cambiada":
        caso.falla(falla)
    elif falla == "borrador":
        caso.sembrar(borradores=[{"periodo": "2026-2"}])
    antes = len(caso.replica.borradores)
    with pytest.raises((TextoDeProtestaDistinto, BorradorAjeno, FirmaSinDesenlace)):
        ensayar(caso, firmada=falla == "firmada")
    assert len(caso.replica.borradores) == antes
    assert not caso.replica.sesiones
