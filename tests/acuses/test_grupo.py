"""``icsoe acuses``: one word with work of its own and commands beside it."""

from __future__ import annotations

from typing import Annotated

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.cli.acuses.grupo import GrupoConTrabajo
from flows.cli.espanol import Orden
from flows.cli.main import ejecutar

HECHO: list[tuple[object, ...]] = []
app = typer.Typer(cls=GrupoConTrabajo)


@app.callback(invoke_without_command=True)
def propio(
    cuales: Annotated[list[str] | None, typer.Argument()] = None,
    desde: Annotated[str, typer.Option("--desde")] = "",
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    HECHO.append(("propio", tuple(cuales or ()), desde, json))
    return 7


@app.command("revisar", cls=Orden)
def revisar(
    cuales: Annotated[list[str] | None, typer.Argument()] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    HECHO.append(("revisar", tuple(cuales or ()), json))
    return 8


app.command("otra", cls=Orden)(lambda: 9)


def pedir(*argumentos: str) -> tuple[object, ...]:
    HECHO.clear()
    codigo = app(args=list(argumentos), standalone_mode=False)
    (hecho,) = HECHO
    assert codigo == {"propio": 7, "revisar": 8}[str(hecho[0])]
    return hecho


@pytest.mark.parametrize(
    ("argumentos", "hecho"),
    [
        ([], ("propio", (), "", False)),
        (["A", "B"], ("propio", ("A", "B"), "", False)),
        (["--json", "A"], ("propio", ("A",), "", True)),
        (["A", "--desde", "2024", "B"], ("propio", ("A", "B"), "2024", False)),
        (["--desde", "2024"], ("propio", (), "2024", False)),
        (["A", "revisar"], ("propio", ("A", "revisar"), "", False)),
        (["revisar"], ("revisar", (), False)),
        (["revisar", "A", "--json"], ("revisar", ("A",), True)),
        (["--json", "revisar", "A"], ("revisar", ("A",), True)),
        (["revisar", "revisar"], ("revisar", ("revisar",), False)),
    ],
)
def test_lo_primero_que_no_es_opcion_decide(
    argumentos: list[str], hecho: tuple[object, ...]
) -> None:
    assert pedir(*argumentos) == hecho


@settings(max_examples=15)
@given(st.lists(st.text("ABÑ&01", min_size=1, max_size=13), max_size=5))
def test_lo_que_no_es_una_orden_es_del_grupo(cuales: list[str]) -> None:
    assert pedir(*cuales) == ("propio", tuple(cuales), "", False)
    assert pedir("revisar", *cuales) == ("revisar", tuple(cuales), False)


def test_la_ayuda_esta_en_espanol_y_lo_dice_todo(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["acuses", "--help"]) == 0
    visto = capsys.readouterr().out
    assert "Uso: icsoe acuses [OPCIONES] [RFC]... | ORDEN [ARGUMENTOS]..." in visto
    for palabra in ("Órdenes", "verificar", "exportar", "faltantes", "--lote", "--desde"):
        assert palabra in visto
    for orden in ("verificar", "exportar", "faltantes"):
        assert ejecutar(["acuses", orden, "--help"]) == 0
        assert f"Uso: icsoe acuses {orden} [OPCIONES]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argumentos", "palabras"),
    [
        (["acuses", "--no-hay"], "No existe la opción --no-hay"),
        (["acuses", "verificar", "--no-hay"], "No existe la opción --no-hay"),
        (["acuses", "verifica"], "largo"),
    ],
)
def test_lo_mal_escrito_se_explica(
    argumentos: list[str], palabras: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(argumentos) == 2
    assert palabras in capsys.readouterr().err
