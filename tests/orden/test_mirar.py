"""``icsoe efirma`` and ``icsoe revisar``: looking, and saying the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from flows.cli.main import ejecutar
from tests.conftest import Oficina

SAT = Path(__file__).parent.parent / "efirma" / "sat"


def _json(capsys: pytest.CaptureFixture[str]) -> Any:
    """The one document on standard output."""
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def sueltas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Genuine pairs of SAT in one folder, expired, with the passwords in the environment."""
    carpeta = tmp_path / "de prueba"
    shutil.copytree(SAT, carpeta)
    monkeypatch.setenv("ICSOE_CLAVE_EKU9003173C9", "12345678a")
    return carpeta


def test_los_pares_sueltos_se_muestran_y_nada_queda_en_su_carpeta(
    sueltas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    antes = sorted(sueltas.iterdir())
    assert ejecutar(["efirma", str(sueltas), "--json"]) == 1
    vistas = {vista["origen"]: vista for vista in _json(capsys)}
    assert len(vistas) == 4
    sello, moral = vistas["sample-csd"], vistas["sample-moral"]
    assert (sello["error"], moral["error"]) == ("EsSelloDigital", "EfirmaVencida")
    assert (sello["rfc"], moral["rfc"]) == ("EKU9003173C9", "EKU9003173C9")
    for vista in (sello, moral):
        assert vista["nombre"] == "ESCUELA KEMPER URGATE SA DE CV"
        assert vista["numero_serie"].isdigit()
        assert vista["vigente_hasta"].startswith("2023-06")
    assert ejecutar(["efirma", str(sueltas)]) == 1
    tabla = capsys.readouterr().out
    assert "ESCUELA KEMPER" in tabla
    assert sorted(sueltas.iterdir()) == antes


def test_en_produccion_las_de_la_replica_no_sirven(
    oficina: Oficina, capsys: pytest.CaptureFixture[str]
) -> None:
    env = oficina.carpeta / ".env"
    ajustes = [x for x in env.read_text(encoding="utf-8").splitlines() if "_CLAVE_" in x]
    env.write_text("\n".join(["ICSOE_AMBIENTE=produccion", *ajustes]), encoding="utf-8")
    assert ejecutar(["-C", str(oficina.carpeta), "efirma", "--json"]) == 1
    assert {vista["error"] for vista in _json(capsys)} == {"EfirmaSinValidez"}
