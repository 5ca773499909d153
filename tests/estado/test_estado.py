"""Where taxpayers stand: the judgement, without a folder."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.estado import (
    Casilla,
    Conocido,
    ContribuyenteDesconocido,
    Pedido,
    Situacion,
    calcular,
    plazo_en_palabras,
)
from flows.estado import Estado as Vista
from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import Calendario
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.bitacora import Registro
from icsoe_bot.ledger.estados import CON_ACUSE, Estado
from icsoe_bot.portal.direcciones import Ambiente
from tests.estado.conocidos import ACUSE, RFCS, acuse, mediodia, registro, renglon

HOY = date(2026, 9, 5)
A, B, C, _ = RFCS


def ver(
    *registros: Registro,
    hoy: date = HOY,
    pedido: Pedido | None = None,
    inhabiles: frozenset[date] = frozenset(),
    **conocido: object,
) -> Vista:
    return calcular(
        Conocido(registros, **conocido),  # type: ignore[arg-type]
        pedido or Pedido(),
        ambiente=Ambiente.PRODUCCION,
        ahora=mediodia(hoy),
        calendario=Calendario(inhabiles),
    )


def casilla(vista: Vista, rfc: RFC = A, periodo: str = "2026-2") -> Casilla:
    return vista.casillas[rfc, Periodo.parse(periodo)]


@pytest.mark.parametrize(
    ("fecha", "situacion"),
    [
        (date(2026, 9, 1), Situacion.EN_TIEMPO),
        (date(2026, 9, 17), Situacion.EN_TIEMPO),
        (date(2026, 9, 18), Situacion.EXTEMPORANEA),
        (date(2027, 2, 1), Situacion.EXTEMPORANEA),
    ],
)
def test_en_tiempo_hasta_el_ultimo_dia(fecha: date, situacion: Situacion) -> None:
    vista = ver(registro(A, "2026-2", fecha=fecha))
    assert casilla(vista).situacion is situacion
    assert casilla(vista).fecha == fecha
    assert casilla(vista).en_json()["folio"] == "SI26000001"


def test_una_correccion_se_dice_y_no_quita_lo_presentado() -> None:
    fecha = date(2026, 9, 3)
    correccion = acuse(A, "2026-2", "Corrección", date(2026, 10, 1))
    # The same acuse twice, as when the portal changed it: it is one complementaria.
    vista = ver(registro(A, "2026-2", fecha=fecha), presentados=[correccion, correccion])
    assert casilla(vista).situacion is Situacion.EN_TIEMPO
    assert casilla(vista).detalle.endswith("complementaria «Corrección» SI26000002 del 01/10/2026")
    assert casilla(vista).detalle.count("complementaria") == 1
    assert casilla(vista).en_json()["complementarias"] == [
        {
            "complementaria": "Corrección",
            "tipo": "Sin información",
            "folio": "SI26000002",
            "fecha": "2026-10-01",
        }
    ]


@pytest.mark.parametrize(
    ("otra_vez", "situacion"),
    [
        (None, Situacion.REQUIERE_PERSONA),
        (date(2026, 10, 1), Situacion.REQUIERE_PERSONA),
        (date(2026, 10, 2), Situacion.EXTEMPORANEA),
    ],
)
def test_lo_que_quedo_sin_efectos_lo_mira_una_persona(
    otra_vez: date | None, situacion: Situacion
) -> None:
    presentados = [
        acuse(A, "2026-2", "", date(2026, 9, 3), "SI26000001"),
        acuse(A, "2026-2", "SIN EFECTOS", date(2026, 10, 1)),
    ]
    if otra_vez is not None:
        presentados.append(acuse(A, "2026-2", "", otra_vez, "SI26000003"))
    fecha = otra_vez or date(2026, 9, 3)
    vista = ver(registro(A, "2026-2", fecha=fecha), presentados=presentados)
    assert casilla(vista).situacion is situacion
    sin_efectos = situacion is Situacion.REQUIERE_PERSONA
    assert ("quedó sin efectos" in casilla(vista).detalle) is sin_efectos
    assert "complementaria «SIN EFECTOS»" in casilla(vista).detalle


def test_de_quien_solo_hay_una_complementaria_tambien_se_muestra() -> None:
    vista = ver(presentados=[acuse(A, "2026-2", "Corrección", date(2026, 10, 1))], efirmas=[A])
    assert casilla(vista).situacion is Situacion.FALTA
    assert "Corrección" in casilla(vista).detalle


def test_el_plazo_es_el_habil_y_el_de_la_oficina() -> None:
    presentada = registro(A, "2026-3", fecha=date(2027, 1, 18))
    assert casilla(ver(presentada), periodo="2026-3").situacion is Situacion.EN_TIEMPO
    otra = registro(A, "2026-2", fecha=date(2026, 9, 18))
    vista = ver(otra, inhabiles=frozenset({date(2026, 9, 17)}))
    assert casilla(vista).situacion is Situacion.EN_TIEMPO


@pytest.mark.parametrize(
    ("hoy", "dias", "palabras"),
    [
        (date(2026, 9, 5), 12, "quedan 12 días"),
        (date(2026, 9, 16), 1, "queda 1 día"),
        (date(2026, 9, 17), 0, "vence hoy"),
        (date(2026, 9, 18), -1, "1 día tarde"),
        (date(2026, 11, 26), -70, "70 días tarde"),
    ],
)
def test_lo_que_falta_dice_cuantos_dias(hoy: date, dias: int, palabras: str) -> None:
    falta = casilla(ver(efirmas=[A], hoy=hoy))
    assert (falta.situacion, falta.dias_restantes) == (Situacion.FALTA, dias)
    assert plazo_en_palabras(dias) == palabras


@pytest.mark.parametrize("estado", list(Estado))
def test_cada_estado_de_la_bitacora_tiene_su_situacion(estado: Estado) -> None:
    situacion = casilla(ver(registro(A, "2026-2", estado, date(2026, 9, 3)))).situacion
    if estado in CON_ACUSE:
        assert situacion is Situacion.EN_TIEMPO
    elif estado in (Estado.PLANEADA, Estado.CAPTURADA):
        assert situacion is Situacion.FALTA
    else:
        assert situacion is Situacion.REQUIERE_PERSONA


def test_presentada_sin_su_acuse_en_la_carpeta_se_nota() -> None:
    sin_acuse = casilla(ver(registro(A, "2026-2", Estado.PRESENTADA, date(2026, 9, 3))))
    assert sin_acuse.situacion is Situacion.EN_TIEMPO
    assert sin_acuse.detalle == "sin acuse archivado"
    archivada = registro(A, "2026-2", fecha=date(2026, 9, 3))
    borrada = casilla(ver(archivada))
    assert (borrada.acuse, borrada.detalle) == (None, "el acuse no está en su carpeta")
    presente = casilla(ver(archivada, acuses={ACUSE: Path("acuses", ACUSE)}))
    assert (presente.acuse, presente.detalle) == (Path("acuses", ACUSE), "")


@pytest.mark.parametrize("estado", [Estado.FIRMANDO, Estado.DESCONOCIDA])
def test_una_firma_sin_desenlace_dice_con_que_se_decide(estado: Estado) -> None:
    assert f"«icsoe resolver {A} 2026-2»" in casilla(ver(registro(A, "2026-2", estado))).detalle
    detenida = casilla(ver(registro(A, "2026-2", Estado.REQUIERE_PERSONA)))
    assert detenida.detalle == "se detuvo antes de firmar"


def test_de_dos_tipos_no_se_oculta_el_que_pide_a_una_persona() -> None:
    normal = registro(A, "2026-2", fecha=date(2026, 9, 3), tipo=TipoInformativa.NORMAL)
    for otra, situacion in (
        (Estado.PLANEADA, Situacion.EN_TIEMPO),
        (Estado.DESCONOCIDA, Situacion.REQUIERE_PERSONA),
    ):
        for orden in ((normal, registro(A, "2026-2", otra)), (registro(A, "2026-2", otra), normal)):
            assert casilla(ver(*orden)).situacion is situacion


def test_los_periodos_de_siempre_son_el_ultimo_y_los_conocidos() -> None:
    vista = ver(registro(A, "2025-1"), renglones=[renglon(B, "2026-1", "Ficticia SA")], efirmas=[C])
    assert [str(debido.periodo) for debido in vista.periodos] == ["2025-1", "2026-1", "2026-2"]
    assert [uno.rfc for uno in vista.contribuyentes] == sorted([A, B, C])
    assert [uno.nombre for uno in vista.contribuyentes if uno.rfc == B] == ["Ficticia SA"]


def test_de_quien_ya_no_esta_en_la_carpeta_solo_se_muestra_lo_que_hay() -> None:
    vista = ver(registro(A, "2025-1", fecha=date(2025, 5, 3)), efirmas=[B])
    assert casilla(vista, A, "2025-1").situacion is Situacion.EN_TIEMPO
    assert (A, Periodo.parse("2026-2")) not in vista.casillas
    assert casilla(vista, B, "2025-1").situacion is Situacion.FALTA


def test_se_pueden_pedir_periodos_y_contribuyentes() -> None:
    registros = [registro(A, "2024-3"), registro(B, "2026-1")]
    pedido = Pedido(periodos=[Periodo.parse("2026-3")], rfcs=[B])
    vista = ver(*registros, pedido=pedido, efirmas=[B])
    assert list(vista.casillas) == [(B, Periodo.parse("2026-3"))]
    assert casilla(vista, B, "2026-3").situacion is Situacion.SIN_TERMINAR
    desde = ver(*registros, pedido=Pedido(desde=Periodo.parse("2025-2")))
    assert [str(d.periodo) for d in desde.periodos] == ["2025-2", "2025-3", "2026-1", "2026-2"]
    with pytest.raises(ContribuyenteDesconocido, match=str(C)):
        ver(*registros, pedido=Pedido(rfcs=[C]))


@settings(max_examples=40)
@given(
    filas=st.dictionaries(
        st.tuples(st.sampled_from(RFCS), st.sampled_from(["2025-3", "2026-1", "2026-2"])),
        st.tuples(st.sampled_from(Estado), st.dates(date(2026, 1, 1), date(2026, 12, 31))),
    ),
    efirmas=st.sets(st.sampled_from(RFCS)),
    hoy=st.dates(date(2026, 9, 1), date(2026, 12, 31)),
)
def test_cada_contribuyente_de_la_carpeta_esta_una_vez_en_cada_periodo(
    filas: dict[tuple[RFC, str], tuple[Estado, date]], efirmas: set[RFC], hoy: date
) -> None:
    registros = [registro(rfc, periodo, *valor) for (rfc, periodo), valor in filas.items()]
    vista = ver(*registros, efirmas=efirmas, hoy=hoy)
    periodos = [debido.periodo for debido in vista.periodos]
    conocidas = {(r.presentacion.rfc, r.presentacion.periodo) for r in registros}
    assert set(vista.casillas) == conocidas | set(product(efirmas, periodos))
    assert sum(vista.cuentas.values()) == len(vista.casillas)
    presentadas = {lugar for lugar, una in vista.casillas.items() if una.situacion.presentada}
    assert presentadas == {
        (r.presentacion.rfc, r.presentacion.periodo) for r in registros if r.estado in CON_ACUSE
    }


def test_un_calendario_no_se_consulta_por_cada_presentacion() -> None:
    """So that 100,000 filings take a moment."""

    class Contado(Calendario):
        veces = 0

        def habil_desde(self, dia: date) -> date:
            Contado.veces += 1
            return super().habil_desde(dia)

    registros = [registro(A, "2026-2", fecha=HOY + timedelta(days=n)) for n in range(50)]
    calcular(
        Conocido(registros, efirmas=RFCS),
        Pedido(),
        ambiente=Ambiente.PRODUCCION,
        ahora=mediodia(HOY),
        calendario=Contado(),
    )
    assert Contado.veces == 1
