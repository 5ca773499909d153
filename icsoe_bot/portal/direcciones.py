"""Where the portal lives, and where an e.firma may be typed.

Rehearsal and reality can't touch: the environment ``replica`` accepts loopback alone,
``produccion`` IMSS's own hosts alone, and the key and password go nowhere else.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit, urlunsplit

from icsoe_bot.errors import IcsoeError, UsageProblem
from icsoe_bot.portal.perfil.lectura import leer_perfil
from icsoe_bot.portal.perfil.modelo import DireccionesDelPortal

DOMINIO_IMSS = "imss.gob.mx"
MICROSITIO_REPLICA = "http://127.0.0.1:8710/icsoe"
WIDGET_REPLICA = "http://localhost:8711"


class Ambiente(Enum):
    """Which portal a working folder is for."""

    REPLICA = "replica"
    PRODUCCION = "produccion"


class DireccionPeligrosa(IcsoeError):
    """The e.firma was about to be shown to an address that isn't the portal's."""


@dataclass(frozen=True, slots=True)
class Direcciones:
    """The portal's addresses, checked against the environment at construction.

    Raises:
        UsageProblem: an address belongs to the other environment, or is none.
    """

    ambiente: Ambiente
    micrositio: str
    widget: str

    def __post_init__(self) -> None:
        for direccion in (self.micrositio, self.widget):
            if not _se_lee(direccion):
                # Not repeated: it might hold a password.
                raise UsageProblem(
                    "Una dirección del portal o de su recuadro de firma está mal escrita.",
                    remedio="Corrija ICSOE_PORTAL o ICSOE_WIDGET: http://, el equipo y, si acaso, "
                    "dos puntos y el número del puerto.",
                )
            if not self._propia(direccion):
                raise UsageProblem(
                    f"La dirección «{_sin_usuario(direccion)}» no corresponde al ambiente "
                    f"«{self.ambiente.value}».",
                    remedio="La réplica vive en este equipo (127.0.0.1 o localhost); producción, "
                    f"en {DOMINIO_IMSS}. Corrija el archivo .env.",
                )

    @classmethod
    def de(
        cls,
        ambiente: Ambiente,
        micrositio: str | None = None,
        widget: str | None = None,
        *,
        conocidas: DireccionesDelPortal | None = None,
    ) -> Direcciones:
        """The environment's usual addresses, with those that were given in their place.

        ``conocidas`` are the real portal's, the profile's if no others are given.
        """
        conocidas = conocidas or leer_perfil().direcciones
        if ambiente is Ambiente.PRODUCCION:
            return cls(ambiente, micrositio or conocidas.micrositio, widget or conocidas.widget)
        return cls(ambiente, micrositio or MICROSITIO_REPLICA, widget or WIDGET_REPLICA)

    @property
    def raiz(self) -> str:
        """Scheme, host and port of the microsite."""
        return origen(self.micrositio)

    def permite_visita(self, url: str) -> bool:
        """Whether the browser may be on ``url`` at all."""
        return urlsplit(url).scheme not in ("http", "https") or self._propia(url)

    def permite_secretos(self, url: str) -> bool:
        """Whether an e.firma may be used on a document from ``url``.

        In production that takes HTTPS on a host of IMSS, not the widget's documented address
        alone, since that ICISOE embeds that one is [?]. On the replica it is exactly its widget.
        """
        if self.ambiente is Ambiente.PRODUCCION:
            return urlsplit(url).scheme == "https" and self._propia(url)
        return origen(url) in (origen(self.widget), self.raiz)

    def exigir_seguras(self, url_pagina: str, url_widget: str) -> None:
        """Stop before the key leaves its folder for somewhere else.

        Raises:
            DireccionPeligrosa: page or widget come from an address that isn't the portal's.
        """
        for url in (url_pagina, url_widget):
            if not self.permite_secretos(url):
                raise DireccionPeligrosa(
                    f"La página pide la e.firma desde «{origen(url)}», que no es una dirección "
                    "segura del portal.",
                    remedio="No se escribió la contraseña. Avise a quien administra su red y al "
                    "IMSS.",
                )

    def _propia(self, url: str) -> bool:
        partes = urlsplit(url)
        if partes.scheme not in ("http", "https") or partes.username or partes.password:
            return False
        if self.ambiente is Ambiente.REPLICA:
            return es_de_este_equipo(partes.hostname)
        anfitrion = partes.hostname or ""
        return anfitrion == DOMINIO_IMSS or anfitrion.endswith("." + DOMINIO_IMSS)


def _se_lee(url: str) -> bool:
    try:
        urlsplit(url).port  # noqa: B018  (it raises on what is no number)
    except ValueError:
        return False
    return True


def _sin_usuario(url: str) -> str:
    """An address without the name and password that it may hold."""
    partes = urlsplit(url)
    return urlunsplit(partes._replace(netloc=partes.netloc.rpartition("@")[2]))


def origen(url: str) -> str:
    """``scheme://host:port`` of an address."""
    partes = urlsplit(url)
    return f"{partes.scheme}://{partes.netloc}"


def es_de_este_equipo(anfitrion: str | None) -> bool:
    """Whether a host name or IP address is loopback, by name alone: nothing is looked up."""
    if anfitrion == "localhost":
        return True
    try:
        return ipaddress.ip_address(anfitrion or "").is_loopback
    except ValueError:
        return False
