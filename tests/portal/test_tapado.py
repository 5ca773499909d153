"""Nobody's data is left in a text that is shown to others."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.contribuyentes import contribuyentes_ficticios
from icsoe_bot.portal.tapado import TAPA, Tapador
from icsoe_bot.portal.textos import compacto, plano

NOMBRE = "PEÑA LÓPEZ ÁNGELA"
CURP, NSS = "PELA800101MDFXPN09", "12345678901"

ESCRITURAS = st.sampled_from(
    [
        str,
        str.lower,
        str.title,
        lambda v: unicodedata.normalize("NFD", v),
        lambda v: "".join(
            c for c in unicodedata.normalize("NFD", v) if unicodedata.category(c) != "Mn"
        ),
        lambda v: v.replace(" ", "\u00a0\n "),
        lambda v: v.replace(" ", " - "),
        "\u00ad".join,
    ]
)
"""Ways in which a page may write a value."""

DATOS = [str(c.rfc) for c in contribuyentes_ficticios(4)] + [NOMBRE, CURP]


def _con_letras(valor: str) -> bool:
    return any(map(str.isalnum, unicodedata.normalize("NFKD", valor)))


@given(st.sampled_from(DATOS), ESCRITURAS, st.text(), st.text())
def test_lo_nombrado_no_queda_se_escriba_como_se_escriba(
    dato: str, escribir: object, antes: str, despues: str
) -> None:
    assert callable(escribir)
    tapado = Tapador([dato]).tapar(f"{antes} {escribir(dato)} {despues}")
    assert compacto(dato) not in compacto(tapado.replace(TAPA, "\n")).replace("\n", " ")
    assert TAPA in tapado


@given(st.text().filter(_con_letras), st.text(), st.text())
def test_cualquier_valor_que_se_nombre_se_tapa(valor: str, antes: str, despues: str) -> None:
    tapado = Tapador([valor]).tapar(antes + valor + despues)
    assert TAPA in tapado
    assert plano(valor) not in plano(tapado.replace(TAPA, "\x00"))


@given(st.sampled_from([*DATOS[:4], CURP, NSS]), ESCRITURAS)
def test_la_forma_de_rfc_curp_y_nss_basta(dato: str, escribir: object) -> None:
    assert callable(escribir)
    assert Tapador().tapar(f"Registro: {escribir(dato)}.") == f"Registro: {TAPA}."


@given(st.lists(st.text()), st.sampled_from(DATOS), st.data())
def test_tampoco_queda_repartido_en_pedazos(
    alrededor: list[str], dato: str, datos: st.DataObject
) -> None:
    corte = datos.draw(st.integers(0, len(dato)))
    textos = [*alrededor, "\n", dato[:corte], dato[corte:], "\n", *alrededor]
    tapados = Tapador([dato]).tapar_seguidos(textos)
    assert len(tapados) == len(textos)
    assert plano(dato) not in plano("".join(tapados))


@pytest.mark.parametrize(
    ("texto", "queda"),
    [
        ("VBP-121216-7FA", TAPA),
        ("fila_VBP1212167FA_descargar", f"fila_{TAPA}_descargar"),
        ("A&B010101AB1", TAPA),
        ("12-34-56-7890-1", TAPA),
        ("00001000000500003416", TAPA),
        ("9f86d081884c7d659a2feaa0c55ad015", TAPA),
        ("sesión 123e4567-e89b-12d3-a456-426614174000", f"sesión {TAPA}"),
        ("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", TAPA),
        ("Bienvenida, Ángela", f"Bienvenida, {TAPA}"),
        ("LÓPEZ PEÑA, ANGELA", f"{TAPA} {TAPA}, {TAPA}"),
    ],
)
def test_se_tapa(texto: str, queda: str) -> None:
    assert Tapador([NOMBRE]).tapar(texto) == queda


@pytest.mark.parametrize(
    "texto",
    [
        "Informativa de Contratos de Servicios u Obras Especializados",
        "800 623 23 23 opción 5, 5",
        "Presentada el 17/01/2022 a las 10:15:32",
        "2026-11-26T21:00:15",
        "contenedorPrincipalDeInformativas",
        "formulario:j_idt45:botonDescargarAcuse2",
        "Mayo - Agosto 2026",
        "",
    ],
)
def test_lo_demas_se_queda(texto: str) -> None:
    assert Tapador([NOMBRE]).tapar(texto) == texto


def test_las_palabras_del_portal_se_leen_aunque_sean_de_un_nombre() -> None:
    tapador = Tapador(["SERVICIOS ESPECIALIZADOS DEL LAGO"])
    assert tapador.tapar("Servicios y obras especializados") == "Servicios y obras especializados"
    assert tapador.tapar("Servicios Especializados del Lago") == TAPA
    assert tapador.tapar("Lago") == TAPA
