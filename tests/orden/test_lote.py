"""A batch through the installed command line: each filed once, and the report says the rest."""

from __future__ import annotations

import csv
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from openpyxl import load_workbook

from fixtures.replica.estado import Estado
from fixtures.replica.fallas import Falla
from tests import postgresql
from tests.conftest import Icsoe, Oficina, leer_control
from tests.procesos import PLAZO_S, Proceso, empezar


@pytest.fixture
def de_dos(oficina: Oficina) -> Oficina:
    """The office's batch, cut to two taxpayers."""
    ajustar(oficina, lambda renglones: renglones[:2])
    with (oficina.carpeta / ".env").open("a", encoding="utf-8") as env:
        env.write("ICSOE_PAUSA=0\nICSOE_ESPERA_DESENLACE=0.02\nICSOE_CAIDAS=2\n")
    return oficina


def ajustar(oficina: Oficina, cambio: Callable[[list[list[str]]], list[list[str]]]) -> None:
    lote = oficina.carpeta / "lote.csv"
    with lote.open(encoding="utf-8-sig", newline="") as archivo:
        encabezado, *renglones = csv.reader(archivo)
    with lote.open("w", encoding="utf-8-sig", newline="") as archivo:
        csv.writer(archivo).writerows([encabezado, *cambio(renglones)])


def presentar(icsoe: Icsoe, oficina: Oficina, *opciones: str) -> tuple[int, Any]:
    salida = icsoe("-C", oficina.carpeta, "presentar", "--lote", "lote.csv", "--json", *opciones)
    assert "Traceback" not in salida.errores
    return salida.codigo, salida.json


def _empezar(carpeta: Path, *opciones: str) -> Proceso:
    return empezar(
        ["-C", str(carpeta), "presentar", "--lote", "lote.csv", *opciones],
        salida=carpeta / "dicho.txt",
    )


def _dicho(carpeta: Path) -> str:
    return (carpeta / "dicho.txt").read_text(encoding="utf-8")


def test_un_lote_se_presenta_y_al_repetirlo_no_hay_nada_que_hacer(
    icsoe: Icsoe, de_dos: Oficina
) -> None:
    codigo, dato = presentar(icsoe, de_dos)
    assert (codigo, dato["cuentas"]) == (0, {"presentada": 2})
    presentadas = leer_control(de_dos.direcciones, "presentaciones")
    assert [p["rfc"] for p in presentadas] == [str(c.rfc) for c in de_dos.contribuyentes[:2]]
    antes = len(leer_control(de_dos.direcciones, "bitacora"))
    codigo, dato = presentar(icsoe, de_dos)
    assert (codigo, dato["cuentas"]) == (0, {"ya presentada": 2})
    assert len(leer_control(de_dos.direcciones, "bitacora")) == antes
    informe = dato["informe"]
    textos = {
        str(celda)
        for fila in load_workbook(informe["xlsx"]).active.iter_rows(values_only=True)  # type: ignore[union-attr]
        for celda in fila
    }
    assert {p["folio"] for p in presentadas} <= textos
    assert "RÉPLICA" in Path(informe["html"]).read_text(encoding="utf-8")


def test_un_lote_con_errores_no_abre_nada(icsoe: Icsoe, de_dos: Oficina) -> None:
    ajustar(de_dos, lambda renglones: [*renglones, [*renglones[0][:3], "", "ayer"]])
    codigo, dato = presentar(icsoe, de_dos)
    assert codigo == 2
    errores = dato["errores"]
    assert {(e["fila"], e["columna"]) for e in errores} >= {
        (4, "declara"),
        (4, "fecha_declaracion"),
    }
    assert leer_control(de_dos.direcciones, "bitacora") == []
    salida = icsoe("-C", de_dos.carpeta, "presentar", "--lote", "lote.csv")
    assert salida.codigo == 2
    assert "Fila 4" in salida.errores
    assert "fecha_declaracion" in salida.errores


@pytest.mark.lento
def test_simular_un_lote_no_deja_nada(icsoe: Icsoe, de_dos: Oficina) -> None:
    ajustar(de_dos, lambda renglones: renglones[:1])
    codigo, dato = presentar(icsoe, de_dos, "--simular")
    assert (codigo, dato["cuentas"]) == (0, {"simulada": 1})
    for que in ("presentaciones", "borradores", "sesiones"):
        assert leer_control(de_dos.direcciones, que) == []


@pytest.mark.lento
def test_una_efirma_que_el_portal_rechaza_no_se_prueba_dos_veces(
    icsoe: Icsoe, de_dos: Oficina, estado: Estado
) -> None:
    rfc = str(de_dos.contribuyentes[0].rfc)
    ajustar(de_dos, lambda renglones: renglones[:1])
    estado.fallas.activas.append(Falla("certificado_revocado", veces=None))
    assert presentar(icsoe, de_dos)[0] == 1
    estado.fallas.activas.clear()
    codigo, dato = presentar(icsoe, de_dos)
    assert codigo == 1
    (final,) = dato["presentaciones"]
    assert final["error"] == "EfirmaYaRechazada"
    assert leer_control(de_dos.direcciones, "presentaciones") == []
    salida = icsoe(
        *("-C", de_dos.carpeta, "resolver", rfc, "2026-2"),
        *("--reintentar-efirma", "--autoriza", "Ana Ficticia"),
    )
    assert salida.codigo == 0, salida.errores


@pytest.mark.lento
def test_lo_firmado_y_no_guardado_va_a_una_persona_que_decide(
    icsoe: Icsoe, de_dos: Oficina, estado: Estado
) -> None:
    ajustar(de_dos, lambda renglones: renglones[:1])
    rfc = str(de_dos.contribuyentes[0].rfc)
    estado.fallas.activas.append(Falla("firmada_no_guardada"))
    codigo, dato = presentar(icsoe, de_dos)
    assert (codigo, dato["cuentas"]) == (3, {"desenlace desconocido": 1})
    expediente = icsoe("-C", de_dos.carpeta, "resolver", rfc, "2026-2", "--json")
    assert expediente.codigo == 3
    assert expediente.json["estado"] == "desconocida"
    assert any(ruta.endswith(".png") for ruta in expediente.json["evidencia"])
    decision = icsoe(
        *("-C", de_dos.carpeta, "resolver", rfc, "2026-2", "--permitir-otra-firma"),
        *("--autoriza", "Ana Ficticia", "--json"),
    )
    assert (decision.codigo, decision.json["estado"]) == (0, "planeada")


@pytest.mark.lento
def test_dos_equipos_con_una_bitacora_presentan_cada_una_una_vez(
    de_dos: Oficina, tmp_path: Path, servidor_postgresql: str
) -> None:
    bitacora = postgresql.base_nueva(servidor_postgresql)
    with (de_dos.carpeta / ".env").open("a", encoding="utf-8") as env:
        env.write(f"ICSOE_BITACORA={bitacora}\n")
    otra = tmp_path / "otro equipo"
    shutil.copytree(de_dos.carpeta, otra)
    equipos = (de_dos.carpeta, otra)
    procesos = [_empezar(carpeta) for carpeta in equipos]
    codigos = [proceso.wait() for proceso in procesos]
    assert codigos == [0, 0], "\n\n".join(map(_dicho, equipos))
    sucesos = [s["suceso"] for s in leer_control(de_dos.direcciones, "bitacora")]
    assert sucesos.count("firma_recibida") == sucesos.count("presentada") == 2
    for carpeta in equipos:
        assert len(list((carpeta / "acuses").rglob("*.pdf"))) == 2


@pytest.mark.lento
def test_un_portal_caido_detiene_con_75_y_dice_cuando_volver(
    icsoe: Icsoe, de_dos: Oficina, estado: Estado
) -> None:
    estado.fallas.activas.append(Falla("mantenimiento", veces=None))
    codigo, dato = presentar(icsoe, de_dos)
    assert codigo == 75
    assert dato["cuentas"] == {"reintentar más tarde": 2}
    assert dato["volver"]


@pytest.mark.lento
def test_interrumpir_termina_en_orden_y_dice_que_falta(de_dos: Oficina, estado: Estado) -> None:
    rfc = str(de_dos.contribuyentes[0].rfc)
    estado.fallas.activas.append(Falla("lenta", rfc=rfc, parametros={"pantalla": "capturar"}))
    proceso = _empezar(de_dos.carpeta)
    registro = de_dos.carpeta / "registro" / "icsoe.log"
    while proceso.poll() is None:
        if registro.is_file() and '"paso": "nueva"' in registro.read_text(encoding="utf-8"):
            break
    proceso.send_signal(signal.SIGTERM)
    assert proceso.wait() == 130
    salida = _dicho(de_dos.carpeta)
    assert "Tanda interrumpida" in salida
    assert "2  pendiente" in salida
    assert not estado.presentadas
    assert not estado.sesiones


@pytest.mark.lento
def test_interrumpir_dos_veces_corta_de_inmediato(de_dos: Oficina, estado: Estado) -> None:
    # Far longer than the test waits for the end.
    lenta = {"pantalla": "capturar", "ms": 20 * PLAZO_S * 1000}
    estado.fallas.activas.append(Falla("lenta", parametros=lenta))
    proceso = empezar(
        ["-C", str(de_dos.carpeta), "presentar", "--lote", "lote.csv"],
        salida=de_dos.carpeta / "dicho.txt",
        instalado=True,
    )
    registro = de_dos.carpeta / "registro" / "icsoe.log"
    while proceso.poll() is None:
        if registro.is_file() and '"paso": "nueva"' in registro.read_text(encoding="utf-8"):
            break
    proceso.send_signal(signal.SIGINT)
    while "Otra vez Ctrl+C" not in _dicho(de_dos.carpeta):
        assert proceso.poll() is None
    proceso.send_signal(signal.SIGINT)
    assert proceso.wait() == 130
    assert "Se cortó sin esperar" in _dicho(de_dos.carpeta)
    assert not estado.presentadas


@pytest.mark.lento
def test_si_se_matan_los_navegadores_no_se_pierde_nada(oficina: Oficina, estado: Estado) -> None:
    ajustar(oficina, lambda renglones: renglones[:3])
    with (oficina.carpeta / ".env").open("a", encoding="utf-8") as env:
        env.write("ICSOE_PAUSA=0\nICSOE_ESPERA_DESENLACE=0.02\n")
    rfc = str(oficina.contribuyentes[0].rfc)
    estado.fallas.activas.append(Falla("lenta", rfc=rfc, parametros={"pantalla": "capturar"}))
    proceso = _empezar(oficina.carpeta, "--navegadores", "2")
    registro = oficina.carpeta / "registro" / "icsoe.log"
    while proceso.poll() is None:
        if registro.is_file() and '"paso": "nueva"' in registro.read_text(encoding="utf-8"):
            break
    navegadores = [
        hijo
        for hijo in psutil.Process(proceso.pid).children(recursive=True)
        if "--type=" not in " ".join(hijo.cmdline()) and "remote-debugging" in str(hijo.cmdline())
    ]
    # One or two processes each: on some systems a script starts it.
    assert len(navegadores) >= 2
    for navegador in navegadores:
        navegador.kill()
    assert proceso.wait() == 0, _dicho(oficina.carpeta)
    sucesos = [s["suceso"] for s in leer_control(oficina.direcciones, "bitacora")]
    assert sucesos.count("firma_recibida") == sucesos.count("presentada") == 3
    assert len(list((oficina.carpeta / "acuses").rglob("*.pdf"))) == 3


@pytest.mark.parametrize(
    "opciones",
    [("VBP1212167FA",), ("--periodo", "2026-2"), ("--declara", "Ana Ficticia")],
    ids=" ".join,
)
def test_el_lote_no_se_mezcla_con_uno_solo(
    opciones: tuple[str, ...], icsoe: Icsoe, oficina: Oficina
) -> None:
    salida = icsoe("-C", oficina.carpeta, "presentar", "--lote", "lote.csv", *opciones)
    assert salida.codigo == 2
    assert "--lote" in salida.errores


def test_dos_lotes_del_mismo_nombre_no_se_adivinan(
    oficina: Oficina, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, icsoe: Icsoe
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lote.csv").write_text("otro", encoding="utf-8")
    salida = icsoe("-C", oficina.carpeta, "presentar", "--lote", "lote.csv")
    assert salida.codigo == 2
    assert "dos archivos" in salida.errores
