"""Telling whether an e.firma and its password are the same ones as before, without keeping them."""

from __future__ import annotations

import hashlib
import hmac

from icsoe_bot.efirma import archivos
from icsoe_bot.efirma.carpeta import Par
from icsoe_bot.efirma.claves import Clave

_LARGO = 32


def huella_de(par: Par, clave: Clave) -> str:
    """A fingerprint of certificate, key and password together, in hexadecimal.

    The key file is the secret that hides the password: whoever holds the fingerprint without
    that file can't try passwords against it, and with the file doesn't need it.

    Raises:
        ProblemaDeEfirma: a file can't be read.
    """
    secreto = hashlib.sha256(archivos.leer_llave(par.key))
    secreto.update(archivos.leer_certificado(par.cer))
    sello = hmac.new(secreto.digest(), clave.revelar().encode(), hashlib.sha256)
    return sello.hexdigest()[:_LARGO]
