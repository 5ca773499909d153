"""An office's network, from its settings, for what isn't the browser."""

from __future__ import annotations

import os
import ssl
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from flows.configuracion import Configuracion
from icsoe_bot.portal.direcciones import Ambiente
from icsoe_bot.portal.salida import Proxy, Red

_ESTE_EQUIPO = "127.0.0.0/8,localhost,::1"


def red_de(configuracion: Configuracion) -> Red:
    """How to get out. The replica is on this machine: nothing stands between."""
    if configuracion.ambiente is Ambiente.REPLICA:
        return Red()
    proxy = configuracion.proxy
    return Red(Proxy.leer(proxy.get_secret_value()) if proxy else None, configuracion.ca)


def manejadores(red: Red) -> list[urllib.request.BaseHandler]:
    """For an opener of ``urllib``; without a proxy of its own it uses the system's."""
    confianza = ssl.create_default_context()
    if red.ca is not None:
        # Not by path: on Windows it may hold letters that OpenSSL doesn't open.
        autoridades = x509.load_pem_x509_certificates(red.ca.read_bytes())
        confianza.load_verify_locations(
            cadata=b"".join(uno.public_bytes(Encoding.DER) for uno in autoridades)
        )
    hechos: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=confianza)]
    if red.proxy is not None:
        direccion = red.proxy.direccion()
        hechos.append(urllib.request.ProxyHandler({"http": direccion, "https": direccion}))
    return hechos


@contextmanager
def entorno(red: Red) -> Iterator[None]:
    """Meanwhile, HTTP clients that read the environment get out that way too.

    It is given back as it was: what it holds of a password must not reach other programs.
    """
    cambios: dict[str, str] = {}
    if red.proxy is not None:
        directos = ",".join(filter(None, (os.environ.get("NO_PROXY"), _ESTE_EQUIPO)))
        for nombre, valor in (
            ("HTTP_PROXY", red.proxy.direccion()),
            ("HTTPS_PROXY", red.proxy.direccion()),
            ("NO_PROXY", directos),
        ):
            cambios |= {nombre: valor, nombre.lower(): valor}
    autoridades = _autoridades(red.ca) if red.ca is not None else None
    if autoridades is not None:
        cambios |= {"REQUESTS_CA_BUNDLE": str(autoridades), "SSL_CERT_FILE": str(autoridades)}
    previos = {nombre: os.environ.get(nombre) for nombre in cambios}
    os.environ.update(cambios)
    try:
        yield
    finally:
        for nombre, previo in previos.items():
            if previo is None:
                os.environ.pop(nombre, None)
            else:
                os.environ[nombre] = previo
        if autoridades is not None:
            with suppress(OSError):
                autoridades.unlink()


def _autoridades(ca: Path) -> Path:
    """Everybody's authorities and the office's in one file: these clients read one alone."""
    import certifi

    manija, nombre = tempfile.mkstemp(prefix="icsoe-", suffix=".pem")
    with os.fdopen(manija, "wb") as archivo:
        archivo.write(Path(certifi.where()).read_bytes() + b"\n" + ca.read_bytes())
    return Path(nombre)
