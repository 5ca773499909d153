"""The control API: what an instructor sets, the portal does; what is refused changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from fixtures.replica import comun as modulo_comun
from fixtures.replica.control import crear_control
from fixtures.replica.estado import Estado
from fixtures.replica.fallas import CATALOGO, Fallas
from tests.replica.conftest import AHORA, SIN_PRISA, Cliente, Efirma, Portal

ORDENES = ("sembrar", "reiniciar", "reset", "reloj", "latencia", "navegacion", "fallas")
RFC = "PEÑA8001019Z0"


def sembrar(control: Cliente, rfc: str, **que: object) -> Any:
    respuesta = control.mandar("/control/sembrar", {"contribuyentes": [{"rfc": rfc, **que}]})
    assert respuesta.codigo == 200, respuesta.texto
    return respuesta.json


def test_las_presentaciones_se_leen_con_seis_datos_y_no_mas(
    dentro: Portal, efirma: Efirma, control: Cliente
) -> None:
    assert control.pedir("/control/presentaciones").json == []
    dentro.presentar(efirma, "2026-2")
    (presentada,) = control.pedir("/control/presentaciones").json
    assert set(presentada) == {"rfc", "anio", "cuatrimestre", "tipo", "folio", "fecha"}
    assert presentada["rfc"] == efirma.rfc
    assert (presentada["anio"], presentada["cuatrimestre"]) == (2026, 2)
    assert presentada["tipo"] == "Sin información"
    assert presentada["folio"].startswith("SI26")
    hora = datetime.fromisoformat(presentada["fecha"])
    assert hora.utcoffset() == AHORA.utcoffset()
    assert hora.date() == AHORA.date()


def test_lo_sembrado_se_ve_en_el_portal(dentro: Portal, efirma: Efirma, control: Cliente) -> None:
    assert sembrar(
        control,
        efirma.rfc.lower(),
        acuses=[
            {"periodo": "2025-3", "folio": "SI2500001", "fecha": "2026-01-15T09:30:00"},
            {"periodo": "2026-1", "tipo": "Normal", "complementaria": "Corrección"},
        ],
        borradores=[
            {"periodo": "2026-2"},
            {"periodo": "2024-1", "tipo": "Normal", "estatus": "Pendiente de firma"},
        ],
    ) == {"sembrados": 1}
    acuses = dentro.pedir("/icisoe/acuses").texto
    for dato in ("SI2500001", "15/01/2026", "Corrección"):
        assert dato in acuses
    con_hora, sin_mas = control.pedir("/control/presentaciones").json
    assert con_hora["fecha"] == "2026-01-15T09:30:00-06:00"
    # Without more, a receipt gets a folio of its kind and the first day it could be filed on.
    assert sin_mas["folio"].startswith("N26")
    assert sin_mas["fecha"] == "2026-05-01T00:00:00-06:00"
    comun = {"rfc": efirma.rfc}
    assert control.pedir("/control/borradores").json == [
        comun | {"periodo": "2026-2", "tipo": "Sin información", "estatus": "En captura"},
        comun | {"periodo": "2024-1", "tipo": "Normal", "estatus": "Pendiente de firma"},
    ]
    assert "En captura" in dentro.pedir("/icisoe/informativas").texto
    pendientes = dentro.pedir("/icisoe/firma-y-presentacion").texto
    assert "<td>2024</td>" in pendientes
    assert "<td>2026</td>" not in pendientes


def test_quien_entra_por_primera_vez_no_pasa_de_sus_datos(
    portal: Portal, efirma: Efirma, otra: Efirma, control: Cliente
) -> None:
    sembrar(control, efirma.rfc, primer_uso=True)
    assert "Datos generales" in portal.entrar(efirma).pedir("/icisoe/inicio").texto
    assert "Datos generales" not in Portal(portal.raiz).entrar(otra).pedir("/icisoe/inicio").texto


@pytest.mark.parametrize("ruta", ["/control/reiniciar", "/control/reset"])
def test_reiniciar_vacia_todo_y_es_otra_replica(
    ruta: str, dentro: Portal, efirma: Efirma, control: Cliente, estado: Estado
) -> None:
    control.mandar("/control/fallas", {"nombre": "guardada_sin_acuse", "lecturas": 3})
    dentro.presentar(efirma, "2026-2")
    dentro.abrir_firma("2026-1")
    sembrar(control, efirma.rfc, primer_uso=True)
    control.mandar("/control/fallas", {"nombre": "anuncio"})
    control.mandar("/control/latencia", {"ms": 1})
    control.mandar("/control/navegacion", {"continua": False})
    antes, nuevo = vars(estado).copy(), vars(Estado())
    respuesta = control.pedir(ruta, metodo="POST")
    assert respuesta.json == {"identidad": estado.identidad}
    assert estado.identidad != antes["identidad"]
    for nombre, valor in nuevo.items():
        if isinstance(valor, list | dict | set | bool | timedelta):
            assert antes[nombre] != valor, f"{nombre} ya estaba vacío: no se probó nada"
            assert getattr(estado, nombre) == valor, nombre
    assert antes["fallas"].activas
    assert not estado.fallas.activas
    assert control.pedir("/control/estado").json["identidad"] == estado.identidad
    assert "Su sesión ha expirado" in dentro.pedir("/icisoe/inicio").texto


def test_el_reloj_se_pone_y_se_quita(control: Cliente, portal: Portal, efirma: Efirma) -> None:
    def hora(respuesta: Any) -> datetime:
        return datetime.fromisoformat(respuesta["ahora"])

    un_rato = timedelta(minutes=5)
    # An hour without a zone is central Mexico's.
    puesta = hora(control.mandar("/control/reloj", {"ahora": "2027-01-18T23:00:00"}).json)
    debida = datetime.fromisoformat("2027-01-18T23:00:00-06:00")
    assert timedelta() <= puesta - debida < un_rato
    for cliente, ruta in ((control, "/control/estado"), (portal, "/salud")):
        assert timedelta() <= hora(cliente.pedir(ruta).json) - debida < un_rato
    portal.entrar(efirma).presentar(efirma, "2026-3")
    assert control.pedir("/control/presentaciones").json[0]["fecha"].startswith("2027-01-18T23:0")
    en_otra_zona = control.mandar("/control/reloj", {"ahora": "2027-01-19T05:00:00+00:00"}).json
    assert timedelta() <= hora(en_otra_zona) - debida < un_rato
    quitada = hora(control.mandar("/control/reloj", {"ahora": None}).json)
    assert abs(quitada - datetime.now(quitada.tzinfo)) < un_rato


def test_la_latencia_se_anota_y_se_aplica_a_su_pantalla(
    dentro: Portal, control: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    esperas: list[float] = []
    monkeypatch.setattr(modulo_comun, "time", SimpleNamespace(sleep=esperas.append))
    dato = {"ms": 1500, "pantallas": {"acuses": 250, "inicio": 0}}
    debida = {"*": 1500, "acuses": 250, "inicio": 0}
    assert control.mandar("/control/latencia", dato).json == {"latencia_ms": debida}
    assert control.pedir("/control/estado").json["latencia_ms"] == debida
    for ruta in ("/icisoe/acuses", "/icisoe/inicio", "/icisoe/informativas"):
        dentro.pedir(ruta)
    assert esperas == [0.25, 1.5]
    control.mandar("/control/fallas", {"nombre": "lenta", "ms": 1000, "pantalla": "acuses"})
    for _ in range(2):
        dentro.pedir("/icisoe/acuses")
    assert esperas[2:] == [1.25, 0.25]
    assert control.mandar("/control/latencia", {}).json == {"latencia_ms": {}}


def test_la_navegacion_continua_se_apaga(dentro: Portal, control: Cliente) -> None:
    for continua in (True, False):
        respuesta = control.mandar("/control/navegacion", {"continua": continua})
        assert respuesta.json == {"continua": continua}
        assert ("data-continua" in dentro.pedir("/icisoe/inicio").texto) == continua


def test_las_fallas_se_encienden_se_gastan_y_se_apagan(
    dentro: Portal, otra: Efirma, control: Cliente
) -> None:
    varias: list[dict[str, Any]] = [
        {"nombre": "error_5xx", "veces": 2, "pantalla": "acuses", "estado": 500},
        {"nombre": "mantenimiento", "veces": None, "rfc": otra.rfc},
    ]
    assert control.mandar("/control/fallas", {"fallas": varias}).json == {
        "activas": [{"rfc": None} | varias[0], varias[1]]
    }
    codigos = [dentro.pedir("/icisoe/acuses").codigo for _ in range(3)]
    assert codigos == [500, 500, 200]
    assert dentro.pedir("/icisoe/inicio").codigo == 200
    del_otro = Portal(dentro.raiz).entrar(otra)
    assert [del_otro.pedir("/icisoe/inicio").codigo for _ in range(3)] == [503] * 3
    leidas = control.pedir("/control/fallas").json
    assert leidas == {"activas": [varias[1]], "catalogo": CATALOGO}
    assert control.mandar("/control/fallas", {"fallas": []}).json == {"activas": [varias[1]]}
    assert control.pedir("/control/fallas", metodo="DELETE").json == {"activas": []}
    assert del_otro.pedir("/icisoe/inicio").codigo == 200


def test_apagar_las_fallas_muestra_los_acuses_ocultos(
    dentro: Portal, efirma: Efirma, control: Cliente, estado: Estado
) -> None:
    control.mandar("/control/fallas", {"nombre": "guardada_sin_acuse"})
    dentro.presentar(efirma, "2026-2")
    (presentada,) = estado.presentadas
    assert presentada.folio not in dentro.pedir("/icisoe/acuses").texto
    control.pedir("/control/fallas", metodo="DELETE")
    assert presentada.folio in dentro.pedir("/icisoe/acuses").texto


def test_la_bitacora_y_las_sesiones_cuentan_lo_que_paso(
    dentro: Portal, efirma: Efirma, control: Cliente
) -> None:
    dentro.presentar(efirma, "2026-2")
    assert control.pedir("/control/sesiones").json == [{"rfc": efirma.rfc}]
    dentro.pedir("/icisoe/salir", metodo="POST")
    assert control.pedir("/control/sesiones").json == []
    bitacora = control.pedir("/control/bitacora").json
    assert [suceso["suceso"] for suceso in bitacora] == [
        "sesion_abierta",
        "borrador_creado",
        "firma_recibida",
        "presentada",
        "sesion_cerrada",
    ]
    assert {suceso["rfc"] for suceso in bitacora} == {efirma.rfc}


def test_una_lectura_desconocida_dice_cuales_hay(control: Cliente) -> None:
    respuesta = control.pedir("/control/folios")
    assert respuesta.codigo == 404
    assert respuesta.json["error"].startswith("No existe «folios». Existen: presentaciones,")


@pytest.mark.parametrize(
    ("orden", "dato", "palabras"),
    [
        ("fallas", {"nombre": "apagon"}, "No existe la falla «apagon». Existen: lenta, "),
        ("fallas", {"veces": 2}, "No existe la falla «None»"),
        ("fallas", {"fallas": [{"nombre": "lenta"}, {"nombre": "x"}]}, "No existe la falla «x»"),
        ("fallas", {"nombre": "lenta", "veces": 0}, "«veces» es un entero mayor que cero"),
        ("fallas", {"nombre": "lenta", "veces": "2"}, "«veces» es un entero mayor que cero"),
        ("fallas", {"nombre": "lenta", "veces": True}, "«veces» es un entero mayor que cero"),
        ("fallas", {"fallas": ["lenta"]}, "no tiene la forma debida"),
        ("reloj", {}, "falta «ahora»"),
        ("reloj", {"ahora": "mañana"}, "«mañana» no es una fecha"),
        ("latencia", {"ms": -1}, "la latencia es un entero"),
        ("latencia", {"ms": "mucha"}, "la latencia es un entero"),
        ("latencia", {"pantallas": {"acuses": 1.5}}, "la latencia es un entero"),
        ("latencia", {"pantallas": "todas"}, "no tiene la forma debida"),
        ("navegacion", {}, "falta «continua»"),
        ("navegacion", {"continua": "no"}, "«continua» es true o false"),
        ("sembrar", {}, "falta «contribuyentes»"),
        ("sembrar", {"contribuyentes": 3}, "no tiene la forma debida"),
        ("sembrar", {"contribuyentes": "todos"}, "no tiene la forma debida"),
        ("sembrar", {"contribuyentes": [{"rfc": "NADIE"}]}, "no tiene el largo debido"),
        ("sembrar", {"contribuyentes": [{"rfc": 7}]}, "El RFC «7» no tiene"),
        (
            "sembrar",
            {"contribuyentes": [{"rfc": RFC, "acuses": [{"periodo": None}]}]},
            "El periodo «None» no existe",
        ),
        ("sembrar", [], "un objeto JSON"),
        ("sembrar", None, "un objeto JSON"),
    ],
)
def test_un_pedido_malo_se_explica_en_espaniol_y_no_hace_nada(
    orden: str, dato: object, palabras: str, control: Cliente, estado: Estado
) -> None:
    antes = instantanea(estado)
    respuesta = control.mandar(f"/control/{orden}", dato)
    assert respuesta.codigo == 400
    assert respuesta.json["error"].startswith("Petición incorrecta: ")
    assert palabras in respuesta.json["error"]
    assert instantanea(estado) == antes


@pytest.mark.parametrize("orden", ["sembrar", "reloj", "latencia", "navegacion", "fallas"])
def test_un_pedido_sin_json_se_explica(orden: str, control: Cliente) -> None:
    for tipo in ("application/json", "text/plain"):
        respuesta = control.pedir(
            f"/control/{orden}", b"{no es json", encabezados={"Content-Type": tipo}
        )
        assert respuesta.codigo == 400
        assert "un objeto JSON" in respuesta.json["error"]


@pytest.mark.parametrize(
    "malo",
    [
        {"acuses": []},
        {"rfc": "NADIE"},
        {"rfc": RFC, "acuses": [{"periodo": "2025-4"}]},
        {"rfc": RFC, "acuses": [{"periodo": "2025-1", "fecha": "ayer"}]},
        {"rfc": RFC, "borradores": [{}]},
        {"rfc": RFC, "borradores": [{"periodo": "2025-1"}, 7]},
    ],
)
def test_una_siembra_con_un_error_no_siembra_a_medias(
    malo: dict[str, Any], efirma: Efirma, control: Cliente, estado: Estado
) -> None:
    uno = [{"periodo": "2025-1"}]
    bueno = {"rfc": efirma.rfc, "primer_uso": True, "acuses": uno, "borradores": uno}
    antes = instantanea(estado)
    respuesta = control.mandar("/control/sembrar", {"contribuyentes": [bueno, malo]})
    assert respuesta.codigo == 400
    assert instantanea(estado) == antes


def instantanea(estado: Estado) -> dict[str, Any]:
    """What the control API could have changed."""
    copia = {
        nombre: valor.copy() if isinstance(valor, list | dict | set) else valor
        for nombre, valor in vars(estado).items()
        if not nombre.startswith("_")
    }
    return copia | {"fallas": list(estado.fallas.activas)}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda hijos: st.lists(hijos, max_size=3) | st.dictionaries(st.text(max_size=6), hijos),
    max_leaves=6,
)
_PEDIDO = _JSON | st.fixed_dictionaries(
    {},
    optional={
        "ahora": _JSON | st.datetimes().map(str) | st.datetimes().map(lambda d: f"{d}+14:00"),
        "ms": _JSON,
        "pantallas": _JSON,
        "continua": _JSON,
        "nombre": st.sampled_from(list(CATALOGO)) | _JSON,
        "veces": _JSON,
        "rfc": _JSON,
        "fallas": _JSON | st.lists(st.fixed_dictionaries({"nombre": _JSON})),
        "contribuyentes": st.lists(
            st.fixed_dictionaries(
                {"rfc": st.just(RFC) | _JSON},
                optional={
                    campo: st.lists(
                        st.fixed_dictionaries(
                            {"periodo": st.just("2026-1") | _JSON}, optional={"fecha": _JSON}
                        )
                    )
                    | _JSON
                    for campo in ("acuses", "borradores")
                },
            )
        ),
    },
)


@SIN_PRISA
@given(orden=st.sampled_from(ORDENES), pedido=_PEDIDO)
def test_ningun_pedido_rompe_el_control(orden: str, pedido: object) -> None:
    estado = Estado()
    cliente = _cliente(crear_control(estado))
    antes = instantanea(estado)
    respuesta = cliente.post(f"/control/{orden}", json=pedido)
    assert respuesta.status_code in (200, 400)
    if respuesta.status_code == 400:
        assert instantanea(estado) == antes
    for lectura in ("estado", "presentaciones", "borradores", "fallas", "bitacora"):
        assert cliente.get(f"/control/{lectura}").status_code == 200


def _cliente(app: Flask) -> FlaskClient:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


@SIN_PRISA
@given(
    nombre=st.sampled_from(list(CATALOGO)),
    veces=st.none() | st.integers(1),
    parametros=st.dictionaries(st.text(), _JSON),
)
def test_una_falla_se_lee_como_se_escribio(
    nombre: str, veces: int | None, parametros: dict[str, Any]
) -> None:
    dato = parametros | {"nombre": nombre, "veces": veces, "rfc": RFC}
    assert Fallas.leer(dato).en_json() == dato
