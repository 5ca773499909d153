"""The replica spoken to over HTTP, as a browser would and as a forger could."""

from __future__ import annotations

import base64
import html
import http.cookiejar
import json
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key
from hypothesis import HealthCheck, settings

from fixtures.autoridad import AUTORIDAD_DE_LA_REPLICA, Autoridad, emitir_efirma
from fixtures.contribuyentes import contribuyentes_ficticios
from fixtures.replica.estado import Estado
from fixtures.replica.servidor import Replica
from icsoe_bot.domain.plazos import ZONA

AHORA = datetime(2026, 9, 10, 12, tzinfo=ZONA)
"""The replica's clock in these tests: 2026-2 has ended and is on time, 2026-3 is running."""

SIN_PRISA = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For properties: a busy machine isn't a defect."""

DESDE, HASTA = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Efirma:
    """A certificate and its key, opened."""

    rfc: str
    cer: bytes
    llave: rsa.RSAPrivateKey

    def firmar(self, cadena: str) -> bytes:
        return self.llave.sign(cadena.encode(), padding.PKCS1v15(), hashes.SHA256())

    def contestar(self, cadena: str, **cambios: object) -> dict[str, Any]:
        """What the widget answers for this cadena original; ``cambios`` forges it."""
        return {
            "resultado": 0,
            "texto": "Operación exitosa",
            "rfc": self.rfc,
            "firma": en_base64(self.firmar(cadena)),
            "certificado": en_base64(self.cer),
        } | cambios


def emitir(
    cual: int,
    *,
    autoridad: Autoridad = AUTORIDAD_DE_LA_REPLICA,
    csd: bool = False,
    hasta: datetime = HASTA,
) -> Efirma:
    """An e.firma of a fictitious taxpayer; short keys, since making long ones takes time."""
    quien = contribuyentes_ficticios(cual + 1)[cual]
    par = emitir_efirma(
        rfc=str(quien.rfc),
        nombre=quien.nombre,
        curp=(quien.representante or quien).curp,
        rfc_representante=str(quien.representante.rfc) if quien.representante else None,
        clave="ficticia",
        desde=DESDE,
        hasta=hasta,
        csd=csd,
        bits=1024,
        autoridad=autoridad,
    )
    llave = load_der_private_key(par.key, b"ficticia")
    assert isinstance(llave, rsa.RSAPrivateKey)
    return Efirma(str(quien.rfc), par.cer, llave)


@pytest.fixture(scope="session")
def efirma() -> Efirma:
    """A persona física with Ñ in its RFC."""
    return emitir(1)


@pytest.fixture(scope="session")
def otra() -> Efirma:
    """A persona moral with ``&`` in its RFC."""
    return emitir(2)


@dataclass(frozen=True)
class Respuesta:
    """What came back, whatever the status."""

    codigo: int
    ruta: str
    tipo: str
    disposicion: str
    cuerpo: bytes

    @property
    def texto(self) -> str:
        return html.unescape(self.cuerpo.decode())

    @property
    def json(self) -> Any:
        return json.loads(self.cuerpo)

    def dato(self, nombre: str) -> str:
        """An attribute ``data-…`` of the page, as a browser reads it."""
        encontrado = re.search(rf'data-{nombre}="([^"]*)"', self.cuerpo.decode())
        assert encontrado, self.texto
        return html.unescape(encontrado[1])


class Cliente:
    """A browser without a screen: cookies, redirects, and every status is an answer."""

    def __init__(self, raiz: str) -> None:
        self.raiz = raiz
        self.galletas = http.cookiejar.CookieJar()
        self._abridor = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.galletas)
        )

    def pedir(
        self,
        ruta: str,
        cuerpo: bytes | None = None,
        *,
        metodo: str | None = None,
        encabezados: Mapping[str, str] | None = None,
    ) -> Respuesta:
        pedido = urllib.request.Request(
            self.raiz + ruta, cuerpo, dict(encabezados or {}), method=metodo
        )
        try:
            abierta = self._abridor.open(pedido, timeout=10)
        except urllib.error.HTTPError as error:
            abierta = error
        with abierta:
            return Respuesta(
                abierta.status,
                abierta.url.removeprefix(self.raiz),
                abierta.headers.get_content_type(),
                abierta.headers.get_content_disposition() or "",
                abierta.read(),
            )

    def mandar(self, ruta: str, dato: object = None) -> Respuesta:
        """POST ``dato`` as JSON."""
        return self.pedir(
            ruta, json.dumps(dato).encode(), encabezados={"Content-Type": "application/json"}
        )


class Portal(Cliente):
    """A taxpayer's way through the portal, without the clicks."""

    def entrar(self, efirma: Efirma) -> Portal:
        ingreso = self.pedir("/icisoe/efirma")
        respuesta = self.mandar(ingreso.dato("destino"), efirma.contestar(cadena_de(ingreso)))
        assert respuesta.json == {"ir": "/icisoe/inicio"}
        return self

    def declarar(self, periodo: str, **mas: object) -> dict[str, Any]:
        anio, cuatrimestre = periodo.split("-")
        dato = {"anio": anio, "cuatrimestre": cuatrimestre, "tipo": "Sin información"} | mas
        respuesta: dict[str, Any] = self.mandar("/icisoe/informativas/declarar", dato).json
        return respuesta

    def abrir_firma(self, periodo: str) -> Respuesta:
        """A draft for this period, and its screen «Firma»."""
        respuesta = self.declarar(periodo)
        assert "ir" in respuesta, respuesta
        return self.pedir(respuesta["ir"])

    def presentar(self, efirma: Efirma, periodo: str) -> dict[str, Any]:
        firma = self.abrir_firma(periodo)
        dictamen: dict[str, Any] = self.mandar(
            firma.dato("destino"), efirma.contestar(cadena_de(firma))
        ).json
        return dictamen


def cadena_de(pagina: Respuesta) -> str:
    """The cadena original that a page asks to sign."""
    return str(json.loads(pagina.dato("params"))["cad_original"])


def en_base64(octetos: bytes) -> str:
    return base64.b64encode(octetos).decode()


def poner_reloj(estado: Estado, momento: datetime) -> None:
    estado.desfase = momento - datetime.now(ZONA)


@pytest.fixture
def estado(replica: Replica) -> Estado:
    """The replica's state, with a clock that doesn't depend on the day of the test."""
    poner_reloj(replica.estado, AHORA)
    return replica.estado


@pytest.fixture
def control(replica: Replica) -> Cliente:
    return Cliente(replica.direcciones.control)


@pytest.fixture
def portal(replica: Replica, estado: Estado) -> Portal:
    """Somebody who hasn't entered."""
    return Portal(replica.direcciones.portal)


@pytest.fixture
def dentro(portal: Portal, efirma: Efirma) -> Portal:
    """``efirma``'s holder, who has entered."""
    return portal.entrar(efirma)
