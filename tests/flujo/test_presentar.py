"""The flow on the replica: exactly once, whatever the portal does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flows import pasos
from flows.desenlace import BorradorAjeno, PeriodoYaInformado
from icsoe_bot.archive.verificacion import NoEsUnAcuse, texto_de_pdf
from icsoe_bot.domain.plazos import Oportunidad
from icsoe_bot.domain.protesta import TEXTO_SIN_INFORMACION, TextoDeProtestaDistinto
from icsoe_bot.errors import IcsoeError, RetryLater
from icsoe_bot.ledger.base import BitacoraInservible
from icsoe_bot.ledger.bitacora import OtroProcesoSeAdelanto
from icsoe_bot.ledger.estados import ANTES_DE_FIRMAR, Estado
from icsoe_bot.portal.errores import (
    AcuseNoDescargado,
    ContribuyenteNoRegistrado,
    DemasiadasSesiones,
    FirmaSinDesenlace,
    NavegadorCaido,
    PantallaDesconocida,
    PortalFueraDeServicio,
    PortalLento,
    PrimerUso,
    SesionExpirada,
    VerificacionHumana,
)
from icsoe_bot.portal.pestana import Paciencia
from tests.flujo.conftest import Caso


def test_los_diecisiete_pasos_en_orden(desde_la_puerta: Caso) -> None:
    resultado = desde_la_puerta.presentar()
    assert [paso.numero for paso in desde_la_puerta.pasos if paso.numero] == list(range(1, 18))
    assert desde_la_puerta.pasos.index(pasos.REVISAR) < desde_la_puerta.pasos.index(pasos.NUEVA)
    assert desde_la_puerta.sucesos == [
        "planeada",
        "capturada",
        "firmando",
        "presentada",
        "acuse_archivado",
    ]
    (filed,) = desde_la_puerta.replica.presentadas
    assert (filed.rfc, filed.periodo) == (
        str(desde_la_puerta.presentacion.rfc),
        desde_la_puerta.presentacion.periodo,
    )
    assert str(resultado.folio) == filed.folio
    assert resultado.oportunidad is Oportunidad.EXTEMPORANEA
    assert filed.folio in texto_de_pdf(resultado.acuse.read_bytes())
    assert not desde_la_puerta.replica.sesiones


@pytest.mark.lento
def test_lo_mismo_en_pantallas_enteras_y_con_otros_periodos(
    desde_la_puerta: Caso,
) -> None:
    desde_la_puerta.replica.continua = False
    desde_la_puerta.sembrar(
        borradores=[{"periodo": "2025-1", "tipo": "Normal"}], acuses=[{"periodo": "2025-3"}]
    )
    resultado = desde_la_puerta.presentar()
    assert resultado.estado is Estado.ACUSE_ARCHIVADO
    assert not resultado.ya_presentada
    assert len(desde_la_puerta.replica.borradores) == 1
    assert not desde_la_puerta.replica.sesiones


def test_lo_que_otro_presento_se_da_por_hecho(caso: Caso) -> None:
    caso.sembrar(acuses=[{"periodo": "2026-2", "folio": "SI2600001", "fecha": "2026-09-03"}])
    resultado = caso.presentar()
    assert resultado.ya_presentada
    assert str(resultado.folio) == "SI2600001"
    assert resultado.oportunidad is Oportunidad.EN_TIEMPO
    assert resultado.acuse.is_file()
    assert pasos.CAPTURAR not in caso.pasos
    assert caso.veces("borrador_creado") == 0
    assert caso.estado is Estado.ACUSE_ARCHIVADO


@pytest.mark.lento
def test_un_acuse_alterado_en_el_archivo_se_repone(caso: Caso) -> None:
    acuse = caso.presentar().acuse
    bueno = acuse.read_bytes()
    # Altered, and still an acuse to whoever reads it.
    acuse.write_bytes(bueno + b"\n%%EOF\n")
    assert caso.presentar().acuse == acuse
    assert acuse.read_bytes() == bueno
    assert "SIN VALIDEZ" in texto_de_pdf(acuse.read_bytes())
    assert caso.veces("firma_recibida") == 1
    assert len(list((caso.carpeta.raiz / "acuses" / "apartados").iterdir())) == 1


def test_otra_informativa_del_periodo_detiene(caso: Caso) -> None:
    caso.sembrar(acuses=[{"periodo": "2026-2", "complementaria": "Corrección"}])
    with pytest.raises(PeriodoYaInformado):
        caso.presentar()
    assert len(caso.replica.presentadas) == 1
    assert caso.estado is Estado.REQUIERE_PERSONA
    assert not caso.replica.sesiones


def test_el_borrador_de_otro_detiene(caso: Caso) -> None:
    caso.sembrar(borradores=[{"periodo": "2026-2"}])
    with pytest.raises(BorradorAjeno):
        caso.presentar()
    assert not caso.replica.presentadas
    assert len(caso.replica.borradores) == 1
    assert caso.estado is Estado.REQUIERE_PERSONA


def test_el_borrador_propio_se_continua(caso: Caso) -> None:
    caso.falla("widget_fuera", pantalla="firma")
    with pytest.raises(PortalFueraDeServicio):
        caso.presentar()
    assert caso.estado is Estado.CAPTURADA
    assert not caso.replica.sesiones
    caso.presentar()
    assert caso.veces("borrador_creado") == 1
    assert caso.veces("firma_recibida") == 1


@pytest.mark.parametrize(
    "falla",
    [
        "firmada_no_guardada",
        "corte_antes",
        pytest.param("firma_invalida", marks=pytest.mark.lento),
        "firmar_mudo",
    ],
)
def test_si_no_consta_que_quedo_nunca_se_firma_otra_vez(falla: str, caso: Caso) -> None:
    caso.paciencia = Paciencia(3, 2, 3)
    caso.falla(falla)
    with pytest.raises(FirmaSinDesenlace) as error:
        caso.presentar()
    assert error.value.exit_code == 3
    assert caso.estado is Estado.DESCONOCIDA
    firmas = caso.veces("firma_recibida")
    if falla == "firmada_no_guardada":
        with pytest.raises(FirmaSinDesenlace):
            caso.presentar()
    assert caso.veces("firma_recibida") == firmas <= 1
    assert not caso.replica.presentadas
    assert not caso.replica.sesiones


def test_si_la_respuesta_se_perdio_los_acuses_deciden(caso: Caso) -> None:
    caso.falla("corte_despues")
    assert caso.presentar().estado is Estado.ACUSE_ARCHIVADO
    assert caso.veces("firma_recibida") == 1


def test_un_acuse_que_tarda_en_aparecer_se_encuentra_despues(caso: Caso) -> None:
    caso.falla("guardada_sin_acuse", lecturas=1)
    with pytest.raises(FirmaSinDesenlace):
        caso.presentar()
    resultado = caso.presentar()
    assert resultado.estado is Estado.ACUSE_ARCHIVADO
    assert caso.veces("firma_recibida") == 1


def test_un_acuse_que_no_llega_bien_no_pone_en_duda_lo_presentado(caso: Caso) -> None:
    acuses = caso.carpeta.raiz / "acuses"
    caso.falla("acuse_html")
    with pytest.raises(NoEsUnAcuse):
        caso.presentar()
    assert len(list((acuses / "apartados").iterdir())) == 1
    caso.falla("acuse_no_disponible")
    with pytest.raises(AcuseNoDescargado, match="reintente mas tarde"):
        caso.presentar()
    assert caso.estado is Estado.PRESENTADA
    assert not list(acuses.rglob("*.pdf"))
    assert not caso.replica.sesiones
    assert caso.presentar().acuse.is_file()
    assert caso.veces("firma_recibida") == 1


@pytest.mark.lento
def test_pantallas_que_se_ven_antes_de_que_escuchen(desde_la_puerta: Caso) -> None:
    """What is clicked or chosen before the scripts are there has no effect: it is done again."""
    for guion in ("menu", "captura", "widget"):
        desde_la_puerta.falla("guion_tardio", pantalla=guion, ms=700)
    assert desde_la_puerta.presentar().estado is Estado.ACUSE_ARCHIVADO
    assert desde_la_puerta.veces("firma_recibida") == 1
    assert not desde_la_puerta.replica.fallas.en_json()


def exigir_tropiezo(caso: Caso, error: type[IcsoeError]) -> IcsoeError:
    with pytest.raises(IcsoeError) as caught:
        caso.presentar()
    assert type(caught.value) is error, caught.value
    assert caught.value.remedio
    assert not caso.replica.presentadas
    assert not caso.replica.sesiones
    assert caso.veces("firma_recibida") == 0
    assert caso.estado in ANTES_DE_FIRMAR
    return caught.value


@pytest.mark.parametrize(
    ("falla", "parametros", "error"),
    [
        pytest.param("recaptcha", {}, VerificacionHumana, marks=pytest.mark.lento),
        ("widget_lento", {}, PortalLento),
        ("widget_fuera", {}, PortalFueraDeServicio),
        pytest.param("widget_mudo", {}, PortalLento, marks=pytest.mark.lento),
        ("maximo_sesiones", {}, DemasiadasSesiones),
        ("no_registrado", {}, ContribuyenteNoRegistrado),
        ("primer_uso", {}, PrimerUso),
    ],
    ids=str,
)
def test_cada_tropiezo_en_la_puerta_tiene_nombre_y_no_deja_sesion(
    falla: str, parametros: dict[str, str], error: type[IcsoeError], desde_la_puerta: Caso
) -> None:
    desde_la_puerta.falla(falla, **parametros)
    exigir_tropiezo(desde_la_puerta, error)


@pytest.mark.parametrize(
    ("falla", "parametros", "error"),
    [
        ("dialogo_desconocido", {"pantalla": "firma"}, PantallaDesconocida),
        (
            "protesta_cambiada",
            {"texto": f"{TEXTO_SIN_INFORMACION} Continuar"},
            TextoDeProtestaDistinto,
        ),
        ("sesion_expirada", {"pantalla": "protesta"}, SesionExpirada),
        pytest.param(
            "error_5xx",
            {"pantalla": "capturar"},
            PortalFueraDeServicio,
            marks=pytest.mark.lento,
        ),
    ],
    ids=str,
)
def test_cada_tropiezo_por_dentro_tiene_nombre_y_cierra_la_sesion(
    falla: str, parametros: dict[str, str], error: type[IcsoeError], caso: Caso
) -> None:
    caso.falla(falla, **parametros)
    exigir_tropiezo(caso, error)


def test_un_anuncio_que_tapa_la_pantalla_detiene(caso: Caso) -> None:
    caso.falla("anuncio")
    with pytest.raises(PantallaDesconocida, match=r"(?i)Mañana habr[aá] mantenimiento"):
        caso.presentar()
    assert not caso.replica.sesiones


def test_un_error_en_pagina_entera_se_nota_de_inmediato(caso: Caso) -> None:
    caso.replica.continua = False
    caso.falla("error_5xx", pantalla="informativas", estado=502)
    with pytest.raises(PortalFueraDeServicio, match="error 502"):
        caso.presentar()
    assert not caso.replica.sesiones


@pytest.mark.parametrize(
    ("falla", "continua", "error"),
    [
        ("error_5xx", False, PortalFueraDeServicio),
        pytest.param("lenta", True, PortalLento, marks=pytest.mark.lento),
    ],
)
def test_una_sesion_que_no_llego_a_mostrarse_tambien_se_cierra(
    falla: str, continua: bool, error: type[IcsoeError], desde_la_puerta: Caso
) -> None:
    desde_la_puerta.replica.continua = continua
    desde_la_puerta.paciencia = Paciencia(10, 1.5, 2)
    desde_la_puerta.falla(falla, pantalla="inicio", ms=3500)
    with pytest.raises(error):
        desde_la_puerta.presentar()
    assert desde_la_puerta.veces("sesion_abierta") == 1
    assert not desde_la_puerta.replica.sesiones


def test_una_firma_de_un_proceso_muerto_la_mira_una_persona(caso: Caso) -> None:
    registro = caso.bitacora.planear(caso.presentacion, caso.protesta)
    caso.bitacora.mover(registro, [Estado.PLANEADA], Estado.FIRMANDO)
    with pytest.raises(FirmaSinDesenlace):
        caso.presentar()
    assert caso.estado is Estado.DESCONOCIDA
    assert pasos.CAPTURAR not in caso.pasos
    assert not caso.replica.sesiones


def al_llegar_a(paso: pasos.Paso, hacer: Callable[[], object]) -> Callable[[pasos.Paso], None]:
    def observador(actual: pasos.Paso) -> None:
        if actual is paso:
            hacer()

    return observador


def test_solo_quien_mueve_la_fila_puede_firmar(caso: Caso) -> None:
    def otro_proceso() -> None:
        with caso.carpeta.abrir_bitacora("replica:de-pruebas") as otra:
            registro = otra.leer(caso.presentacion)
            otra.mover(registro, [Estado.CAPTURADA], Estado.FIRMANDO)

    with pytest.raises(OtroProcesoSeAdelanto):
        caso.presentar(al_llegar_a(pasos.FIRMAR, otro_proceso))
    assert caso.veces("firma_recibida") == 0
    assert caso.estado is Estado.FIRMANDO
    assert not caso.replica.sesiones


def test_sin_bitacora_no_se_firma(caso: Caso, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import event
    from sqlalchemy.exc import OperationalError

    def disco_lleno(*_args: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("database or disk is full"))

    def llenar() -> None:
        event.listen(caso.bitacora._base.engine, "before_cursor_execute", disco_lleno)

    try:
        with pytest.raises(BitacoraInservible):
            caso.presentar(al_llegar_a(pasos.FIRMAR, llenar))
    finally:
        event.remove(caso.bitacora._base.engine, "before_cursor_execute", disco_lleno)
    assert caso.veces("firma_recibida") == 0
    assert not caso.replica.sesiones


@pytest.mark.parametrize(
    ("paso", "queda"),
    [
        (pasos.REVISAR, Estado.PLANEADA),
        (pasos.NUEVA, Estado.PLANEADA),
        (pasos.PERIODO, Estado.PLANEADA),
        (pasos.CERRAR_AVISO, Estado.DESCONOCIDA),
    ],
    ids=lambda valor: getattr(valor, "clave", None),
)
def test_si_el_navegador_muere_se_dice_y_la_bitacora_queda_bien(
    paso: pasos.Paso, queda: Estado, caso: Caso
) -> None:
    def matar() -> None:
        for contexto in caso.browser.contexts:
            for pagina in contexto.pages:
                pagina.close()

    with pytest.raises((NavegadorCaido, FirmaSinDesenlace)):
        caso.presentar(al_llegar_a(paso, matar))
    assert caso.estado is queda


def test_un_defecto_nuestro_tras_firmar_se_cuenta_como_lo_que_es(caso: Caso) -> None:
    def defecto() -> None:
        raise ZeroDivisionError

    with pytest.raises(FirmaSinDesenlace):
        caso.presentar(al_llegar_a(pasos.CERRAR_AVISO, defecto))
    assert caso.estado is Estado.DESCONOCIDA
    assert caso.presentar().ya_presentada


def test_otra_efirma_que_la_del_encargo_ni_abre_el_portal(caso: Caso) -> None:
    from icsoe_bot.domain.rfc import RFC

    caso.presentacion = replace(caso.presentacion, rfc=RFC.parse("EKU9003173C9"))
    with pytest.raises(IcsoeError, match=r"e\.firma"):
        caso.presentar()
    assert caso.pasos == []


def test_la_evidencia_queda_en_la_carpeta(caso: Caso) -> None:
    caso.falla("dialogo_desconocido", pantalla="inicio")
    error = exigir_tropiezo(caso, PantallaDesconocida)
    archivos = list(caso.carpeta.evidencia.iterdir())
    # The moment holds no dot: the rest of the name is what kind of evidence it is.
    por_clase = {ruta.name.partition(".")[2]: ruta for ruta in archivos}
    assert set(por_clase) == {"json", "red.json", "html", "png"}
    assert str(por_clase["json"]) in error.remedio
    assert "centro de trabajo" in por_clase["json"].read_text(encoding="utf-8").lower()
    copia = por_clase["html"].read_text(encoding="utf-8")
    assert "centro de trabajo" in copia.lower()
    assert str(caso.presentacion.rfc) not in copia
    red = json.loads(por_clase["red.json"].read_text(encoding="utf-8"))
    assert abs(red["reloj"]["diferencia_s"]) < 60
    assert any(
        peticion["direccion"].endswith("/icisoe/inicio") and peticion["desenlace"] == "200"
        for peticion in red["peticiones"]
    )


def test_reintentar_mas_tarde_no_cambia_el_estado(desde_la_puerta: Caso) -> None:
    desde_la_puerta.falla("mantenimiento", pantalla="micrositio")
    with pytest.raises(RetryLater):
        desde_la_puerta.presentar()
    assert desde_la_puerta.sucesos == ["planeada", "detenida"]
    assert isinstance(desde_la_puerta.carpeta.raiz, Path)


def test_un_portal_que_no_contesta_tambien_deja_evidencia(desde_la_puerta: Caso) -> None:
    desde_la_puerta.falla("error_5xx", pantalla="micrositio", veces=None)
    with pytest.raises(PortalFueraDeServicio):
        desde_la_puerta.presentar()
    (archivo,) = desde_la_puerta.carpeta.evidencia.glob("*.red.json")
    red = json.loads(archivo.read_text(encoding="utf-8"))
    assert red["peticiones"][-1]["desenlace"] == "503"
    registro = desde_la_puerta.bitacora.leer(desde_la_puerta.presentacion)
    (suceso,) = desde_la_puerta.bitacora.sucesos(registro)[1:]
    assert suceso.detalle["evidencia"] == [archivo.name.replace(".red.json", ".json")]


def test_lo_que_otro_proceso_dio_por_desconocido_lo_aclara_el_acuse(caso: Caso) -> None:
    def otro_proceso() -> None:
        with caso.carpeta.abrir_bitacora("replica:de-pruebas") as otra:
            registro = otra.leer(caso.presentacion)
            otra.mover(registro, [Estado.FIRMANDO], Estado.DESCONOCIDA)

    assert caso.presentar(al_llegar_a(pasos.CERRAR_AVISO, otro_proceso)).acuse.is_file()
    assert caso.estado is Estado.ACUSE_ARCHIVADO
