"""``icsoe programar``, with stand-ins for the system's programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from flows.carpeta import CarpetaDeTrabajo
from flows.cli import programar
from flows.cli.main import ejecutar
from flows.programar.ejecutor import ProgramadorRehusa, Respuesta, correr
from flows.programar.sistema import Sistema, localizar_programa, sistema_de_este_equipo


def pedir(
    capsys: pytest.CaptureFixture[str], carpeta: CarpetaDeTrabajo, *argumentos: str
) -> dict[str, Any]:
    assert ejecutar(["-C", str(carpeta.raiz), "programar", "--json", *argumentos]) == 0
    dato: dict[str, Any] = json.loads(capsys.readouterr().out)
    return dato


@pytest.mark.parametrize("cual", [uno.value for uno in Sistema])
def test_escribe_en_la_carpeta_y_no_instala_nada(
    cual: str,
    carpeta: CarpetaDeTrabajo,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def nada(orden: Sequence[str], _entrada: str = "") -> Respuesta:
        raise AssertionError(orden)

    monkeypatch.setattr(programar, "correr", nada)
    (carpeta.raiz / ".env").write_text("ICSOE_CLAVE_COMANDO=secretísimo\n", encoding="utf-8")
    dato = pedir(capsys, carpeta, "--sistema", cual)
    escritos = [Path(archivo) for archivo in dato["archivos"]]
    assert {archivo.parent for archivo in escritos} == {(carpeta.raiz / "programacion").resolve()}
    assert len(escritos) == (4 if cual == "systemd" else 2)
    for archivo in escritos:
        assert "secretísimo".encode()[:6] not in archivo.read_bytes().replace(b"\x00", b"")
    assert dato["instalado"] is False
    assert dato["a_mano"]
    assert ejecutar(["-C", str(carpeta.raiz), "programar", "--sistema", cual]) == 0
    visto = capsys.readouterr()
    assert "1 al 25 de enero, mayo y septiembre, 09:00" in visto.out
    assert "5, 12 y 16 de enero, mayo y septiembre, 21:00" in visto.out
    assert "Todavía no existe el lote" in visto.err
    assert ("hora del centro" in " ".join(visto.err.split())) == (cual != "systemd")


def test_instala_y_quita_con_los_programas_del_sistema(
    carpeta: CarpetaDeTrabajo,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tabla = "0 0 * * * ajena\n"

    def crontab(orden: Sequence[str], entrada: str = "") -> Respuesta:
        nonlocal tabla
        if orden[1] == "-":
            tabla = entrada
        return Respuesta(0, tabla)

    monkeypatch.setattr(programar, "correr", crontab)
    salida = tmp_path / "otra parte"
    dato = pedir(
        capsys,
        carpeta,
        *("--sistema", "cron", "--instalar", "--salida", str(salida), "--solo", "corrida"),
        *("--dias", "16,3", "--hora", "6:30", "--lote", "lotes/mayo.csv"),
    )
    assert dato["instalado"] is True
    assert [archivo.suffix for archivo in salida.iterdir()] == [".cron"]
    assert "30 6 3,16 1,5,9 * " in tabla
    assert f"lotes{os.sep}mayo.csv" in tabla
    (tarea,) = dato["tareas"]
    quitados = pedir(capsys, carpeta, "--sistema", "cron", "--quitar")
    assert quitados == {"quitados": [tarea["nombre"]]}
    assert tabla == "0 0 * * * ajena\n"
    assert ejecutar(["-C", str(carpeta.raiz), "programar", "--sistema", "cron", "--quitar"]) == 0
    assert "No había nada instalado" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argumentos", "palabras"),
    [
        (["--instalar", "--quitar"], "a la vez"),
        (["--dias", "5,45"], "no son días"),
        (["--hora", "25:00"], "no es una hora"),
        (["--sistema", "launchd"], "--sistema"),
        (["--solo", "nada"], "--solo"),
    ],
)
def test_lo_mal_pedido_se_explica_y_no_deja_nada(
    argumentos: list[str],
    palabras: str,
    carpeta: CarpetaDeTrabajo,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ejecutar(["-C", str(carpeta.raiz), "programar", *argumentos]) == 2
    assert palabras in capsys.readouterr().err
    assert not (carpeta.raiz / "programacion").exists()


def test_una_carpeta_donde_no_se_puede_escribir_se_explica(
    carpeta: CarpetaDeTrabajo, capsys: pytest.CaptureFixture[str]
) -> None:
    (carpeta.raiz / "programacion").write_text("no es una carpeta", encoding="utf-8")
    assert ejecutar(["-C", str(carpeta.raiz), "programar", "--sistema", "cron"]) == 1
    assert "No se pudo escribir" in capsys.readouterr().err


def test_el_sistema_es_el_del_equipo(monkeypatch: pytest.MonkeyPatch) -> None:
    for plataforma, systemctl, cual in (
        ("win32", None, Sistema.WINDOWS),
        ("linux", "/bin/systemctl", Sistema.SYSTEMD),
        ("linux", None, Sistema.CRON),
        ("darwin", None, Sistema.CRON),
    ):
        monkeypatch.setattr("sys.platform", plataforma)
        monkeypatch.setattr("shutil.which", lambda _nombre, _hay=systemctl: _hay)
        assert sistema_de_este_equipo() is cual


def test_el_programa_es_el_instalado_con_este_python() -> None:
    programa = localizar_programa()
    assert programa.is_absolute()
    assert programa.parent == Path(sys.executable).parent.absolute()
    assert programa.stem == "icsoe"


def test_los_programas_del_sistema_no_pasan_por_una_terminal() -> None:
    eco = (sys.executable, "-c", "import sys; print(sys.argv[1], sys.stdin.read())")
    assert correr([*eco, "$HOME; echo %x"], "ñ").salida == "$HOME; echo %x ñ\n"
    with pytest.raises(ProgramadorRehusa, match="no-existe"):
        correr(["/no-existe/crontab"])
