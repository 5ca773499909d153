"""The report on taxpayers and periods: true, safe to open, and good for a client's eyes."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from unittest.mock import patch
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from flows.estado import Conocido, Pedido, calcular
from flows.estado import Estado as Vista
from flows.informes.tablero.contenido import Aspecto, tablero_de
from flows.informes.tablero.escribir import DestinoInadecuado, Destinos, InformeSinEscribir
from flows.informes.tablero.libro import libro
from flows.informes.tablero.pagina import pagina
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import Calendario
from icsoe_bot.ledger.estados import Estado
from icsoe_bot.portal.direcciones import Ambiente
from tests.estado.conocidos import ACUSE, RFCS, mediodia, registro, renglon
from tests.lectura import Lectura

MARCA = "RÉPLICA — SIN VALIDEZ"
HOY = date(2026, 9, 10)
A, B, C, D = RFCS
PERIODOS = ("2026-1", "2026-2", "2026-3")


def vista(
    ambiente: Ambiente = Ambiente.PRODUCCION,
    acuses: Path | None = None,
    nombre: str = "Ficticia & Compañía SA",
    rfcs: tuple[object, ...] = (),
) -> Vista:
    """Everything that can be, as of 10 September 2026."""
    registros = [
        registro(A, "2026-1", fecha=date(2026, 5, 4)),
        registro(A, "2026-2", fecha=date(2026, 9, 2)),
        registro(B, "2026-1", fecha=date(2026, 7, 1)),
        registro(C, "2026-2", Estado.DESCONOCIDA),
        registro(D, "2026-1", fecha=date(2026, 5, 4)),
    ]
    conocido = Conocido(
        registros,
        renglones=[renglon(B, "2026-2", nombre)],
        efirmas=[A, C],
        acuses={ACUSE: acuses / ACUSE} if acuses else {},
        avisos=("«copias viejas», en efirmas, no es un RFC.",),
    )
    pedido = Pedido(periodos=[Periodo.parse(uno) for uno in PERIODOS], rfcs=rfcs)  # type: ignore[arg-type]
    return calcular(
        conocido, pedido, ambiente=ambiente, ahora=mediodia(HOY), calendario=Calendario()
    )


def html_de(visto: Vista, carpeta: Path = Path("i")) -> str:
    return pagina(tablero_de(visto, carpeta))


def tabla(html: str) -> dict[str, list[str]]:
    """What each row says, by its RFC, without the header."""
    filas = [[" ".join(celda.split()) for celda in fila] for fila in Lectura(html).celdas[1:]]
    return {str(rfc): fila[1:] for rfc in RFCS for fila in filas if fila[0].startswith(str(rfc))}


def hojas(contenido: bytes) -> list[Worksheet]:
    return list(load_workbook(BytesIO(contenido)).worksheets)


def encabezado(hoja: Worksheet) -> int:
    return next(fila[0].row for fila in hoja.iter_rows() if fila[0].value == "RFC")


def filas(hoja: Worksheet) -> list[dict[str, Cell]]:
    """The table's rows, each cell by its column's title."""
    assert hoja.auto_filter.ref
    desde, hasta = (int(n) for n in re.findall(r"\d+", hoja.auto_filter.ref))
    titulos = [str(celda.value) for celda in hoja[desde] if celda.value]
    return [
        dict(zip(titulos, fila, strict=True))  # type: ignore[arg-type]
        for fila in hoja.iter_rows(min_row=desde + 1, max_row=hasta, max_col=len(titulos))
    ]


def test_cada_aspecto_se_distingue_sin_su_color_y_esta_explicado() -> None:
    assert len({(uno.signo, uno.value) for uno in Aspecto}) == len(Aspecto)
    texto = Lectura(html_de(vista())).texto.replace("\xad", "")
    for uno in Aspecto:
        assert f"{uno.signo} {uno.value}" in texto
        assert uno.explicacion in texto


def test_la_pagina_dice_de_cada_quien_que_paso_y_cuando() -> None:
    html = html_de(vista())
    dicho = {rfc: [c.replace("\xad", "") for c in fila] for rfc, fila in tabla(html).items()}
    # How many are late, then the newest period first.
    assert dicho[str(A)][0] == "0"
    assert dicho[str(A)][1] == "· Aún no termina"
    assert dicho[str(A)][2].startswith("✓ En tiempo02/09/2026SI26000001")
    assert dicho[str(B)][2] == "○ Por presentarquedan 7 días"
    assert dicho[str(B)][3].startswith("✓ Extemporánea01/07/2026")
    assert dicho[str(C)][0] == "1"
    assert dicho[str(C)][2].startswith("! Requiere personaquedan 7 días")
    assert f"«icsoe resolver {C} 2026-2»" in dicho[str(C)][2]
    assert dicho[str(C)][3] == "✕ Vencida115 días tarde"
    assert dicho[str(D)][1:3] == ["—", "—"]
    texto = Lectura(html).texto
    for frase in (
        "Hay 1 informativa vencida, de 1 contribuyente.",
        "10/09/2026 12:00, hora del centro de México",
        "Ficticia & Compañía SA",
        "vence el 17/09/2026",
        "venció el 18/05/2026",
        "abre el 01/01/2027",
        "1 de 3 presentadas",
    ):
        assert frase in texto
    # Another folder's untidiness is nothing for a client.
    assert "copias viejas" not in texto


def test_de_un_solo_contribuyente_se_listan_sus_periodos() -> None:
    html = html_de(vista(rfcs=(B,)))
    cuerpo = [[c.replace("\xad", "").strip() for c in fila] for fila in Lectura(html).celdas[1:]]
    assert [fila[0].split(" ")[0] for fila in cuerpo] == ["Septiembre", "Mayo", "Enero"]
    assert cuerpo[1][1:6] == ["17/09/2026", "○ Por presentar", "quedan 7 días", "", ""]
    assert cuerpo[2][1:6] == ["18/05/2026", "✓ Extemporánea", "", "01/07/2026", "SI26000001"]
    assert "Ficticia & Compañía SA" in Lectura(html).texto
    assert "No hay informativas vencidas." in Lectura(html).texto
    assert str(A) not in html


def test_sin_nadie_se_dice() -> None:
    vacia = calcular(
        Conocido(),
        Pedido(),
        ambiente=Ambiente.PRODUCCION,
        ahora=mediodia(HOY),
        calendario=Calendario(),
    )
    assert "No hay contribuyentes" in Lectura(html_de(vacia)).texto
    assert [len(filas(hoja)) for hoja in hojas(libro(tablero_de(vacia, Path("i"))))] == [0, 0]


@pytest.mark.parametrize("ambiente", Ambiente)
def test_solo_lo_de_la_replica_lleva_su_marca(ambiente: Ambiente) -> None:
    visto = vista(ambiente)
    html = html_de(visto)
    lugares = [Lectura(html).texto, html[html.index("@page") : html.index("@bottom-right")]]
    for hoja in hojas(libro(tablero_de(visto, Path("i")))):
        assert hoja.oddHeader is not None
        lugares += [hoja.title, str(hoja["A2"].value), str(hoja.oddHeader.center.text)]
    assert [MARCA in lugar for lugar in lugares] == [ambiente is Ambiente.REPLICA] * len(lugares)


@pytest.mark.parametrize("rfcs", [(), (A,)])
def test_la_pagina_no_pide_nada_a_la_red(rfcs: tuple[object, ...]) -> None:
    html = html_de(vista(rfcs=rfcs))
    assert "default-src 'none'" in html
    lectura = Lectura(html)
    assert ("html", {"lang": "es-MX"}) in lectura.etiquetas
    assert not {"link", "img", "iframe", "base"} & {tag for tag, _ in lectura.etiquetas}
    assert not any("src" in atributos for _, atributos in lectura.etiquetas)
    assert not re.search(r"https?:|@import|url\(", html)


def test_una_casilla_pesa_poco() -> None:
    """500 taxpayers in 15 periods must open at once."""
    celdas = re.findall(r"<td class=\"en_tiempo\".*?</td>", html_de(vista(acuses=Path("x"))))
    assert celdas
    assert max(map(len, celdas)) < 100 + 2 * len(ACUSE)


def test_los_enlaces_llevan_al_acuse_aunque_se_mude_la_carpeta(tmp_path: Path) -> None:
    raiz = tmp_path / "una parte"
    acuses = raiz / "Oficina Ñandú 100% [1]" / "acuses"
    (acuses / ACUSE).parent.mkdir(parents=True)
    (acuses / ACUSE).write_bytes(b"%PDF-")
    destinos = Destinos(raiz / "informes" / "estado.html", raiz / "informes" / "estado.xlsx")
    escritos = destinos.escribir(vista(acuses=acuses))
    assert escritos == {"html": destinos.html, "xlsx": destinos.xlsx}
    aqui = Path(shutil.move(raiz, tmp_path / "otra parte")) / "informes"
    en_html = Lectura((aqui / "estado.html").read_text(encoding="utf-8")).enlaces
    celdas = [
        celda
        for hoja in hojas((aqui / "estado.xlsx").read_bytes())
        for fila in hoja.iter_rows()
        for celda in fila
    ]
    en_xlsx = [celda.hyperlink.target or "" for celda in celdas if celda.hyperlink]
    # Four filings have an acuse: in the table once, in the workbook's two sheets.
    assert (len(en_html), len(en_xlsx)) == (4, 8)
    for enlace in (*en_html, *en_xlsx):
        assert (aqui / unquote(enlace)).read_bytes() == b"%PDF-"
        assert not set(enlace) & set(" []#\\")
    assert all(enlace.isascii() for enlace in en_html)


def test_sin_el_archivo_no_hay_enlace() -> None:
    assert Lectura(html_de(vista())).enlaces == []
    assert "el acuse no está en su carpeta" in html_de(vista())


def test_el_libro_tiene_la_tabla_y_el_detalle_con_sus_tipos() -> None:
    tabla_, detalle = hojas(libro(tablero_de(vista(acuses=Path("x")), Path("i"))))
    cabeza = encabezado(tabla_)
    assert [celda.value for celda in tabla_[cabeza]][:4] == ["RFC", "Nombre", "Vencidas", "2026-3"]
    assert [celda.value for celda in tabla_[cabeza - 2]][3:5] == [
        datetime(2027, 1, 18),
        datetime(2026, 9, 17),
    ]
    de_b = next(fila for fila in filas(tabla_) if fila["RFC"].value == str(B))
    assert [celda.value for celda in de_b.values()] == [
        *(str(B), "Ficticia & Compañía SA", 0),
        *("Aún no termina", "Por presentar", "Extemporánea"),
    ]
    assert len({celda.fill.fgColor.rgb for celda in list(de_b.values())[3:]}) == 3
    # One row for each cell of the table that says something.
    assert len(filas(detalle)) == 10
    extemporanea = next(f for f in filas(detalle) if f["Situación"].value == "Extemporánea")
    assert {titulo: celda.value for titulo, celda in extemporanea.items()} == {
        "RFC": str(B),
        "Nombre": "Ficticia & Compañía SA",
        "Periodo": "Enero - Abril de 2026",
        "Clave del periodo": "2026-1",
        "Vencimiento": datetime(2026, 5, 18),
        "Situación": "Extemporánea",
        "Días que quedan": None,
        "Plazo": None,
        "Fecha de presentación": datetime(2026, 7, 1),
        "Folio": "SI26000001",
        "Acuse": "PDF",
        "Observaciones": None,
    }
    vencida = next(f for f in filas(detalle) if f["Situación"].value == "Vencida")
    assert (vencida["Días que quedan"].value, vencida["Plazo"].value) == (-115, "115 días tarde")
    assert vencida["Vencimiento"].number_format.endswith("dd/mm/yyyy")


def test_el_libro_se_filtra_y_se_imprime() -> None:
    tabla_, detalle = hojas(libro(tablero_de(vista(), Path("i"))))
    for hoja, columnas, fijas in ((tabla_, "F", "D"), (detalle, "L", "B")):
        cabeza = encabezado(hoja)
        ultima = cabeza + len(filas(hoja))
        assert hoja.auto_filter.ref == f"A{cabeza}:{columnas}{ultima}"
        assert hoja.freeze_panes == f"{fijas}{cabeza + 1}"
        assert hoja.print_title_rows == f"${cabeza}:${cabeza}"
        assert hoja.page_setup.orientation == "landscape"


textos = st.text(max_size=40) | st.tuples(
    st.sampled_from(["=", "+", "-", "@", "\t=", "'=", "<script>", "#N/A", "2026-2", "\x00"]),
    st.text(max_size=20),
).map("".join)


@settings(max_examples=5)
@given(textos)
@example("=HYPERLINK(1)")
def test_ningun_nombre_es_formula(nombre: str) -> None:
    with zipfile.ZipFile(BytesIO(libro(tablero_de(vista(nombre=nombre), Path("i"))))) as partes:
        for parte in partes.namelist():
            if parte.endswith((".xml", ".rels")):
                contenido = partes.read(parte)
                ElementTree.fromstring(contenido)
                assert b"<f>" not in contenido


@settings(max_examples=15)
@given(textos, st.sampled_from([(), (B,)]))
@example("</th><script>", ())
def test_ningun_nombre_rompe_la_pagina(nombre: str, rfcs: tuple[object, ...]) -> None:
    hecha, sana = (
        [tag for tag, _ in Lectura(html_de(vista(nombre=uno, rfcs=rfcs))).etiquetas]
        for uno in (nombre, "x")
    )
    assert hecha == sana


def test_un_estado_anterior_se_reemplaza(tmp_path: Path) -> None:
    rutas = tmp_path / "estado.HTML", tmp_path / "estado.xlsx"
    Destinos(*rutas).escribir(vista(Ambiente.REPLICA))
    antes = [ruta.read_bytes() for ruta in rutas]
    Destinos(*rutas).escribir(vista())
    assert all(ruta.read_bytes() != previo for ruta, previo in zip(rutas, antes, strict=True))
    assert set(tmp_path.iterdir()) == set(rutas)


def _un_lote(ruta: Path) -> None:
    libro_ajeno = Workbook()
    libro_ajeno.properties.creator = "openpyxl"
    libro_ajeno.save(ruta)


@pytest.mark.parametrize(
    ("nombre", "poner"),
    [
        ("lote.csv", lambda ruta: None),
        ("estado", lambda ruta: None),
        ("lote.xlsx", _un_lote),
        ("roto.xlsx", lambda ruta: ruta.write_bytes(b"PK")),
        ("ajena.html", lambda ruta: ruta.write_text("<title>Otra cosa</title>", "utf-8")),
        ("carpeta.html", lambda ruta: ruta.mkdir()),
    ],
)
def test_lo_que_no_es_un_estado_no_se_pisa(
    nombre: str, poner: Callable[[Path], object], tmp_path: Path
) -> None:
    ruta = tmp_path / nombre
    poner(ruta)
    destino = {"xlsx": ruta} if ruta.suffix == ".xlsx" else {"html": ruta}
    with pytest.raises(DestinoInadecuado, match=re.escape(nombre)) as error:
        Destinos(**destino)
    assert error.value.remedio


def test_lo_que_el_sistema_no_deja_escribir_se_explica(tmp_path: Path) -> None:
    destinos = Destinos(html=tmp_path / "estado.html")
    with (
        patch("pathlib.Path.replace", side_effect=PermissionError(13, "Permiso denegado")),
        pytest.raises(InformeSinEscribir, match=r"estado\.html: Permiso denegado") as error,
    ):
        destinos.escribir(vista())
    assert "ciérrelo" in error.value.remedio
    assert list(tmp_path.iterdir()) == []
