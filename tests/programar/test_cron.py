"""cron's lines, and the crontab that they share with others."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.programar.cron import Cron, MarcasIncompletas, entrecomillar, fusionar
from flows.programar.ejecutor import ProgramadorRehusa, Respuesta
from flows.programar.tareas import Tarea
from tests.programar.conftest import Equipo
from tests.programar.test_systemd import RUTAS

AJENA = "# respaldo\n15 3 * * * tar czf /respaldo/$(date +\\%F).tgz /home\nMAILTO=yo\n"


class Crontab(Equipo):
    """The program crontab, with one table."""

    def __init__(self, tabla: str | None) -> None:
        super().__init__(self.atender)
        self.tabla = tabla

    def atender(self, orden: Sequence[str], entrada: str) -> Respuesta:
        if tuple(orden) == ("crontab", "-l"):
            if self.tabla is None:
                return Respuesta(1, errores="no crontab for alguien\n")
            return Respuesta(0, self.tabla)
        assert tuple(orden) == ("crontab", "-")
        self.tabla = entrada
        return Respuesta(0)


def como_cron(orden: str, *, parte_dobles: bool) -> str:
    """The command as the shell gets it; some crons also take a backslash for another's escape."""
    escapables = "%\\" if parte_dobles else "%"
    dada, escapada = "", False
    for letra in orden:
        if escapada and letra in escapables:
            dada = dada[:-1]
        elif letra == "%":
            raise AssertionError("cron would end the command here")
        dada += letra
        escapada = letra == "\\" and not escapada
    return dada


@settings(max_examples=60)
@given(argumentos=st.lists(RUTAS, min_size=1))
@example([r"C:\\%a", r"\%"])
def test_lo_entrecomillado_vuelve_igual_en_cualquier_cron(argumentos: list[str]) -> None:
    for parte_dobles in (False, True):
        dada = como_cron(entrecomillar(argumentos), parte_dobles=parte_dobles)
        assert shlex.split(dada) == argumentos


def test_la_linea_dice_cuando_y_que(tareas: list[Tarea]) -> None:
    campos = []
    for tarea in tareas:
        (contenido,) = Cron(Equipo()).archivos(tarea).values()
        (linea,) = (una for una in contenido.decode().splitlines() if not una.startswith("#"))
        cuando = re.match(r"((?:\S+ ){5})(.*)", linea)
        assert cuando
        campos.append(cuando[1].split())
        assert shlex.split(como_cron(cuando[2], parte_dobles=True)) == list(tarea.orden)
    assert campos == [
        ["5", "9", "1-25", "1,5,9", "*"],
        ["0", "21", "5,12,16", "1,5,9", "*"],
    ]


@pytest.mark.parametrize("tabla", [None, "", AJENA, AJENA.rstrip("\n")])
def test_instalar_dos_veces_es_una_y_quitar_deja_lo_ajeno(
    tabla: str | None, tareas: list[Tarea], tmp_path: Path
) -> None:
    crontab = Crontab(tabla)
    cron = Cron(crontab)
    cron.instalar(tareas, tmp_path)
    primera = crontab.tabla or ""
    assert primera.startswith(tabla or "")
    assert primera.count("/icsoe") == 2
    cron.instalar(tareas, tmp_path)
    assert crontab.tabla == primera
    nombres = [tarea.nombre for tarea in tareas]
    assert cron.quitar(nombres) == nombres
    assert (crontab.tabla or "").rstrip("\n") == (tabla or "").rstrip("\n")
    crontab.corridas.clear()
    assert cron.quitar(nombres) == []
    assert crontab.corridas == [("crontab", "-l")]


def test_instalar_una_tarea_no_toca_la_otra(tareas: list[Tarea], tmp_path: Path) -> None:
    crontab = Crontab(AJENA)
    cron = Cron(crontab)
    cron.instalar(tareas, tmp_path)
    cron.instalar(tareas[:1], tmp_path)
    assert (crontab.tabla or "").count("/icsoe") == 2
    assert cron.quitar([tareas[0].nombre]) == [tareas[0].nombre]
    assert "presentar" in (crontab.tabla or "")
    assert "recordar" not in (crontab.tabla or "")


@given(
    ajenas=st.lists(st.text("a#: \\%\r\x0c\x85\u2028\udcf1")),
    lugar=st.integers(0, 5),
)
@settings(max_examples=40)
def test_lo_ajeno_queda_letra_por_letra(ajenas: list[str], lugar: int) -> None:
    bloque = "# icsoe-1-x: inicio\nviejo\n# icsoe-1-x: fin\n"
    antes, despues = (
        "".join(f"{linea}\n" for linea in parte) for parte in (ajenas[:lugar], ajenas[lugar:])
    )
    nuevo = bloque.replace("viejo", "nuevo")
    assert fusionar(antes + bloque + despues, {"icsoe-1-x": nuevo}) == antes + despues + nuevo


@pytest.mark.parametrize("sobra", ["inicio", "fin"])
def test_con_una_marca_suelta_no_se_toca_nada(
    sobra: str, tareas: list[Tarea], tmp_path: Path
) -> None:
    crontab = Crontab(f"# {tareas[0].nombre}: {sobra}\n{AJENA}")
    with pytest.raises(MarcasIncompletas):
        Cron(crontab).instalar(tareas, tmp_path)
    assert crontab.corridas == [("crontab", "-l")]


def test_un_crontab_que_no_se_pudo_leer_no_se_toma_por_vacio(
    tareas: list[Tarea], tmp_path: Path
) -> None:
    equipo = Equipo(lambda _orden, _entrada: Respuesta(1, errores="You are not allowed\n"))
    with pytest.raises(ProgramadorRehusa, match="not allowed"):
        Cron(equipo).instalar(tareas, tmp_path)
    assert equipo.corridas == [("crontab", "-l")]
