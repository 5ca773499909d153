"""The wheel, away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.procesos import GUARDIA

RAIZ = Path(__file__).parents[2]


def correr(*argumentos: object, cwd: Path, **entorno: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(argumento) for argumento in argumentos],
        cwd=cwd,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=180,
        check=False,
        env=os.environ | entorno,
    )


@pytest.fixture(scope="module")
def instalada(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs, its command included."""
    lugar = tmp_path_factory.mktemp("rueda")
    construida = correr(
        sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", lugar, cwd=RAIZ
    )
    assert construida.returncode == 0, construida.stderr
    (rueda,) = lugar.glob("*.whl")
    destino = lugar / "instalada"
    puesta = correr(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
        *("--disable-pip-version-check", "--target", destino, rueda),
        cwd=lugar,
    )
    assert puesta.returncode == 0, puesta.stderr
    return destino


def test_la_rueda_lleva_lo_suyo_y_nada_mas(instalada: Path) -> None:
    (rueda,) = instalada.parent.glob("*.whl")
    nombres = zipfile.ZipFile(rueda).namelist()
    raices = {nombre.split("/")[0] for nombre in nombres}
    assert raices == {"icsoe_bot", "flows", "fixtures", "icsoe_bot-0.1.0.dist-info"}
    assert not [nombre for nombre in nombres if nombre.endswith((".key", ".cer", ".env"))]


@pytest.mark.usefixtures("con_navegador_completo")
def test_la_demostracion_corre_en_una_carpeta_vacia(instalada: Path, tmp_path: Path) -> None:
    vacia = tmp_path / "vacía"
    vacia.mkdir()
    ruta = os.pathsep.join([str(instalada), str(GUARDIA)])
    de_donde = correr(
        sys.executable, "-c", "import flows; print(flows.__file__)", cwd=vacia, PYTHONPATH=ruta
    )
    assert str(instalada) in de_donde.stdout
    (orden,) = (ruta for ruta in (instalada / "bin").iterdir() if ruta.stem == "icsoe")
    demo = correr(sys.executable, orden, "demo", "--json", cwd=vacia, PYTHONPATH=ruta)
    assert demo.returncode == 0, demo.stderr
    dato = json.loads(demo.stdout.splitlines()[-1])
    assert {"rfc", "periodo", "folio", "acuse", "estado"} <= dato.keys()
    assert dato["estado"] == "acuse_archivado"
    acuse = Path(dato["acuse"])
    assert acuse.read_bytes().startswith(b"%PDF-")
    assert acuse.is_relative_to(vacia.resolve())
