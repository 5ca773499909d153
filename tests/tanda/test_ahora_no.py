"""A batch that is told «not now» comes back later, and files what is due today all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flows.cortesia.errores import AhoraNo, HoraDeSilencio, PortalOcupado, PortalPideEspera
from flows.desenlace import estado_tras
from flows.tanda.frases import advertencias
from flows.tanda.resumen import Situacion
from icsoe_bot.portal.errores import FirmaSinDesenlace, RedInservible
from tests.tanda.conftest import Ensayo

CUANDO = datetime(2026, 9, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize("error", [PortalOcupado, PortalPideEspera])
def test_lo_que_les_pasaria_a_todos_detiene_la_tanda(error: type[AhoraNo], ensayo: Ensayo) -> None:
    ensayo.falla(1, error("Otra corrida usa el portal.", cuando=CUANDO))
    resumen = ensayo.correr()
    assert resumen.codigo == 75
    assert resumen.volver == CUANDO
    assert resumen.cuentas == {Situacion.PRESENTADA: 1, Situacion.PENDIENTE: 5}
    assert ensayo.mesa.intentos == ensayo.rfcs[:2]
    assert ensayo.interrupcion.siestas == []
    assert advertencias(resumen)[0].startswith("Otra corrida usa el portal. Vuelva")
    assert resumen.en_json()["motivo"] == "Otra corrida usa el portal."


def test_sin_hora_conocida_se_vuelve_como_de_un_portal_caido(ensayo: Ensayo) -> None:
    ensayo.falla(0, PortalOcupado("Otra corrida usa el portal."))
    volver = ensayo.correr().volver
    assert volver is not None
    assert timedelta(minutes=29) < volver - datetime.now(UTC) <= timedelta(minutes=30)


def test_de_noche_se_presenta_lo_que_vence_hoy_y_lo_demas_queda(ensayo: Ensayo) -> None:
    for cual in (0, 2, 3, 5):
        ensayo.falla(cual, HoraDeSilencio("Son horas de silencio.", cuando=CUANDO))
    resumen = ensayo.correr()
    assert resumen.codigo == 75
    assert resumen.volver == CUANDO
    # Nobody is tried twice.
    assert ensayo.mesa.intentos == ensayo.rfcs
    assert [final.situacion for final in resumen.finales] == [
        Situacion.PENDIENTE,
        Situacion.PRESENTADA,
        *[Situacion.PENDIENTE] * 2,
        Situacion.PRESENTADA,
        Situacion.PENDIENTE,
    ]


def test_lo_firmado_sin_desenlace_se_dice_tambien_de_noche(ensayo: Ensayo) -> None:
    rfc = ensayo.rfcs[0]
    ensayo.mesa.firmadas[rfc] = datetime.now(UTC)
    ensayo.falla(0, FirmaSinDesenlace("No se sabe."), HoraDeSilencio("De noche.", cuando=CUANDO))
    resumen = ensayo.correr()
    assert resumen.codigo == 3
    assert resumen.finales[0].situacion is Situacion.DESCONOCIDA
    assert resumen.volver == CUANDO


def test_una_red_que_no_sirve_detiene_la_tanda_sin_culpar_a_nadie(ensayo: Ensayo) -> None:
    error = RedInservible("No se confía en el certificado.")
    ensayo.falla(1, error)
    resumen = ensayo.correr()
    assert resumen.codigo == 1
    assert ensayo.mesa.intentos == ensayo.rfcs[:2]
    assert resumen.cuentas[Situacion.PENDIENTE] == 4
    # Nor does the ledger say that this taxpayer's filing needs a person.
    assert estado_tras(error) is None
