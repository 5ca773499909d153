"""``icsoe acuses exportar``: a pack that proves itself, whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from flows.acuses.indice import Fila, Indice, en_csv, en_xlsx
from flows.acuses.paquete import Paquete
from flows.cli.main import ejecutar
from icsoe_bot.archive.nombres import ruta_de_acuse
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import Oportunidad
from tests.acuses.archivados import AHORA, AMPERSAND, ENIE, OTRA, Despacho, acuse, pdf

MARCA = "RÉPLICA — SIN VALIDEZ"
EN_TIEMPO = acuse(periodo="2025-3", folio="SI26000001", fecha=date(2026, 1, 17))
TARDE = acuse(periodo="2026-1", folio="SI26000002", fecha=date(2026, 6, 1))
CORREGIDA = acuse(
    periodo="2026-1",
    folio="SI26000003",
    fecha=date(2026, 6, 2),
    tipo="Normal",
    complementaria="Corrección",
)
AJENO = acuse(AMPERSAND, folio="SI26000004")


@pytest.fixture
def lleno(despacho: Despacho) -> Despacho:
    despacho.archivar(EN_TIEMPO, TARDE, CORREGIDA, AJENO)
    return despacho


def exportar(
    capsys: pytest.CaptureFixture[str], despacho: Despacho, *argumentos: object, codigo: int = 0
) -> dict[str, Any]:
    orden = ["-C", str(despacho.carpeta.raiz), "acuses", "exportar", "--json"]
    assert ejecutar([*orden, *map(str, argumentos)]) == codigo
    dato: dict[str, Any] = json.loads(capsys.readouterr().out)
    return dato


def contenido(ruta: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(ruta) as paquete:
        assert paquete.testzip() is None
        return {nombre: paquete.read(nombre) for nombre in paquete.namelist()}


def filas(libro: bytes) -> list[dict[str, Any]]:
    hoja = load_workbook(io.BytesIO(libro)).active
    assert isinstance(hoja, Worksheet)
    todas = list(hoja.iter_rows(values_only=True))
    desde = next(n for n, fila in enumerate(todas) if fila[0] == "RFC")
    return [dict(zip(map(str, todas[desde]), fila, strict=True)) for fila in todas[desde + 1 :]]


def lo_que_hay(carpeta: Path) -> list[str]:
    return sorted(ruta.name for ruta in carpeta.iterdir() if ruta.is_file())


def test_el_paquete_lleva_los_pdf_su_indice_y_sus_huellas(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    destino = tmp_path / "Para el cliente.zip"
    dato = exportar(capsys, lleno, "--rfc", str(ENIE).lower(), "--zip", destino)
    dentro = contenido(destino)
    esperados = {
        f"acuses/{ruta_de_acuse(uno).as_posix()}": pdf(uno) for uno in (EN_TIEMPO, TARDE, CORREGIDA)
    }
    indices = {"indice.xlsx", "indice.csv", "LEEME.txt", "SHA256SUMS.txt"}
    assert {nombre: dentro[nombre] for nombre in set(dentro) - indices} == esperados
    assert indices < set(dentro)
    lineas = dentro["SHA256SUMS.txt"].decode().splitlines()
    sumas = {nombre: huella for huella, nombre in (linea.split("  ", 1) for linea in lineas)}
    assert sumas == {
        nombre: hashlib.sha256(dentro[nombre]).hexdigest()
        for nombre in dentro
        if nombre != "SHA256SUMS.txt"
    }
    # Of nobody else, not even a name.
    assert not any(
        str(AMPERSAND).encode() in parte for parte in (*dentro.values(), *map(str.encode, dentro))
    )
    assert [uno["folio"] for uno in dato["acuses"]] == ["SI26000001", "SI26000002", "SI26000003"]
    assert (dato["zip"], dato["marca"], dato["faltantes"]) == (str(destino), MARCA, [])


def test_las_huellas_valen_en_lo_extraido(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    destino = tmp_path / "p.zip"
    exportar(capsys, lleno, "--rfc", ENIE, "--rfc", AMPERSAND, "--zip", destino)
    with zipfile.ZipFile(destino) as paquete:
        paquete.extractall(tmp_path / "extraído")
    lineas = (tmp_path / "extraído" / "SHA256SUMS.txt").read_bytes().decode().split("\n")
    assert lineas.pop() == ""
    for linea in lineas:
        huella, nombre = linea[:64], linea[66:]
        assert linea[64:66] == "  "
        archivo = tmp_path / "extraído" / nombre
        assert hashlib.sha256(archivo.read_bytes()).hexdigest() == huella


def test_el_indice_dice_todo_en_excel_y_en_csv(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    solo = tmp_path / "índice.xlsx"
    exportar(capsys, lleno, "--rfc", ENIE, "--zip", tmp_path / "p.zip", "--xlsx", solo)
    dentro = contenido(tmp_path / "p.zip")
    en_libro = filas(dentro["indice.xlsx"])
    assert en_libro == filas(solo.read_bytes())
    primera, tarde, corregida = en_libro
    archivado = primera.pop("Archivado (centro de México)")
    assert isinstance(archivado, datetime)
    assert primera == {
        "RFC": str(ENIE),
        "Clave del periodo": "2025-3",
        "Periodo": "Septiembre - Diciembre de 2025",
        "Tipo": "Sin información",
        "Complementaria": None,
        "Folio": "SI26000001",
        "Fecha de presentación": datetime(2026, 1, 17),
        "En tiempo / Extemporánea": "En tiempo",
        "Situación": f"{MARCA} · Verificado",
        "Archivo": f"acuses/{ruta_de_acuse(EN_TIEMPO).as_posix()}",
        "SHA-256": hashlib.sha256(pdf(EN_TIEMPO)).hexdigest(),
        "Versión": 1,
    }
    assert tarde["En tiempo / Extemporánea"] == "Extemporánea"
    assert corregida["En tiempo / Extemporánea"] == "No aplica"
    assert corregida["Complementaria"] == "Corrección"
    en_texto = list(csv.DictReader(io.StringIO(dentro["indice.csv"].decode("utf-8-sig"))))
    assert list(en_texto[0]) == list(en_libro[1])
    assert [uno["Folio"] for uno in en_texto] == [uno["Folio"] for uno in en_libro]
    assert en_texto[0]["Fecha de presentación"] == "2026-01-17"


def test_los_enlaces_del_indice_llevan_a_sus_pdf(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exportar(capsys, lleno, "--rfc", ENIE, "--zip", tmp_path / "p.zip")
    dentro = contenido(tmp_path / "p.zip")
    hoja = load_workbook(io.BytesIO(dentro["indice.xlsx"])).active
    assert isinstance(hoja, Worksheet)
    enlaces = [celda.hyperlink.target for fila in hoja for celda in fila if celda.hyperlink]
    assert len(enlaces) == 3
    assert set(enlaces) < set(dentro)


def test_lo_mismo_da_los_mismos_bytes(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    uno, otro = tmp_path / "uno.zip", tmp_path / "otro.zip"
    exportar(capsys, lleno, "--rfc", ENIE, "--zip", uno)
    with patch("openpyxl.writer.excel.datetime") as reloj:
        reloj.datetime.now.return_value = datetime(2030, 1, 1)
        reloj.timezone.utc = None
        exportar(capsys, lleno, "--rfc", ENIE, "--zip", otro)
    assert uno.read_bytes() == otro.read_bytes()


def test_todo_lo_de_la_replica_lleva_su_marca(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dato = exportar(capsys, lleno, "--rfc", ENIE, "--zip", tmp_path)
    ruta = Path(dato["zip"])
    assert ruta.name == f"RÉPLICA-SIN-VALIDEZ_acuses_{ENIE}_2025-3_a_2026-1.zip"
    dentro = contenido(ruta)
    assert dentro["LEEME.txt"].decode("utf-8-sig").startswith(MARCA)
    hoja = load_workbook(io.BytesIO(dentro["indice.xlsx"])).active
    assert isinstance(hoja, Worksheet)
    assert (hoja.title, hoja["A2"].value) == (MARCA, MARCA)
    assert MARCA in dentro["indice.csv"].decode("utf-8-sig")


def test_lo_de_produccion_no_lleva_marca() -> None:
    salida = io.BytesIO()
    fila = Fila(ENIE, Periodo.parse("2026-1"), "Sin información", folio="SI26000001")
    with Paquete(salida) as paquete_nuevo:
        paquete_nuevo.completar(Indice("", (fila,)))
    with zipfile.ZipFile(salida) as paquete:
        texto = paquete.read("LEEME.txt").decode("utf-8-sig")
        assert filas(paquete.read("indice.xlsx"))[0]["Situación"] == "Verificado"
    assert "RÉPLICA" not in texto
    assert "1 acuse, de 2026-1." in texto


def test_los_periodos_se_eligen(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for numero, (argumentos, folios) in enumerate(
        (
            (["--periodo", "2025-3"], ["SI26000001"]),
            (["--desde", "2026"], ["SI26000002", "SI26000003"]),
            (
                ["--periodo", "2025-3", "--desde", "2026-1"],
                ["SI26000001", "SI26000002", "SI26000003"],
            ),
        )
    ):
        destino = tmp_path / f"{numero}.xlsx"
        dato = exportar(capsys, lleno, "--rfc", ENIE, *argumentos, "--xlsx", destino)
        assert [uno["folio"] for uno in dato["acuses"]] == folios
        assert [uno["Folio"] for uno in filas(destino.read_bytes())] == folios


def danar(despacho: Despacho) -> None:
    """One deleted, one altered, one never archived."""
    (despacho.acuses / ruta_de_acuse(EN_TIEMPO)).unlink()
    (despacho.acuses / ruta_de_acuse(TARDE)).write_bytes(pdf(TARDE) + b" ")
    despacho.presentar(ENIE, "2025-2", folio="SI25000009")


def test_lo_incompleto_detiene_con_su_nombre_y_no_deja_nada(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    danar(lleno)
    salidas = tmp_path / "salidas"
    salidas.mkdir()
    destinos = ("--zip", salidas / "p.zip", "--xlsx", salidas / "p.xlsx")
    dato = exportar(
        capsys,
        lleno,
        "--rfc",
        ENIE,
        "--periodo",
        "2025-1",
        "--desde",
        "2025-2",
        *destinos,
        codigo=1,
    )
    assert dato["error"] == "PaqueteIncompleto"
    for palabras in (
        f"{ENIE} 2025-1: no hay acuse de ese periodo",
        "(SI25000009): está presentada y su acuse no se ha traído",
        "(SI26000001): no está en el archivo",
        "(SI26000002): fue alterado después de archivarse",
    ):
        assert palabras in dato["mensaje"]
    assert lo_que_hay(salidas) == []


def test_con_faltantes_lo_que_falta_queda_en_el_indice(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    danar(lleno)
    destino = tmp_path / "p.zip"
    dato = exportar(capsys, lleno, "--rfc", ENIE, "--zip", destino, "--con-faltantes")
    assert [uno["folio"] for uno in dato["acuses"]] == ["SI26000003"]
    dentro = contenido(destino)
    assert [nombre for nombre in dentro if nombre.endswith(".pdf")] == [
        f"acuses/{ruta_de_acuse(CORREGIDA).as_posix()}"
    ]
    situaciones = {uno["Folio"]: uno["Situación"] for uno in filas(dentro["indice.xlsx"])}
    assert situaciones == {
        "SI25000009": f"{MARCA} · está presentada y su acuse no se ha traído",
        "SI26000001": f"{MARCA} · no está en el archivo",
        "SI26000002": f"{MARCA} · fue alterado después de archivarse",
        "SI26000003": f"{MARCA} · Verificado",
    }
    leeme = dentro["LEEME.txt"].decode("utf-8-sig")
    assert "QUÉ FALTA" in leeme
    assert "(SI26000001): no está en el archivo." in leeme


def test_un_pdf_de_otro_no_sale_aunque_la_bitacora_lo_diga(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with lleno.bitacora() as bitacora:
        (ajeno,) = bitacora.acuses.listar(AMPERSAND)
        suyo = acuse(periodo="2024-1", folio="SI24000001")
        bitacora.acuses.anotar(suyo, 1, ajeno.ruta, ajeno.sha256)
    dato = exportar(capsys, lleno, "--rfc", ENIE, "--zip", tmp_path / "p.zip", codigo=1)
    assert "(SI24000001): el PDF no corresponde a esa presentación" in dato["mensaje"]


def test_cada_version_va_con_su_numero(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    otra = pdf(TARDE, nombre="REIMPRESO")
    lleno.archivar(TARDE, contenido=otra, version=2)
    exportar(capsys, lleno, "--rfc", ENIE, "--periodo", "2026-1", "--zip", tmp_path / "p.zip")
    dentro = contenido(tmp_path / "p.zip")
    assert dentro[f"acuses/{ruta_de_acuse(TARDE, 2).as_posix()}"] == otra
    assert [uno["Versión"] for uno in filas(dentro["indice.xlsx"])] == [1, 2, 1]


def test_lo_que_existe_no_se_pierde_sin_pedirlo(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    destino = tmp_path / "p.zip"
    destino.write_text("de otro", encoding="utf-8")
    orden = ("--rfc", ENIE, "--zip", destino)
    dato = exportar(capsys, lleno, *orden, codigo=2)
    assert (dato["error"], "--reemplazar" in dato["remedio"]) == ("YaExiste", True)
    assert destino.read_text(encoding="utf-8") == "de otro"
    exportar(capsys, lleno, *orden, "--reemplazar")
    assert zipfile.is_zipfile(destino)


def test_lo_que_aparece_entretanto_no_se_pisa(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    destino = tmp_path / "p.zip"
    completar = Paquete.completar

    def completar_tarde(paquete: Paquete, indice: Indice) -> None:
        destino.write_text("de otro", encoding="utf-8")
        completar(paquete, indice)

    with patch.object(Paquete, "completar", completar_tarde):
        dato = exportar(capsys, lleno, "--rfc", ENIE, "--zip", destino, codigo=2)
    assert dato["error"] == "YaExiste"
    assert destino.read_text(encoding="utf-8") == "de otro"


def test_un_disco_lleno_no_deja_un_paquete_a_medias(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    salidas = tmp_path / "salidas"
    salidas.mkdir()
    lleno_de_veras = OSError(28, "No space left on device")
    with patch("flows.acuses.destino.os.fsync", side_effect=lleno_de_veras):
        dato = exportar(capsys, lleno, "--rfc", ENIE, "--zip", salidas / "p.zip", codigo=1)
    assert dato["error"] == "NoSePudoEscribir"
    assert lo_que_hay(salidas) == []


@pytest.mark.parametrize(
    ("argumentos", "codigo", "palabras"),
    [
        (["--zip", "p.zip"], 2, "Falta la opción --rfc"),
        (["--rfc", str(ENIE)], 2, "--zip, --xlsx o los dos"),
        (["--rfc", str(ENIE), "--zip", "p", "--xlsx", "p"], 2, "dos nombres distintos"),
        (["--rfc", str(ENIE), "--zip", "no hay/p.zip"], 2, "No existe la carpeta"),
        (["--rfc", str(ENIE), "--periodo", "ayer", "--zip", "p.zip"], 2, "no existe"),
        (["--rfc", str(OTRA), "--zip", "p.zip"], 1, "No hay acuses archivados"),
        (["--rfc", str(ENIE), "--desde", "2026-3", "--zip", "p.zip"], 1, "No hay acuses"),
    ],
)
def test_lo_mal_pedido_se_explica(
    argumentos: list[str],
    codigo: int,
    palabras: str,
    lleno: Despacho,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    orden = ["-C", str(lleno.carpeta.raiz), "acuses", "exportar", *argumentos]
    assert ejecutar(orden) == codigo
    assert palabras in " ".join(capsys.readouterr().err.split())
    assert lo_que_hay(tmp_path) == []


def test_se_muestra_a_las_personas(
    lleno: Despacho, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    danar(lleno)
    orden = ["-C", str(lleno.carpeta.raiz), "acuses", "exportar", "--rfc", str(ENIE)]
    destino = tmp_path / "p.zip"
    assert ejecutar([*orden, "--zip", str(destino), "--con-faltantes"]) == 0
    visto = capsys.readouterr()
    assert MARCA in visto.out
    assert "1 acuse verificado." in visto.out
    assert f"Paquete: {destino}" in visto.out
    assert "Falta" in visto.err


def test_ningun_texto_del_portal_es_formula() -> None:
    fila = Fila(
        ENIE,
        Periodo.parse("2026-1"),
        tipo="=HYPERLINK(1)",
        complementaria="@x",
        oportunidad=Oportunidad.EN_TIEMPO,
        archivado=AHORA,
    )
    indice = Indice("", (fila,))
    (leida,) = csv.DictReader(io.StringIO(en_csv(indice).decode("utf-8-sig")))
    assert (leida["Tipo"], leida["Complementaria"]) == ("'=HYPERLINK(1)", "'@x")
    with zipfile.ZipFile(io.BytesIO(en_xlsx(indice, con_enlaces=False))) as partes:
        assert b"<f>" not in partes.read("xl/worksheets/sheet1.xml")
