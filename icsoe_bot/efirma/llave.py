"""Opens an encrypted private key."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_private_key

from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma import der
from icsoe_bot.efirma.archivos import no_es_llave
from icsoe_bot.efirma.claves import Clave
from icsoe_bot.efirma.errores import (
    CifradoDesconocido,
    ClaveIncorrecta,
    ClaveVacia,
    LlaveInadecuada,
)

_PBES2 = bytes.fromhex("2a864886f70d01050d")
_PBKDF2 = bytes.fromhex("2a864886f70d01050c")
_CIFRADORES = frozenset(
    bytes.fromhex(oid)
    for oid in (
        "2a864886f70d0307",  # des-ede3-cbc: every key of SAT that was seen
        "608648016503040102",  # aes-128-cbc
        "608648016503040116",  # aes-192-cbc
        "60864801650304012a",  # aes-256-cbc
    )
)

_VUELTAS_MAXIMAS = 2_000_000
"""SAT uses 2,048 rounds. A hostile count would keep the machine busy for hours."""


def abrir_llave(datos: bytes, clave: Clave, *, rfc: RFC, ruta: Path) -> tuple[RSAPrivateKey, Clave]:
    """Open the DER in ``datos``; return the key and the form of the password that opened it.

    SAT's programs take the password's bytes as cp1252; others as UTF-8; and a macOS keyboard may
    decompose accents. All are the same password to a person, so each is tried.

    Raises:
        NoEsLlave: not an encrypted PKCS#8.
        CifradoDesconocido: encrypted in another way than PBES2 with 3DES or AES.
        ClaveVacia: no password.
        ClaveIncorrecta: none of the password's forms opens it.
        LlaveInadecuada: it opens and isn't RSA.
    """
    _exigir_cifrado(datos, rfc, ruta)
    if clave.vacia:
        raise ClaveVacia(
            f"La contraseña de la e.firma de {rfc} está vacía.",
            remedio="Escriba la contraseña de la llave privada.",
            rfc=rfc,
            archivo=ruta,
        )
    for octetos, forma in _intentos(clave):
        llave = _intentar(datos, octetos, rfc, ruta)
        if llave is None:
            continue
        if not isinstance(llave, RSAPrivateKey):
            raise LlaveInadecuada(
                f"La llave privada «{ruta.name}» de {rfc} no es RSA.",
                remedio="Use la e.firma que el SAT entregó al contribuyente.",
                rfc=rfc,
                archivo=ruta,
            )
        return llave, forma
    raise ClaveIncorrecta(
        f"La contraseña no abre la llave privada «{ruta.name}» de {rfc}.",
        remedio="Corrija la contraseña; si es la correcta, el archivo está dañado: cópielo de "
        "nuevo.",
        rfc=rfc,
        archivo=ruta,
    )


def _intentar(datos: bytes, octetos: bytes, rfc: RFC, ruta: Path) -> PrivateKeyTypes | None:
    """None when these bytes don't open it.

    A wrong password is a ``ValueError``, whether the padding betrays it or, once in 256 times,
    garbage comes out that is no key.
    """
    try:
        return load_der_private_key(datos, octetos)
    except ValueError:
        return None
    except (TypeError, UnsupportedAlgorithm):
        raise _cifrado_desconocido(rfc, ruta) from None


def _intentos(clave: Clave) -> list[tuple[bytes, Clave]]:
    intentos: dict[bytes, Clave] = {}
    texto = clave.revelar()
    compuesta = unicodedata.normalize("NFC", texto)
    for forma in (clave, clave if compuesta == texto else Clave(compuesta)):
        for codificacion in ("cp1252", "utf-8"):
            try:
                intentos.setdefault(forma.revelar().encode(codificacion), forma)
            except UnicodeEncodeError:
                continue
    return list(intentos.items())


def _exigir_cifrado(datos: bytes, rfc: RFC, ruta: Path) -> None:
    """Accept PBES2 with PBKDF2 and a known block cipher, the only form that SAT issues."""
    try:
        algoritmo = der.leer(datos).hijos()[0].hijos()
        if not algoritmo or algoritmo[0].etiqueta != der.OID:
            raise no_es_llave(ruta)
        if algoritmo[0].contenido != _PBES2:
            raise _cifrado_desconocido(rfc, ruta)
        derivacion, bloque = (parte.hijos() for parte in algoritmo[1].hijos())
        parametros = derivacion[1].hijos()
        conocido = (
            derivacion[0].contenido == _PBKDF2
            and bloque[0].contenido in _CIFRADORES
            and 1 <= parametros[1].entero() <= _VUELTAS_MAXIMAS
        )
    except (der.DerInvalido, IndexError, ValueError):
        raise no_es_llave(ruta) from None
    if not conocido:
        raise _cifrado_desconocido(rfc, ruta)


def _cifrado_desconocido(rfc: RFC, ruta: Path) -> CifradoDesconocido:
    return CifradoDesconocido(
        f"La llave privada «{ruta.name}» de {rfc} está cifrada de una forma que no es la del SAT.",
        remedio="Use el archivo .key original, sin convertir.",
        rfc=rfc,
        archivo=ruta,
    )
