"""Folders as people name them on Windows: spaces, accents, ñ and a percent sign."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.conftest import Icsoe, Oficina

NOMBRE = "Oficina Núñez 100% ñandú #2 & Cía"


@pytest.mark.lento
def test_una_presentacion_entera_en_carpetas_con_espacios_y_acentos(
    oficina: Oficina, tmp_path: Path, icsoe: Icsoe
) -> None:
    carpeta = tmp_path / "Users" / "José Núñez" / NOMBRE
    shutil.copytree(oficina.carpeta, carpeta)
    uno = oficina.contribuyentes[0]
    suyas = carpeta / "efirmas" / str(uno.rfc)
    for archivo in list(suyas.iterdir()):
        archivo.rename(suyas / f"e.firma de la Peña 100% {archivo.name}")
    temporal = tmp_path / "José Núñez" / "Temp ñ"
    temporal.mkdir(parents=True)
    lugares = {nombre: str(temporal) for nombre in ("TMPDIR", "TEMP", "TMP")}
    hecha = icsoe(
        *("-C", carpeta, "presentar", uno.rfc, "--periodo", "2026-1"),
        *("--declara", uno.declarante, "--traza", "--json"),
        **lugares,
        ICSOE_SESIONES="1",
    )
    assert hecha.codigo == 0, hecha
    acuse = Path(hecha.json["acuse"])
    assert acuse.is_relative_to(carpeta.resolve())
    assert str(uno.rfc) in PdfReader(acuse).pages[0].extract_text()
    assert list((carpeta / "evidencia").rglob("*.zip"))
    assert not list((carpeta / "sesiones").glob("*.json"))
    # The ledger in the same folder knows it; and so does a report of the archive.
    otra = icsoe("-C", carpeta, "acuses", "verificar", **lugares)
    assert otra.codigo == 0, otra
