"""Each cell that can't be used is refused, with its place and what to do; nothing is guessed."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from flows.lote.columnas import letra_de
from tests.lote.hojas import (
    BUENO,
    HOY,
    OTRO,
    TITULOS,
    en_csv,
    en_xlsx,
    errores,
    leer,
    lugares,
)


def _con(columna: str, valor: Any) -> list[Any]:
    fila: list[Any] = list(BUENO)
    fila[TITULOS.index(columna)] = valor
    return fila


ESCRITOS = [
    ("rfc", "EKU9013173C9", "no es un RFC válido"),
    ("rfc", "XAXX010101000", "genérico"),
    ("rfc", "EKU900317", "largo"),
    ("rfc", "", "vacía"),
    ("periodo", "2026-4", "no existe"),
    ("periodo", "2026", "no existe"),
    ("periodo", "2026-02", "no existe"),
    ("periodo", "2020-1", "No hay periodos"),
    ("periodo", "2026-3", "no ha terminado"),
    ("periodo", "2099-3", "no ha terminado"),
    ("periodo", "feb-26", "Excel convierte"),
    ("periodo", "Feb-26", "Excel convierte"),
    ("periodo", "01/02/2026", "Excel convierte"),
    ("periodo", "2026-02-01 00:00:00", "Excel convierte"),
    ("periodo", "febrero de 2026", "Excel convierte"),
    ("periodo", " ", "vacía"),
    ("tipo", "Normal", "no presenta informativas de tipo «Normal»"),
    ("tipo", "NORMAL ", "no presenta informativas de tipo «Normal»"),
    ("tipo", "Corrección", "No es un tipo"),
    ("tipo", "", "vacía"),
    ("declara", "", "vacía"),
    ("declara", "-", "Falta quién declara"),
    ("declara", "N/A", "nombre"),
    ("declara", "0", "No es el nombre"),
    ("declara", "Ídem", "Falta quién declara"),
    ("declara", "nan", "Falta quién declara"),
    ("declara", "Por definir", "Falta quién declara"),
    ("declara", "GODE561231GR8", "No es el nombre"),
    ("declara", "ana@despacho.mx", "No es el nombre"),
    ("declara", "Limpieza Nopal S.A. de C.V.", "No es el nombre"),
    ("declara", "JosÃ© LÃ³pez", "perdió letras"),
    ("declara", "MU\u00c3\u0091OZ, ANA", "perdió letras"),
    ("declara", "Ana Mu¥oz", "perdió letras"),
    ("declara", "Ana Mu?oz", "perdió letras"),
    ("declara", "Ana Mu\ufffdoz", "perdió letras"),
    ("fecha_declaracion", "", "vacía"),
    ("fecha_declaracion", "ayer", "No se entiende"),
    ("fecha_declaracion", "3/9/26", "dos cifras"),
    ("fecha_declaracion", "3-sep-26", "dos cifras"),
    ("fecha_declaracion", "09/13/2026", "el mes antes"),
    ("fecha_declaracion", "31/09/2026", "no existe"),
    ("fecha_declaracion", "3-Foo-2026", "no existe"),
    ("fecha_declaracion", "Sep 3, 2026", "No se entiende"),
    ("fecha_declaracion", "03/09-2026", "No se entiende"),
    ("fecha_declaracion", "46268", "No se entiende"),
    ("fecha_declaracion", "2026-09-03 10:15", "hora"),
    ("fecha_declaracion", "03/09/2026 12:00:00 p. m.", "hora"),
    ("fecha_declaracion", "viernes, 3 de septiembre de 2026", "día de la semana"),
    ("fecha_declaracion", "31/08/2026", "no había terminado"),
    ("fecha_declaracion", "06/10/2026", "posterior a hoy"),
    *((columna, "#N/A", "error de la hoja") for columna in TITULOS),
    ("declara", "#¡REF!", "error de la hoja"),
    ("fecha_declaracion", "########", "error de la hoja"),
]


@pytest.mark.parametrize(("columna", "valor", "palabras"), ESCRITOS)
def test_lo_escrito_que_no_sirve(tmp_path: Path, columna: str, valor: str, palabras: str) -> None:
    (error,) = errores(tmp_path, en_csv([TITULOS, _con(columna, valor)]))
    assert (error.fila, error.columna) == (2, columna)
    assert palabras in error.mensaje


@pytest.mark.parametrize(
    ("columna", "valor", "palabras"),
    [
        ("rfc", 12345, "largo"),
        ("periodo", datetime(2026, 2, 1), "Excel convierte"),
        ("periodo", 46054, "Excel convierte"),
        ("periodo", 2026.2, "Excel convierte"),
        ("tipo", False, "No es un tipo"),
        ("declara", 0, "No es el nombre"),
        ("declara", True, "Falta quién declara"),
        ("declara", date(2026, 9, 3), "No es el nombre"),
        ("fecha_declaracion", True, "No se entiende"),
        ("fecha_declaracion", 0, "no es una fecha"),
        ("fecha_declaracion", 2026, "no es una fecha"),
        ("fecha_declaracion", 20260903, "no es una fecha"),
        ("fecha_declaracion", 1e300, "no es una fecha"),
        ("fecha_declaracion", time(0, 0), "No se entiende"),
        ("fecha_declaracion", datetime(2026, 9, 3, 10, 15), "hora"),
        ("fecha_declaracion", 46268.5, "hora"),
        ("fecha_declaracion", datetime(2026, 8, 31), "no había terminado"),
        ("fecha_declaracion", "#N/A", "error de la hoja"),
    ],
)
def test_lo_que_un_libro_guarda_y_no_sirve(
    tmp_path: Path, columna: str, valor: Any, palabras: str
) -> None:
    (error,) = errores(tmp_path, en_xlsx([TITULOS, _con(columna, valor)]))
    assert (error.fila, error.columna) == (2, columna)
    assert palabras in error.mensaje
    assert error.valor


@pytest.mark.parametrize(
    ("columna", "valor"),
    [
        ("declara", "Ma. de los Ángeles O’Higgins-Núñez (representante legal)"),
        ("declara", "JOÃO SÁ"),
        ("periodo", "2026 ‑ 2"),
        ("tipo", "SIN_INFORMACION"),
        ("fecha_declaracion", "03/09/2026 12:00:00 a. m."),
        ("fecha_declaracion", "2026-09-03T00:00:00.000"),
        ("fecha_declaracion", "03–SEPT.–2026"),
        ("fecha_declaracion", "03/Sep/2026"),
        ("fecha_declaracion", "3 de setiembre del 2026"),
        ("fecha_declaracion", "01/09/2026"),
        ("fecha_declaracion", "1º de septiembre de 2026"),
        ("fecha_declaracion", f"{HOY:%d/%m/%Y}"),
    ],
)
def test_lo_que_se_escribe_de_otro_modo_y_sirve(tmp_path: Path, columna: str, valor: str) -> None:
    assert len(leer(tmp_path, en_csv([TITULOS, _con(columna, valor)]))) == 1


def test_todo_lo_malo_se_dice_de_una_vez_en_el_orden_del_archivo(tmp_path: Path) -> None:
    filas = [
        ["fecha_declaracion", "declara", "tipo", "periodo", "rfc", "nota"],
        ["ayer", "", "Normal", "2026-9", "X", "#REF!"],
        ["2026-05-04", "José Ávila", "Sin información", "2026-1", OTRO[0], "", "", "de más"],
        ["2026-10-06", "-", "Sin información", "feb-26", "EKU9003173C9", "", ""],
    ]
    encontrados = errores(tmp_path, en_csv(filas))
    assert lugares(encontrados) == [
        *((2, columna) for columna in filas[0]),
        (3, "H"),
        (4, "fecha_declaracion"),
        (4, "declara"),
        (4, "periodo"),
    ]
    assert json.loads(json.dumps(encontrados[0].en_json())) == {
        "fila": 2,
        "columna": "fecha_declaracion",
        "valor": "ayer",
        "mensaje": "No se entiende la fecha.",
        "remedio": encontrados[0].remedio,
    }
    assert encontrados[0].donde == "Fila 2, columna fecha_declaracion"


def test_un_duplicado_se_reconoce_aunque_se_escriba_distinto(tmp_path: Path) -> None:
    filas = [
        TITULOS,
        BUENO,
        ["eku-900317 3c9", "2026 – 2", "sin informacion", "", "03/09/2026"],
        [BUENO[0], "2026-1", *BUENO[2:]],
        OTRO,
        BUENO,
    ]
    encontrados = errores(tmp_path, en_csv(filas))
    assert lugares(encontrados) == [(3, "rfc"), (3, "declara"), (6, "rfc")]
    for error in (encontrados[0], encontrados[2]):
        assert error.mensaje == "EKU9003173C9 y 2026-2 ya están en la fila 2."


def test_los_titulos_se_revisan_todos_y_los_renglones_tambien(tmp_path: Path) -> None:
    filas = [
        ["rfc", "Perido", "tipo", "tipo", "fecha_declaracion", "Cliente", "RFC"],
        ["X", "2026-2", "Normal", "Normal", "ayer", "Nopal", "X"],
    ]
    encontrados = errores(tmp_path, en_csv(filas))
    assert [(e.fila, e.columna, e.mensaje) for e in encontrados] == [
        (1, "Perido", "La columna no existe."),
        (1, "tipo", "La columna está repetida."),
        (1, "Cliente", "La columna no existe."),
        (1, "rfc", "La columna está repetida."),
        (1, "periodo", "Falta la columna."),
        (1, "declara", "Falta la columna."),
        (2, "fecha_declaracion", "No se entiende la fecha."),
    ]
    assert "«periodo»" in encontrados[0].remedio
    assert "Borre la columna" in encontrados[2].remedio


def test_sin_titulos_o_sin_renglones_no_hay_lote(tmp_path: Path) -> None:
    (sin_titulos,) = errores(tmp_path, en_csv([BUENO, OTRO]))
    assert (sin_titulos.fila, sin_titulos.columna) == (1, "")
    assert "nombres de las columnas" in sin_titulos.mensaje
    for contenido in (en_csv([TITULOS, [""] * 5]), en_xlsx([TITULOS])):
        (sin_renglones,) = errores(tmp_path, contenido)
        assert (sin_renglones.fila, sin_renglones.donde) == (0, "Todo el archivo")
        assert "no tiene renglones" in sin_renglones.mensaje


def test_un_valor_larguisimo_se_recorta(tmp_path: Path) -> None:
    for columna in TITULOS:
        (error,) = errores(tmp_path, en_csv([TITULOS, _con(columna, "7" * 100_000)]))
        assert len(error.valor) == 60
        assert len(error.mensaje) < 250


def test_las_columnas_tienen_las_letras_de_excel() -> None:
    assert [letra_de(indice) for indice in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
