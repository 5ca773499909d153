"""systemd's units."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.programar.ejecutor import ProgramadorRehusa, Respuesta
from flows.programar.systemd import Systemd, entrecomillar
from flows.programar.tareas import RutaImposible, Tarea
from tests.programar.conftest import Equipo

RUTAS = st.text("%\\$\"' {}~;#&=*/añÑ€🏢")


def unidad(contenido: bytes) -> configparser.ConfigParser:
    leida = configparser.ConfigParser(interpolation=None)
    leida.optionxform = str  # type: ignore[assignment,method-assign]
    leida.read_string(contenido.decode())
    return leida


def como_systemd(linea: str) -> list[str]:
    """Specifiers first, then words, then variables in all but the program's path."""
    assert not re.search("%(?!%)", linea.replace("%%", ""))
    programa, *argumentos = shlex.split(linea.replace("%%", "%"))
    assert not any("$" in argumento.replace("$$", "") for argumento in argumentos)
    return [programa, *(argumento.replace("$$", "$") for argumento in argumentos)]


def test_el_servicio_y_su_temporizador(tareas: list[Tarea], tmp_path: Path) -> None:
    recuerda, presenta = tareas
    systemd = Systemd(Equipo(), tmp_path)
    archivos = systemd.archivos(presenta)
    servicio = unidad(archivos[f"{presenta.nombre}.service"])
    assert servicio["Service"]["Type"] == "oneshot"
    # Told to all, the end of the session would take the browser from a filing half way.
    assert servicio["Service"]["KillMode"] == "mixed"
    assert como_systemd(servicio["Service"]["ExecStart"]) == list(presenta.orden)
    assert "100%%" in servicio["Unit"]["Description"]
    temporizador = unidad(archivos[f"{presenta.nombre}.timer"])
    assert temporizador["Timer"]["OnCalendar"] == (
        "*-01,05,09-05,12,16 21:00:00 America/Mexico_City"
    )
    assert temporizador["Timer"]["Persistent"] == "true"
    assert temporizador["Install"]["WantedBy"] == "timers.target"
    otro = unidad(systemd.archivos(recuerda)[f"{recuerda.nombre}.timer"])
    assert otro["Timer"]["OnCalendar"] == "*-01,05,09-01..25 09:05:00 America/Mexico_City"


@settings(max_examples=60)
@given(argumentos=st.lists(RUTAS))
def test_lo_entrecomillado_vuelve_igual(argumentos: list[str]) -> None:
    orden = ["/opt/100% de $x/icsoe", *argumentos]
    assert como_systemd(entrecomillar(orden)) == orden


@pytest.mark.parametrize("letra", ['"', "'", "\\"])
def test_systemd_no_admite_cualquier_programa(letra: str) -> None:
    with pytest.raises(RutaImposible):
        entrecomillar([f"/opt/a{letra}b/icsoe"])


def test_instalar_dos_veces_y_quitar(tareas: list[Tarea], tmp_path: Path) -> None:
    unidades, equipo = tmp_path / "systemd" / "user", Equipo()
    systemd = Systemd(equipo, unidades)
    temporizadores = tuple(f"{tarea.nombre}.timer" for tarea in tareas)
    for _ in range(2):
        systemd.instalar(tareas, tmp_path / "programacion")
    assert equipo.corridas == 2 * [
        ("systemctl", "--user", "daemon-reload"),
        ("systemctl", "--user", "enable", "--now", *temporizadores),
    ]
    for tarea in tareas:
        for nombre, contenido in systemd.archivos(tarea).items():
            assert (unidades / nombre).read_bytes() == contenido
    (unidades / "ajena.timer").touch()
    equipo.corridas.clear()
    nombres = [tarea.nombre for tarea in tareas]
    assert systemd.quitar(nombres) == nombres
    assert equipo.corridas == [
        ("systemctl", "--user", "disable", "--now", *temporizadores),
        ("systemctl", "--user", "daemon-reload"),
    ]
    assert [resto.name for resto in unidades.iterdir()] == ["ajena.timer"]
    equipo.corridas.clear()
    assert systemd.quitar(nombres) == []
    assert equipo.corridas == []


def test_lo_que_systemd_dice_llega_a_la_persona(tareas: list[Tarea], tmp_path: Path) -> None:
    equipo = Equipo(lambda _orden, _entrada: Respuesta(1, errores="Failed to connect\nto bus\n"))
    with pytest.raises(ProgramadorRehusa, match="Failed to connect to bus"):
        Systemd(equipo, tmp_path).instalar(tareas, tmp_path)
