"""A command loads what it needs, and no more."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flows.cli.main import ejecutar
from flows.cli.ordenes import ORDENES

PESADAS = {"playwright", "sqlalchemy", "pypdf", "flask"}


def test_lo_pesado_se_carga_con_la_orden_que_lo_usa() -> None:
    guion = "import sys, flows.cli.main; print(*sys.modules)"
    proceso = subprocess.run(
        [sys.executable, "-c", guion], capture_output=True, text=True, check=True
    )
    cargados = set(proceso.stdout.split())
    assert not PESADAS & cargados
    assert not {f"flows.cli.{orden}" for orden in ORDENES} & cargados


@pytest.mark.lento
@pytest.mark.parametrize("orden", ORDENES)
def test_cada_orden_se_carga_sola(orden: str) -> None:
    guion = f"from flows.cli.ordenes import cargar; print(cargar({orden!r}).name)"
    proceso = subprocess.run([sys.executable, "-c", guion], capture_output=True, text=True)
    assert (proceso.returncode, proceso.stdout.strip()) == (0, orden), proceso.stderr


@pytest.mark.parametrize("argumentos", [["estado"], ["--help"], ["estado", "--json"]])
def test_una_instalacion_incompleta_se_dice(
    argumentos: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Python's own way to say that a module can't be imported.
    monkeypatch.setitem(sys.modules, "flows.cli.estado", None)
    assert ejecutar(argumentos) == 1
    dicho = capsys.readouterr()
    assert "No se pudo cargar «icsoe estado»" in dicho.out + dicho.err
    assert "Instale icsoe-bot otra vez" in dicho.out + dicho.err
    assert "Traceback" not in dicho.out + dicho.err


@pytest.mark.parametrize("argumentos", [[], ["ledger"]])
def test_sin_orden_se_muestra_la_ayuda_y_nada_mas(
    argumentos: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(argumentos) == 2
    dicho = capsys.readouterr()
    assert "Órdenes" in dicho.out
    assert dicho.err == ""
