"""The server verifies signatures: each forgery is refused, opens no door and files nothing."""

from __future__ import annotations

import functools
import html
import json
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st

from fixtures.autoridad import (
    AUTORIDAD_DE_LA_REPLICA,
    NOMBRE_DE_LA_REPLICA,
    Autoridad,
    certificado_autoridad,
)
from fixtures.replica.captura import EXITO, NO_GUARDADA
from fixtures.replica.estado import Estado
from fixtures.replica.firma import (
    FIRMA_INVALIDA,
    REVOCADO,
    RFC_AJENO,
    RFC_INCORRECTO,
    RFC_OID,
    SIN_ROL,
    VENCIDO,
    Firmante,
    FirmaRechazada,
    examinar,
    parametros,
    verificar,
)
from fixtures.replica.servidor import Replica
from fixtures.replica.widget import RUTA
from tests.replica.conftest import (
    AHORA,
    DESDE,
    HASTA,
    SIN_PRISA,
    Cliente,
    Efirma,
    Portal,
    Respuesta,
    cadena_de,
    emitir,
    en_base64,
)

VERSION_3 = bytes.fromhex("a003020102")
CADENA = "|RFC:PEÑA8001019Z0|Periodo:2026-2|"
FALSIFICACIONES: dict[str, tuple[str, Callable[[Efirma, Efirma, str], Any]]] = {
    "de otra autoridad": (
        FIRMA_INVALIDA,
        lambda _yo, _otra, cadena: emitir(1, autoridad=Autoridad("AJENA", "x")).contestar(cadena),
    ),
    "de una autoridad homónima": (
        FIRMA_INVALIDA,
        lambda _yo, _otra, cadena: emitir(
            1, autoridad=Autoridad(NOMBRE_DE_LA_REPLICA, "otra frase")
        ).contestar(cadena),
    ),
    "vencida": (
        VENCIDO,
        lambda _yo, _otra, cadena: emitir(1, hasta=datetime(2026, 9, 9, tzinfo=UTC)).contestar(
            cadena
        ),
    ),
    "sello digital": (SIN_ROL, lambda _yo, _otra, cadena: emitir(1, csd=True).contestar(cadena)),
    "certificado ajeno": (
        FIRMA_INVALIDA,
        lambda yo, otra, cadena: yo.contestar(cadena, certificado=en_base64(otra.cer)),
    ),
    "dice otro RFC": (
        RFC_INCORRECTO,
        lambda yo, otra, cadena: yo.contestar(cadena, rfc=otra.rfc),
    ),
    "no dice RFC": (RFC_INCORRECTO, lambda yo, _otra, cadena: sin(yo.contestar(cadena), "rfc")),
    "otra cadena": (
        FIRMA_INVALIDA,
        lambda yo, _otra, cadena: yo.contestar(cadena.replace("Fecha:2026", "Fecha:2025")),
    ),
    "cadena con un espacio más": (
        FIRMA_INVALIDA,
        lambda yo, _otra, cadena: yo.contestar(f"{cadena} "),
    ),
    "cadena vacía": (FIRMA_INVALIDA, lambda yo, _otra, _cadena: yo.contestar("")),
    "firma vacía": (FIRMA_INVALIDA, lambda yo, _otra, cadena: yo.contestar(cadena, firma="")),
    "firma que no es base64": (
        FIRMA_INVALIDA,
        lambda yo, _otra, cadena: yo.contestar(cadena, firma="ñ%%"),
    ),
    "sin firma": (FIRMA_INVALIDA, lambda yo, _otra, cadena: sin(yo.contestar(cadena), "firma")),
    "sin certificado": (
        FIRMA_INVALIDA,
        lambda yo, _otra, cadena: sin(yo.contestar(cadena), "certificado"),
    ),
    "certificado en texto": (
        FIRMA_INVALIDA,
        lambda yo, _otra, cadena: yo.contestar(cadena, certificado="-----BEGIN CERTIFICATE-----"),
    ),
    "certificado cortado": (
        FIRMA_INVALIDA,
        lambda yo, _otra, cadena: yo.contestar(cadena, certificado=en_base64(yo.cer[:-1])),
    ),
    "nada": (FIRMA_INVALIDA, lambda _yo, _otra, _cadena: {}),
    "una lista": (FIRMA_INVALIDA, lambda _yo, _otra, _cadena: ["firma", "certificado"]),
    "null": (FIRMA_INVALIDA, lambda _yo, _otra, _cadena: None),
}


def sin(respuesta: dict[str, Any], campo: str) -> dict[str, Any]:
    return {nombre: valor for nombre, valor in respuesta.items() if nombre != campo}


@pytest.mark.parametrize(
    ("mensaje", "falsificar"), FALSIFICACIONES.values(), ids=FALSIFICACIONES.keys()
)
def test_una_firma_falsa_no_presenta_nada(
    mensaje: str,
    falsificar: Callable[[Efirma, Efirma, str], Any],
    dentro: Portal,
    efirma: Efirma,
    otra: Efirma,
    estado: Estado,
) -> None:
    firma = dentro.abrir_firma("2026-2")
    (borrador,) = estado.borradores
    falsa = falsificar(efirma, otra, cadena_de(firma))
    assert dentro.mandar(firma.dato("destino"), falsa).json == {"mensaje": mensaje}
    assert not estado.presentadas
    # The draft is still there, and its holder can sign it.
    otra_vez = dentro.pedir(f"/icisoe/informativas/{borrador.id}/firma")
    buena = efirma.contestar(cadena_de(otra_vez))
    assert dentro.mandar(otra_vez.dato("destino"), buena).json == {"exito": EXITO}


@pytest.mark.parametrize(
    ("mensaje", "falsificar"), FALSIFICACIONES.values(), ids=FALSIFICACIONES.keys()
)
def test_una_firma_falsa_no_abre_la_puerta(
    mensaje: str,
    falsificar: Callable[[Efirma, Efirma, str], Any],
    portal: Portal,
    efirma: Efirma,
    otra: Efirma,
    estado: Estado,
) -> None:
    ingreso = portal.pedir("/icisoe/efirma")
    falsa = falsificar(efirma, otra, cadena_de(ingreso))
    assert portal.mandar(ingreso.dato("destino"), falsa).json == {"mensaje": mensaje}
    assert not estado.sesiones
    assert not list(portal.galletas)


def test_la_efirma_de_otro_no_firma_en_esta_sesion(
    dentro: Portal, otra: Efirma, estado: Estado
) -> None:
    assert dentro.presentar(otra, "2026-2") == {"mensaje": RFC_AJENO}
    assert not estado.presentadas


def test_una_respuesta_repetida_no_vale_dos_veces(
    dentro: Portal, efirma: Efirma, estado: Estado
) -> None:
    ingreso = dentro.pedir("/icisoe/efirma")
    respuesta = efirma.contestar(cadena_de(ingreso))
    assert dentro.mandar(ingreso.dato("destino"), respuesta).json == {"ir": "/icisoe/inicio"}
    de_nuevo = Portal(dentro.raiz)
    repetida = de_nuevo.mandar(ingreso.dato("destino"), respuesta).json
    assert repetida == {"mensaje": FIRMA_INVALIDA}
    assert not list(de_nuevo.galletas)

    firma = dentro.abrir_firma("2026-2")
    falsa = efirma.contestar("otra cadena")
    buena = efirma.contestar(cadena_de(firma))
    assert dentro.mandar(firma.dato("destino"), falsa).json == {"mensaje": FIRMA_INVALIDA}
    assert dentro.mandar(firma.dato("destino"), buena).json == {"mensaje": NO_GUARDADA}
    assert not estado.presentadas


def test_una_direccion_inventada_no_tiene_cadena_que_firmar(
    dentro: Portal, efirma: Efirma, estado: Estado
) -> None:
    """With no cadena original to look for, a signature over nothing must not do."""
    sobre_nada = efirma.contestar("")
    otro = Portal(dentro.raiz)
    inventado = secrets.token_hex(8)
    entrada = otro.mandar(f"/icisoe/efirma/{inventado}", sobre_nada).json
    assert entrada == {"mensaje": FIRMA_INVALIDA}
    assert len(estado.sesiones) == 1
    dentro.abrir_firma("2026-2")
    destino = f"/icisoe/informativas/{estado.borradores[0].id}/presentar/{inventado}"
    assert dentro.mandar(destino, sobre_nada).json == {"mensaje": NO_GUARDADA}
    assert not estado.presentadas


def test_la_cadena_de_un_borrador_no_firma_otro(
    dentro: Portal, efirma: Efirma, estado: Estado
) -> None:
    una, otra = dentro.abrir_firma("2026-1"), dentro.abrir_firma("2026-2")
    nonce = una.dato("destino").rpartition("/")[2]
    cruzado = f"{otra.dato('destino').rpartition('/')[0]}/{nonce}"
    respuesta = dentro.mandar(cruzado, efirma.contestar(cadena_de(una))).json
    assert respuesta == {"mensaje": NO_GUARDADA}
    assert not estado.presentadas


def test_la_cadena_de_un_periodo_no_firma_el_que_se_puso_despues(
    dentro: Portal, efirma: Efirma, estado: Estado
) -> None:
    firma = dentro.abrir_firma("2026-1")
    dentro.declarar("2026-2", borrador=estado.borradores[0].id)
    respuesta = dentro.mandar(firma.dato("destino"), efirma.contestar(cadena_de(firma))).json
    assert respuesta == {"mensaje": NO_GUARDADA}
    assert not estado.presentadas


def test_la_firma_del_ingreso_no_presenta_ni_la_de_presentar_deja_entrar(
    dentro: Portal, efirma: Efirma, estado: Estado
) -> None:
    ingreso, firma = dentro.pedir("/icisoe/efirma"), dentro.abrir_firma("2026-2")

    def cruzar(pagina: Respuesta, puerta: str) -> Any:
        nonce = pagina.dato("destino").rpartition("/")[2]
        return dentro.mandar(f"{puerta}/{nonce}", efirma.contestar(cadena_de(pagina))).json

    presentar = firma.dato("destino").rpartition("/")[0]
    assert cruzar(ingreso, presentar) == {"mensaje": NO_GUARDADA}
    assert cruzar(firma, "/icisoe/efirma") == {"mensaje": FIRMA_INVALIDA}
    assert not estado.presentadas
    assert len(estado.sesiones) == 1


@pytest.fixture
def widget(replica: Replica, estado: Estado) -> Cliente:
    return Cliente(replica.direcciones.widget)


@pytest.mark.parametrize(
    ("mensaje", "hacer"),
    [
        ("", lambda efirma: efirma.cer),
        (SIN_ROL, lambda _: emitir(1, csd=True).cer),
        (VENCIDO, lambda _: emitir(1, hasta=datetime(2026, 9, 9, tzinfo=UTC)).cer),
        (FIRMA_INVALIDA, lambda _: emitir(1, autoridad=Autoridad("AJENA", "x")).cer),
        (FIRMA_INVALIDA, lambda efirma: efirma.cer[1:]),
        (FIRMA_INVALIDA, lambda _: b""),
    ],
)
def test_el_widget_dice_si_el_certificado_sirve(
    mensaje: str, hacer: Callable[[Efirma], bytes], widget: Cliente, efirma: Efirma
) -> None:
    dato = {"certificado": en_base64(hacer(efirma))}
    assert widget.mandar(f"{RUTA}/validar", dato).json == {"mensaje": mensaje}


@pytest.mark.parametrize("dato", [None, [], {}, {"certificado": 7}, {"certificado": "ñ"}, "x"])
def test_el_widget_aguanta_cualquier_pedido(dato: object, widget: Cliente) -> None:
    respuesta = widget.mandar(f"{RUTA}/validar", dato)
    assert respuesta.json == {"mensaje": "Error en el proceso de firma electrónica."}


def test_un_certificado_revocado_se_dice(widget: Cliente, control: Cliente, efirma: Efirma) -> None:
    control.mandar("/control/fallas", {"nombre": "certificado_revocado", "rfc": efirma.rfc})
    dato = {"certificado": en_base64(efirma.cer)}
    respuestas = [widget.mandar(f"{RUTA}/validar", dato).json["mensaje"] for _ in range(2)]
    assert respuestas == [REVOCADO, ""]


@pytest.mark.parametrize(
    "params", ["", "[]", "{", '{"rfc": "</script><script>alert(1)</script>\\" onfocus=alert(1)"}']
)
def test_los_parametros_del_widget_son_datos_y_no_codigo(params: str, widget: Cliente) -> None:
    respuesta = widget.pedir(f"{RUTA}/chfecyn", urlencode({"params": params}).encode())
    assert respuesta.codigo == 200
    assert "RÉPLICA — sin validez oficial" in respuesta.texto
    leida = _Leida()
    leida.feed(respuesta.cuerpo.decode())
    assert leida.guiones == 4
    assert "onfocus" not in leida.atributos


class _Leida(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.guiones = 0
        self.atributos: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.guiones += tag == "script"
        self.atributos |= {nombre for nombre, _ in attrs}


def test_los_parametros_llegan_enteros_a_la_pagina(dentro: Portal, efirma: Efirma) -> None:
    pagina = dentro.abrir_firma("2026-2")
    params = json.loads(pagina.dato("params"))
    assert params["operacion"] == "firmaCMS"
    assert params["rfc"] == efirma.rfc
    cadena = params["cad_original"]
    assert cadena.startswith(f"|RFC:{efirma.rfc}|Periodo:2026-2|Tipo:Sin información|Fecha:2026-09")
    assert cadena.endswith("|")
    assert "\\u00d1" in pagina.dato("params")


_TEXTOS = st.text() | st.text("\\\"'&/u0é<", max_size=8)


@SIN_PRISA
@given(operacion=_TEXTOS, rfc=_TEXTOS, cadena=_TEXTOS, acuse=_TEXTOS)
def test_params_va_y_vuelve_sin_letras_que_estorben(
    operacion: str, rfc: str, cadena: str, acuse: str
) -> None:
    texto = parametros(operacion, rfc, cadena, acuse)
    assert texto.isascii()
    assert texto.isprintable()
    assert not re.search(r"[&']", texto)
    # What is left of quotes after taking away escaped backslashes only delimits.
    assert '\\"' not in texto.replace("\\\\", "")
    datos = json.loads(texto)
    assert datos["operacion"] == operacion
    assert (datos["rfc"], datos["cad_original"], datos["acuse"]) == (rfc, cadena, acuse)
    assert html.unescape(html.escape(texto)) == texto


def test_params_escapa_lo_que_el_widget_espera_escapado() -> None:
    texto = parametros("firmaCMS", "Ñ&A", '|Nombre:O\'Hara "y" Cía|\\')
    assert '"rfc": "\\u00d1\\u0026A"' in texto
    assert '"|Nombre:O\\u0027Hara \\u0022y\\u0022 C\\u00eda|\\\\"' in texto


def revisar(respuesta: object, cadena: str = CADENA) -> Firmante | None:
    """``verificar``, whose only failure is a refusal."""
    try:
        return verificar(respuesta, cadena, certificado_autoridad(), AHORA)
    except FirmaRechazada:
        return None


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary().map(en_base64),
    lambda hijos: st.lists(hijos) | st.dictionaries(st.text(), hijos),
    max_leaves=4,
)


@SIN_PRISA
@given(
    respuesta=_JSON
    | st.fixed_dictionaries({"certificado": _JSON, "firma": _JSON}, optional={"rfc": _JSON})
)
def test_cualquier_respuesta_se_rechaza_y_nada_mas(respuesta: object) -> None:
    assert revisar(respuesta) is None


@functools.cache
def _buena() -> Efirma:
    return emitir(1)


# What the parser says of a number that it will refuse one day isn't this test's matter.
@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@SIN_PRISA
@given(datos=st.data(), octeto=st.binary(min_size=1, max_size=1))
def test_un_octeto_cambiado_no_hace_pasar_a_nadie_por_otro(
    datos: st.DataObject, octeto: bytes
) -> None:
    efirma = _buena()
    bueno = revisar(efirma.contestar(CADENA))
    assert bueno is not None

    def con_otro(octetos: bytes) -> bytes:
        lugar = datos.draw(st.integers(0, len(octetos) - 1))
        return octetos[:lugar] + octeto + octetos[lugar + 1 :]

    # Around what is signed there are octets that mean nothing.
    cer = con_otro(efirma.cer)
    assert revisar(efirma.contestar(CADENA, certificado=en_base64(cer))) in (None, bueno)
    firma = con_otro(buena := efirma.firmar(CADENA))
    respuesta = efirma.contestar(CADENA, firma=en_base64(firma))
    assert revisar(respuesta) == (bueno if firma == buena else None)


_CADENAS = st.text(st.characters(codec="utf-8"))


@SIN_PRISA
@given(cadena=_CADENAS, firmada=_CADENAS)
def test_solo_vale_la_firma_de_esta_cadena(cadena: str, firmada: str) -> None:
    respuesta = _buena().contestar(firmada)
    assert (revisar(respuesta, cadena) is not None) == (cadena == firmada != "")
    assert revisar(_buena().contestar(f"{cadena}."), f"{cadena}.") is not None


def _certificar(
    *,
    rfc: str | None = "PEÑA8001019Z0",
    serie: int = int.from_bytes(b"9" * 20, "big"),
    publica: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | None = None,
    usos: Iterable[ObjectIdentifier] = (ExtendedKeyUsageOID.CLIENT_AUTH,),
) -> bytes:
    """What the authority, whose key anyone can derive, never issues by itself."""
    sujeto = [x509.NameAttribute(NameOID.COMMON_NAME, "ALGUIEN DE PRUEBA")]
    if rfc is not None:
        sujeto.append(x509.NameAttribute(RFC_OID, rfc))
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name(sujeto))
        .issuer_name(AUTORIDAD_DE_LA_REPLICA.sujeto)
        .public_key(publica or _buena().llave.public_key())
        .serial_number(serie)
        .not_valid_before(DESDE)
        .not_valid_after(HASTA)
        .add_extension(x509.ExtendedKeyUsage(usos), critical=False)
        .sign(AUTORIDAD_DE_LA_REPLICA.llave, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )


def test_un_certificado_raro_de_la_autoridad_se_rechaza() -> None:
    assert examinar(_certificar(), certificado_autoridad(), AHORA).rfc == "PEÑA8001019Z0"
    ajena = ec.generate_private_key(ec.SECP256R1())
    for der, rfc in (
        (_certificar(rfc=None), ""),
        (_certificar(rfc=" "), ""),
        (_certificar(rfc=" / PEÑA8001019Z0"), ""),
        (_certificar(usos=[ExtendedKeyUsageOID.SERVER_AUTH]), "PEÑA8001019Z0"),
        (_certificar(publica=AUTORIDAD_DE_LA_REPLICA.llave.public_key()), "PEÑA8001019Z0"),
        (_certificar(publica=ajena.public_key()), "PEÑA8001019Z0"),
        (
            _certificar(publica=ed25519.Ed25519PrivateKey.generate().public_key()),
            "PEÑA8001019Z0",
        ),
        (_buena().cer.replace(NOMBRE_DE_LA_REPLICA.encode(), b"A" * 38), _buena().rfc),
        (_buena().cer.replace(VERSION_3, VERSION_3[:-1] + b"\x07"), _buena().rfc),
        (certificado_autoridad().public_bytes(Encoding.DER), ""),
    ):
        respuesta = _buena().contestar(CADENA, certificado=en_base64(der), rfc=rfc)
        assert revisar(respuesta) is None


@SIN_PRISA
@given(serie=st.integers(1, 2**159 - 1), rfc=st.text(st.characters(codec="utf-8"), min_size=1))
def test_de_un_certificado_con_otros_datos_se_lee_o_se_rechaza(serie: int, rfc: str) -> None:
    der = _certificar(serie=serie, rfc=rfc)
    respuesta = _buena().contestar(CADENA, certificado=en_base64(der), rfc=rfc.strip())
    firmante = revisar(respuesta)
    if firmante is not None:
        assert firmante.numero_serie.isdigit()
        assert firmante.rfc
