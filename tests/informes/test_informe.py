"""The report: whole, safe to open, and true of the batch."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from unittest.mock import patch
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from flows.informes.contenido import contenido_de
from flows.informes.informe import Informe, escribir_informe
from flows.informes.libro import libro
from flows.informes.pagina import pagina
from flows.tanda.resumen import Final, Resumen
from icsoe_bot.errors import OperatorMustAct
from icsoe_bot.portal.direcciones import Ambiente
from tests.lectura import Lectura
from tests.tandas_de_ejemplo import bien, mal, renglon, tanda, tanda_variada

MARCA = "RÉPLICA — SIN VALIDEZ"


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    return tmp_path / "Oficina Ñandú 100%" / "informes"


@pytest.fixture
def oficina(carpeta: Path) -> Path:
    return carpeta.parent


def hoja_de(ruta: Path) -> Worksheet:
    hoja = load_workbook(ruta).active
    assert isinstance(hoja, Worksheet)
    return hoja


def encabezado(hoja: Worksheet) -> int:
    return next(fila[0].row for fila in hoja.iter_rows() if fila[0].value == "RFC")


def filas(hoja: Worksheet) -> list[dict[str, Cell]]:
    """The table's rows, each cell by its column's title."""
    desde = encabezado(hoja)
    titulos = [str(celda.value) for celda in hoja[desde]]
    return [
        dict(zip(titulos, fila, strict=True))  # type: ignore[arg-type]
        for fila in hoja.iter_rows(min_row=desde + 1)
    ]


def test_se_nombra_por_su_inicio_y_no_pisa_otro(carpeta: Path, oficina: Path) -> None:
    resumen = tanda_variada(oficina)
    primero = escribir_informe(resumen, carpeta)
    assert primero == Informe(
        carpeta / "20261126-210000-informe.xlsx", carpeta / "20261126-210000-informe.html"
    )
    antes = {ruta: ruta.read_bytes() for ruta in carpeta.iterdir()}
    segundo = escribir_informe(replace(resumen, finales=()), carpeta)
    assert segundo.xlsx.name == "20261126-210000-informe-2.xlsx"
    assert segundo.html.stem == segundo.xlsx.stem
    # Half a pair is somebody's too.
    (carpeta / "20261126-210000-informe-3.html").write_text("de otro", encoding="utf-8")
    tercero = escribir_informe(resumen, carpeta)
    assert tercero.html.name == "20261126-210000-informe-4.html"
    assert not (carpeta / "20261126-210000-informe-3.xlsx").exists()
    assert {ruta: ruta.read_bytes() for ruta in antes} == antes


def test_se_nombra_con_la_hora_del_centro_de_mexico(carpeta: Path, oficina: Path) -> None:
    inicio = datetime.fromisoformat("2026-11-27T03:00:00+00:00")
    informe = escribir_informe(replace(tanda(oficina), inicio=inicio), carpeta)
    assert informe.html.name == "20261126-210000-informe.html"


def test_lo_que_no_se_puede_hacer_entero_no_deja_nada(carpeta: Path, oficina: Path) -> None:
    with patch("flows.informes.pagina.pagina", side_effect=OSError), pytest.raises(OSError):  # noqa: PT011
        escribir_informe(tanda_variada(oficina), carpeta)
    assert not carpeta.exists()


def test_el_libro_dice_todo_con_su_tipo(carpeta: Path, oficina: Path) -> None:
    hoja = hoja_de(escribir_informe(tanda_variada(oficina), carpeta).xlsx)
    presentada = next(f for f in filas(hoja) if f["Situación"].value == "Presentada")
    suyo = renglon(1)
    assert {titulo: celda.value for titulo, celda in presentada.items()} == {
        "RFC": str(suyo.presentacion.rfc),
        "Nombre": suyo.nombre,
        "Periodo": "Mayo - Agosto de 2026",
        "Clave del periodo": "2026-2",
        "Tipo": "Sin información",
        "Declara": suyo.protesta.declarante,
        "Situación": "Presentada",
        "Folio": "SI26000002",
        "Fecha de presentación": datetime(2026, 11, 26),
        "En tiempo / Extemporánea": "Extemporánea",
        "Acuse": "PDF",
        "Qué pasó": None,
        "Qué hacer": None,
        "Nota": None,
    }
    assert presentada["Fecha de presentación"].number_format.endswith("dd/mm/yyyy")
    ya = next(f for f in filas(hoja) if f["Situación"].value == "Ya presentada")
    assert ya["En tiempo / Extemporánea"].value == "En tiempo"
    vencida = next(f for f in filas(hoja) if f["Situación"].value == "Requiere al contribuyente")
    assert vencida["Qué pasó"].value == "La e.firma venció el 01/11/2026."
    assert vencida["Qué hacer"].value == "Renuévela ante el SAT."
    assert vencida["Qué pasó"].alignment.wrap_text


def test_el_libro_resume_la_tanda_arriba(carpeta: Path, oficina: Path) -> None:
    resumen = replace(tanda_variada(oficina), interrumpida=True, simulacion=True)
    hoja = hoja_de(escribir_informe(resumen, carpeta).xlsx)
    arriba = list(hoja.iter_rows(max_row=encabezado(hoja) - 1, values_only=True))
    rotulos = next(n for n, fila in enumerate(arriba) if fila[0] == "Ambiente")
    datos = dict(zip(arriba[rotulos], arriba[rotulos + 1], strict=True))
    assert datos["Ambiente"] == "Producción"
    assert datos["Lote"] == "lote.csv"
    assert datos["Inicio (centro de México)"] == datetime(2026, 11, 26, 21, 0)
    assert datos["Fin (centro de México)"] == datetime(2026, 11, 26, 21, 48, 12)
    assert datos["Presentada"] == 1
    assert datos["Desenlace desconocido"] == 1
    frases = " ".join(str(fila[0]) for fila in arriba)
    assert "simulación" in frases
    assert "Se interrumpió" in frases
    assert "a partir del 26/11/2026 22:30" in frases


def test_el_libro_se_filtra_y_se_imprime(carpeta: Path, oficina: Path) -> None:
    hoja = hoja_de(escribir_informe(tanda_variada(oficina), carpeta).xlsx)
    cabeza = encabezado(hoja)
    assert hoja.auto_filter.ref == f"A{cabeza}:N{cabeza + 7}"
    assert hoja.freeze_panes == f"B{cabeza + 1}"
    assert hoja.print_title_rows == f"${cabeza}:${cabeza}"
    assert hoja.page_setup.orientation == "landscape"
    assert hoja.sheet_properties.pageSetUpPr
    assert hoja.sheet_properties.pageSetUpPr.fitToPage
    assert (hoja.page_setup.fitToWidth, hoja.page_setup.fitToHeight) == (1, 0)


def test_lo_que_requiere_a_alguien_va_primero(carpeta: Path, oficina: Path) -> None:
    informe = escribir_informe(tanda_variada(oficina), carpeta)
    debido = [
        "Requiere al operador",
        "Requiere al contribuyente",
        "Desenlace desconocido",
        "Reintentar más tarde",
        "Pendiente",
        "Presentada",
        "Ya presentada",
    ]
    assert [fila["Situación"].value for fila in filas(hoja_de(informe.xlsx))] == debido
    lectura = Lectura(informe.html.read_text(encoding="utf-8"))
    assert [fila[3].strip() for fila in lectura.celdas[1:]] == debido


def _encabezado_impreso(hoja: Worksheet) -> str:
    assert hoja.oddHeader is not None
    return str(hoja.oddHeader.center.text)


@pytest.mark.parametrize("ambiente", Ambiente)
def test_solo_lo_de_la_replica_lleva_su_marca(
    carpeta: Path, oficina: Path, ambiente: Ambiente
) -> None:
    informe = escribir_informe(tanda_variada(oficina, ambiente=ambiente), carpeta)
    hoja = hoja_de(informe.xlsx)
    texto = Lectura(informe.html.read_text(encoding="utf-8")).texto
    lugares = [hoja.title, str(hoja["A2"].value), _encabezado_impreso(hoja), texto]
    assert [MARCA in lugar for lugar in lugares] == [ambiente is Ambiente.REPLICA] * 4


def test_los_enlaces_llevan_al_acuse_aunque_se_mude_la_carpeta(tmp_path: Path) -> None:
    raiz = tmp_path / "una parte"
    oficina, carpeta = raiz / "Oficina Ñandú 100% [1]", raiz / "informes"
    # The second fictitious taxpayer's RFC holds an «Ñ», the third's an «&».
    finales = [bien(renglon(numero), oficina) for numero in (1, 2, 3)]
    for final in finales:
        assert final.resultado is not None
        final.resultado.acuse.parent.mkdir(parents=True)
        final.resultado.acuse.write_bytes(b"%PDF-")
    informe = escribir_informe(tanda(oficina, *finales), carpeta)
    aqui = Path(shutil.move(raiz, tmp_path / "otra parte")) / "informes"
    en_html = Lectura((aqui / informe.html.name).read_text(encoding="utf-8")).enlaces
    celdas = [fila["Acuse"] for fila in filas(hoja_de(aqui / informe.xlsx.name))]
    en_xlsx = [celda.hyperlink.target or "" for celda in celdas if celda.hyperlink]
    assert len(en_html) == len(en_xlsx) == 3
    for enlace in (*en_html, *en_xlsx):
        assert enlace.startswith("../")
        assert (aqui / unquote(enlace)).read_bytes() == b"%PDF-"
        assert not set(enlace) & set(" []#")
    assert all(enlace.isascii() for enlace in en_html)


def test_la_pagina_no_pide_nada_a_la_red(carpeta: Path, oficina: Path) -> None:
    html = pagina(contenido_de(tanda_variada(oficina), carpeta))
    assert "default-src 'none'" in html
    lectura = Lectura(html)
    assert ("html", {"lang": "es-MX"}) in lectura.etiquetas
    assert not {"link", "img", "iframe", "base"} & {tag for tag, _ in lectura.etiquetas}
    assert not any("src" in atributos for _, atributos in lectura.etiquetas)
    assert not re.search(r"https?:|@import|url\(", html)


def con_textos(oficina: Path, texto: str) -> Resumen:
    """A batch in which every open text is ``texto``."""
    suyo = replace(renglon(1), nombre=texto, nota=texto)
    return tanda(
        oficina, mal(suyo, OperatorMustAct(texto, remedio=texto)), Final(suyo, simulada=True)
    )


textos = st.text(max_size=40) | st.tuples(
    st.sampled_from(["=", "+", "-", "@", "\t=", "'=", "<script>", "#N/A", "2026-2", "\x00"]),
    st.text(max_size=20),
).map("".join)


@settings(max_examples=15)
@given(textos)
@example("=HYPERLINK(1)")
@example("#N/A")
def test_ningun_texto_es_formula_ni_rompe_el_libro(texto: str) -> None:
    contenido = libro(contenido_de(con_textos(Path("oficina"), texto), Path("oficina/informes")))
    with zipfile.ZipFile(BytesIO(contenido)) as partes:
        for nombre in partes.namelist():
            if nombre.endswith((".xml", ".rels")):
                ElementTree.fromstring(partes.read(nombre))
        assert b"<f>" not in partes.read("xl/worksheets/sheet1.xml")
    hoja = load_workbook(BytesIO(contenido)).active
    assert isinstance(hoja, Worksheet)
    for fila in filas(hoja):
        nombre_ = fila["Nombre"]
        assert nombre_.data_type in ("s", "n")
        assert nombre_.value is None or isinstance(nombre_.value, str)
        if nombre_.value and nombre_.value.lstrip()[:1] in ("=", "+", "-", "@"):
            assert nombre_.quotePrefix


@settings(max_examples=25)
@given(textos)
def test_ningun_texto_rompe_la_pagina(texto: str) -> None:
    resumen = con_textos(Path("oficina"), texto)
    sano = con_textos(Path("oficina"), "x")
    estructura = [tag for tag, _ in Lectura(pagina(contenido_de(resumen, Path("i")))).etiquetas]
    debida = [tag for tag, _ in Lectura(pagina(contenido_de(sano, Path("i")))).etiquetas]
    if texto:
        assert estructura == debida
