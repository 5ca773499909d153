"""The portal's rules, and every fault of the catalogue, without a browser."""

from __future__ import annotations

import contextlib
import http.client
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from fixtures.replica import comun as modulo_comun
from fixtures.replica import servidor as modulo_servidor
from fixtures.replica.captura import EXITO, NO_GUARDADA, SIN_ACUSE
from fixtures.replica.comun import EXPIRADA
from fixtures.replica.estado import DURACION_DE_SESION, Estado
from fixtures.replica.fallas import CATALOGO, Fallas
from fixtures.replica.firma import FIRMA_INVALIDA
from fixtures.replica.semilla import sembrar
from fixtures.replica.servidor import Replica
from fixtures.replica.widget import RUTA
from icsoe_bot.archive.verificacion import NoEsUnAcuse, texto_de_pdf
from tests.replica.conftest import (
    AHORA,
    Cliente,
    Efirma,
    Portal,
    Respuesta,
    cadena_de,
    en_base64,
    poner_reloj,
)

YA_PRESENTADA = "Ya existe una informativa presentada para el periodo seleccionado."
YA_EN_CAPTURA = "Ya existe una informativa en captura para el periodo seleccionado."
SIN_CONCLUIR = "El periodo seleccionado no ha concluido, no es posible presentarlo."
DE_SESION = (
    "/icisoe/inicio",
    "/icisoe/informativas",
    "/icisoe/informativas/nueva",
    "/icisoe/firma-y-presentacion",
    "/icisoe/informativas/1/firma",
    "/icisoe/acuses",
    "/icisoe/acuses/SI1/pdf",
    "/icisoe/otras/Detalle",
)
DE_SESION_POR_JSON = (
    "/icisoe/informativas/revisar",
    "/icisoe/informativas/declarar",
    "/icisoe/informativas/1/presentar/abc",
)


def test_lo_presentado_tiene_acuse_y_el_borrador_desaparece(
    dentro: Portal, efirma: Efirma, estado: Estado
) -> None:
    assert dentro.presentar(efirma, "2026-2") == {"exito": EXITO}
    (presentada,) = estado.presentadas
    assert (presentada.rfc, str(presentada.periodo)) == (efirma.rfc, "2026-2")
    assert not estado.borradores
    assert presentada.folio in dentro.pedir("/icisoe/acuses").texto
    assert "No existen informativas registradas" in dentro.pedir("/icisoe/informativas").texto


def test_una_por_contribuyente_y_periodo(
    dentro: Portal, efirma: Efirma, otra: Efirma, estado: Estado
) -> None:
    dentro.presentar(efirma, "2026-2")
    assert dentro.declarar("2026-2") == {"mensaje": YA_PRESENTADA}
    assert dentro.declarar("2026-1").keys() == {"ir"}
    assert dentro.declarar("2026-1") == {"mensaje": YA_EN_CAPTURA}
    assert Portal(dentro.raiz).entrar(otra).presentar(otra, "2026-2") == {"exito": EXITO}
    assert [p.rfc for p in estado.presentadas] == [efirma.rfc, otra.rfc]


def test_la_segunda_firma_del_mismo_periodo_no_se_guarda(
    dentro: Portal, efirma: Efirma, estado: Estado
) -> None:
    firma = dentro.abrir_firma("2026-2")
    sembrar(estado, {"contribuyentes": [{"rfc": efirma.rfc, "acuses": [{"periodo": "2026-2"}]}]})
    dictamen = dentro.mandar(firma.dato("destino"), efirma.contestar(cadena_de(firma))).json
    assert dictamen == {"mensaje": YA_PRESENTADA}
    assert len(estado.presentadas) == 1


def test_de_varias_firmas_a_la_vez_se_guarda_una(
    dentro: Portal, efirma: Efirma, estado: Estado
) -> None:
    ruta = dentro.declarar("2026-2")["ir"]
    paginas = [dentro.pedir(ruta) for _ in range(6)]
    salida = threading.Barrier(len(paginas))

    def presentar(pagina: Respuesta) -> object:
        respuesta = efirma.contestar(cadena_de(pagina))
        salida.wait(timeout=10)
        return dentro.mandar(pagina.dato("destino"), respuesta).json

    with ThreadPoolExecutor(len(paginas)) as hilos:
        dictamenes = list(hilos.map(presentar, paginas))
    assert dictamenes.count({"exito": EXITO}) == 1
    assert len(estado.presentadas) == 1


@pytest.mark.parametrize(
    ("momento", "periodo", "mensaje"),
    [
        (AHORA.replace(month=8, day=31, hour=23, minute=55), "2026-2", SIN_CONCLUIR),
        (AHORA.replace(month=9, day=1, hour=0), "2026-2", ""),
        (AHORA.replace(month=9, day=17), "2026-2", ""),
        (AHORA.replace(month=9, day=18), "2026-2", ""),
        (AHORA, "2026-3", SIN_CONCLUIR),
        (AHORA, "2021-1", ""),
    ],
)
def test_el_periodo_debe_haber_terminado_y_tarde_tambien_se_puede(
    momento: datetime, periodo: str, mensaje: str, dentro: Portal, efirma: Efirma, estado: Estado
) -> None:
    poner_reloj(estado, momento)
    dentro.entrar(efirma)
    anio, cuatrimestre = periodo.split("-")
    dato = {"anio": anio, "cuatrimestre": cuatrimestre, "tipo": "Sin información"}
    assert dentro.mandar("/icisoe/informativas/revisar", dato).json == {"mensaje": mensaje}
    if mensaje:
        assert dentro.declarar(periodo) == {"mensaje": mensaje}
        assert not estado.borradores
    else:
        assert dentro.presentar(efirma, periodo) == {"exito": EXITO}


@pytest.mark.parametrize(
    ("dato", "palabras"),
    [
        ({}, "Capture los datos obligatorios."),
        (["anio"], "Capture los datos obligatorios."),
        ({"anio": "2026", "cuatrimestre": "2"}, "Capture los datos obligatorios."),
        ({"anio": "x", "cuatrimestre": "2"}, "Capture los datos obligatorios."),
        ({"anio": "2026", "cuatrimestre": 4, "tipo": "Sin información"}, "Capture los datos"),
        ({"anio": 1999, "cuatrimestre": 2, "tipo": "Sin información"}, "Capture los datos"),
        ({"anio": [1], "cuatrimestre": 2, "tipo": "Sin información"}, "Capture los datos"),
        ({"anio": "2026", "cuatrimestre": "2", "tipo": "Normal"}, "Esta réplica solo tiene"),
    ],
)
@pytest.mark.parametrize("ruta", ["revisar", "declarar"])
def test_una_captura_incompleta_se_explica(
    ruta: str, dato: object, palabras: str, dentro: Portal, estado: Estado
) -> None:
    respuesta = dentro.mandar(f"/icisoe/informativas/{ruta}", dato)
    assert palabras in respuesta.json["mensaje"]
    assert not estado.borradores


def test_un_borrador_se_retoma_y_se_elimina(dentro: Portal, estado: Estado) -> None:
    dentro.abrir_firma("2026-1")
    (borrador,) = estado.borradores
    retomado = dentro.declarar("2026-2", borrador=borrador.id)
    assert retomado == {"ir": f"/icisoe/informativas/{borrador.id}/firma"}
    assert [str(b.periodo) for b in estado.borradores] == ["2026-2"]
    dentro.pedir(f"/icisoe/informativas/{borrador.id}/eliminar", metodo="POST")
    assert not estado.borradores


@pytest.mark.parametrize("ruta", DE_SESION)
def test_sin_sesion_solo_hay_un_mensaje(ruta: str, portal: Portal, efirma: Efirma) -> None:
    respuesta = portal.pedir(ruta)
    assert EXPIRADA in respuesta.texto
    assert efirma.rfc not in respuesta.texto


@pytest.mark.parametrize("ruta", DE_SESION_POR_JSON)
def test_sin_sesion_no_se_guarda_nada(ruta: str, portal: Portal, estado: Estado) -> None:
    assert portal.mandar(ruta, {}).json == {"mensaje": EXPIRADA}
    assert not estado.borradores
    assert not estado.presentadas


def test_una_galleta_inventada_no_es_una_sesion(dentro: Portal) -> None:
    (galleta,) = dentro.galletas
    assert galleta.has_nonstandard_attr("HttpOnly")
    galleta.value = "x" * 32
    assert EXPIRADA in dentro.pedir("/icisoe/inicio").texto


def test_la_sesion_expira_por_el_reloj_y_cada_visita_la_alarga(
    dentro: Portal, estado: Estado
) -> None:
    casi = DURACION_DE_SESION - timedelta(seconds=60)
    for _ in range(2):
        estado.desfase += casi
        assert EXPIRADA not in dentro.pedir("/icisoe/inicio").texto
    estado.desfase += DURACION_DE_SESION
    assert EXPIRADA in dentro.pedir("/icisoe/inicio").texto
    assert not estado.sesiones
    assert estado.sucesos[-1]["suceso"] == "sesion_expirada"


def test_salir_cierra_la_sesion(dentro: Portal, estado: Estado) -> None:
    respuesta = dentro.pedir("/icisoe/salir", metodo="POST")
    assert "Su sesión ha terminado." in respuesta.texto
    assert not estado.sesiones
    assert not list(dentro.galletas)
    assert EXPIRADA in dentro.pedir("/icisoe/acuses").texto


def test_lo_de_otro_contribuyente_no_se_alcanza(
    dentro: Portal, efirma: Efirma, otra: Efirma, estado: Estado
) -> None:
    dentro.presentar(efirma, "2026-1")
    firma = dentro.abrir_firma("2026-2")
    (ajena,), (borrador,) = estado.presentadas, estado.borradores
    intruso = Portal(dentro.raiz).entrar(otra)
    for ruta in ("informativas", "firma-y-presentacion", "acuses"):
        pagina = intruso.pedir(f"/icisoe/{ruta}").texto
        assert efirma.rfc not in pagina
        assert "No existen" in pagina
    acuse = intruso.pedir(f"/icisoe/acuses/{ajena.folio}/pdf")
    assert (acuse.codigo, acuse.tipo) == (404, "text/html")
    assert intruso.pedir(f"/icisoe/informativas/{borrador.id}/firma").ruta == "/icisoe/informativas"
    assert "selected" not in intruso.pedir(f"/icisoe/informativas/{borrador.id}").texto
    intruso.pedir(f"/icisoe/informativas/{borrador.id}/eliminar", metodo="POST")
    # To work on it with its number makes a draft of one's own.
    propio = intruso.declarar("2026-2", borrador=borrador.id)
    assert propio != {"ir": f"/icisoe/informativas/{borrador.id}/firma"}
    for firmante in (efirma, otra):
        intruso.mandar(firma.dato("destino"), firmante.contestar(cadena_de(firma)))
    assert estado.presentadas == [ajena]
    assert estado.borrador(efirma.rfc, borrador.id) == borrador
    assert str(borrador.periodo) == "2026-2"


def test_el_acuse_dice_de_quien_es_y_que_no_vale(
    dentro: Portal, efirma: Efirma, estado: Estado
) -> None:
    dentro.presentar(efirma, "2026-2")
    (presentada,) = estado.presentadas
    ruta = f"/icisoe/acuses/{presentada.folio}/pdf"
    respuesta = dentro.pedir(ruta)
    assert respuesta.tipo == "application/pdf"
    texto = texto_de_pdf(respuesta.cuerpo)
    titulo = texto.splitlines()[0]
    for dato in (
        efirma.rfc,
        "2026",
        "Segundo",
        "Mayo - Agosto",
        "Sin información",
        presentada.folio,
        "10/09/2026",
    ):
        assert dato in texto
    assert "RÉPLICA — SIN VALIDEZ" in titulo
    assert texto.count("RÉPLICA — SIN VALIDEZ") > 2
    assert "No lo emitió el IMSS" in texto
    assert dentro.pedir(ruta).cuerpo == respuesta.cuerpo


def test_todo_lo_que_se_ve_dice_que_es_una_replica(
    dentro: Portal, efirma: Efirma, estado: Estado
) -> None:
    dentro.presentar(efirma, "2026-1")
    dentro.abrir_firma("2026-2")
    publicas = ("/icsoe", "/icisoe/", "/icisoe/contrasena", "/icisoe/efirma")
    con_pdf = {"/icisoe/acuses/SI1/pdf"}
    numero = estado.borradores[0].id
    for ruta in {*publicas, *DE_SESION, f"/icisoe/informativas/{numero}"} - con_pdf:
        respuesta = dentro.pedir(ruta)
        assert respuesta.codigo == 200
        assert "RÉPLICA — sin validez oficial" in respuesta.texto, ruta


@pytest.mark.parametrize(
    ("nombre", "mensaje", "guardada"),
    [
        ("corte_antes", None, False),
        ("corte_despues", None, True),
        ("firmada_no_guardada", NO_GUARDADA, False),
        ("guardada_sin_acuse", SIN_ACUSE, True),
        ("firma_invalida", FIRMA_INVALIDA, False),
    ],
)
def test_cada_falla_al_presentar_guarda_o_no_guarda(
    nombre: str,
    mensaje: str | None,
    guardada: bool,
    dentro: Portal,
    efirma: Efirma,
    estado: Estado,
) -> None:
    estado.fallas.activas.append(Fallas.leer({"nombre": nombre, "lecturas": 1}))
    if mensaje is None:
        with pytest.raises(ConnectionResetError) as error:
            dentro.presentar(efirma, "2026-2")
        # A reset, and not an end in good order without an answer.
        assert not isinstance(error.value, http.client.RemoteDisconnected)
    else:
        assert dentro.presentar(efirma, "2026-2") == {"mensaje": mensaje}
    assert len(estado.presentadas) == guardada
    assert len(estado.borradores) == (not guardada)
    visibles = ["No existen" not in dentro.pedir("/icisoe/acuses").texto for _ in range(2)]
    assert visibles == [guardada and nombre != "guardada_sin_acuse", guardada]
    # What was stored stays the only one; what wasn't can be signed once more.
    otra_vez = dentro.declarar("2026-2", borrador=1)
    assert otra_vez.keys() == ({"mensaje"} if guardada else {"ir"})


@pytest.mark.parametrize(
    ("nombre", "forma"),
    [
        ("", "attachment"),
        ("acuse_en_linea", "inline"),
        ("acuse_html", "attachment"),
        ("acuse_truncado", "attachment"),
        ("acuse_otro_folio", "attachment"),
        ("acuse_no_disponible", ""),
    ],
)
def test_cada_falla_del_acuse_se_nota_en_lo_descargado(
    nombre: str, forma: str, dentro: Portal, efirma: Efirma, estado: Estado
) -> None:
    dentro.presentar(efirma, "2026-2")
    folio = estado.presentadas[0].folio
    if nombre:
        estado.fallas.activas.append(Fallas.leer({"nombre": nombre}))
    respuesta = dentro.pedir(f"/icisoe/acuses/{folio}/pdf")
    assert (respuesta.codigo, respuesta.disposicion) == (200, forma)
    if nombre in ("", "acuse_en_linea"):
        assert folio in texto_de_pdf(respuesta.cuerpo)
    elif nombre == "acuse_otro_folio":
        assert folio not in texto_de_pdf(respuesta.cuerpo)
    else:
        with pytest.raises(NoEsUnAcuse):
            texto_de_pdf(respuesta.cuerpo)


@pytest.mark.parametrize("nombre", CATALOGO)
def test_cada_falla_del_catalogo_ocurre_en_un_recorrido(
    nombre: str,
    replica: Replica,
    estado: Estado,
    efirma: Efirma,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for modulo in (modulo_comun, modulo_servidor):
        monkeypatch.setattr(modulo, "time", SimpleNamespace(sleep=lambda _segundos: None))
    acuses = [{"periodo": "2025-1", "folio": "SI1"}]
    sembrar(estado, {"contribuyentes": [{"rfc": efirma.rfc, "acuses": acuses}]})
    estado.fallas.activas.append(Fallas.leer({"nombre": nombre}))
    portal, widget = Portal(replica.direcciones.portal), Cliente(replica.direcciones.widget)

    def firmar(pagina: Respuesta) -> None:
        params = {"params": pagina.dato("params")}
        widget.pedir(f"{RUTA}/chfecyn", urlencode(params).encode())
        widget.mandar(f"{RUTA}/validar", {"certificado": en_base64(efirma.cer)})
        with contextlib.suppress(ConnectionError):
            portal.mandar(pagina.dato("destino"), efirma.contestar(cadena_de(pagina)))

    for ruta in ("/icsoe", "/static/navegar.js", "/icisoe/"):
        portal.pedir(ruta)
    firmar(portal.pedir("/icisoe/efirma"))
    for ruta in ("/icisoe/inicio", "/icisoe/informativas/nueva"):
        portal.pedir(ruta)
    declarado = portal.declarar("2026-2")
    if "ir" in declarado:
        firmar(portal.pedir(declarado["ir"]))
    for ruta in ("/icisoe/acuses", "/icisoe/acuses/SI1/pdf"):
        portal.pedir(ruta)
    assert estado.fallas.en_json() == []
