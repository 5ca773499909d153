"""``icsoe recordar``: on which days, about whom, and what becomes of the notice."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from fixtures.replica.estado import Estado as EstadoDeReplica
from flows import recordar
from flows.carpeta import CarpetaDeTrabajo
from flows.cli.main import ejecutar
from flows.configuracion import Configuracion
from flows.estado import Conocido, Pedido, calcular
from icsoe_bot.domain.plazos import Calendario
from icsoe_bot.ledger.estados import Estado
from icsoe_bot.portal.direcciones import Ambiente
from tests.estado.conftest import poner_dia, presentada
from tests.estado.conocidos import RFCS, mediodia, registro


def hallar(hoy: date, conocido: Conocido) -> recordar.Recordatorio:
    calendario = Calendario()
    visto = calcular(
        conocido, Pedido(), ambiente=Ambiente.PRODUCCION, ahora=mediodia(hoy), calendario=calendario
    )
    return recordar.recordatorio(visto, calendario)


def test_los_dias_de_recordatorio_de_un_anio_entero() -> None:
    vacio = Conocido(efirmas=RFCS[:1])
    dias = [date(2026, 1, 1) + timedelta(days=n) for n in range(400)]
    hallados = {dia: hallar(dia, vacio) for dia in dias}
    tocan = [dia for dia in dias if hallados[dia].toca]
    assert [f"{dia:%m-%d}" for dia in tocan if dia.year == 2026] == [
        *("01-01", "01-10", "01-15", "01-19"),
        *("05-01", "05-10", "05-15", "05-18"),
        *("09-01", "09-10", "09-15", "09-17"),
    ]
    assert date(2027, 1, 18) in tocan
    assert date(2027, 1, 17) not in tocan
    for dia in dias:
        siguientes = [otro for otro in tocan if otro > dia]
        assert not siguientes or hallados[dia].proximo == siguientes[0]


def test_el_texto_dice_periodo_plazo_y_quienes() -> None:
    hallado = hallar(
        date(2026, 9, 15),
        Conocido(
            [
                registro(RFCS[0], "2026-2", fecha=date(2026, 9, 2)),
                registro(RFCS[1], "2026-2", Estado.DESCONOCIDA),
            ],
            efirmas=RFCS,
        ),
    )
    assert hallado.titulo == "ICSOE 2026-2: 3 pendientes, quedan 2 días"
    lineas = hallado.cuerpo.splitlines()
    assert lineas[0] == (
        "Periodo 2026-2 (Mayo - Agosto de 2026): vence el 17/09/2026, quedan 2 días."
    )
    faltan, requieren = (
        lineas.index("Falta presentar (2):"),
        lineas.index("Requieren que una persona los revise (1):"),
    )
    assert lineas[faltan + 1 : faltan + 3] == [f"- {RFCS[2]}", f"- {RFCS[3]}"]
    assert lineas[requieren + 1].startswith(f"- {RFCS[1]} (firmada")
    assert str(RFCS[0]) not in hallado.cuerpo


def test_un_aviso_no_nombra_a_cientos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordar, "_MAS_RFCS", 3)
    cuerpo = hallar(date(2026, 9, 15), Conocido(efirmas=RFCS)).cuerpo
    assert "Falta presentar (4):" in cuerpo
    assert cuerpo.count("\n- ") == 3
    assert "y 1 más" in cuerpo


class Buzon:
    """A service for notices that keeps them, or refuses them."""

    def __init__(self, acepta: bool = True) -> None:
        self.acepta = acepta
        self.avisos: list[tuple[str, str]] = []

    def de(self, _configuracion: Configuracion) -> Buzon:
        return self

    def avisar(self, titulo: str, cuerpo: str) -> bool:
        self.avisos.append((titulo, cuerpo))
        return self.acepta


@pytest.fixture
def buzon(monkeypatch: pytest.MonkeyPatch) -> Buzon:
    buzon = Buzon()
    monkeypatch.setattr(recordar, "avisador_de", buzon.de)
    monkeypatch.setenv("ICSOE_AVISOS", "json://127.0.0.1:9")
    return buzon


def test_avisa_el_dia_que_toca_y_otros_no(
    carpeta: CarpetaDeTrabajo,
    estado: EstadoDeReplica,
    buzon: Buzon,
    capsys: pytest.CaptureFixture[str],
) -> None:
    orden = ["-C", str(carpeta.raiz), "recordar"]
    poner_dia(estado, date(2026, 9, 11))
    assert ejecutar(orden) == 0
    assert "no es día de recordatorio; el próximo es el 15/09/2026" in capsys.readouterr().out
    assert buzon.avisos == []
    poner_dia(estado, date(2026, 9, 15))
    assert ejecutar(orden) == 0
    visto = capsys.readouterr().out
    ((titulo, cuerpo),) = buzon.avisos
    assert titulo.startswith("RÉPLICA — SIN VALIDEZ")
    for texto in (titulo, *cuerpo.splitlines(), "Aviso enviado."):
        assert texto in visto
    poner_dia(estado, date(2026, 9, 16))
    assert ejecutar([*orden, "--ahora", "--json"]) == 0
    dato = json.loads(capsys.readouterr().out)
    assert (dato["aviso"], dato["es_dia"], dato["dias_restantes"]) == ("enviado", False, 1)
    assert dato["faltan"] == [str(rfc) for rfc in RFCS[:2]]
    assert len(buzon.avisos) == 2


def test_si_nada_falta_no_avisa(
    carpeta: CarpetaDeTrabajo,
    estado: EstadoDeReplica,
    buzon: Buzon,
    capsys: pytest.CaptureFixture[str],
) -> None:
    poner_dia(estado, date(2026, 9, 17))
    for rfc in RFCS[:2]:
        presentada(carpeta, f"replica:{estado.identidad}", rfc, date(2026, 9, 3))
    assert ejecutar(["-C", str(carpeta.raiz), "recordar"]) == 0
    assert "No falta ningún contribuyente" in capsys.readouterr().out
    assert buzon.avisos == []


def test_un_aviso_que_no_llega_es_un_fallo(
    carpeta: CarpetaDeTrabajo, buzon: Buzon, capsys: pytest.CaptureFixture[str]
) -> None:
    buzon.acepta = False
    orden = ["-C", str(carpeta.raiz), "recordar", "--ahora"]
    assert ejecutar(orden) == 1
    assert "no se entregó" in capsys.readouterr().out
    assert ejecutar([*orden, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["aviso"] == "fallido"


def test_sin_direcciones_se_dice_y_no_es_un_fallo(
    carpeta: CarpetaDeTrabajo,
    buzon: Buzon,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("ICSOE_AVISOS")
    assert ejecutar(["-C", str(carpeta.raiz), "recordar", "--ahora"]) == 0
    visto = capsys.readouterr().out
    assert str(RFCS[0]) in visto
    assert "No se envió" in visto
    assert buzon.avisos == []
