"""A sown folder is complete, readable and opens."""

from __future__ import annotations

import csv
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dotenv import dotenv_values

from fixtures.contribuyentes import contribuyentes_ficticios
from fixtures.replica.direcciones import PUERTOS, Puertos
from fixtures.sembrar import CantidadInvalida, CarpetaOcupada, sembrar
from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.efirma import Efirma, FuentesDeClave, Lectura, listar

AHORA = datetime(2026, 9, 2, 3, 0, tzinfo=UTC)  # still the first of September in Mexico
CUANTOS = 10


@pytest.fixture(scope="module")
def sembrada(tmp_path_factory: pytest.TempPathFactory) -> Path:
    carpeta = tmp_path_factory.mktemp("despacho") / "práctica ñ"
    assert sembrar(carpeta, CUANTOS, ahora=AHORA) == contribuyentes_ficticios(CUANTOS)
    return carpeta


def test_cada_efirma_abre_con_la_clave_de_env(sembrada: Path) -> None:
    dotenv = dotenv_values(sembrada / ".env", encoding="utf-8", interpolate=False)
    resolver = FuentesDeClave(dotenv=dotenv, llavero=False).resolver
    lista = listar(sembrada / "efirmas", Lectura(resolver, AHORA))
    abiertas = [item.resultado for item in lista]
    assert len(abiertas) == CUANTOS
    for abierta in abiertas:
        assert isinstance(abierta, Efirma)
        assert abierta.es_de_replica
        assert abierta.vigente_desde == AHORA - timedelta(days=365)
        assert abierta.vigente_hasta == AHORA + timedelta(days=3 * 365 + 1)
        assert dotenv[f"ICSOE_CLAVE_{abierta.rfc}"] == abierta.clave.revelar()


def test_las_claves_llevan_lo_que_llevan_las_de_verdad(sembrada: Path) -> None:
    ruta = sembrada / ".env"
    dotenv = dotenv_values(ruta, encoding="utf-8", interpolate=False)
    assert dotenv == dotenv_values(ruta, encoding="utf-8", interpolate=True)
    claves = {v or "" for k, v in dotenv.items() if k.startswith("ICSOE_CLAVE_")}
    assert len(claves) == CUANTOS
    assert all(len(clave) >= 12 for clave in claves)
    for simbolo in "#'\"$\\ ñé€":
        assert any(simbolo in clave for clave in claves), simbolo
    assert set(dotenv) - {k for k in dotenv if k.startswith("ICSOE_CLAVE_")} == {"ICSOE_AMBIENTE"}
    assert dotenv["ICSOE_AMBIENTE"] == "replica"


@pytest.mark.skipif(os.name == "nt", reason="Windows no tiene estos permisos")
def test_lo_secreto_es_solo_de_su_duenio(sembrada: Path) -> None:
    for ruta in (sembrada / ".env", *sembrada.rglob("*.key")):
        assert stat.S_IMODE(ruta.stat().st_mode) == 0o600


def test_el_lote_abre_en_excel_y_dice_lo_que_toca(sembrada: Path) -> None:
    crudo = (sembrada / "lote.csv").read_bytes()
    assert crudo.startswith(b"\xef\xbb\xbf")
    filas = list(csv.DictReader(crudo.decode("utf-8-sig").splitlines()))
    assert list(filas[0]) == ["rfc", "periodo", "tipo", "declara", "fecha_declaracion"]
    ficticios = contribuyentes_ficticios(CUANTOS)
    assert [fila["rfc"] for fila in filas] == [str(c.rfc) for c in ficticios]
    assert {fila["periodo"] for fila in filas} == {"2026-2"}
    assert {fila["tipo"] for fila in filas} == {TipoInformativa.SIN_INFORMACION.value}
    assert {fila["fecha_declaracion"] for fila in filas} == {"2026-09-01"}
    for fila, ficticio in zip(filas, ficticios, strict=True):
        assert fila["declara"] == (ficticio.representante or ficticio).nombre


def test_el_leeme_dice_que_no_vale_y_como_se_usa(sembrada: Path) -> None:
    texto = (sembrada / "LEEME.txt").read_text(encoding="utf-8")
    for parte in ("tiene validez", "icsoe replica", "icsoe -C", "icsoe presentar", "--declara"):
        assert parte in texto
    dotenv = dotenv_values(sembrada / ".env", encoding="utf-8", interpolate=False)
    assert not any(v in texto for k, v in dotenv.items() if k != "ICSOE_AMBIENTE" and v)


def test_las_direcciones_solo_si_no_son_las_de_siempre(tmp_path: Path) -> None:
    de_siempre, otras = PUERTOS.direcciones, Puertos.desde(9000).direcciones
    sembrar(tmp_path / "a", 1, ahora=AHORA, direcciones=de_siempre, clave="la misma")
    sembrar(tmp_path / "b", 1, ahora=AHORA, direcciones=otras, clave="la misma")
    assert "ICSOE_PORTAL" not in dotenv_values(tmp_path / "a" / ".env", encoding="utf-8")
    valores = dotenv_values(tmp_path / "b" / ".env", encoding="utf-8")
    assert valores["ICSOE_PORTAL"] == "http://127.0.0.1:9000"
    assert valores["ICSOE_WIDGET"] == "http://localhost:9001"
    assert "la misma" in valores.values()


def test_nunca_se_pisa_lo_que_hay(tmp_path: Path) -> None:
    (tmp_path / "lote.csv").write_text("trabajo de alguien", encoding="utf-8")
    for ocupada in (tmp_path, tmp_path / "lote.csv"):
        with pytest.raises(CarpetaOcupada) as error:
            sembrar(ocupada, 1, ahora=AHORA)
        assert error.value.exit_code == 2
    assert [ruta.name for ruta in tmp_path.iterdir()] == ["lote.csv"]
    with pytest.raises(CantidadInvalida):
        sembrar(tmp_path / "nueva", 0, ahora=AHORA)
    assert not (tmp_path / "nueva").exists()
