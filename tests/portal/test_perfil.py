"""What is known of the portal, and what a working folder changes in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from icsoe_bot.domain.protesta import TEXTO_SIN_INFORMACION
from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.portal.busqueda import localizar
from icsoe_bot.portal.direcciones import Ambiente, Direcciones
from icsoe_bot.portal.errores import PortalRechaza
from icsoe_bot.portal.mensajes import reconocer
from icsoe_bot.portal.perfil.lectura import PerfilInvalido, leer_perfil
from icsoe_bot.portal.perfil.modelo import Busca, Perfil
from icsoe_bot.portal.pestana import Pestana


def con(carpeta: Path, texto: str) -> Perfil:
    archivo = carpeta / "portal.toml"
    archivo.write_text(texto, encoding="utf-8")
    return leer_perfil(archivo)


def test_sin_archivo_vale_lo_documentado(tmp_path: Path) -> None:
    perfil = leer_perfil(tmp_path / "portal.toml")
    assert perfil == leer_perfil()
    assert perfil.protesta.texto == TEXTO_SIN_INFORMACION
    assert {elemento.fuente for elemento in perfil.elementos.values()} == set("GWL?")


def test_una_carpeta_cambia_lo_que_quiera(tmp_path: Path) -> None:
    perfil = con(
        tmp_path,
        """
        elementos.capturar.anio = [{ css = "#cmbAnio" }, { etiqueta = "Ejercicio" }]
        elementos.widget.firmar = { texto = "Firmar", exacto = true }
        textos.segundo = "Mayo a Agosto"
        tiempos.pantalla = 120
        direcciones.micrositio = "https://otro.imss.gob.mx/icsoe"
        [[mensajes]]
        error = "PortalRechaza"
        textos = ["Su registro patronal está dado de baja"]
        remedio = "Acláralo en la subdelegación."
        """,
    )
    anio = perfil.elementos["capturar.anio"]
    assert (anio.nombre, anio.propio) == ("Año", True)
    assert [str(busca) for busca in anio.busca] == [
        '{ css = "#cmbAnio" }',
        '{ etiqueta = "Ejercicio" }',
    ]
    assert perfil.elementos["capturar.tipo"] == leer_perfil().elementos["capturar.tipo"]
    assert (perfil.textos.segundo, perfil.textos.primero) == ("Mayo a Agosto", "Enero - Abril")
    assert perfil.tiempos.pantalla == 120
    visto = reconocer("SU REGISTRO PATRONAL ESTA DADO DE BAJA.", perfil.conocidos)
    assert visto is not None
    assert visto.error is PortalRechaza
    direcciones = Direcciones.de(Ambiente.PRODUCCION, conocidas=perfil.direcciones)
    assert direcciones.micrositio == "https://otro.imss.gob.mx/icsoe"


@pytest.mark.parametrize(
    ("texto", "palabra"),
    [
        ('elementos.capturar.ano = [{ css = "#a" }]', "capturar.anio"),
        ("elementos.capturar.anio = []", "capturar.anio"),
        ('elementos.capturar.anio = [{ clase = "a" }]', "no existe ese dato"),
        ('elementos.capturar.anio = [{ css = "#a", texto = "Año" }]', "una sola forma"),
        ('elementos.capturar.anio = [{ rol = "button" }]', "van juntos"),
        ('elementos.capturar.anio = [{ rol = "boton", nombre = "x" }]', "valores posibles"),
        ('elementos.capturar = "x"', "elementos.capturar"),
        ("tiempos.pantalla = 0", "mayor que cero"),
        ('textos.fecha = "%d de %B"', "no dice día, mes y año"),
        ("textos = 3", "textos"),
        ('otros.cosa = "x"', "otros"),
        ('protesta.texto = "Declaro otra cosa"', "leida_por"),
        ('[[mensajes]]\nerror = "Nada"\ntextos = ["un texto largo"]\nremedio = "x"', "Nada"),
        ('[[mensajes]]\nerror = "PortalLento"\ntextos = ["el"]\nremedio = "x"', "tan corto"),
        ("elementos.capturar.anio = [{ css = ]", "renglón 1"),
        ('textos.exito = "a"\ntextos.exito = "b"', "repite un dato"),
    ],
)
def test_lo_mal_escrito_se_dice_con_su_lugar(texto: str, palabra: str, tmp_path: Path) -> None:
    with pytest.raises(PerfilInvalido) as error:
        con(tmp_path, texto)
    assert palabra in f"{error.value.mensaje} {error.value.remedio}"
    assert "portal.toml" in error.value.mensaje
    assert error.value.exit_code == 2


def test_otra_protesta_lleva_el_nombre_de_quien_la_leyo(tmp_path: Path) -> None:
    perfil = con(
        tmp_path,
        '[protesta]\ntexto = "Declaro, bajo protesta…"\nleida_por = "Ana Ficticia"\n'
        "leida_el = 2027-01-04",
    )
    assert perfil.protesta.texto == "Declaro, bajo protesta…"


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(["css", "texto", "etiqueta"]))
def test_lo_que_se_escribe_se_lee_de_vuelta(valor: str, forma: str) -> None:
    import tomllib

    busca = Busca.model_validate({forma: valor})
    leida = tomllib.loads(f"x = {busca}")["x"]
    assert Busca.model_validate(leida) == busca


PAGINA = """<body><table><tr><td>* AÑO:</td><td><select id=a><option>2026</option></select></td>
<td>Años anteriores</td></tr><tr><td><b>Tipo de Informativa</b> a presentar</td>
<td><input type=hidden><span></span><input id=b></td></tr></table>
<img alt="Descargar acuse" id=c><a href="#" title="DESCARGAR ACUSE DE PAGO" id=d>x</a>
<div id=e>Continuar</div><p>Continuar más tarde</p>"""


@pytest.mark.parametrize(
    ("busca", "hallado"),
    [
        ({"junto": "Año"}, "a"),
        ({"junto": "Tipo de informativa"}, "b"),
        ({"titulo": "Descargar acuse de pago"}, "d"),
        ({"texto": "CONTINUAR", "exacto": True}, "e"),
    ],
)
def test_cada_forma_halla_lo_suyo(busca: dict[str, object], hallado: str, page: Page) -> None:
    page.set_content(PAGINA)
    assert localizar(page, Busca.model_validate(busca)).get_attribute("id") == hallado


def test_sirve_la_primera_forma_que_da_con_uno_solo(pestana: Pestana, tmp_path: Path) -> None:
    pestana.perfil = con(
        tmp_path,
        'elementos.aviso.cerrar = [{ css = "#nada" }, { css = "p" }, { css = ".uno" }]',
    )
    pestana.page.set_content("<p>1</p><p class=uno>2</p><p class=uno hidden>3</p>")
    elemento = Elemento("aviso.cerrar")
    assert elemento.uno(pestana).inner_text() == "2"
    assert pestana.servidas["aviso.cerrar"] == 2
