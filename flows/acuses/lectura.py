"""What some bytes of the archive are, in words for whoever has to look at them."""

from __future__ import annotations

import re
import unicodedata

from icsoe_bot.archive.verificacion import NoEsUnAcuse, texto_de_pdf, verificar
from icsoe_bot.domain.acuse import Acuse
from icsoe_bot.domain.rfc import RFC, RFCInvalido
from icsoe_bot.errors import IcsoeError
from icsoe_bot.portal.direcciones import Ambiente

_RFC = re.compile(r"(?<![A-ZÑ0-9&])[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}(?![A-ZÑ0-9&])")


def corresponde(contenido: bytes, acuse: Acuse, ambiente: Ambiente) -> bool:
    """Whether the bytes are an acuse of this filing, by what they say."""
    try:
        verificar(contenido, acuse, acepta_replica=ambiente is Ambiente.REPLICA)
    except IcsoeError:
        return False
    return True


def que_es(contenido: bytes) -> str:
    """As a predicate: «es un acuse de XIQB891116QE4», «no es un PDF entero»…"""
    try:
        texto = unicodedata.normalize("NFC", texto_de_pdf(contenido)).upper()
    except NoEsUnAcuse:
        return "no es un PDF entero"
    de_replica = " de la réplica" if "SIN VALIDEZ" in texto else ""
    rfcs = list(dict.fromkeys(filter(_es_rfc, _RFC.findall(texto))))
    if "ACUSE" not in texto or not rfcs:
        return f"es un PDF{de_replica} que no parece un acuse"
    return f"es un acuse{de_replica} de {' o '.join(rfcs)}"


def _es_rfc(texto: str) -> bool:
    try:
        RFC.parse(texto)
    except RFCInvalido:
        return False
    return True
