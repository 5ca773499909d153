"""What a person may decide about a signature without an outcome, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from flows.carpeta import CarpetaDeTrabajo
from flows.resolver import AunSeEspera, FaltaQuienDecide, NadaQueResolver, Resolucion
from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.bitacora import Bitacora
from icsoe_bot.ledger.estados import ANTES_DE_FIRMAR, Estado
from icsoe_bot.ledger.tomas import EnManosDeOtro

PRESENTACION = Presentacion(RFC.parse("XIQB891116QE4"), Periodo.parse("2026-2"))
PROTESTA = Protesta("Ana Ficticia López", date(2026, 9, 3))
AUTORIZA = "Luis Ficticio Peña"


@pytest.fixture
def carpeta(tmp_path: Path) -> CarpetaDeTrabajo:
    (tmp_path / ".env").write_text("ICSOE_ESPERA_DESENLACE=0\n", encoding="utf-8")
    return CarpetaDeTrabajo(tmp_path)


@pytest.fixture
def bitacora(carpeta: CarpetaDeTrabajo) -> Iterator[Bitacora]:
    with carpeta.abrir_bitacora("replica:a") as bitacora:
        yield bitacora


@pytest.fixture
def resolucion(carpeta: CarpetaDeTrabajo, bitacora: Bitacora) -> Resolucion:
    return Resolucion(carpeta, bitacora, PRESENTACION)


def firmar(bitacora: Bitacora, *, hasta: Estado = Estado.DESCONOCIDA) -> None:
    registro = bitacora.planear(PRESENTACION, PROTESTA)
    registro = bitacora.mover(registro, ANTES_DE_FIRMAR, Estado.FIRMANDO)
    if hasta is not Estado.FIRMANDO:
        detalle = {"motivo": "no contestó", "evidencia": ["uno.json"]}
        bitacora.mover(registro, [Estado.FIRMANDO], hasta, detalle=detalle)


@pytest.mark.parametrize("estado", [Estado.FIRMANDO, Estado.DESCONOCIDA])
def test_permitir_otra_firma_la_deja_como_planeada_y_dice_quien(
    estado: Estado, resolucion: Resolucion, bitacora: Bitacora
) -> None:
    firmar(bitacora, hasta=estado)
    resolucion.permitir_otra_firma(AUTORIZA)
    expediente = resolucion.expediente()
    assert expediente.registro.estado is Estado.PLANEADA
    assert expediente.sucesos[-1].detalle == {"decision": "otra firma", "autoriza": AUTORIZA}
    assert expediente.decidible_desde is None


def test_antes_de_la_espera_nadie_decide(
    tmp_path: Path, bitacora: Bitacora, carpeta: CarpetaDeTrabajo
) -> None:
    (tmp_path / ".env").write_text("", encoding="utf-8")
    resolucion = Resolucion(CarpetaDeTrabajo(tmp_path), bitacora, PRESENTACION)
    firmar(bitacora)
    with pytest.raises(AunSeEspera) as error:
        resolucion.permitir_otra_firma(AUTORIZA)
    assert error.value.cuando == resolucion.expediente().decidible_desde
    assert resolucion.expediente().registro.estado is Estado.DESCONOCIDA


def test_dar_por_presentada_guarda_el_folio(resolucion: Resolucion, bitacora: Bitacora) -> None:
    firmar(bitacora)
    resolucion.dar_por_presentada(Folio("SI26123456"), AUTORIZA)
    registro = resolucion.expediente().registro
    assert (registro.estado, registro.folio) == (Estado.PRESENTADA, Folio("SI26123456"))


@pytest.mark.parametrize(
    "estado", [Estado.CAPTURADA, Estado.REQUIERE_PERSONA, Estado.ACUSE_ARCHIVADO]
)
def test_sin_firma_abierta_no_hay_que_decidir(
    estado: Estado, resolucion: Resolucion, bitacora: Bitacora
) -> None:
    registro = bitacora.planear(PRESENTACION, PROTESTA)
    bitacora.mover(registro, [Estado.PLANEADA], estado)
    with pytest.raises(NadaQueResolver):
        resolucion.permitir_otra_firma(AUTORIZA)
    with pytest.raises(NadaQueResolver):
        resolucion.dar_por_presentada(Folio("SI26123456"), AUTORIZA)
    assert resolucion.expediente().registro.estado is estado


def test_nadie_decide_sin_nombre(resolucion: Resolucion, bitacora: Bitacora) -> None:
    firmar(bitacora)
    for nombre in ("", " ", "12", "-"):
        with pytest.raises(FaltaQuienDecide):
            resolucion.permitir_otra_firma(nombre)
    assert resolucion.expediente().registro.estado is Estado.DESCONOCIDA


def test_no_se_decide_lo_que_otro_proceso_trabaja(
    resolucion: Resolucion, bitacora: Bitacora
) -> None:
    firmar(bitacora, hasta=Estado.FIRMANDO)
    assert bitacora.tomas(60).tomar(PRESENTACION.rfc)
    with pytest.raises(EnManosDeOtro):
        resolucion.permitir_otra_firma(AUTORIZA)
    assert resolucion.expediente().registro.estado is Estado.FIRMANDO


def test_la_efirma_rechazada_puede_reintentarse(resolucion: Resolucion, bitacora: Bitacora) -> None:
    bitacora.planear(PRESENTACION, PROTESTA)
    with pytest.raises(NadaQueResolver):
        resolucion.reintentar_efirma(AUTORIZA)
    bitacora.rechazos.anotar(PRESENTACION.rfc, "a" * 32, "no abre")
    assert resolucion.expediente().en_json()["efirma_rechazada"] == "no abre"
    resolucion.reintentar_efirma(AUTORIZA)
    assert bitacora.rechazos.ultimo(PRESENTACION.rfc) is None


def test_el_expediente_trae_la_evidencia_que_hay(
    resolucion: Resolucion, bitacora: Bitacora, carpeta: CarpetaDeTrabajo
) -> None:
    carpeta.evidencia.mkdir()
    (carpeta.evidencia / "uno.json").write_text("{}", encoding="utf-8")
    (carpeta.evidencia / "uno.png").write_bytes(b"")
    firmar(bitacora)
    expediente = resolucion.expediente()
    assert [ruta.name for ruta in expediente.evidencias] == ["uno.json", "uno.png"]
    dato = expediente.en_json()
    assert [suceso["suceso"] for suceso in dato["sucesos"]] == [
        "planeada",
        "firmando",
        "desconocida",
    ]
    assert (dato["declara"], dato["fecha_declaracion"]) == (PROTESTA.declarante, "2026-09-03")


def test_de_lo_que_nadie_planeo_no_hay_expediente(resolucion: Resolucion) -> None:
    with pytest.raises(NadaQueResolver):
        resolucion.expediente()
