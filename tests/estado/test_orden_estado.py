"""``icsoe estado`` on a folder, with a replica and without one."""

from __future__ import annotations

import json
import re
import socket
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from fixtures.replica.estado import Estado as EstadoDeReplica
from fixtures.replica.servidor import Replica
from flows.carpeta import CarpetaDeTrabajo
from flows.cli.main import ejecutar
from tests.estado.conftest import poner_dia, presentada
from tests.estado.conocidos import RFCS

A, B, *_ = map(str, RFCS)


def pedir(
    capsys: pytest.CaptureFixture[str], carpeta: CarpetaDeTrabajo, *argumentos: str
) -> dict[str, Any]:
    assert ejecutar(["-C", str(carpeta.raiz), "estado", "--json", *argumentos]) == 0
    dato: dict[str, Any] = json.loads(capsys.readouterr().out)
    return dato


def situaciones(dato: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(una["rfc"], una["periodo"]): una["situacion"] for una in dato["casillas"]}


def sin_replica(carpeta: CarpetaDeTrabajo) -> None:
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        puerto = libre.getsockname()[1]
    (carpeta.raiz / ".env").write_text(f"ICSOE_PORTAL=http://127.0.0.1:{puerto}\n", "utf-8")


def test_con_el_reloj_y_el_mundo_de_la_replica_que_corre(
    carpeta: CarpetaDeTrabajo, estado: EstadoDeReplica, capsys: pytest.CaptureFixture[str]
) -> None:
    poner_dia(estado, date(2026, 9, 15))
    presentada(carpeta, f"replica:{estado.identidad}", RFCS[0], date(2026, 9, 3))
    presentada(carpeta, "replica:otra", RFCS[1], date(2026, 9, 3))
    dato = pedir(capsys, carpeta)
    assert situaciones(dato) == {(A, "2026-2"): "presentada en tiempo", (B, "2026-2"): "falta"}
    assert dato["periodos"][0]["vence"] == "2026-09-17"
    assert dato["periodos"][0]["dias_restantes"] == 2
    assert Path(dato["casillas"][0]["acuse"]).read_bytes() == b"%PDF-"
    assert ejecutar(["-C", str(carpeta.raiz), "estado"]) == 0
    visto = capsys.readouterr().out
    for palabras in ("RÉPLICA — SIN VALIDEZ", A, "en tiempo, 03/09/2026", "falta, quedan 2 días"):
        assert palabras in visto


def test_sin_replica_cuenta_la_ultima(
    carpeta: CarpetaDeTrabajo, capsys: pytest.CaptureFixture[str]
) -> None:
    sin_replica(carpeta)
    assert situaciones(pedir(capsys, carpeta, "--periodo", "2026-2")) == {
        (A, "2026-2"): "falta",
        (B, "2026-2"): "falta",
    }
    presentada(carpeta, "replica:primera", RFCS[0], date(2026, 9, 3))
    presentada(carpeta, "replica:segunda", RFCS[1], date(2026, 9, 30))
    assert situaciones(pedir(capsys, carpeta, "--periodo", "2026-2")) == {
        (A, "2026-2"): "falta",
        (B, "2026-2"): "presentada extemporánea",
    }


def test_en_produccion_no_se_pregunta_a_nadie(
    carpeta: CarpetaDeTrabajo, replica: Replica, capsys: pytest.CaptureFixture[str]
) -> None:
    (carpeta.raiz / ".env").write_text("ICSOE_AMBIENTE=produccion\n", "utf-8")
    presentada(carpeta, "produccion", RFCS[1], date(2026, 9, 3))
    presentada(carpeta, f"replica:{replica.estado.identidad}", RFCS[0], date(2026, 9, 3))
    dato = pedir(capsys, carpeta, "--rfc", A.lower(), "--rfc", B, "--desde", "2026-2")
    assert situaciones(dato)[B, "2026-2"] == "presentada en tiempo"
    assert situaciones(dato)[A, "2026-2"] == "falta"
    assert ejecutar(["-C", str(carpeta.raiz), "estado"]) == 0
    assert "RÉPLICA" not in capsys.readouterr().out


def test_lo_que_no_se_puede_leer_se_avisa_y_no_estorba(
    carpeta: CarpetaDeTrabajo, capsys: pytest.CaptureFixture[str]
) -> None:
    (carpeta.raiz / "efirmas" / "copias viejas").mkdir()
    carpeta.lote.write_text("esto no es un lote\n", encoding="utf-8")
    dato = pedir(capsys, carpeta, "--periodo", "2026-2")
    assert set(situaciones(dato)) == {(A, "2026-2"), (B, "2026-2")}
    del_lote, de_la_carpeta = dato["avisos"]
    assert "lote.csv" in del_lote
    assert "copias viejas" in de_la_carpeta
    assert ejecutar(["-C", str(carpeta.raiz), "estado"]) == 0
    assert "copias viejas" in capsys.readouterr().err


def test_el_lote_agrega_contribuyentes_y_periodos(
    carpeta: CarpetaDeTrabajo, capsys: pytest.CaptureFixture[str]
) -> None:
    carpeta.lote.write_text(
        "rfc,periodo,tipo,declara,fecha_declaracion,nombre\n"
        f"{RFCS[2]},2026-1,Sin información,Ana Ficticia López,2026-05-03,Ficticia SA\n",
        encoding="utf-8",
    )
    dato = pedir(capsys, carpeta)
    assert dato["avisos"] == []
    assert "2026-1" in [uno["periodo"] for uno in dato["periodos"]]
    assert dato["contribuyentes"][2] == {
        "rfc": str(RFCS[2]),
        "nombre": "Ficticia SA",
        "de_la_carpeta": True,
    }


@pytest.mark.parametrize(
    ("argumentos", "palabras"),
    [
        (["--periodo", "2026-4"], "no existe"),
        (["--desde", "ayer"], "no existe"),
        (["--rfc", "ABC"], "largo"),
        (["--rfc", str(RFCS[3])], "no hay nada de"),
        (["--html", "lote.csv"], "no termina en .html"),
    ],
)
def test_lo_mal_pedido_se_explica(
    argumentos: list[str],
    palabras: str,
    carpeta: CarpetaDeTrabajo,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ejecutar(["-C", str(carpeta.raiz), "estado", *argumentos]) == 2
    assert palabras in capsys.readouterr().err


def test_una_carpeta_sin_nadie_lo_dice(
    carpeta: CarpetaDeTrabajo, capsys: pytest.CaptureFixture[str]
) -> None:
    for rfc in carpeta.efirmas.iterdir():
        rfc.rmdir()
    assert ejecutar(["-C", str(carpeta.raiz), "estado"]) == 0
    assert "No hay contribuyentes" in capsys.readouterr().out


def test_la_pagina_y_el_libro_se_escriben_y_se_dice_donde(
    carpeta: CarpetaDeTrabajo,
    estado: EstadoDeReplica,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    poner_dia(estado, date(2026, 9, 15))
    presentada(carpeta, f"replica:{estado.identidad}", RFCS[0], date(2026, 9, 3))
    html, xlsx = tmp_path / "para el cliente" / "estado.html", tmp_path / "estado.xlsx"
    pedidos = ["--html", str(html), "--xlsx", str(xlsx), "--rfc", A, "--periodo", "2026-2"]
    assert ejecutar(["-C", str(carpeta.raiz), "estado", *pedidos]) == 0
    visto = capsys.readouterr().out
    assert f"Página: {html}\n" in visto
    assert f"Libro: {xlsx}\n" in visto
    escrito = html.read_text(encoding="utf-8")
    (enlace,) = re.findall(r'href="([^"]*)"', escrito)
    assert (html.parent / unquote(enlace)).read_bytes() == b"%PDF-"
    assert B not in escrito
    assert pedir(capsys, carpeta, *pedidos)["archivos"] == {"html": str(html), "xlsx": str(xlsx)}
    assert pedir(capsys, carpeta)["archivos"] == {}
