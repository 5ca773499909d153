"""A batch is read whatever program saved it, or refused with what to do about it."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from fixtures.contribuyentes import contribuyentes_ficticios
from fixtures.sembrar import sembrar
from flows.lote import archivo as modulo_archivo
from flows.lote import libro as modulo_libro
from flows.lote.columnas import COLUMNAS
from flows.lote.errores import LoteInvalido
from flows.lote.leer import leer_lote
from flows.lote.renglon import Renglon
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from tests.lote.hojas import (
    BUENO,
    HOY,
    OTRO,
    TITULOS,
    con_pieza,
    en_csv,
    en_xlsx,
    errores,
    leer,
    lugares,
)

ESPERADO = Renglon(
    2,
    Presentacion(RFC("EKU9003173C9"), Periodo.parse("2026-2")),
    Protesta("María Peña Núñez", date(2026, 9, 3)),
)
HOJA = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("fin", ["\r\n", "\n", "\r"], ids=["crlf", "lf", "cr"])
@pytest.mark.parametrize("separador", [",", ";", "\t"], ids=["coma", "punto y coma", "tabulador"])
@pytest.mark.parametrize(
    ("marca", "codificacion"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (b"", "cp1252"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
    ids=["utf-8", "utf-8 marcado", "cp1252", "utf-16 le", "utf-16 be"],
)
def test_un_csv_se_lee_como_se_haya_guardado(
    tmp_path: Path, marca: bytes, codificacion: str, separador: str, fin: str
) -> None:
    for cabeza in ("", f"sep={separador}{fin}", f"SEP={separador * 5}{fin}"):
        texto = cabeza + en_csv([TITULOS, BUENO, OTRO], separador=separador, fin=fin)
        primero, segundo = leer(tmp_path, marca + texto.encode(codificacion))
        assert primero == ESPERADO
        assert segundo.protesta.declarante == "José Ávila"
        assert segundo.fila == 3


def test_las_filas_son_las_que_muestra_la_hoja_de_calculo(tmp_path: Path) -> None:
    vacia = [""] * 7
    filas = [
        [],
        ["", "  "],
        [*TITULOS, "nota", "", ""],
        [*BUENO, "primera línea\nsegunda, con «coma»\r\ny otra", "", ""],
        vacia,
        [],
        ["\u200b", "\xa0", "\ufeff"],
        [*OTRO],
        *[vacia] * 3,
    ]
    for contenido in (en_csv(filas), en_csv(filas, separador=";"), en_xlsx(filas)):
        primero, segundo = leer(tmp_path, contenido)
        assert (primero.fila, segundo.fila) == (4, 8)
        assert primero.nota == "primera línea segunda, con «coma» y otra"
        assert segundo.nota == ""


def test_lo_invisible_y_los_espacios_no_cuentan(tmp_path: Path) -> None:
    sucia = (
        "\u200beku 900317-3c9\xa0",
        "\xa02026 – 2\u200b",
        "  SIN\xa0\xa0informacio\u0301n ",
        " Mari\u0301a\xa0Peña \t Núñez\u202c",
        "\u202a03/09/2026\u200e",
    )
    for contenido in (en_csv([TITULOS, sucia]), en_xlsx([TITULOS, sucia])):
        assert leer(tmp_path, contenido) == [ESPERADO]


def test_los_titulos_perdonan_y_su_orden_es_libre(tmp_path: Path) -> None:
    titulos = ("FECHA  Declaración:", "Nombre", "Declara", "TIPO", " Período ", "R.F.C.")
    fila = (BUENO[4], "Escuela Kemper", BUENO[3], BUENO[2], BUENO[1], BUENO[0])
    (leido,) = leer(tmp_path, en_csv([titulos, fila]))
    assert leido.nombre == "Escuela Kemper"
    assert leido.presentacion == ESPERADO.presentacion
    assert leido.protesta == ESPERADO.protesta


@pytest.mark.parametrize(
    "celda",
    [
        date(2026, 9, 3),
        datetime(2026, 9, 3),
        46268,
        46268.0,
        "03/09/2026",
    ],
    ids=repr,
)
def test_una_fecha_de_excel_es_una_fecha(tmp_path: Path, celda: object) -> None:
    assert leer(tmp_path, en_xlsx([TITULOS, [*BUENO[:4], celda]])) == [ESPERADO]


def test_las_fechas_de_una_mac_antigua_cuentan_desde_1904(tmp_path: Path) -> None:
    def desde_1904(libro: openpyxl.Workbook) -> None:
        libro.epoch = CALENDAR_MAC_1904
        libro.worksheets[0]["E3"] = 46268 - 1462

    filas = [TITULOS, [*OTRO[:4], date(2026, 5, 4)], BUENO]
    fechas = [leido.protesta.fecha for leido in leer(tmp_path, en_xlsx(filas, desde_1904))]
    assert fechas == [date(2026, 5, 4), date(2026, 9, 3)]


def test_de_una_formula_cuenta_su_resultado(tmp_path: Path) -> None:
    crudo = en_xlsx([[*TITULOS, "nota"], [*BUENO[:3], "=B9", *BUENO[4:], '=IF(1,"")']])
    (sin_calcular, *_) = errores(tmp_path, crudo)
    assert (sin_calcular.fila, sin_calcular.columna) == (2, "declara")
    assert "fórmula" in sin_calcular.mensaje

    def calcular(xml: str) -> str:
        xml = re.sub(
            r'<c r="D2"[^>]*>.*?</c>', f'<c r="D2" t="str"><f>B9</f><v>{BUENO[3]}</v></c>', xml
        )
        return re.sub(r'<c r="F2"[^>]*>.*?</c>', '<c r="F2" t="str"><f>IF()</f><v></v></c>', xml)

    assert leer(tmp_path, con_pieza(crudo, HOJA, calcular)) == [ESPERADO]


def test_un_renglon_de_formulas_sin_calcular_no_se_pierde(tmp_path: Path) -> None:
    encontrados = errores(tmp_path, en_xlsx([TITULOS, BUENO, [f"=Hoja2!{c}2" for c in "ABCDE"]]))
    assert lugares(encontrados) == [(3, columna) for columna in TITULOS]


def test_una_fecha_imposible_es_un_error_de_la_celda_y_nada_mas(tmp_path: Path) -> None:
    crudo = en_xlsx([TITULOS, [*BUENO[:4], date(2026, 9, 3)]])
    crudo = con_pieza(crudo, HOJA, lambda xml: xml.replace("<v>46268</v>", "<v>9999999</v>"))
    (error,) = errores(tmp_path, crudo)  # openpyxl warns, and a warning would fail this test
    assert (error.fila, error.columna, error.valor) == (2, "fecha_declaracion", "#VALUE!")


def test_un_salto_que_excel_escapa_es_un_espacio(tmp_path: Path) -> None:
    fila = [*BUENO[:3], "María_x000D_\nPeña_x0009_Núñez", BUENO[4]]
    assert leer(tmp_path, en_xlsx([TITULOS, fila])) == [ESPERADO]


def test_se_lee_la_primera_hoja_visible_que_es_un_lote(tmp_path: Path) -> None:
    def con_otras_hojas(libro: openpyxl.Workbook) -> None:
        libro.worksheets[0].title = "Lote"
        portada = libro.create_sheet("Portada", 0)
        portada.append(["Despacho", "periodo"])
        for estado in ("hidden", "veryHidden"):
            oculta = libro.create_sheet(estado, 0)
            oculta.append(TITULOS)
            oculta.append(OTRO)
            oculta.sheet_state = estado
        libro.create_chartsheet("Gráfica", 0).add_chart(BarChart())
        libro.create_sheet("Vacía", 0)
        otra = libro.create_sheet("Lote anterior")
        otra.append(TITULOS)
        otra.append(OTRO)

    assert leer(tmp_path, en_xlsx([TITULOS, BUENO], con_otras_hojas)) == [ESPERADO]
    # A mistake in its headings is told; the sheet isn't passed over for a later one.
    with pytest.raises(LoteInvalido) as error:
        leer(tmp_path, en_xlsx([TITULOS[:4], BUENO[:4]], con_otras_hojas))
    assert "(hoja «Lote»)" in error.value.mensaje
    assert lugares(list(error.value.errores)) == [(1, "fecha_declaracion")]


def _zip(*nombres: str) -> bytes:
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w") as paquete:
        for nombre in nombres:
            paquete.writestr(nombre, "x")
    return salida.getvalue()


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(500)


@pytest.mark.parametrize(
    ("contenido", "palabras"),
    [
        (b"", "vacío"),
        (b"\xef\xbb\xbf\r\n \r\n;;;\r\n", "vacío"),
        (b"\xff\xfe", "vacío"),
        (en_xlsx([]), "vacío"),
        (OLE + "Workbook".encode("utf-16-le"), "formato anterior (.xls)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "contraseña"),
        (_zip("mimetype", "content.xml"), ".ods"),
        (_zip("xl/workbook.bin"), ".xlsb"),
        (_zip("Index/Document.iwa"), "Numbers"),
        (_zip("foto.jpg"), "dañado"),
        (en_xlsx([TITULOS, BUENO])[:-300], "dañado"),
        (b"PK\x05\x06" + bytes(18), "dañado"),
        (con_pieza(en_xlsx([TITULOS]), HOJA, lambda xml: xml[:-60]), "dañado"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "ni un texto legible"),
        (b"\xef\xbb\xbfrfc,declara\r\nx,Pe\xd1a", "ni un texto legible"),
        (b"rfc,declara\r\nx,\x81\x8d", "ni un texto legible"),
        (b"\xff\xfer\x00f", "ni un texto legible"),
        (b"<html><table><tr><td>rfc", "página web"),
    ],
    ids=lambda valor: valor if isinstance(valor, str) else "",
)
def test_lo_que_no_es_un_lote_se_dice_con_su_remedio(
    tmp_path: Path, contenido: bytes, palabras: str
) -> None:
    (error,) = errores(tmp_path, contenido)
    assert palabras in error.mensaje
    assert (error.fila, error.columna) == (0, "")


@pytest.mark.parametrize(
    "fila", ['"María Peña,2026-09-03', '"María" Peña,2026-09-03'], ids=["sin cerrar", "pegado"]
)
def test_unas_comillas_mal_puestas_no_se_comen_renglones(tmp_path: Path, fila: str) -> None:
    bueno, otro = (en_csv([renglon]) for renglon in (BUENO, OTRO))
    malo = f"EKU9003173C9,2026-1,Sin información,{fila}\r\n"
    (error,) = errores(tmp_path, en_csv([TITULOS]) + bueno + malo + otro)
    assert (error.fila, error.columna) == (3, "")
    assert "comillas" in error.mensaje


def test_un_archivo_que_no_se_puede_leer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def mensaje(archivo: Path) -> str:
        with pytest.raises(LoteInvalido) as error:
            leer_lote(archivo, hoy=HOY)
        assert str(archivo) in error.value.mensaje
        (unico,) = error.value.errores
        return unico.mensaje

    assert "carpeta" in mensaje(tmp_path)
    assert "No existe" in mensaje(tmp_path / "no está.csv")
    archivo = tmp_path / "lote.csv"
    archivo.write_text(en_csv([TITULOS, BUENO]), encoding="utf-8")

    def fallar(error: OSError) -> None:
        def abrir(*_: object) -> None:
            raise error

        monkeypatch.setattr(Path, "open", abrir)

    fallar(PermissionError(13, "Permission denied"))
    assert "abierto en Excel" in mensaje(archivo)
    fallar(OSError(5, "Input/output error"))
    assert "No se pudo leer" in mensaje(archivo)


def test_un_archivo_enorme_se_rechaza_sin_leerlo_todo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archivo = tmp_path / "enorme.csv"
    with archivo.open("wb") as abierto:
        os.truncate(abierto.fileno(), 50 * modulo_archivo.MAXIMO)
    with pytest.raises(LoteInvalido) as error:
        leer_lote(archivo, hoy=HOY)
    assert "10 MB" in error.value.errores[0].mensaje
    crudo = en_xlsx([TITULOS, BUENO])
    for limite in ("_MAXIMO_DESCOMPRIMIDO", "_MAXIMO_DE_CELDAS"):
        with monkeypatch.context() as parche:
            parche.setattr(modulo_libro, limite, 9)
            (enorme,) = errores(tmp_path, crudo)
        assert "demasiado grande" in enorme.mensaje


def test_lo_que_la_hoja_dice_de_su_tamanio_no_cuenta(tmp_path: Path) -> None:
    crudo = con_pieza(
        en_xlsx([TITULOS, BUENO]), HOJA, lambda xml: re.sub('ref="A1:E2"', 'ref="A1"', xml)
    )
    assert leer(tmp_path, crudo) == [ESPERADO]


def test_el_lote_sembrado_se_lee(tmp_path: Path) -> None:
    sembrar(tmp_path / "práctica", 3, ahora=datetime(2026, 9, 2, 3, 0, tzinfo=UTC))
    leidos = leer_lote(tmp_path / "práctica" / "lote.csv", hoy=date(2026, 9, 1))
    ficticios = contribuyentes_ficticios(3)
    assert [leido.presentacion.rfc for leido in leidos] == [suyo.rfc for suyo in ficticios]
    assert {leido.protesta.fecha for leido in leidos} == {date(2026, 9, 1)}
    assert [leido.protesta.declarante for leido in leidos] == [s.declarante for s in ficticios]


def test_el_documento_dice_la_verdad(tmp_path: Path) -> None:
    documento = Path(__file__).parents[2] / "docs" / "lote.md"
    texto = documento.read_text(encoding="utf-8")
    (ejemplo,) = re.findall(r"```csv\n(.*?)```", texto, re.DOTALL)
    assert [leido.protesta.fecha for leido in leer(tmp_path, ejemplo)] == [
        date(2026, 9, 3),
        date(2026, 9, 4),
    ]
    (encabezados, *_) = csv.reader(ejemplo.splitlines())
    assert tuple(encabezados) == COLUMNAS
    assert tuple(re.findall(r"^\| `(\w+)` \| o", texto, re.MULTILINE)) == COLUMNAS
    (fechas,) = re.findall(r"\| Así \| O así \|\n(.*?)\n\n", texto, re.DOTALL)
    for fecha in re.findall(r"`([^`]+)`", fechas):
        (leido,) = leer(tmp_path, en_csv([TITULOS, [*BUENO[:4], fecha]]))
        assert leido.protesta.fecha == date(2026, 9, 3), fecha
    (rechazadas,) = re.findall(r"Se rechazan (.*?) y las fechas con hora", texto, re.DOTALL)
    for fecha in re.findall(r"`([^`]+)`", rechazadas):
        assert lugares(errores(tmp_path, en_csv([TITULOS, [*BUENO[:4], fecha]]))) == [
            (2, "fecha_declaracion")
        ]
