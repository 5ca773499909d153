"""An office's proxy on this machine: it asks for a password, and opens every HTTPS connection.

It answers for the portal itself, with a page; nothing goes on from here.
"""

from __future__ import annotations

import base64
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USUARIO, CLAVE = "ana", "s3creta: del/proxy"
AJUSTE = "http://ana:s3creta%3A%20del%2Fproxy@127.0.0.1:{puerto}"


class Intermediario:
    """Where it listens, whom it trusts and what it was asked for."""

    def __init__(self, carpeta: Path) -> None:
        self.puerto = 0
        self.ca, sitio = _certificados(carpeta)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(sitio)
        self.pedidos: list[str] = []
        """First lines of what came with the right password, inside HTTPS too."""
        self.rechazos = 0

    @property
    def ajuste(self) -> str:
        """For ``ICSOE_PROXY``."""
        return AJUSTE.format(puerto=self.puerto)


@contextmanager
def intermediario(carpeta: Path) -> Iterator[Intermediario]:
    abierto = Intermediario(carpeta)
    credencial = base64.b64encode(f"{USUARIO}:{CLAVE}".encode()).decode()

    class Manejador(StreamRequestHandler):
        timeout = 10

        def handle(self) -> None:
            with suppress(OSError):
                primera, cabeceras = self._leer()
                if f"Basic {credencial}" not in cabeceras:
                    abierto.rechazos += 1
                    self._responder(
                        "407 Proxy Authentication Required", "Proxy-Authenticate: Basic"
                    )
                elif primera.startswith("CONNECT "):
                    self._abrir()
                else:
                    abierto.pedidos.append(primera)
                    self._responder("200 OK")

        def _abrir(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with abierto.tls.wrap_socket(self.request, server_side=True) as seguro:
                self.rfile, self.wfile = seguro.makefile("rb"), seguro.makefile("wb")
                primera, _ = self._leer()
                abierto.pedidos.append(primera)
                self._responder("200 OK")

        def _leer(self) -> tuple[str, str]:
            primera = self.rfile.readline().decode("latin-1").strip()
            cabeceras = ""
            while (linea := self.rfile.readline().decode("latin-1")).strip():
                cabeceras += linea
            return primera, cabeceras

        def _responder(self, estado: str, *mas: str) -> None:
            cuerpo = b"<h1>Micrositio</h1>" if estado.startswith("200") else b""
            lineas = [
                f"HTTP/1.1 {estado}",
                f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}",
                "Content-Type: text/html",
                f"Content-Length: {len(cuerpo)}",
                "Connection: close",
                *mas,
            ]
            self.wfile.write("\r\n".join([*lineas, "", ""]).encode() + cuerpo)
            self.wfile.flush()

    class Servidor(ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Servidor(("127.0.0.1", 0), Manejador) as servidor:
        abierto.puerto = servidor.server_address[1]
        hilo = threading.Thread(target=lambda: servidor.serve_forever(poll_interval=0.02))
        hilo.start()
        try:
            yield abierto
        finally:
            servidor.shutdown()
            hilo.join()


def _certificados(carpeta: Path) -> tuple[Path, Path]:
    """The office's authority, and a certificate of its own making for the portal with its key."""
    llave_ca, llave = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    nombre_ca = _nombre("Autoridad de la oficina")
    del_ca = x509.SubjectKeyIdentifier.from_public_key(llave_ca.public_key())
    ca = (
        _base(nombre_ca, nombre_ca, llave_ca)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_uso(firma_certificados=True), critical=True)
        .add_extension(del_ca, critical=False)
        .sign(llave_ca, hashes.SHA256())
    )
    sitio = (
        _base(_nombre("imss.gob.mx"), nombre_ca, llave)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("*.imss.gob.mx"), x509.DNSName("localhost")]),
            critical=False,
        )
        .add_extension(_uso(firma_certificados=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(del_ca), critical=False
        )
        .sign(llave_ca, hashes.SHA256())
    )
    archivo_ca, archivo_sitio = carpeta / "autoridad Peña & ñandú.pem", carpeta / "sitio.pem"
    archivo_ca.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    archivo_sitio.write_bytes(
        sitio.public_bytes(serialization.Encoding.PEM)
        + llave.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return archivo_ca, archivo_sitio


def _nombre(texto: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, texto)])


def _base(
    de: x509.Name, por: x509.Name, llave: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    ahora = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(de)
        .issuer_name(por)
        .public_key(llave.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ahora - timedelta(days=1))
        .not_valid_after(ahora + timedelta(days=30))
    )


def _uso(*, firma_certificados: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not firma_certificados,
        key_cert_sign=firma_certificados,
        crl_sign=firma_certificados,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
