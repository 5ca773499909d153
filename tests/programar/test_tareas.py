"""What is scheduled, before any system."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from flows.carpeta import CarpetaDeTrabajo
from flows.programar.tareas import (
    HorarioInvalido,
    RutaImposible,
    Tarea,
    Trabajo,
    corrida,
    leer_dias,
    leer_hora,
    nombre_de,
)
from tests.programar.conftest import PROGRAMA


def test_cada_tarea_dice_su_orden_con_rutas_absolutas(
    carpeta: CarpetaDeTrabajo, tareas: list[Tarea]
) -> None:
    raiz = str(carpeta.raiz.resolve())
    recuerda, presenta = tareas
    assert recuerda.orden == (str(PROGRAMA), "-C", raiz, "recordar")
    assert presenta.orden == (
        *(str(PROGRAMA), "-C", raiz, "presentar", "--lote"),
        str(Path(raiz) / "lote.csv"),
    )
    assert recuerda.dias == tuple(range(1, 26))
    otro = corrida(carpeta, PROGRAMA, Path("/red/lote de mayo.xlsx"), (5,), time(21))
    assert otro.orden[-1] == str(Path("/red/lote de mayo.xlsx"))
    assert all("RÉPLICA — SIN VALIDEZ" in tarea.descripcion for tarea in tareas)
    (carpeta.raiz / ".env").write_text("ICSOE_AMBIENTE=produccion\n", encoding="utf-8")
    real = corrida(CarpetaDeTrabajo(carpeta.raiz), PROGRAMA, Path("lote.csv"), (5,), time(21))
    assert "RÉPLICA" not in real.descripcion


def test_dos_carpetas_no_comparten_nombre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    una, otra = tmp_path / "a" / "oficina", tmp_path / "b" / "oficina"
    for carpeta in (una, otra):
        carpeta.mkdir(parents=True)
    nombres = {nombre_de(carpeta, trabajo) for carpeta in (una, otra) for trabajo in Trabajo}
    assert len(nombres) == 4
    monkeypatch.chdir(una.parent)
    assert nombre_de(Path("oficina"), Trabajo.CORRIDA) == nombre_de(una, Trabajo.CORRIDA)


@pytest.mark.parametrize(
    ("texto", "dias"), [("5,12,16", (5, 12, 16)), (" 16, 5 ,5", (5, 16)), ("30", (30,))]
)
def test_los_dias_se_leen_ordenados(texto: str, dias: tuple[int, ...]) -> None:
    assert leer_dias(texto) == dias


@pytest.mark.parametrize("texto", ["", "0", "31", "5;12", "-1", "5,", "cinco", "5-12", "٥"])
def test_lo_que_no_son_dias_se_rehusa(texto: str) -> None:
    with pytest.raises(HorarioInvalido):
        leer_dias(texto)


def test_la_hora_es_del_dia() -> None:
    assert leer_hora("9:00") == time(9)
    assert leer_hora("23:59") == time(23, 59)
    for mala in ("24:00", "9", "9 pm", "21:60", ""):
        with pytest.raises(HorarioInvalido):
            leer_hora(mala)


@pytest.mark.parametrize("letra", ["\n", "\r", "\x00", "\u2028", "\udcff"])
def test_una_ruta_que_ningun_sistema_puede_llevar_se_rehusa(letra: str) -> None:
    with pytest.raises(RutaImposible):
        Tarea("icsoe-x-corrida", "", ("/icsoe", f"/tmp/a{letra}b"), "/tmp", (5,), time(21))
