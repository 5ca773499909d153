"""What is written about the program is true of the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
import typer.core
import typer.main

from flows.cli.main import app
from flows.cli.ordenes import ORDENES, cargar
from flows.configuracion import PREFIJO, Configuracion

RAIZ = Path(__file__).parents[2]
README = (RAIZ / "README.md").read_text(encoding="utf-8")


def ordenes(
    orden: object = None, nombre: str = "icsoe"
) -> Iterator[tuple[str, typer.core.TyperCommand | typer.core.TyperGroup]]:
    orden = orden or typer.main.get_command(app)
    assert isinstance(orden, typer.core.TyperCommand | typer.core.TyperGroup)
    yield nombre, orden
    if isinstance(orden, typer.core.TyperGroup):
        hijas = {una: cargar(una) for una in ORDENES} if nombre == "icsoe" else orden.commands
        for hija, suya in hijas.items():
            yield from ordenes(suya, f"{nombre} {hija}")


@pytest.mark.parametrize(
    ("nombre", "orden"), list(ordenes()), ids=[nombre for nombre, _ in ordenes()]
)
def test_cada_orden_y_cada_opcion_estan_en_el_readme(nombre: str, orden: object) -> None:
    assert isinstance(orden, typer.core.TyperCommand | typer.core.TyperGroup)
    if nombre == "icsoe":
        donde = README
    else:
        (donde,) = re.findall(rf"^\| `{re.escape(nombre)}` \|.*$", README, re.MULTILINE)
    for parametro in orden.params:
        if isinstance(parametro, typer.core.TyperOption):
            assert f"`{parametro.opts[-1]}`" in donde.replace("/", "` `"), parametro.opts
    assert orden.help


def test_cada_ajuste_esta_en_el_readme() -> None:
    for campo in Configuracion.model_fields:
        assert f"`{PREFIJO}{campo.upper()}`" in README


def test_los_enlaces_llevan_a_algo() -> None:
    for documento in [RAIZ / "README.md", RAIZ / "CHANGELOG.md", *(RAIZ / "docs").rglob("*.md")]:
        texto = documento.read_text(encoding="utf-8")
        for enlace in re.findall(r"\]\((?!https?:)([^)#]+)", texto):
            assert (documento.parent / enlace).exists(), (documento, enlace)


def test_la_version_esta_en_el_changelog() -> None:
    assert f"## {version('icsoe-bot')}" in (RAIZ / "CHANGELOG.md").read_text(encoding="utf-8")


def test_los_cuartos_del_documento_existen() -> None:
    texto = (RAIZ / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    documentados = set(re.findall(r"^  (\w+(?:\.py)?)/? ", texto.split("```")[1], re.MULTILINE))
    assert documentados == {
        ruta.name
        for ruta in (RAIZ / "icsoe_bot").iterdir()
        if ruta.name != "__init__.py" and (ruta.suffix == ".py" or (ruta / "__init__.py").exists())
    }
