"""The replica's widget opens every key that the product itself opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Error, Page

from fixtures.autoridad.llave import cifrar_pkcs8
from fixtures.replica.servidor import Replica
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma import Clave
from icsoe_bot.efirma.llave import abrir_llave

RAIZ = Path(__file__).parents[2]
_ABRIR = """async ([der, clave]) => (await abrirLlave(Uint8Array.from(der), clave)).type"""


def test_cualquier_resumen_de_pbkdf2(page: Page, replica: Replica) -> None:
    llave = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    plana = llave.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    page.goto(replica.direcciones.portal)
    page.add_script_tag(path=RAIZ / "fixtures/replica/static/efirma.js")
    for resumen in (None, hashes.SHA256(), hashes.SHA384(), hashes.SHA512()):
        cifrada = cifrar_pkcs8(plana, b"la buena", resumen)
        assert page.evaluate(_ABRIR, [list(cifrada), "la buena"]) == "private"
        with pytest.raises(Error, match="contrasena"):
            page.evaluate(_ABRIR, [list(cifrada), "la mala"])
        abierta, _ = abrir_llave(
            cifrada, Clave("la buena"), rfc=RFC("PEÑA8001019Z0"), ruta=RAIZ / "x.key"
        )
        assert abierta.private_numbers() == llave.private_numbers()
