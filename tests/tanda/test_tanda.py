"""How a batch goes on: each filing isolated, the portal given up only when it is down."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.desenlace import BorradorAjeno
from flows.tanda.resumen import Final, Situacion
from flows.tanda.testigo import Testigo
from flows.tanda.vista import Desenlace
from icsoe_bot.efirma.errores import ClaveIncorrecta, EfirmaVencida
from icsoe_bot.errors import IcsoeError, OurFault
from icsoe_bot.ledger.base import BitacoraInservible
from icsoe_bot.ledger.tomas import EnManosDeOtro
from icsoe_bot.portal.errores import (
    DemasiadasSesiones,
    FirmaSinDesenlace,
    PantallaDesconocida,
    PortalFueraDeServicio,
    PortalLento,
    VerificacionHumana,
)
from tests.tanda.conftest import Ensayo


def situaciones(finales: tuple[Final, ...]) -> list[Situacion]:
    return [final.situacion for final in finales]


def test_todas_se_presentan_en_el_orden_del_archivo(ensayo: Ensayo) -> None:
    resumen = ensayo.correr()
    assert resumen.codigo == 0
    assert resumen.cuentas == {Situacion.PRESENTADA: 6}
    assert ensayo.mesa.intentos == ensayo.rfcs
    assert ensayo.interrupcion.siestas == []


@pytest.mark.parametrize(
    "error",
    [
        PantallaDesconocida("No se reconoce."),
        VerificacionHumana("Pide captcha."),
        BorradorAjeno("Otro empezó."),
        ZeroDivisionError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_lo_que_le_pasa_a_uno_no_detiene_a_los_demas(error: Exception, ensayo: Ensayo) -> None:
    ensayo.falla(1, error)
    resumen = ensayo.correr()
    assert resumen.codigo == 1
    assert situaciones(resumen.finales) == [
        Situacion.PRESENTADA,
        Situacion.OPERADOR,
        *[Situacion.PRESENTADA] * 4,
    ]
    assert ensayo.mesa.intentos == ensayo.rfcs
    problema = resumen.finales[1].problema
    assert problema is error or isinstance(problema, OurFault)
    assert ensayo.rfcs[1] in str(problema) or problema is error


def test_lo_pasajero_se_reintenta_con_pausas_que_crecen_y_varian(ensayo: Ensayo) -> None:
    ensayo.falla(0, *[PortalLento("Tarda.")] * 2)
    ensayo.falla(1, *[PortalLento("Tarda.")] * 2)
    assert ensayo.correr().codigo == 0
    siestas = ensayo.interrupcion.siestas
    assert len(siestas) == 4
    for corta, larga in (siestas[:2], siestas[2:]):
        assert 2 <= corta <= 4
        assert 4 <= larga <= 6
    assert len(set(siestas)) == 4


def test_un_portal_caido_para_varios_seguidos_detiene_la_tanda(ensayo: Ensayo) -> None:
    for cual in (1, 2, 3):
        ensayo.falla(cual, *[PortalFueraDeServicio("No responde.")] * 3)
    resumen = ensayo.correr()
    assert resumen.codigo == 75
    assert situaciones(resumen.finales) == [
        Situacion.PRESENTADA,
        *[Situacion.MAS_TARDE] * 3,
        *[Situacion.PENDIENTE] * 2,
    ]
    assert ensayo.rfcs[4] not in ensayo.mesa.intentos
    assert resumen.volver is not None
    assert timedelta(minutes=29) < resumen.volver - datetime.now(UTC) <= timedelta(minutes=30)


def test_se_vuelve_cuando_el_portal_lo_dijo(ensayo: Ensayo) -> None:
    cuando = datetime(2026, 11, 27, 8, tzinfo=UTC)
    for cual in (0, 1, 2):
        ensayo.falla(cual, *[PortalFueraDeServicio("No responde.", cuando=cuando)] * 3)
    assert ensayo.correr().volver == cuando


def test_dos_caidas_con_un_exito_en_medio_no_detienen(ensayo: Ensayo) -> None:
    for cual in (0, 1, 3, 4):
        ensayo.falla(cual, *[PortalFueraDeServicio("No responde.")] * 3)
    resumen = ensayo.correr()
    # Each of them got a second chance once all the others had their first.
    assert resumen.codigo == 0
    assert ensayo.mesa.intentos[-4:] == [ensayo.rfcs[cual] for cual in (0, 1, 3, 4)]


def test_un_error_de_efirma_ni_cuenta_ni_descuenta_caidas(ensayo: Ensayo) -> None:
    for cual in (0, 1, 3):
        ensayo.falla(cual, *[PortalFueraDeServicio("No responde.")] * 3)
    ensayo.mesa.impedimentos[ensayo.rfcs[2]] = EfirmaVencida("Venció.")
    resumen = ensayo.correr()
    assert resumen.codigo == 75
    assert ensayo.rfcs[4] not in ensayo.mesa.intentos


def test_lo_ya_archivado_no_dice_que_el_portal_responda(ensayo: Ensayo) -> None:
    ensayo.mesa.archivadas = {ensayo.rfcs[cual] for cual in (1, 3)}
    for cual in (0, 2, 4, 5):
        ensayo.mesa.sin_entrar.add(ensayo.rfcs[cual])
        ensayo.falla(cual, *[PortalFueraDeServicio("No responde.")] * 9)
    resumen = ensayo.correr()
    assert resumen.codigo == 75
    assert ensayo.rfcs[5] not in ensayo.mesa.intentos


def test_lo_firmado_antes_se_dice_aunque_no_se_llegue_a_leer(ensayo: Ensayo) -> None:
    ensayo.mesa.firmadas[ensayo.rfcs[0]] = datetime.now(UTC) - timedelta(hours=1)
    ensayo.mesa.firmadas[ensayo.rfcs[5]] = datetime.now(UTC) - timedelta(hours=1)
    for cual in (0, 1, 2):
        ensayo.falla(cual, *[PortalFueraDeServicio("No responde.")] * 9)
    ensayo.politica = replace(ensayo.politica, caidas=2)
    resumen = ensayo.correr()
    assert resumen.codigo == 3
    assert [resumen.finales[cual].situacion for cual in (0, 5)] == [Situacion.DESCONOCIDA] * 2
    assert resumen.finales[4].situacion is Situacion.PENDIENTE


def test_caido_hasta_el_final_dice_cuando_volver_aunque_sea_uno(ensayo: Ensayo) -> None:
    ensayo.falla(5, *[PortalFueraDeServicio("No responde.")] * 6)
    resumen = ensayo.correr()
    assert resumen.codigo == 75
    assert resumen.volver is not None
    assert resumen.cuentas == {Situacion.PRESENTADA: 5, Situacion.MAS_TARDE: 1}


def test_otras_sesiones_del_rfc_se_dejan_para_el_final(ensayo: Ensayo) -> None:
    ensayo.falla(0, DemasiadasSesiones("Hay demasiadas."))
    assert ensayo.correr().codigo == 0
    assert ensayo.mesa.intentos == [*ensayo.rfcs, ensayo.rfcs[0]]
    assert ensayo.interrupcion.siestas == []


def test_lo_firmado_sin_desenlace_se_relee_tras_la_espera(ensayo: Ensayo) -> None:
    rfc = ensayo.rfcs[0]
    ensayo.mesa.firmadas[rfc] = datetime.now(UTC)
    ensayo.falla(0, FirmaSinDesenlace("No se sabe."))
    resumen = ensayo.correr()
    assert resumen.codigo == 0
    assert ensayo.mesa.intentos == [*ensayo.rfcs, rfc]
    (siesta,) = ensayo.interrupcion.siestas
    assert 590 < siesta <= 600


def test_siempre_hay_una_lectura_despues_de_la_espera(ensayo: Ensayo) -> None:
    # The reading of the first turn may have taken longer than the wait; it doesn't count.
    ensayo.politica = replace(ensayo.politica, espera_desenlace=timedelta())
    rfc = ensayo.rfcs[0]

    def firmar_sin_respuesta() -> None:
        ensayo.mesa.firmadas[rfc] = datetime.now(UTC)
        raise FirmaSinDesenlace("No se sabe.")

    ensayo.mesa.guiones[rfc].append(firmar_sin_respuesta)
    assert ensayo.correr().codigo == 0
    assert ensayo.mesa.intentos.count(rfc) == 2


def test_lo_que_sigue_sin_desenlace_va_a_una_persona(ensayo: Ensayo) -> None:
    ensayo.mesa.firmadas[ensayo.rfcs[0]] = datetime.now(UTC)
    ensayo.falla(0, *[FirmaSinDesenlace("No se sabe.")] * 2)
    ensayo.falla(1, BorradorAjeno("Otro empezó."))
    resumen = ensayo.correr()
    assert resumen.codigo == 3
    assert resumen.finales[0].situacion is Situacion.DESCONOCIDA
    assert ensayo.mesa.intentos.count(ensayo.rfcs[0]) == 2


def test_que_el_portal_se_caiga_al_releer_no_aclara_nada(ensayo: Ensayo) -> None:
    ensayo.mesa.firmadas[ensayo.rfcs[0]] = datetime.now(UTC)
    ensayo.falla(0, FirmaSinDesenlace("No se sabe."), *[PortalLento("Tarda.")] * 9)
    resumen = ensayo.correr()
    assert resumen.codigo == 3
    assert resumen.finales[0].situacion is Situacion.DESCONOCIDA


def test_una_firma_vieja_no_se_espera_otra_vez(ensayo: Ensayo) -> None:
    ensayo.mesa.firmadas[ensayo.rfcs[0]] = datetime.now(UTC) - timedelta(minutes=11)
    ensayo.falla(0, FirmaSinDesenlace("No se sabe."))
    assert ensayo.correr().codigo == 3
    assert ensayo.interrupcion.siestas == []


def test_lo_archivado_ni_abre_la_efirma(ensayo: Ensayo) -> None:
    ensayo.mesa.archivadas = set(ensayo.rfcs)
    ensayo.mesa.impedimentos = {rfc: EfirmaVencida("Venció.") for rfc in ensayo.rfcs}
    resumen = ensayo.correr()
    assert resumen.codigo == 0
    assert resumen.cuentas == {Situacion.YA_PRESENTADA: 6}
    assert ensayo.mesa.intentos == []


def test_lo_que_otro_proceso_trabaja_se_mira_despues(ensayo: Ensayo) -> None:
    ensayo.falla(0, *[EnManosDeOtro("Otro proceso.")] * 3)
    assert ensayo.correr().codigo == 0
    assert ensayo.mesa.intentos == [*ensayo.rfcs, *[ensayo.rfcs[0]] * 3]


def test_lo_firmado_que_otro_proceso_trabaja_se_mira_hasta_que_acaba(ensayo: Ensayo) -> None:
    ensayo.mesa.firmadas[ensayo.rfcs[0]] = datetime.now(UTC) - timedelta(minutes=9)
    ensayo.falla(0, FirmaSinDesenlace("No se sabe."), *[EnManosDeOtro("Otro proceso.")] * 30)
    assert ensayo.correr().codigo == 0
    assert ensayo.mesa.intentos == [*ensayo.rfcs, *[ensayo.rfcs[0]] * 31]


def test_una_efirma_que_no_sirve_se_anota_y_no_se_reintenta(ensayo: Ensayo) -> None:
    error = ClaveIncorrecta("No abre.")
    ensayo.mesa.impedimentos[ensayo.rfcs[2]] = error
    resumen = ensayo.correr()
    assert resumen.codigo == 1
    assert ensayo.mesa.anotados == [(ensayo.rfcs[2], error)]
    assert ensayo.rfcs[2] not in ensayo.mesa.intentos


def test_lo_que_toca_al_contribuyente_se_distingue(ensayo: Ensayo) -> None:
    ensayo.mesa.impedimentos[ensayo.rfcs[2]] = EfirmaVencida("Venció.")
    assert ensayo.correr().finales[2].situacion is Situacion.CONTRIBUYENTE


def test_sin_bitacora_no_sigue_nadie(ensayo: Ensayo) -> None:
    ensayo.falla(1, BitacoraInservible("No se pudo escribir."))
    resumen = ensayo.correr()
    assert resumen.codigo == 1
    assert ensayo.mesa.intentos == ensayo.rfcs[:2]
    assert resumen.cuentas[Situacion.PENDIENTE] == 4


def test_interrumpir_deja_lo_demas_pendiente(ensayo: Ensayo) -> None:
    ensayo.mesa.guiones[ensayo.rfcs[1]].append(ensayo.interrupcion.pedir)
    resumen = ensayo.correr()
    assert resumen.interrumpida
    assert resumen.codigo == 130
    # The one at work ends; the next ones don't begin.
    assert resumen.cuentas == {Situacion.PRESENTADA: 2, Situacion.PENDIENTE: 4}


def test_interrumpir_durante_una_espera(ensayo: Ensayo) -> None:
    def pedir_y_caer() -> None:
        ensayo.interrupcion.pedir()
        raise PortalLento("Tarda.")

    ensayo.mesa.guiones[ensayo.rfcs[0]].append(pedir_y_caer)
    resumen = ensayo.correr()
    assert resumen.interrumpida
    assert ensayo.mesa.intentos == ensayo.rfcs[:1]


def test_una_simulacion_no_presenta_ni_anota(ensayo: Ensayo) -> None:
    ensayo.mesa.impedimentos[ensayo.rfcs[0]] = ClaveIncorrecta("No abre.")
    resumen = ensayo.correr(simulacion=True)
    assert resumen.cuentas == {Situacion.SIMULADA: 5, Situacion.OPERADOR: 1}
    assert ensayo.mesa.anotados == []
    assert ensayo.mesa.simuladas == ensayo.rfcs[1:]


def test_cada_renglon_termina_una_sola_vez_para_quien_mira(ensayo: Ensayo) -> None:
    terminados: list[Desenlace] = []

    class Mira(Testigo):
        def termina(self, final: Desenlace) -> None:
            terminados.append(final)

    ensayo.testigo = Mira()
    ensayo.falla(0, DemasiadasSesiones("Hay demasiadas."))
    for cual in (2, 3, 4):
        ensayo.falla(cual, *[PortalFueraDeServicio("No responde.")] * 3)
    resumen = ensayo.correr()
    # What was put off is told too, when the batch stops before its second chance.
    assert sorted(final.titulo for final in terminados) == sorted(
        f"{rfc} 2026-2" for rfc in ensayo.rfcs[:5]
    )
    assert resumen.cuentas[Situacion.PENDIENTE] == 1


def test_en_json_dice_lo_que_hay_que_hacer(ensayo: Ensayo) -> None:
    ensayo.falla(0, IcsoeError("Pasó algo.", remedio="Haga algo."))
    dato = ensayo.correr().en_json()
    assert dato["codigo"] == 1
    assert dato["cuentas"] == {"presentada": 5, "requiere al operador": 1}
    primera = dato["presentaciones"][0]
    assert (primera["mensaje"], primera["que_hacer"]) == ("Pasó algo.", "Haga algo.")
    assert primera["situacion"] == "requiere al operador"
    assert dato["presentaciones"][1]["folio"] == "SI262202734"
