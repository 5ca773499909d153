"""Reads a certificate of SAT: tolerant of how it was written, without judging its holder.

The chain isn't verified: SAT's authority doesn't come with the e.firma, and the portal does it.
"""

from __future__ import annotations

import unicodedata
import warnings
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from icsoe_bot.domain.rfc import RFC, RFCInvalido
from icsoe_bot.efirma import archivos, der
from icsoe_bot.efirma.archivos import no_es_certificado
from icsoe_bot.efirma.errores import LlaveInadecuada, NoEsEfirma

BITS_MINIMOS = 1024
"""SAT's e.firmas have 2,048 bits and its oldest test certificates 1,024; less is no e.firma."""

_CN, _NUMERO, _O, _OU, _NOMBRE, _RFC = (b"\x55\x04" + bytes([n]) for n in (3, 5, 10, 11, 41, 45))
"""2.5.4.3, .5 (CURP), .10, .11, .41 and .45 (RFC), as DER writes them."""

_VERSION = 0xA0

_MARCAS_DE_LA_REPLICA = ("REPLICA", "SIN VALIDEZ")


class Especie(Enum):
    """What SAT issued the certificate for."""

    EFIRMA = auto()
    SELLO = auto()
    DESCONOCIDA = auto()


@dataclass(frozen=True, slots=True)
class Certificado:
    """What a certificate of SAT says."""

    rfc: RFC
    rfc_representante: RFC | None
    curp: str
    """The holder's; a persona moral's certificate has its representative's. May be empty."""
    nombre: str
    numero_serie: str
    """Twenty digits; hexadecimal where the certificate isn't numbered as SAT does."""
    emisor: str
    emisor_completo: str
    vigente_desde: datetime
    vigente_hasta: datetime
    especie: Especie
    llave: rsa.RSAPublicKey

    @property
    def es_de_replica(self) -> bool:
        """Issued by the replica's authority: without validity, refused in production."""
        llano = unicodedata.normalize("NFD", self.emisor_completo).upper()
        letras = "".join(c for c in llano if not unicodedata.combining(c))
        return any(marca in letras for marca in _MARCAS_DE_LA_REPLICA)


def certificado_en(ruta: Path) -> Certificado:
    """Read the .cer at ``ruta``.

    Raises:
        ProblemaDeEfirma: it isn't a certificate that can be read, each case with its own class.
    """
    return leer_certificado(archivos.leer_certificado(ruta), ruta)


def leer_certificado(datos: bytes, ruta: Path) -> Certificado:
    """Read the DER in ``datos``; ``ruta`` is for the messages.

    Raises:
        NoEsCertificado: it can't be parsed.
        NoEsEfirma: it names no RFC.
        LlaveInadecuada: its key isn't RSA or is too short.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # oddities that don't matter here: they are judged below
            x509_ = x509.load_der_x509_certificate(datos)
            llave = x509_.public_key()
            desde, hasta = x509_.not_valid_before_utc, x509_.not_valid_after_utc
            serie = x509_.serial_number
            extensiones = x509_.extensions
        emisor, sujeto = _nombres(datos)
    except (
        ValueError,
        TypeError,
        OverflowError,
        UnsupportedAlgorithm,
        x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
        x509.InvalidVersion,
    ):
        raise no_es_certificado(ruta) from None
    rfc, representante = _titular(sujeto, ruta)
    if not isinstance(llave, rsa.RSAPublicKey) or llave.key_size < BITS_MINIMOS:
        raise LlaveInadecuada(
            f"El certificado «{ruta.name}» de {rfc} no tiene una llave RSA de {BITS_MINIMOS} "
            "bits o más.",
            remedio="Use la e.firma que el SAT entregó al contribuyente.",
            rfc=rfc,
            archivo=ruta,
        )
    curps = [parte.strip() for parte in sujeto.get(_NUMERO, "").split("/")]
    return Certificado(
        rfc=rfc,
        rfc_representante=representante,
        curp=next((curp for curp in curps if curp), ""),
        nombre=sujeto.get(_CN) or sujeto.get(_NOMBRE) or sujeto.get(_O) or "",
        numero_serie=_numero(serie),
        emisor=emisor.get(_CN) or emisor.get(_O) or "",
        emisor_completo=" ".join(emisor.values()),
        vigente_desde=desde,
        vigente_hasta=hasta,
        especie=_especie(extensiones, tiene_ou=_OU in sujeto),
        llave=llave,
    )


def _especie(extensiones: x509.Extensions, *, tiene_ou: bool) -> Especie:
    """Two independent signs, which must agree (measured on 65 test certificates of SAT).

    e.firma: data encipherment, key agreement, both extended usages, no OU.
    CSD: the two signature usages alone, no extended ones, an OU.
    """
    try:
        usos = extensiones.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return Especie.DESCONOCIDA
    try:
        extendidos = set(extensiones.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        extendidos = set()
    if not (usos.digital_signature and usos.content_commitment):
        return Especie.DESCONOCIDA
    cifra = (usos.data_encipherment, usos.key_agreement)
    de_efirma = {ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH}
    if cifra == (True, True) and de_efirma <= extendidos and not tiene_ou:
        return Especie.EFIRMA
    if cifra == (False, False) and not extendidos and tiene_ou:
        return Especie.SELLO
    return Especie.DESCONOCIDA


def _titular(sujeto: dict[bytes, str], ruta: Path) -> tuple[RFC, RFC | None]:
    """2.5.4.45 is ``RFC`` or ``RFC / RFC of the legal representative``; the holder is first."""
    partes = [parte.strip() for parte in sujeto.get(_RFC, "").split("/")]
    try:
        rfc = RFC.parse(partes[0])
        return rfc, RFC.parse(partes[1]) if len(partes) > 1 and partes[1] else None
    except RFCInvalido:
        raise NoEsEfirma(
            f"El certificado «{ruta.name}» no dice de qué RFC es: no se reconoce como e.firma.",
            remedio="Use el archivo .cer de la e.firma que emitió el SAT.",
            archivo=ruta,
        ) from None


def _numero(serie: int) -> str:
    """SAT writes the number's digits as ASCII bytes."""
    octetos = serie.to_bytes(max(1, (serie.bit_length() + 7) // 8), "big") if serie >= 0 else b""
    if octetos.isdigit():
        return octetos.decode("ascii")
    return f"{serie:x}"


def _nombres(datos: bytes) -> tuple[dict[bytes, str], dict[bytes, str]]:
    """Issuer and subject, read straight from the DER."""
    campos = der.leer(datos).hijos()[0].hijos()
    if campos and campos[0].etiqueta == _VERSION:
        campos = campos[1:]
    if len(campos) < 5:
        raise der.DerInvalido("certificate without subject")
    return _nombre(campos[2]), _nombre(campos[4])


def _nombre(nodo: der.Nodo) -> dict[bytes, str]:
    valores: dict[bytes, str] = {}
    for conjunto in nodo.hijos():
        for atributo in conjunto.hijos(der.CONJUNTO):
            partes = atributo.hijos()
            if len(partes) != 2 or partes[0].etiqueta != der.OID:
                raise der.DerInvalido("not an attribute of a name")
            valores.setdefault(partes[0].contenido, _texto(partes[1]))
    return valores


def _texto(nodo: der.Nodo) -> str:
    """UTF-8 where it is, else Latin-1, which SAT put into TeletexString.

    The declared type isn't believed: Spanish in Latin-1 is never valid UTF-8.
    """
    octetos = nodo.contenido
    if nodo.etiqueta == der.BMP:
        return _limpio(octetos.decode("utf-16-be", errors="replace"))
    if nodo.etiqueta == der.BITS:
        octetos = octetos[1:]
    try:
        return _limpio(octetos.decode("utf-8"))
    except UnicodeDecodeError:
        return _limpio(octetos.decode("latin-1"))


def _limpio(texto: str) -> str:
    """One line, composed, without control characters: it ends up in tables and messages."""
    visible = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in texto)
    return " ".join(unicodedata.normalize("NFC", visible).split())
