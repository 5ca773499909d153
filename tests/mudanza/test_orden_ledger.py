"""``icsoe ledger mudar`` on a folder, and what a run finds there before and after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.carpeta import CarpetaDeTrabajo
from flows.cli.main import ejecutar
from icsoe_bot.ledger.mudanza import BitacoraSinMudar
from tests.mudanza.conftest import contenido, sembrar

ARCHIVO = "bitacora-produccion.sqlite3"


@pytest.fixture
def raiz(tmp_path: Path) -> Path:
    """An office that filed with the file so far."""
    carpeta = tmp_path / "oficina ñandú"
    (carpeta / "efirmas").mkdir(parents=True)
    ajustar(carpeta, "")
    sembrar(f"sqlite:///{carpeta / ARCHIVO}")
    return carpeta


def ajustar(raiz: Path, bitacora: str) -> None:
    ajuste = f"ICSOE_BITACORA={bitacora}\n" if bitacora else ""
    (raiz / ".env").write_text(f"ICSOE_AMBIENTE=produccion\n{ajuste}", encoding="utf-8")


def test_se_muda_se_dice_y_ninguna_de_antes_sirve(
    raiz: Path, vacia: str, capsys: pytest.CaptureFixture[str]
) -> None:
    antes = contenido(f"sqlite:///{raiz / ARCHIVO}")
    ajustar(raiz, vacia)
    # Until it has moved, nobody works with the empty one.
    assert ejecutar(["-C", str(raiz), "estado"]) == BitacoraSinMudar.exit_code
    assert "icsoe ledger mudar" in capsys.readouterr().err
    assert ejecutar(["-C", str(raiz), "ledger", "mudar", "--json"]) == 0
    hecha = json.loads(capsys.readouterr().out)
    assert not hecha["ya_estaba"]
    assert {una["tabla"]: una["renglones"] for una in hecha["tablas"]} == {
        tabla: len(filas) for tabla, filas in antes.items()
    }
    assert all(una["iguales"] and len(una["sha256"]) == 64 for una in hecha["tablas"])
    assert contenido(vacia) == antes
    assert ejecutar(["-C", str(raiz), "estado"]) == 0
    capsys.readouterr()
    assert ejecutar(["-C", str(raiz), "ledger", "mudar"]) == 0
    assert "ya estaba mudada" in capsys.readouterr().out
    # The setting gets lost: the file is no way back.
    ajustar(raiz, "")
    assert ejecutar(["-C", str(raiz), "estado"]) == 1
    error = capsys.readouterr().err
    assert "se mudó" in error
    assert "ICSOE_BITACORA" in error
    ajustar(raiz, vacia)
    assert ejecutar(["-C", str(raiz), "ledger", "mudar", "--regresar"]) == 0
    salida = capsys.readouterr().out
    assert "iguales" in salida
    assert "quite ICSOE_BITACORA de .env" in salida
    assert ejecutar(["-C", str(raiz), "estado"]) == 1
    ajustar(raiz, "")
    assert ejecutar(["-C", str(raiz), "estado"]) == 0
    capsys.readouterr()


@pytest.mark.parametrize("bitacora", ["", "sqlite:///otra.sqlite3"])
def test_sin_decir_a_donde_no_se_muda(
    bitacora: str, raiz: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ajustar(raiz, bitacora)
    assert ejecutar(["-C", str(raiz), "ledger", "mudar"]) == 2
    assert "ICSOE_BITACORA=postgresql://" in capsys.readouterr().err


def test_sin_archivo_no_hay_nada_que_mudar_ni_que_estorbe(
    raiz: Path, vacia: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (raiz / ARCHIVO).unlink()
    ajustar(raiz, vacia)
    assert ejecutar(["-C", str(raiz), "ledger", "mudar"]) == 2
    assert "nada que mudar" in capsys.readouterr().err
    # A file that was only opened has nothing to move either.
    with CarpetaDeTrabajo(raiz).abrir_bitacora("produccion"):
        pass
    ajustar(raiz, "")
    with CarpetaDeTrabajo(raiz).abrir_bitacora("produccion"):
        pass
    ajustar(raiz, vacia)
    with CarpetaDeTrabajo(raiz).abrir_bitacora("produccion"):
        pass


def test_un_servidor_que_no_responde_se_dice_sin_su_contrasena(
    raiz: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ajustar(raiz, "postgresql://ana:secreta@127.0.0.1:9/base")
    assert ejecutar(["-C", str(raiz), "ledger", "mudar"]) == 1
    visto = capsys.readouterr()
    assert "secreta" not in visto.out + visto.err
    for registro in (raiz / "registro").iterdir():
        assert "secreta" not in registro.read_text(encoding="utf-8")


def test_lo_que_ve_una_persona(raiz: Path, vacia: str, capsys: pytest.CaptureFixture[str]) -> None:
    ajustar(raiz, vacia)
    assert ejecutar(["-C", str(raiz), "ledger", "mudar"]) == 0
    visto = capsys.readouterr().out
    for palabras in ("presentaciones", "iguales", ARCHIVO, "PostgreSQL", "marcado"):
        assert palabras in visto
