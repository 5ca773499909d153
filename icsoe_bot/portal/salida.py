"""The way from this machine to the portal: a proxy, an office's own certificate authority.

Who verifies what was found by trying: the browser trusts the operating system's authorities on
Windows and macOS, and on Linux those of ``~/.pki/nssdb``; it takes none from a file. Playwright's
driver, which fetches some PDFs itself, is Node: it takes files and the operating system's.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from icsoe_bot.efirma.claves import Clave
from icsoe_bot.portal.errores import RedInservible

if TYPE_CHECKING:  # every command reads settings, and most open no browser
    from playwright.sync_api import ProxySettings

DOCUMENTO = "docs/red-de-la-oficina.md"


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy. User and password don't show in ``repr``."""

    servidor: str
    """``http://host:port``."""
    usuario: str = field(default="", repr=False)
    clave: Clave | None = field(default=None, repr=False)

    @classmethod
    def leer(cls, texto: str) -> Proxy:
        """Read ``http://host:port`` or ``http://user:password@host:port``, percent-encoded.

        Raises:
            ValueError: it is anything else; nothing of it is repeated.
        """
        try:
            partes = urlsplit(texto.strip())
            anfitrion, puerto = partes.hostname, partes.port
        except ValueError:
            raise ValueError("not an address") from None
        if (
            partes.scheme != "http"
            or not (anfitrion and puerto)
            or partes.path.strip("/")
            or partes.query
            or partes.fragment
        ):
            raise ValueError("not the address of a proxy")
        if ":" in anfitrion:
            anfitrion = f"[{anfitrion}]"
        clave = None if partes.password is None else Clave(unquote(partes.password))
        return cls(f"http://{anfitrion}:{puerto}", unquote(partes.username or ""), clave)

    def para_playwright(self) -> ProxySettings:
        """What the browser is launched with."""
        ajustes: ProxySettings = {"server": self.servidor}
        if self.usuario:
            ajustes["username"] = self.usuario
        if self.clave is not None:
            ajustes["password"] = self.clave.revelar()
        return ajustes

    def direccion(self) -> str:
        """The whole address, with user and password: for HTTP clients, never to be shown."""
        if not self.usuario:
            return self.servidor
        clave = "" if self.clave is None else f":{quote(self.clave.revelar(), safe='')}"
        resto = self.servidor.removeprefix("http://")
        return f"http://{quote(self.usuario, safe='')}{clave}@{resto}"


@dataclass(frozen=True, slots=True)
class Red:
    """How an office gets to the portal; by default directly, trusting what everybody trusts."""

    proxy: Proxy | None = None
    ca: Path | None = None
    """A PEM file of authorities to trust besides, for all but the browser."""


def problema_de_la_red(fallo: str, donde: str) -> RedInservible | None:
    """What the browser's word for a failure at ``donde`` means, if the network itself is wrong."""
    if "ERR_CERT_" in fallo:
        return sin_confianza(donde, fallo)
    if "407" in fallo or "PROXY_AUTH" in fallo or "INVALID_AUTH_CREDENTIALS" in fallo:
        return RedInservible(
            "El proxy de la red pide un usuario y una contraseña, o no acepta los que tiene.",
            remedio=f"Corrija ICSOE_PROXY: http://usuario:contraseña@equipo:puerto ({DOCUMENTO}).",
        )
    return None


def sin_confianza(donde: str, fallo: str) -> RedInservible:
    """Why nothing is sent to ``donde``: its certificate isn't trusted."""
    return RedInservible(
        f"No se confía en el certificado que se recibió de {donde} ({fallo}).",
        remedio="No se envió nada: los errores de certificado nunca se pasan por alto. Si la red "
        f"de su oficina pone un certificado propio, instale su autoridad {donde_instalar_la_ca()}, "
        f"e indíquela en ICSOE_CA ({DOCUMENTO}). Si no, el certificado del portal "
        "está mal: espere a que lo corrijan.",
    )


def sin_confianza_al_bajar(fallo: str) -> bool:
    """Whether the driver's word for a failure means that it doesn't trust a certificate."""
    return "certificate" in fallo.partition("Call log")[0].lower()


def donde_instalar_la_ca() -> str:
    """Where this machine's browser looks for authorities."""
    if sys.platform == "win32":
        return "en «Entidades de certificación raíz de confianza» de Windows"
    if sys.platform == "darwin":
        return "en Acceso a Llaveros, como de confianza"
    return 'con: certutil -d sql:$HOME/.pki/nssdb -A -t "C,," -n oficina -i ARCHIVO.pem'
