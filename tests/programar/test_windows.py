"""The Task Scheduler's files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from flows.programar.ejecutor import Respuesta
from flows.programar.tareas import RutaImposible, Tarea
from flows.programar.windows import ESPACIO, Windows
from tests.programar.conftest import Equipo

HOY = date(2026, 8, 31)
EN_WINDOWS = Tarea(
    nombre="icsoe-0a1b2c3d-corrida",
    descripcion="Presentación de ICSOE de «C:\\Mis clientes\\Núñez & Cía <2> 100%»",
    orden=(
        *("C:\\Archivos de programa\\icsoe.exe", "-C", "C:\\Mis clientes\\Núñez & Cía 100%\\"),
        *("presentar", "--lote", "C:\\lote.csv"),
    ),
    carpeta="C:\\Mis clientes\\Núñez & Cía 100%\\",
    dias=(5, 12),
    hora=time(21),
)


def leer(tarea: Tarea) -> ElementTree.Element:
    (contenido,) = Windows(Equipo(), HOY).archivos(tarea).values()
    assert contenido.startswith(b"\xff\xfe")
    assert contenido.decode("utf-16").startswith('<?xml version="1.0" encoding="UTF-16"?>')
    return ElementTree.fromstring(contenido)


def texto(raiz: ElementTree.Element, ruta: str) -> str | None:
    return raiz.findtext("/".join(f"{{{ESPACIO}}}{parte}" for parte in ruta.split("/")))


def test_la_tarea_dice_cuando_y_que() -> None:
    raiz = leer(EN_WINDOWS)
    assert raiz.tag == f"{{{ESPACIO}}}Task"
    assert texto(raiz, "RegistrationInfo/Description") == EN_WINDOWS.descripcion
    disparador = "Triggers/CalendarTrigger"
    assert texto(raiz, f"{disparador}/StartBoundary") == "2026-08-31T21:00:00"
    (mensual,) = raiz.iter(f"{{{ESPACIO}}}ScheduleByMonth")
    dias, meses = mensual
    assert [dia.text for dia in dias] == ["5", "12"]
    assert [mes.tag.partition("}")[2] for mes in meses] == ["January", "May", "September"]
    assert texto(raiz, "Actions/Exec/Command") == EN_WINDOWS.orden[0]
    assert texto(raiz, "Actions/Exec/Arguments") == (
        '-C "C:\\Mis clientes\\Núñez & Cía 100%\\\\" presentar --lote C:\\lote.csv'
    )
    assert texto(raiz, "Actions/Exec/WorkingDirectory") == EN_WINDOWS.carpeta


def test_ni_la_bateria_ni_el_tiempo_cortan_una_corrida() -> None:
    raiz = leer(EN_WINDOWS)
    ajustes = {
        "StartWhenAvailable": "true",
        "ExecutionTimeLimit": "PT0S",
        "StopIfGoingOnBatteries": "false",
        "DisallowStartIfOnBatteries": "false",
        "MultipleInstancesPolicy": "IgnoreNew",
    }
    for nombre, valor in ajustes.items():
        assert texto(raiz, f"Settings/{nombre}") == valor


def test_lo_que_windows_tomaria_por_una_variable_se_rehusa() -> None:
    mala = Tarea("x", "", ("C:\\icsoe.exe", "-C", "C:\\%TEMP%\\a"), "C:\\", (5,), time(21))
    with pytest.raises(RutaImposible):
        Windows(Equipo(), HOY).archivos(mala)


def test_instalar_reemplaza_y_quitar_solo_lo_puesto(tareas: list[Tarea], tmp_path: Path) -> None:
    recuerda, presenta = (tarea.nombre for tarea in tareas)

    def responde(orden: Sequence[str], _entrada: str) -> Respuesta:
        return Respuesta(1 if "/Query" in orden and recuerda in orden else 0)

    equipo = Equipo(responde)
    windows = Windows(equipo, HOY)
    windows.instalar(tareas, tmp_path)
    assert equipo.corridas == [
        ("schtasks", "/Create", "/TN", nombre, "/XML", str(tmp_path / f"{nombre}.xml"), "/F")
        for nombre in (recuerda, presenta)
    ]
    equipo.corridas.clear()
    assert windows.quitar([recuerda, presenta]) == [presenta]
    assert equipo.corridas == [
        ("schtasks", "/Query", "/TN", recuerda),
        ("schtasks", "/Query", "/TN", presenta),
        ("schtasks", "/Delete", "/TN", presenta, "/F"),
    ]
