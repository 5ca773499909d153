"""No message shows a password, however it was written into it."""

from __future__ import annotations

import base64
import html
import io
import json
import logging
from urllib.parse import quote, quote_plus

from hypothesis import given, settings
from hypothesis import strategies as st

from icsoe_bot.efirma import Clave
from icsoe_bot.efirma.redaccion import MARCA, FiltroDeSecretos, Redactor

SECRETO = "Peña & 'hijos' \"1\" <ñ>/\\#€"

secretos = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=8, max_size=16
)


@settings(max_examples=150, deadline=None)
@given(secreto=secretos, relleno=st.binary(max_size=7))
def test_toda_forma_del_secreto_desaparece(secreto: str, relleno: bytes) -> None:
    redactor = Redactor([secreto])
    formas = [
        secreto,
        quote(secreto, safe=""),
        quote_plus(secreto),
        json.dumps(secreto)[1:-1],
        json.dumps(secreto, ensure_ascii=False)[1:-1],
        html.escape(secreto),
        repr(secreto)[1:-1],
    ]
    for forma in formas:
        assert redactor.limpiar(f"«{forma}»") == f"«{MARCA}»"
    en_base64 = base64.b64encode(relleno + secreto.encode() + b"}").decode()
    assert MARCA in redactor.limpiar(en_base64)


def test_un_secreto_corto_no_destroza_el_texto() -> None:
    assert Redactor(["ab"]).limpiar("la clave ab no abre el abrigo") == (
        f"la clave {MARCA} no abre el abrigo"
    )
    assert Redactor([""]).limpiar("igual") == "igual"


def test_sin_argumentos_conoce_las_claves_vivas() -> None:
    redactor = Redactor()
    clave = Clave("una-clave-que-vive-ahora")
    assert redactor.limpiar("x una-clave-que-vive-ahora") == f"x {MARCA}"
    del clave
    assert redactor.limpiar("x una-clave-que-vive-ahora") == "x una-clave-que-vive-ahora"


def test_el_filtro_limpia_mensaje_argumentos_extras_y_traza() -> None:
    salida = io.StringIO()
    manejador = logging.StreamHandler(salida)
    manejador.setFormatter(logging.Formatter("%(message)s %(cuerpo)s %(ruta)s"))
    manejador.addFilter(FiltroDeSecretos(Redactor([SECRETO])))
    bitacora = logging.Logger("prueba")
    bitacora.addHandler(manejador)
    extra = {"cuerpo": {"clave": [SECRETO, (SECRETO.encode(),)]}, "ruta": SECRETO}
    try:
        raise ValueError(f"con {SECRETO} dentro")
    except ValueError:
        bitacora.exception("fill(%s) %r", SECRETO, [SECRETO], extra=extra)
    bitacora.error("faltan %s %s", SECRETO, extra=extra)
    texto = salida.getvalue()
    assert texto.count(MARCA) >= 8
    assert "ValueError: con [secreto] dentro" in texto
    assert not any(trozo in texto for trozo in ("hijos", "Peña", "Pe\\xf1a"))


def test_el_filtro_deja_pasar_lo_demas() -> None:
    registro = logging.LogRecord("a", logging.INFO, "r", 1, "van %d de %d", (3, 5), None)
    assert FiltroDeSecretos(Redactor([SECRETO])).filter(registro)
    assert registro.getMessage() == "van 3 de 5"
