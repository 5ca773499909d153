"""Looking at the portal: what is found, what is proposed instead, and that nothing is committed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from fixtures.replica.estado import Estado
from fixtures.replica.fallas import Falla
from flows.calibracion.candidatos import candidatos
from flows.calibracion.comparar import comparar
from flows.calibracion.guion import CAPTURAR, INFORMATIVAS, TODAS, Buscado
from flows.calibracion.hallazgos import (
    Calibracion,
    Forma,
    Hallado,
    HallazgoDeElemento,
    Propuesta,
    Vista,
)
from flows.calibracion.informe import escribir_informe, leer_informe
from flows.calibracion.mirada import mirar_elementos
from flows.calibracion.reserva import sin_datos
from flows.calibracion.revisar import huella_del_perfil
from flows.calibracion.vigencia import RevisionPendiente, exigir_revision
from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.portal.perfil.lectura import leer_perfil
from icsoe_bot.portal.pestana import Pestana
from icsoe_bot.portal.textos import plano
from tests.conftest import Icsoe, Oficina

AHORA = datetime(2026, 9, 10, 12, tzinfo=ZONA)
BUENA = Calibracion(
    momento=AHORA - timedelta(days=1),
    ambiente="produccion",
    portal="http://www.imss.gob.mx",
    por_dentro=True,
    perfil=huella_del_perfil(leer_perfil()),
    programa="1",
    navegador="1",
    vistas=(),
    borradores_antes=0,
    borradores_despues=0,
    sesion_cerrada=True,
)


@pytest.fixture
def revisada(icsoe: Icsoe, oficina: Oficina) -> Calibracion:
    """What one look from inside tells."""
    rfc = oficina.contribuyentes[0].rfc
    icsoe("-C", oficina.carpeta, "portal", "revisar", "--con", rfc, "--periodo", "2026-2")
    (carpeta,) = (oficina.carpeta / "portal").iterdir()
    return leer_informe(carpeta)


def test_todo_se_mira_y_nada_se_compromete(
    revisada: Calibracion, oficina: Oficina, estado: Estado
) -> None:
    assert revisada.segura
    assert [vista.clave for vista in revisada.vistas] == [pantalla.clave for pantalla in TODAS]
    assert revisada.borradores_antes == revisada.borradores_despues == 0
    assert [s["suceso"] for s in estado.sucesos] == ["sesion_abierta", "sesion_cerrada"]
    assert not estado.borradores
    assert not estado.presentadas
    # Everything may be shown to whoever helps.
    contribuyente = oficina.contribuyentes[0]
    for archivo in (oficina.carpeta / "portal").rglob("*.*"):
        if archivo.suffix != ".png":
            texto = archivo.read_text(encoding="utf-8")
            assert str(contribuyente.rfc) not in texto, archivo.name
            assert contribuyente.nombre not in texto, archivo.name
    assert len(list((oficina.carpeta / "portal").rglob("*.png"))) == len(TODAS)


def test_otra_protesta_no_es_segura(icsoe: Icsoe, oficina: Oficina, estado: Estado) -> None:
    estado.fallas.activas.append(Falla("protesta_cambiada"))
    rfc = oficina.contribuyentes[0].rfc
    salida = icsoe("-C", oficina.carpeta, "portal", "revisar", "--con", rfc, "--json")
    assert salida.codigo == 1
    (protesta,) = (v for v in salida.json["vistas"] if v["clave"] == "protesta")
    assert "ni trabajadores que registrar" in protesta["textos"][0]["visto"]
    # Whoever declares must read it first: there is nothing to paste.
    assert salida.json["renglones"] == []
    assert not estado.borradores
    assert not estado.sesiones


def _buscado(clave: str) -> Buscado:
    return next(b for pantalla in TODAS for b in pantalla.elementos if b.clave == clave)


@pytest.mark.parametrize(
    ("clave", "pagina", "renglon"),
    [
        ("informativas.nueva", "<a href=#>Ver</a><button>Crear informativa</button>", "Crear"),
        ("informativas.nueva", "<img alt='Agregar informativa' onclick=0><a>Regresar</a>", "Agre"),
        ("menu.acuses", "<li onclick=0>Consulta de acuses</li><li onclick=0>Otra</li>", "Consulta"),
        (
            "capturar.anio",
            "<select id=x><option>Mayo - Agosto</select><select id=y><option>2026</select>",
            'css = "#y"',
        ),
        (
            "capturar.periodo",
            "<select name=x><option>Enero - Abril</select><select id=y><option>2026</select>",
            'select[name=\\"x\\"]',
        ),
        ("capturar.anio", "<td>Ejercicio:<td><input id=mat-input-1234>", "Ejercicio"),
        ("widget.contrasena", "<input type=password name=p><input name=q>", 'input[name=\\"p\\"]'),
        ("widget.llave", "<input type=file id=f><input type=text>", "#f"),
    ],
)
def test_se_propone_lo_mas_parecido(clave: str, pagina: str, renglon: str, page: Page) -> None:
    page.set_content(f"<body><table><tr>{pagina}")
    hallados = candidatos(page, _buscado(clave), leer_perfil().elementos[clave])
    assert hallados
    linea = hallados[0].renglon(clave)
    assert renglon in linea
    assert linea.startswith(f"elementos.{clave} = [{{ ")


def test_lo_que_comprometeria_se_propone_y_no_se_pulsa(pestana: Pestana) -> None:
    for dicho, seguida in (("Continuar captura »", True), ("Guardar y continuar", False)):
        pestana.perfil = leer_perfil()
        pestana.page.set_content(f"<button>{dicho}</button>")
        pantalla = replace(CAPTURAR, elementos=(_buscado("capturar.continuar"),))
        (hallazgo,) = mirar_elementos(pestana, pantalla)
        assert hallazgo.hallado is Hallado.FALTA
        assert hallazgo.propuestas
        assert hallazgo.seguida is seguida


def test_lo_que_no_se_parece_no_se_propone(page: Page) -> None:
    page.set_content("<button>Eliminar</button><a href=#>Aviso de privacidad</a>")
    for clave in ("informativas.nueva", "menu.acuses", "protesta.continuar"):
        assert candidatos(page, _buscado(clave), leer_perfil().elementos[clave]) == []


def _escrita(calibracion: Calibracion, raiz: Path, **cambios: object) -> None:
    otra = calibracion.model_copy(update=cambios)
    destino = raiz / "portal" / f"{otra.momento:%Y%m%d-%H%M%S}"
    destino.mkdir(parents=True)
    escribir_informe(otra, destino)


def test_en_produccion_no_se_presenta_sin_revision_vigente(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ICSOE_AMBIENTE", "produccion")
    casos: tuple[tuple[dict[str, object], str], ...] = (
        ({}, ""),
        ({"momento": AHORA - timedelta(days=8)}, "ya no vale"),
        ({"por_dentro": False}, "no hay ninguna"),
        ({"perfil": "otro"}, "otros ajustes"),
        ({"ambiente": "replica"}, "ambiente"),
        ({"borradores_despues": 1}, "diferencias"),
        ({"sesion_cerrada": False}, "diferencias"),
    )
    for numero, (cambios, motivo) in enumerate(casos):
        raiz = tmp_path / str(numero)
        raiz.mkdir()
        _escrita(BUENA, raiz, **cambios)
        if not motivo:
            exigir_revision(CarpetaDeTrabajo(raiz), AHORA)
            continue
        with pytest.raises(RevisionPendiente, match=re.escape(motivo)) as error:
            exigir_revision(CarpetaDeTrabajo(raiz), AHORA)
        assert "icsoe portal revisar --con" in error.value.remedio


def _vista(hallado: Hallado) -> Vista:
    servida = 0 if hallado is Hallado.BIEN else None
    anio = HallazgoDeElemento(
        clave="capturar.anio",
        nombre="Año",
        fuente="G",
        propio=False,
        hallado=hallado,
        formas=(Forma(busca='{ etiqueta = "Año" }', cuantos=1),),
        servida=servida,
    )
    return Vista(clave=CAPTURAR.clave, titulo=CAPTURAR.titulo, elementos=(anio,))


def test_lo_que_cambio_se_compara(icsoe: Icsoe, tmp_path: Path) -> None:
    antes = BUENA.model_copy(update={"vistas": (_vista(Hallado.BIEN),)})
    despues = BUENA.model_copy(
        update={"vistas": (_vista(Hallado.FALTA),), "momento": AHORA + timedelta(days=1)}
    )
    assert comparar(antes, antes) == []
    (cambio,) = comparar(antes, despues)
    assert cambio.empeora
    assert "capturar.anio" in cambio.que
    (mejora,) = comparar(despues, antes)
    assert not mejora.empeora
    _escrita(antes, tmp_path)
    _escrita(despues, tmp_path)
    una, otra = sorted((tmp_path / "portal").iterdir())
    salida = icsoe("portal", "comparar", una, otra, "--json")
    assert salida.codigo == 1
    assert [cambio["empeora"] for cambio in json.loads(salida.salida)] == [True]
    assert icsoe("portal", "comparar", una, una).codigo == 0
    assert icsoe("portal", "comparar", una, tmp_path / "nada").codigo == 2


def test_lo_que_el_portal_repite_no_queda_en_el_informe() -> None:
    rfc, nombre = "VBP1212167FA", "VIGILANCIA BUGAMBILIA DE PRUEBA SA DE CV"
    vista = _vista(Hallado.FALTA)
    (elemento,) = vista.elementos
    suyas = tuple(
        Propuesta(
            descripcion=f"<a> «{dicho}»", parecido=0.8, renglon=f'x = [{{ texto = "{dicho}" }}]'
        )
        for dicho in ("Ejercicio", f"Salir de {nombre}", rfc.lower())
    )
    vista = vista.model_copy(
        update={
            "problema": f"El portal dice: «{rfc} ({nombre.title()}) no está dado de alta».",
            "elementos": (elemento.model_copy(update={"propuestas": suyas}),),
        }
    )
    limpia = sin_datos(vista, [rfc, nombre])
    assert "no está dado de alta" in limpia.problema
    texto = plano(limpia.model_dump_json())
    assert plano(rfc) not in texto
    assert "bugambilia" not in texto
    assert [p.descripcion for p in limpia.elementos[0].propuestas] == ["<a> «Ejercicio»"]


def test_se_busca_todo_lo_documentado() -> None:
    claves = {b.clave for pantalla in TODAS for b in pantalla.elementos}
    perfil = leer_perfil()
    assert claves <= set(perfil.elementos)
    # What only a signature shows, or what isn't any one screen's.
    assert {c for c in perfil.elementos if not c.startswith("comunes.")} - claves == {
        "widget.firmar",
        "widget.aviso",
        "aviso.cerrar",
        "cierre.despedida",
    }
    assert INFORMATIVAS.columnas
