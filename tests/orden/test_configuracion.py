"""A ``.env`` is read strictly: what isn't understood is never passed over."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from flows.configuracion import (
    ConfiguracionInvalida,
    NavegadoresDeMas,
    leer_configuracion,
    leer_env,
)
from icsoe_bot.portal.direcciones import Ambiente


def _leer(carpeta: Path, texto: str) -> dict[str, str]:
    archivo = carpeta / ".env"
    archivo.write_text(texto, encoding="utf-8")
    pares = leer_env(archivo)
    leer_configuracion(pares, archivo)
    return pares


def test_lo_que_la_gente_escribe_se_entiende(tmp_path: Path) -> None:
    descompuesta = unicodedata.normalize("NFD", "ICSOE_CLAVE_PEÑA8001019Z0")
    pares = _leer(
        tmp_path,
        "\ufeff# comentario\n\nICSOE_AMBIENTE = produccion\nexport ICSOE_PORTAL=\n"
        f"ICSOE_CLAVE_P&C100101AA2='a b\\'c'  # de la empresa\n{descompuesta}=dos\n"
        "icsoe_clave_xiqb891116qe4=uno\nICSOE_CLAVE_COMANDO=ver {rfc}\n",
    )
    assert pares["ICSOE_CLAVE_P&C100101AA2"] == "a b'c"
    assert leer_configuracion(pares, tmp_path / ".env").ambiente is Ambiente.PRODUCCION


@pytest.mark.parametrize(
    ("linea", "palabras"),
    [
        ("ICSOE_AMBIENTE: produccion", "renglón 4: no se entiende"),
        ("esto no es s3creta", "renglón 4: no se entiende"),
        ("s3creta", "renglón 4: no se entiende"),
        ("ICSOE_NAVEGADOR", "renglón 4: no se entiende"),
        ("ICSOE_NAVEGADOR='s3creta", "renglón 4: no se entiende"),
        ("ICSOE_CLAVE_COMMANDO=s3creta", "¿Quiso escribir ICSOE_CLAVE_COMANDO?"),
        ("ICSOE_CLAVE_XIQB-891116-QE4=s3creta", "¿Quiso escribir ICSOE_CLAVE_XIQB891116QE4?"),
        ("ICSOE_CLAVE_XIQB891116=s3creta", "va el RFC de un contribuyente"),
        ("ICSOE_CLAVE_=s3creta", "va el RFC de un contribuyente"),
        ("ICSOE_PAUSA=s3creta", "el valor de ICSOE_PAUSA no es posible"),
        ("ICSOE_ESPERA=3", "renglón 4: «ICSOE_ESPERA» ya está en el renglón 1"),
        ("icsoe_clave_eku9003173c9=s3creta", "ya está en el renglón 2"),
    ],
)
def test_lo_demas_se_rechaza_sin_repetirlo(linea: str, palabras: str, tmp_path: Path) -> None:
    with pytest.raises(ConfiguracionInvalida) as error:
        _leer(tmp_path, f"ICSOE_ESPERA=2\nICSOE_CLAVE_EKU9003173C9=uno\n\n{linea}\n")
    assert palabras in str(error.value)
    assert "s3creta" not in str(error.value)


@pytest.mark.parametrize(
    ("ajustes", "pedidos", "cuantos"),
    [
        ("", None, 2),
        ("", 5, 5),
        ("ICSOE_SESIONES=1", None, 1),
        ("ICSOE_NAVEGADORES=3", None, 3),
        ("ICSOE_NAVEGADORES=3", 1, 1),
        ("ICSOE_AMBIENTE=produccion", None, 1),
        ("ICSOE_AMBIENTE=produccion\nICSOE_SESIONES=4", None, 1),
        ("ICSOE_AMBIENTE=produccion\nICSOE_SESIONES=4", 4, 4),
    ],
)
def test_cuantos_navegadores_trabajan_a_la_vez(
    ajustes: str, pedidos: int | None, cuantos: int, tmp_path: Path
) -> None:
    configuracion = leer_configuracion(_leer(tmp_path, ajustes), tmp_path / ".env")
    assert configuracion.navegadores_a_la_vez(pedidos) == cuantos


@pytest.mark.parametrize(
    ("ajustes", "pedidos"),
    [
        ("ICSOE_AMBIENTE=produccion", 2),
        ("ICSOE_AMBIENTE=produccion\nICSOE_NAVEGADORES=2", None),
        ("ICSOE_SESIONES=2\nICSOE_NAVEGADORES=3", None),
    ],
)
def test_no_hay_mas_navegadores_que_sesiones(
    ajustes: str, pedidos: int | None, tmp_path: Path
) -> None:
    configuracion = leer_configuracion(_leer(tmp_path, ajustes), tmp_path / ".env")
    with pytest.raises(NavegadoresDeMas, match="ICSOE_SESIONES="):
        configuracion.navegadores_a_la_vez(pedidos)
