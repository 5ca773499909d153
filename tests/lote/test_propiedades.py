"""Whatever is in the file: the same filings in every format, or one of our errors."""

from __future__ import annotations

import codecs
import contextlib
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.contribuyentes import contribuyentes_ficticios
from flows.lote.errores import LoteInvalido
from icsoe_bot.domain.periodo import MESES, Cuatrimestre, Periodo
from tests.lote.hojas import BUENO, HOY, OTRO, TITULOS, en_csv, en_xlsx, leer

pocos = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

RFCS = [str(ficticio.rfc) for ficticio in contribuyentes_ficticios(12)]
PERIODOS = [
    Periodo(anio, cuatrimestre) for anio in (2024, 2025, 2026) for cuatrimestre in Cuatrimestre
][:-1]
FORMAS = (
    lambda dia: dia.isoformat(),
    lambda dia: f"{dia:%d/%m/%Y}",
    lambda dia: f"{dia.day}-{dia.month}-{dia.year}",
    lambda dia: f"{dia:%d.%m.%Y}",
    lambda dia: f"{dia.day} de {MESES[dia.month - 1].lower()} de {dia.year}",
    lambda dia: f"{dia.day}-{MESES[dia.month - 1][:3].lower()}-{dia.year}",
    lambda dia: f"{dia:%d/%m/%Y} 00:00:00",
)
DE_EXCEL = (*FORMAS, lambda dia: dia, lambda dia: datetime(dia.year, dia.month, dia.day))
nombres = st.text("abcdefghijklmnopqrstuvwxyzáéíóúüñÁÉÍÓÚÜÑ", min_size=3, max_size=12).map(
    lambda nombre: f"Ana {nombre}"
)
notas = st.text("abc ÑñÁé,;\t\n\"'|«»=+-@", max_size=20)


@st.composite
def renglones(draw: st.DrawFn) -> list[tuple[str, Periodo, str, date, str]]:
    claves = st.tuples(st.sampled_from(RFCS), st.sampled_from(PERIODOS))
    filas = []
    for rfc, periodo in draw(st.lists(claves, min_size=1, max_size=6, unique=True)):
        dias = st.integers(1, (HOY - periodo.fin).days)
        fecha = periodo.fin + timedelta(days=draw(dias))
        filas.append((rfc, periodo, draw(nombres), fecha, draw(notas)))
    return filas


@pocos
@given(
    filas=renglones(),
    codificacion=st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "xlsx")),
    separador=st.sampled_from(",;\t"),
    fin=st.sampled_from(("\r\n", "\n", "\r")),
    datos=st.data(),
)
def test_lo_mismo_se_lee_en_todo_formato(
    tmp_path: Path,
    filas: list[tuple[str, Periodo, str, date, str]],
    codificacion: str,
    separador: str,
    fin: str,
    datos: st.DataObject,
) -> None:
    orden = datos.draw(st.permutations(range(6)))
    formas = DE_EXCEL if codificacion == "xlsx" else FORMAS
    tabla = [[*TITULOS, "nota"]]
    for rfc, periodo, nombre, fecha, nota in filas:
        forma = datos.draw(st.sampled_from(formas))
        # What begins with «=» is a formula to openpyxl, as to Excel.
        nota = nota.lstrip("=") if codificacion == "xlsx" else nota
        tabla.append([rfc, str(periodo), "Sin información", nombre, forma(fecha), nota])
    tabla = [[fila[indice] for indice in orden] for fila in tabla]
    if codificacion == "xlsx":
        contenido = en_xlsx(tabla)
    else:
        marca = codecs.BOM_UTF16_BE if codificacion == "utf-16-be" else b""
        texto = en_csv(tabla, separador=separador, fin=fin)
        contenido = marca + texto.encode(codificacion)
    leidos = leer(tmp_path, contenido)
    assert [
        (str(leido.presentacion.rfc), leido.presentacion.periodo, leido.protesta.declarante)
        for leido in leidos
    ] == [fila[:3] for fila in filas]
    assert [leido.protesta.fecha for leido in leidos] == [fila[3] for fila in filas]
    assert [leido.fila for leido in leidos] == list(range(2, len(filas) + 2))


LIBRO = en_xlsx([[*TITULOS, "nota"], [*BUENO[:4], datetime(2026, 9, 3), "=1+1"], OTRO])
TEXTO = en_csv([TITULOS, BUENO, OTRO]).encode()


@st.composite
def danados(draw: st.DrawFn) -> bytes:
    """A batch with a piece cut off, or some bytes of it changed."""
    original = draw(st.sampled_from((LIBRO, TEXTO)))
    if draw(st.booleans()):
        return original[: draw(st.integers(0, len(original)))]
    danado = bytearray(original)
    for _ in range(draw(st.integers(1, 5))):
        danado[draw(st.integers(0, len(original) - 1))] = draw(st.integers(0, 255))
    return bytes(danado)


cabezas = st.sampled_from(
    (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xfe\xff", b"sep=;\n")
)
cualesquiera = st.builds(bytes.__add__, cabezas, st.binary(max_size=80))


@pocos
@given(contenido=danados() | cualesquiera)
def test_cualquier_archivo_se_lee_o_se_rechaza(tmp_path: Path, contenido: bytes) -> None:
    with contextlib.suppress(LoteInvalido):
        assert leer(tmp_path, contenido)


celdas_libres = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=15)


@pocos
@given(fila=st.lists(celdas_libres | st.sampled_from(BUENO), min_size=5, max_size=6))
def test_cualquier_celda_se_lee_o_se_rechaza(tmp_path: Path, fila: list[object]) -> None:
    with contextlib.suppress(LoteInvalido):
        assert leer(tmp_path, en_csv([TITULOS, fila, OTRO]))
