"""Each screen of the guide, on the replica: it proves itself, and its actions lead on."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page

from fixtures.replica.captura import SIN_ACUSE
from fixtures.replica.estado import Estado
from fixtures.replica.fallas import Falla
from icsoe_bot.archive.verificacion import texto_de_pdf
from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.protesta import TEXTO_SIN_INFORMACION, Protesta, TextoDeProtestaDistinto
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.pages.acuses import AcusesDePresentacion
from icsoe_bot.pages.aviso import AvisoDeFirmaExitosa
from icsoe_bot.pages.capturar import CapturarInformativa
from icsoe_bot.pages.entrada import Entrada
from icsoe_bot.pages.firma import Firma
from icsoe_bot.pages.informativas import InformativasEnCaptura
from icsoe_bot.pages.ingreso import IngresoConEfirma
from icsoe_bot.pages.inicio import Inicio
from icsoe_bot.pages.micrositio import Micrositio
from icsoe_bot.pages.pantalla import llegar
from icsoe_bot.pages.protesta import DialogoDeProtesta
from icsoe_bot.pages.reconocer import pantalla_actual
from icsoe_bot.portal.errores import (
    AccesoRechazado,
    PantallaDesconocida,
    PortalRechaza,
    RegistradaSinAcuse,
    SesionExpirada,
)
from icsoe_bot.portal.pestana import Pestana
from icsoe_bot.portal.textos import plano

PERIODO = Periodo.parse("2026-2")

_LO_QUE_NO_CABE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML)"""


def test_cada_pantalla_se_reconoce_y_lleva_a_la_siguiente(
    pestana: Pestana, efirma: Efirma, estado: Estado
) -> None:
    micrositio = Micrositio.abrir(pestana)
    assert type(pantalla_actual(pestana)) is Micrositio
    micrositio.desplazar()
    entrada = micrositio.ingresar()
    assert type(pantalla_actual(pestana)) is Entrada
    ingreso = entrada.con_efirma()
    assert type(pantalla_actual(pestana)) is IngresoConEfirma
    inicio = ingreso.validar_e_ingresar(efirma)
    assert type(pantalla_actual(pestana)) is Inicio
    bandeja = inicio.menu.capturar_informativa()
    assert type(pantalla_actual(pestana)) is InformativasEnCaptura
    bandeja.exigir_rfc(efirma.rfc)
    assert bandeja.borradores() == []
    assert pestana.page.evaluate(_LO_QUE_NO_CABE) == []
    capturar = bandeja.nueva_informativa()
    assert type(pantalla_actual(pestana)) is CapturarInformativa
    capturar.elegir_periodo(PERIODO, TipoInformativa.SIN_INFORMACION)
    dialogo = capturar.continuar()
    assert type(pantalla_actual(pestana)) is DialogoDeProtesta
    assert dialogo.texto() == TEXTO_SIN_INFORMACION
    firma = dialogo.aceptar()
    assert type(pantalla_actual(pestana)) is Firma
    assert not IngresoConEfirma(pestana).cargada()
    firma.validar(efirma)
    bandeja = firma.firmar().cerrar()
    assert bandeja.borradores() == []
    acuses = inicio.menu.acuses_de_presentacion()
    assert type(pantalla_actual(pestana)) is AcusesDePresentacion
    assert pestana.page.evaluate(_LO_QUE_NO_CABE) == []
    (fila,) = acuses.filas()
    assert (fila.periodo, str(fila.folio)) == (PERIODO, estado.presentadas[0].folio)
    assert acuses.descargar(fila.folio).startswith(b"%PDF-")
    inicio.menu.cerrar_sesion()
    assert not estado.sesiones


@pytest.mark.parametrize("rol", ['role="dialog" aria-modal="true"', ""], ids=["modal", "sin rol"])
def test_lo_que_tapa_la_pantalla_que_llega_detiene(pestana: Pestana, rol: str) -> None:
    Micrositio.abrir(pestana).ingresar()
    assert type(llegar(pestana, Entrada, al="probar")) is Entrada
    pestana.page.evaluate(
        """rol => document.body.insertAdjacentHTML('beforeend', `<div ${rol} style="position: fixed;
          z-index: 9; top: 200px; left: 400px; width: 400px; height: 200px; background: white">
          <p>Actualice sus datos.</p><button>Aceptar</button></div>`)""",
        rol,
    )
    with pytest.raises(PantallaDesconocida, match="Actualice sus datos"):
        llegar(pestana, Entrada, al="probar")


def test_otro_dialogo_junto_a_la_protesta_no_se_contesta(pestana: Pestana) -> None:
    pestana.page.set_default_timeout(2_000)
    pestana.page.set_content(
        f"""<div style="position: fixed; z-index: 5"><p>Información</p>
        <p>{TEXTO_SIN_INFORMACION}</p><button>Cancelar</button><button>Continuar</button></div>"""
    )
    dialogo = DialogoDeProtesta(pestana)
    assert dialogo.texto() == TEXTO_SIN_INFORMACION
    pestana.page.evaluate("""() => {
        document.body.insertAdjacentHTML('beforeend', `<div role="dialog" style="position: fixed">
          <p>Su sesión está por expirar. ¿Desea continuar?</p>
          <button>Cancelar</button><button>Continuar</button></div>`);
        document.addEventListener('click', () => { document.title = 'contestado'; });
    }""")
    for contestar in (dialogo.aceptar, dialogo.cancelar):
        with pytest.raises(PantallaDesconocida, match="hay varios"):
            contestar()
    assert pestana.page.title() != "contestado"


def test_cancelar_la_protesta_no_deja_nada(inicio: Inicio, estado: Estado) -> None:
    capturar = inicio.menu.capturar_informativa().nueva_informativa()
    capturar.elegir_periodo(PERIODO, TipoInformativa.SIN_INFORMACION)
    capturar.continuar().cancelar()
    assert not estado.borradores
    assert not estado.presentadas


def test_los_acuses_se_leen_por_sus_encabezados_y_de_todas_las_paginas(
    inicio: Inicio, efirma: Efirma, estado: Estado
) -> None:
    from fixtures.replica.semilla import sembrar

    periodos = [f"{anio}-{tercio}" for anio in range(2021, 2026) for tercio in (1, 2, 3)]
    sembrar(
        estado,
        {
            "contribuyentes": [
                {
                    "rfc": str(efirma.rfc),
                    "acuses": [
                        {"periodo": p, "folio": f"SI99{n:05d}"} for n, p in enumerate(periodos)
                    ]
                    + [{"periodo": "2025-3", "tipo": "Normal", "complementaria": "Corrección"}],
                }
            ]
        },
    )
    acuses = inicio.menu.acuses_de_presentacion()
    filas = acuses.filas()
    assert [str(fila.periodo) for fila in filas] == [*periodos, "2025-3"]
    assert filas[0].fecha_presentacion == date(2021, 5, 1)
    assert (filas[-1].tipo, filas[-1].complementaria) == ("Normal", "Corrección")
    assert acuses.descargar(Folio("SI9900000")).startswith(b"%PDF-")
    with pytest.raises(PantallaDesconocida, match="SI0000001"):
        acuses.descargar(Folio("SI0000001"))


FORMAS = (
    "acuse_ventana",
    "acuse_en_linea",
    "acuse_blob",
    "acuse_blob_ventana",
    "acuse_incrustado",
    "acuse_visor",
)


@pytest.mark.lento
def test_un_acuse_llega_como_sea_que_el_portal_lo_entregue(
    inicio: Inicio, efirma: Efirma, estado: Estado
) -> None:
    from fixtures.replica.semilla import sembrar

    acuses = [
        {"periodo": "2025-1", "folio": "SI7654321"},
        {"periodo": "2025-2", "folio": "SI7654322"},
    ]
    sembrar(estado, {"contribuyentes": [{"rfc": str(efirma.rfc), "acuses": acuses}]})
    for forma in FORMAS:
        estado.fallas.activas.append(Falla(forma))
        lista = inicio.menu.acuses_de_presentacion()
        for acuse in acuses:
            contenido = lista.descargar(Folio(acuse["folio"]))
            assert contenido.startswith(b"%PDF-"), forma
            assert contenido.rstrip().endswith(b"%%EOF"), forma
            assert acuse["folio"] in texto_de_pdf(contenido), forma
        assert len(inicio.page.context.pages) == 1, forma
        assert not estado.fallas.en_json(), forma


def test_la_sesion_de_otro_se_nota(inicio: Inicio) -> None:
    bandeja = inicio.menu.capturar_informativa()
    with pytest.raises(AccesoRechazado, match="otro RFC"):
        bandeja.exigir_rfc(RFC.parse("EKU9003173C9"))


def test_el_portal_dice_por_que_no_acepta_un_periodo(inicio: Inicio, estado: Estado) -> None:
    capturar = inicio.menu.capturar_informativa().nueva_informativa()
    capturar.elegir_periodo(Periodo.parse("2026-3"), TipoInformativa.SIN_INFORMACION)
    with pytest.raises(PortalRechaza, match=r"(?i)no ha concluido"):
        capturar.continuar()
    assert not estado.borradores


def test_la_contrasena_no_se_escribe_donde_se_leeria(pestana: Pestana, efirma: Efirma) -> None:
    ingreso = Micrositio.abrir(pestana).ingresar().con_efirma()
    recuadro = pestana.page.frame_locator("iframe[name*=irma]")
    campo = recuadro.locator("#inputPassword")
    campo.evaluate("campo => { campo.type = 'text' }")
    with pytest.raises(PantallaDesconocida, match="no oculta lo que se escribe"):
        ingreso.validar_e_ingresar(efirma)
    assert campo.input_value() == ""


def test_una_pantalla_desconocida_deja_evidencia(pestana: Pestana, page: Page) -> None:
    page.goto(f"{pestana.direcciones.raiz}/icisoe/contrasena")
    with pytest.raises(PantallaDesconocida) as error:
        pantalla_actual(pestana)
    assert plano("Ingresar con Usuario y contraseña") in plano(error.value.mensaje)
    assert pestana.carpeta_de_evidencia is not None
    assert {ruta.suffix for ruta in pestana.carpeta_de_evidencia.iterdir()} == {
        ".json",
        ".png",
        ".html",
    }


def test_una_sesion_expirada_se_dice_con_las_palabras_del_portal(
    inicio: Inicio, estado: Estado
) -> None:
    estado.fallas.activas.append(Falla("sesion_expirada", parametros={"pantalla": "acuses"}))
    with pytest.raises(SesionExpirada, match="Su sesión ha expirado") as error:
        inicio.menu.acuses_de_presentacion()
    assert error.value.exit_code == 75


def _dialogo(pestana: Pestana, titulo: str, cuerpo: str) -> DialogoDeProtesta:
    botones = "<button>Cancelar</button> <span role=button>Continuar</span>"
    pestana.page.set_content(f"<div role=dialog>{titulo}{cuerpo}<div>{botones}</div></div>")
    return DialogoDeProtesta(pestana)


def test_la_protesta_se_lee_sin_titulo_ni_botones(pestana: Pestana) -> None:
    partida = TEXTO_SIN_INFORMACION.replace("que se indica", "<b>que se</b><br>indica")
    for titulo in (
        "",
        "<h2>Información</h2>",
        "<div><span>INFORMACIÓN</span><button>×</button></div>",
        "<button>×</button><div><p>Informacion</p></div>",
    ):
        dialogo = _dialogo(pestana, titulo, f"<p>{partida}</p><p hidden>Nada</p>")
        assert dialogo.texto() == TEXTO_SIN_INFORMACION, titulo


def test_una_palabra_de_mas_en_la_protesta_se_nota(pestana: Pestana) -> None:
    protesta = Protesta("Ana Ficticia López", date(2026, 9, 10))
    for titulo, cuerpo in (
        ("<h2>Información</h2>", "<p>{} Continuar</p>"),
        ("<h2>Información</h2>", "<p>{} Cancelar</p>"),
        ("<h2>Información</h2>", "<p>{}</p><p>Continuar</p>"),
        ("<h2>Información</h2>", "<p>Información {}</p>"),
        ("", "<p>Información {}</p>"),
        ("<h2>Información</h2>", "<h3>Ya no presento más</h3><p>{}</p>"),
        ("<h2>Información importante</h2>", "<p>{}</p>"),
        ("", "<p>{}</p><h2>Información</h2>"),
    ):
        dialogo = _dialogo(pestana, titulo, cuerpo.format(TEXTO_SIN_INFORMACION))
        with pytest.raises(TextoDeProtestaDistinto):
            protesta.exigir_texto(dialogo.texto())


def test_registrada_sin_acuse_no_es_exito_ni_fracaso(pestana: Pestana) -> None:
    def muestra(texto: str) -> bool:
        boton = "<button>Cerrar</button>"
        pestana.page.set_content(f"<div role=dialog><p>{texto}</p>{boton}</div>")
        return AvisoDeFirmaExitosa(pestana).cargada()

    assert muestra("La informativa se firmó y presentó exitosamente.")
    assert muestra("Firma exitosa")
    assert muestra("La informativa se presentó con éxito")
    assert not muestra("La firma terminó sin éxito")
    assert not muestra(SIN_ACUSE)
    with pytest.raises(RegistradaSinAcuse, match="se registró con éxito, pero") as error:
        pantalla_actual(pestana)
    assert error.value.exit_code == 75
    assert "No se firmará otra vez" in error.value.remedio
