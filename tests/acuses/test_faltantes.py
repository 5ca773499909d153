"""``icsoe acuses faltantes``: the periods without acuse, no more and no fewer."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.acuses.faltantes import Calculo, Motivo, Sabido
from flows.cli.main import ejecutar
from flows.estado import Contribuyente
from icsoe_bot.domain.periodo import Cuatrimestre, Periodo
from icsoe_bot.domain.plazos import Calendario
from icsoe_bot.ledger.estados import Estado
from tests.acuses.archivados import AHORA, AMPERSAND, ENIE, OTRA, SOSA, Despacho, acuse

HOY = AHORA.date()


def pedir(
    capsys: pytest.CaptureFixture[str], despacho: Despacho, *argumentos: object, codigo: int = 0
) -> dict[str, Any]:
    orden = ["-C", str(despacho.carpeta.raiz), "acuses", "faltantes", "--json"]
    assert ejecutar([*orden, *map(str, argumentos)]) == codigo
    dato: dict[str, Any] = json.loads(capsys.readouterr().out)
    return dato


def faltantes(dato: dict[str, Any]) -> dict[str, list[str]]:
    return {
        uno["rfc"]: [f"{falta['periodo']} {falta['motivo']}" for falta in uno["faltantes"]]
        for uno in dato["contribuyentes"]
    }


@pytest.fixture
def lleno(despacho: Despacho) -> Despacho:
    """One of the folder with gaps, one without any, and a former client."""
    for rfc in (ENIE, SOSA):
        (despacho.carpeta.efirmas / str(rfc)).mkdir(parents=True)
    despacho.archivar(
        acuse(ENIE, "2025-1", "SI25000001"),
        acuse(ENIE, "2025-3", "SI25000002", tipo="Normal", complementaria="Corrección"),
        acuse(AMPERSAND, "2024-3", "SI24000001"),
        acuse(AMPERSAND, "2025-2", "SI25000003"),
    )
    despacho.presentar(ENIE, "2026-1")
    return despacho


def test_de_cada_quien_desde_su_primero_hasta_el_ultimo_terminado(
    lleno: Despacho, capsys: pytest.CaptureFixture[str]
) -> None:
    dato = pedir(capsys, lleno)
    assert faltantes(dato) == {
        str(ENIE): [
            "2025-2 sin presentar",
            "2026-1 presentada, sin acuse archivado",
            "2026-2 sin presentar",
        ],
        # Nobody knows since when; and of who left, nothing is due after the last that is known.
        str(SOSA): [],
        str(AMPERSAND): ["2025-1 sin presentar"],
    }
    por_rfc = {uno["rfc"]: uno for uno in dato["contribuyentes"]}
    assert (por_rfc[str(ENIE)]["desde"], por_rfc[str(SOSA)]["desde"]) == ("2025-1", None)
    vencido, _, abierto = por_rfc[str(ENIE)]["faltantes"]
    assert (vencido["vence"], vencido["seria_extemporanea"]) == ("2025-09-17", True)
    assert (abierto["vence"], abierto["seria_extemporanea"]) == ("2026-09-17", False)
    assert abierto["dias_restantes"] == 7
    assert (dato["hoy"], dato["hasta"], dato["total"]) == ("2026-09-10", "2026-2", 4)


def test_quien_se_nombra_se_mira_hasta_el_final(
    lleno: Despacho, capsys: pytest.CaptureFixture[str]
) -> None:
    dato = pedir(capsys, lleno, str(AMPERSAND).lower(), "--desde", "2025", "--hasta", "2025")
    assert faltantes(dato) == {
        str(AMPERSAND): ["2025-1 sin presentar", "2025-3 sin presentar"],
    }
    dato = pedir(capsys, lleno, SOSA, "--desde", "2026-1", "--hasta", "2099")
    assert faltantes(dato) == {str(SOSA): ["2026-1 sin presentar", "2026-2 sin presentar"]}


def test_un_acuse_perdido_y_una_firma_en_duda_se_distinguen(
    despacho: Despacho, capsys: pytest.CaptureFixture[str]
) -> None:
    despacho.archivar(acuse(ENIE, "2025-3")).unlink()
    despacho.presentar(ENIE, "2026-1", Estado.DESCONOCIDA)
    despacho.presentar(ENIE, "2026-2", Estado.PLANEADA)
    assert faltantes(pedir(capsys, despacho))[str(ENIE)] == [
        "2025-3 el acuse no está en su carpeta",
        "2026-1 firmada, sin acuse a la vista",
        "2026-2 sin presentar",
    ]


def test_los_contribuyentes_de_un_lote(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lote = tmp_path / "otro lote.csv"
    lote.write_text(
        "rfc,periodo,tipo,declara,fecha_declaracion,nombre\n"
        f"{OTRA},2026-1,Sin información,Ana Ficticia López,2026-05-03,Ficticia SA\n",
        encoding="utf-8",
    )
    dato = pedir(capsys, lleno, "--lote", lote, "--desde", "2026-2")
    assert faltantes(dato) == {str(OTRA): ["2026-2 sin presentar"]}
    assert dato["contribuyentes"][0]["nombre"] == "Ficticia SA"


@pytest.mark.parametrize(
    ("argumentos", "palabras"),
    [
        (["--desde", "2026-2", "--hasta", "2025"], "posterior"),
        (["--desde", "ayer"], "no existe"),
        ([str(OTRA)], "no hay nada de"),
        ([str(ENIE), "--lote", "lote.csv"], "Con --lote no van RFC"),
        (["ABC"], "largo"),
    ],
)
def test_lo_mal_pedido_se_explica(
    argumentos: list[str],
    palabras: str,
    despacho: Despacho,
    capsys: pytest.CaptureFixture[str],
) -> None:
    dato = pedir(capsys, despacho, *argumentos, codigo=2)
    assert palabras in dato["mensaje"]


def test_se_muestra_a_las_personas(lleno: Despacho, capsys: pytest.CaptureFixture[str]) -> None:
    orden = ["-C", str(lleno.carpeta.raiz), "acuses", "faltantes"]
    assert ejecutar(orden) == 0
    visto = capsys.readouterr()
    palabras = " ".join(visto.out.split())
    assert "RÉPLICA — SIN VALIDEZ · Periodos sin acuse hasta 2026-2, al 10/09/2026" in palabras
    assert "en tiempo" in palabras
    assert "Faltan 4 acuses de 2 de 3 contribuyentes." in palabras
    assert f"De {SOSA} no se sabe desde cuándo presenta." in " ".join(visto.err.split())
    assert ejecutar([*orden, str(AMPERSAND), "--hasta", "2024"]) == 0
    assert "No falta ningún acuse." in capsys.readouterr().out


def test_una_carpeta_sin_nadie_lo_dice(
    despacho: Despacho, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(["-C", str(despacho.carpeta.raiz), "acuses", "faltantes"]) == 0
    assert "No hay contribuyentes" in capsys.readouterr().out


PERIODOS = st.builds(Periodo, st.integers(2021, 2026), st.sampled_from(Cuatrimestre))


@settings(max_examples=40)
@given(st.sets(PERIODOS), PERIODOS, PERIODOS)
def test_lo_que_hay_y_lo_que_falta_hacen_el_todo(
    hay: set[Periodo], desde: Periodo, hasta: Periodo
) -> None:
    calculo = Calculo(Sabido([acuse(ENIE, str(uno)) for uno in hay]), HOY, Calendario())
    visto = calculo.de(Contribuyente(ENIE, "", True), desde, hasta)
    faltan = [falta.periodo for falta in visto.faltantes]
    assert faltan == sorted(set(faltan))
    assert not hay & set(faltan)
    todos = {
        periodo
        for anio in range(2021, 2027)
        for n in Cuatrimestre
        if desde <= (periodo := Periodo(anio, n)) <= hasta
    }
    assert todos == set(faltan) | (hay & todos)
    for falta in visto.faltantes:
        assert falta.motivo is Motivo.SIN_PRESENTAR
        assert falta.seria_extemporanea == (falta.vence < HOY)
        assert falta.vence >= date(falta.periodo.fin.year, 1, 17)
