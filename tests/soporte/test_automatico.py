"""The pack is made by itself when a filing failed, and never takes the failure's place."""

from __future__ import annotations

from datetime import datetime

import pytest

from flows import pasos
from flows.interrupcion import Interrumpido
from flows.lote.renglon import Renglon
from flows.mundo import Mundo
from flows.soporte.automatico import ArmaPaquetes, apartar, por_si_falla
from flows.tanda.resumen import Final
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import IcsoeError, OperatorMustAct
from icsoe_bot.ledger.tomas import EnManosDeOtro
from icsoe_bot.portal.errores import NavegadorAusente, PantallaDesconocida, PortalFueraDeServicio
from tests.soporte.conftest import MUNDO, OTRA, PRESENTACION, PROTESTA, Historia


def mundo(dia: int) -> Mundo:
    return Mundo(MUNDO, datetime(2026, 9, dia, 12, tzinfo=ZONA))


@pytest.mark.parametrize(
    ("dia", "error", "dicho"),
    [
        (3, PortalFueraDeServicio, "Paquete para la mesa de ayuda"),
        (15, PortalFueraDeServicio, "Constancia de la falla"),
        (25, PortalFueraDeServicio, "Constancia de la falla"),
        (15, PantallaDesconocida, "Paquete para la mesa de ayuda"),
    ],
)
def test_el_error_dice_donde_quedo(
    historia: Historia, dia: int, error: type[IcsoeError], dicho: str
) -> None:
    historia.intento()
    fallo = error("No se pudo.", remedio="Espere.")
    with (
        pytest.raises(error) as visto,
        por_si_falla(historia.carpeta, mundo(dia), PRESENTACION),
    ):
        raise fallo
    assert visto.value is fallo
    (paquete,) = historia.carpeta.soporte.iterdir()
    assert fallo.remedio.startswith("Espere. ")
    assert fallo.remedio.endswith(f": {paquete}")
    assert dicho in fallo.remedio
    assert fallo.mensaje == "No se pudo."


@pytest.mark.parametrize("error", [Interrumpido, EnManosDeOtro, NavegadorAusente])
def test_de_lo_que_no_es_del_portal_no_se_arma(historia: Historia, error: type[IcsoeError]) -> None:
    historia.intento()
    with pytest.raises(error), por_si_falla(historia.carpeta, mundo(3), PRESENTACION):
        raise error("Otra cosa.")
    assert not historia.carpeta.soporte.exists()


def test_un_defecto_tambien_deja_paquete(historia: Historia) -> None:
    historia.intento()
    with (
        pytest.raises(ZeroDivisionError),
        por_si_falla(historia.carpeta, mundo(3), PRESENTACION),
    ):
        raise ZeroDivisionError
    assert len(list(historia.carpeta.soporte.iterdir())) == 1


def test_lo_que_salio_bien_no_deja_nada(historia: Historia) -> None:
    historia.intento()
    with por_si_falla(historia.carpeta, mundo(3), PRESENTACION):
        pass
    assert not historia.carpeta.soporte.exists()


def test_si_no_se_puede_armar_queda_el_error_como_era(
    historia: Historia, caplog: pytest.LogCaptureFixture
) -> None:
    historia.intento()
    # A file in the folder's place.
    historia.carpeta.soporte.write_bytes(b"")
    fallo = PortalFueraDeServicio("No se pudo.", remedio="Espere.")
    apartar(historia.carpeta, mundo(3), PRESENTACION, fallo)
    assert str(fallo) == "No se pudo. Espere."
    assert "no se pudo armar el paquete de soporte" in caplog.text


def test_en_una_tanda_solo_de_quien_llego_al_portal_y_fallo(historia: Historia) -> None:
    for presentacion in (PRESENTACION, OTRA):
        historia.intento(presentacion)
    fallido, sin_abrir = (
        Renglon(fila, presentacion, PROTESTA)
        for fila, presentacion in enumerate((PRESENTACION, OTRA), 2)
    )
    testigo = ArmaPaquetes(historia.carpeta, mundo(3))
    testigo.paso(fallido, pasos.MICROSITIO)
    testigo.pospone(fallido, "se reintenta")
    assert not historia.carpeta.soporte.exists()
    problema = PortalFueraDeServicio("No se pudo.")
    testigo.termina(Final(fallido, problema=problema))
    testigo.termina(Final(sin_abrir, problema=OperatorMustAct("Falta su e.firma.")))
    testigo.paso(sin_abrir, pasos.MICROSITIO)
    testigo.termina(Final(sin_abrir))
    (paquete,) = historia.carpeta.soporte.iterdir()
    assert paquete.name.startswith(str(PRESENTACION.rfc))
    assert str(paquete) in Final(fallido, problema=problema).que_hacer
