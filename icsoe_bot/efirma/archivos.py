"""Reads the two files of an e.firma and tells what they really are."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from icsoe_bot.efirma import der
from icsoe_bot.efirma.errores import (
    ArchivoEnorme,
    ArchivoEnPem,
    ArchivoIlegible,
    ArchivosCambiados,
    ArchivoVacio,
    FaltaArchivo,
    LlaveSinCifrar,
    NoEsCertificado,
    NoEsLlave,
)

TAMANO_MAXIMO = 64 * 1024
"""Bytes. SAT's certificates and keys measure between 1 and 3 KB."""


class Contenido(Enum):
    """What the bytes of a file are, whatever its name says."""

    CERTIFICADO = auto()
    LLAVE_CIFRADA = auto()
    LLAVE_SIN_CIFRAR = auto()
    PEM = auto()
    LLAVE_SIN_CIFRAR_EN_PEM = auto()
    OTRO = auto()


def leer_certificado(ruta: Path) -> bytes:
    """The .cer's bytes, sure to have the outline of a certificate in DER.

    Raises:
        ProblemaDeEfirma: missing, unreadable, empty, huge, PEM, a key, or something else.
    """
    datos = _leer(ruta, "el certificado (.cer)")
    contenido = clasificar(datos)
    if contenido in (Contenido.LLAVE_CIFRADA, Contenido.LLAVE_SIN_CIFRAR):
        raise _cambiados(ruta, "una llave privada, no un certificado")
    if contenido in (Contenido.PEM, Contenido.LLAVE_SIN_CIFRAR_EN_PEM):
        raise _en_pem(ruta)
    if contenido is not Contenido.CERTIFICADO:
        raise no_es_certificado(ruta)
    return datos


def leer_llave(ruta: Path) -> bytes:
    """The .key's bytes, sure to have the outline of an encrypted PKCS#8 in DER.

    Raises:
        ProblemaDeEfirma: missing, unreadable, empty, huge, PEM, open, a certificate, or
            something else.
    """
    datos = _leer(ruta, "la llave privada (.key)")
    contenido = clasificar(datos)
    if contenido is Contenido.CERTIFICADO:
        raise _cambiados(ruta, "un certificado, no una llave privada")
    if contenido in (Contenido.LLAVE_SIN_CIFRAR, Contenido.LLAVE_SIN_CIFRAR_EN_PEM):
        raise LlaveSinCifrar(
            f"La llave privada «{ruta.name}» no está cifrada: cualquiera puede firmar con ella.",
            remedio="Bórrela y use el archivo .key original del SAT, que pide contraseña.",
            archivo=ruta,
        )
    if contenido is Contenido.PEM:
        raise _en_pem(ruta)
    if contenido is not Contenido.LLAVE_CIFRADA:
        raise no_es_llave(ruta)
    return datos


def clasificar(datos: bytes) -> Contenido:
    """Judge by the outline of the DER alone; nothing is decrypted or verified."""
    texto = datos.lstrip(b"\xef\xbb\xbf \t\r\n")
    if texto.startswith(b"-----BEGIN"):
        if b"PRIVATE KEY-----" in texto and b"ENCRYPTED" not in texto:
            return Contenido.LLAVE_SIN_CIFRAR_EN_PEM
        return Contenido.PEM
    try:
        etiquetas = [hijo.etiqueta for hijo in der.leer(datos).hijos()]
        primero = der.leer(datos).hijos()[0].contenido if etiquetas else b""
    except der.DerInvalido:
        return Contenido.OTRO
    if etiquetas == [der.SECUENCIA, der.SECUENCIA, der.BITS]:
        return Contenido.CERTIFICADO
    if etiquetas == [der.SECUENCIA, der.OCTETOS]:
        return Contenido.LLAVE_CIFRADA
    pkcs8 = etiquetas[:3] == [der.ENTERO, der.SECUENCIA, der.OCTETOS]
    pkcs1 = len(etiquetas) >= 9 and set(etiquetas[:9]) == {der.ENTERO}
    if (pkcs8 or pkcs1) and primero in (b"\x00", b"\x01"):
        return Contenido.LLAVE_SIN_CIFRAR
    return Contenido.OTRO


def no_es_certificado(ruta: Path) -> NoEsCertificado:
    """Also for files whose outline is right and whose inside isn't."""
    return NoEsCertificado(
        f"«{ruta.name}» no es un certificado, o está dañado.",
        remedio="Copie de nuevo el archivo .cer original de la e.firma.",
        archivo=ruta,
    )


def no_es_llave(ruta: Path) -> NoEsLlave:
    """Also for files whose outline is right and whose inside isn't."""
    return NoEsLlave(
        f"«{ruta.name}» no es una llave privada, o está dañada.",
        remedio="Copie de nuevo el archivo .key original de la e.firma.",
        archivo=ruta,
    )


def _leer(ruta: Path, papel: str) -> bytes:
    try:
        if not ruta.is_file():
            raise FaltaArchivo(
                f"No existe {papel} «{ruta}».",
                remedio="Ponga el archivo en su carpeta o corrija la ruta.",
                archivo=ruta,
            )
        with ruta.open("rb") as archivo:
            datos = archivo.read(TAMANO_MAXIMO + 1)
    except OSError as error:
        raise ArchivoIlegible(
            f"No se puede leer {papel} «{ruta}»: {error.strerror or 'error del sistema'}.",
            remedio="Revise los permisos del archivo y que el disco esté conectado.",
            archivo=ruta,
        ) from None
    if not datos:
        raise ArchivoVacio(
            f"«{ruta.name}» está vacío.",
            remedio="La copia quedó a medias: copie de nuevo el archivo original.",
            archivo=ruta,
        )
    if len(datos) > TAMANO_MAXIMO:
        raise ArchivoEnorme(
            f"«{ruta.name}» es demasiado grande para ser {papel} de una e.firma.",
            remedio="Ponga en su lugar el archivo original del SAT.",
            archivo=ruta,
        )
    return datos


def _cambiados(ruta: Path, que_es: str) -> ArchivosCambiados:
    return ArchivosCambiados(
        f"«{ruta.name}» contiene {que_es}: los archivos .cer y .key están cambiados.",
        remedio="Ponga a cada archivo su extensión, o tome de nuevo los originales.",
        archivo=ruta,
    )


def _en_pem(ruta: Path) -> ArchivoEnPem:
    return ArchivoEnPem(
        f"«{ruta.name}» está en formato PEM (texto); el portal sólo recibe el formato del SAT.",
        remedio="Use los archivos .cer y .key originales, sin convertir.",
        archivo=ruta,
    )
