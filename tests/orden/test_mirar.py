"""``icsoe efirma`` and ``icsoe revisar``: looking, and saying the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from flows.cli.main import ejecutar
from icsoe_bot.portal.navegador import Navegador
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


def test_sin_ninguna_efirma_las_dos_ordenes_dicen_lo_mismo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.revisar._navegador", lambda _carpeta: "uno")
    (tmp_path / "efirmas").mkdir()
    assert ejecutar(["-C", str(tmp_path), "efirma", "--json"]) == 1
    error = _json(capsys)
    assert error["error"] == "SinEfirmas"
    assert ejecutar(["-C", str(tmp_path), "revisar", "--json"]) == 1
    hallazgos = {hallazgo["asunto"]: hallazgo for hallazgo in _json(capsys)}
    assert not hallazgos["e.firmas"]["bien"]
    assert hallazgos["e.firmas"]["error"] == error


def test_mirar_una_carpeta_cualquiera_no_deja_nada_en_ella(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.revisar._navegador", lambda _carpeta: "uno")
    for orden in ("revisar", "efirma"):
        assert ejecutar(["-C", str(tmp_path), orden, "--json"]) != 0
    assert list(tmp_path.iterdir()) == []


def test_instalar_tambien_contesta_en_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hallado = Navegador("Chromium", Path("chromium"))
    monkeypatch.setattr("flows.cli.revisar.instalar_navegador", lambda aviso: hallado)
    assert ejecutar(["revisar", "--instalar", "--json"]) == 0
    assert _json(capsys) == {"navegador": "Chromium", "ruta": "chromium"}


@pytest.mark.parametrize("estorbo", ["registro", "registro/icsoe.log"])
def test_donde_no_se_puede_escribir_se_dice(
    estorbo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "efirmas").mkdir()
    if estorbo == "registro":
        (tmp_path / estorbo).write_text("no es una carpeta", encoding="utf-8")
    else:
        (tmp_path / estorbo).mkdir(parents=True)
    assert ejecutar(["-C", str(tmp_path), "efirma", "--json"]) == 2
    assert "No se puede escribir" in _json(capsys)["mensaje"]
