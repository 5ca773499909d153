"""The command line's manners: quiet hours, and one session at a time over processes."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows.cortesia.espera import Espera
from flows.cortesia.sesiones import Sesiones
from icsoe_bot.domain.plazos import ZONA
from tests import procesos
from tests.conftest import Icsoe, Oficina

PLAZO_S = 60


def ajustar(oficina: Oficina, ajuste: str) -> None:
    with (oficina.carpeta / ".env").open("a", encoding="utf-8") as env:
        env.write(f"{ajuste}\n")


def test_en_horas_de_silencio_ni_una_ni_un_lote_abren_el_portal(
    oficina: Oficina, icsoe: Icsoe
) -> None:
    ahora = datetime.now(ZONA)
    desde, hasta = ahora - timedelta(hours=2), ahora + timedelta(hours=2)
    ajustar(oficina, f"ICSOE_HORAS_DE_SILENCIO={desde:%H:%M}-{hasta:%H:%M}")
    uno = oficina.contribuyentes[0]
    carpeta = ["-C", oficina.carpeta]
    una = icsoe(
        *carpeta, "presentar", uno.rfc, "--periodo", "2026-1", "--declara", uno.declarante, "--json"
    )
    assert una.codigo == 75, una
    assert una.json["error"] == "HoraDeSilencio"
    assert una.json["cuando"] == hasta.replace(second=0, microsecond=0).isoformat()
    lote = icsoe(*carpeta, "acuses")
    assert lote.codigo == 75, lote
    assert "Son horas de silencio" in lote.salida
    assert f"a partir de las {hasta:%H:%M del %d/%m/%Y}" in lote.salida
    mirada = icsoe(*carpeta, "portal", "revisar", "--json")
    assert (mirada.codigo, mirada.json["error"]) == (75, "HoraDeSilencio"), mirada
    assert not (oficina.carpeta / "portal").exists()
    assert not list((oficina.carpeta / "acuses").rglob("*.pdf"))


@pytest.mark.lento
def test_una_corrida_espera_a_que_la_otra_deje_el_portal(oficina: Oficina, tmp_path: Path) -> None:
    ajustar(oficina, "ICSOE_SESIONES=1")
    uno = oficina.contribuyentes[0]
    orden = ["-C", str(oficina.carpeta), "presentar", str(uno.rfc), "--periodo", "2026-1"]
    errores = tmp_path / "errores"
    with Sesiones(oficina.carpeta / "sesiones", 1, Espera()).una("acuses de otro"):
        proceso = procesos.empezar(
            [*orden, "--declara", uno.declarante], salida=tmp_path / "salida", errores=errores
        )
        try:
            esperar_a(errores, "acuses de otro (proceso")
        except BaseException:
            procesos.matar(proceso)
            raise
        assert "Abrir el micrositio" not in errores.read_text(encoding="utf-8")
    assert proceso.wait(PLAZO_S) == 0, errores.read_text(encoding="utf-8")
    assert "Se espera su turno" in errores.read_text(encoding="utf-8")


def esperar_a(archivo: Path, texto: str) -> None:
    """Until another process has written something."""
    pulso = threading.Event()
    limite = datetime.now(ZONA) + timedelta(seconds=PLAZO_S)
    while not (archivo.exists() and texto in archivo.read_text(encoding="utf-8")):
        assert datetime.now(ZONA) < limite, archivo.exists() and archivo.read_text("utf-8")
        pulso.wait(0.1)
