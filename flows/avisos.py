"""Notices to the office by Apprise: e-mail, Telegram, Teams and many more.

Addresses hold passwords and tokens, so none is ever written anywhere: a message names an address
by its position in ``ICSOE_AVISOS``, or its service by name. In the replica's environment notices
go to this machine alone.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows.configuracion import Configuracion, ConfiguracionInvalida
from flows.red import entorno, red_de
from icsoe_bot.portal.direcciones import Ambiente, es_de_este_equipo
from icsoe_bot.portal.salida import Red

if TYPE_CHECKING:  # Apprise is slow to load, and most commands send nothing.
    from apprise import AppriseAsset, NotifyBase

logger = logging.getLogger(__name__)

PLAZO_S = 20.0
"""Seconds that a notice may take, however many services get it and whatever they do."""

_ENCHUFE_S = 8.0
"""Seconds that a service may leave one request without an answer."""

_LOCALES = frozenset({"json", "jsons", "xml", "xmls", "form", "forms", "mailto", "mailtos"})
"""The services whose address says where they send to. All others send to their maker's."""

_INDISCRETOS = (
    *("apprise", "requests", "urllib3", "requests_oauthlib", "oauthlib"),
    *("MARKDOWN", "charset_normalizer"),
)
"""The loggers of Apprise and of what it sends with: they tell addresses, tokens and messages."""

_DIRECTO = "127.0.0.0/8,localhost,::1"
_ENTRE_DIRECCIONES = re.compile(r"[\s,;]*\n\s*|[\s,;]+(?=[a-z0-9]{1,32}://)", re.IGNORECASE)
_ORDINALES = (
    *("primera", "segunda", "tercera", "cuarta", "quinta"),
    *("sexta", "séptima", "octava", "novena", "décima"),
)


class Avisador:
    """Sends notices to some services, or, with none, does nothing."""

    def __init__(
        self,
        servicios: Sequence[NotifyBase] = (),
        *,
        plazo_s: float = PLAZO_S,
        red: Red | None = None,
    ) -> None:
        self._servicios = tuple(servicios)
        self._plazo_s = plazo_s
        self._red = red or Red()

    def avisar(self, titulo: str, cuerpo: str) -> bool:
        """Send a notice to every service at once; tells whether all of them took it.

        A failure never stops whoever has something to tell: it is logged, without the address.
        """
        envios = [_Envio(servicio, titulo, cuerpo) for servicio in self._servicios]
        limite = time.monotonic() + self._plazo_s
        with entorno(self._red):
            for envio in envios:
                with contextlib.suppress(RuntimeError):  # the system has no thread to spare
                    envio.start()
            for envio in envios:
                if envio.ident is not None:
                    envio.join(max(0.0, limite - time.monotonic()))
        fallidos = [envio for envio in envios if not envio.entregado]
        for envio in fallidos:
            logger.warning("no se pudo enviar el aviso por %s", envio.servicio)
        return not fallidos


def avisador_de(configuracion: Configuracion) -> Avisador:
    """The one for the addresses in ``ICSOE_AVISOS``.

    Raises:
        ConfiguracionInvalida: one of them is no address, or leads elsewhere than to this machine
            in the replica's environment. It is named by its position.
    """
    if configuracion.avisos is None:
        return Avisador()
    direcciones = _separar(configuracion.avisos.get_secret_value())
    practica = configuracion.ambiente is Ambiente.REPLICA
    _callar()
    if practica:
        _sin_intermediario()
    return Avisador(
        [
            _servicio(direccion, _nombrar(posicion), practica=practica)
            for posicion, direccion in enumerate(direcciones, start=1)
        ],
        red=red_de(configuracion),
    )


class _Envio(threading.Thread):
    """One notice on its way to one service; nobody waits for it at the program's end."""

    def __init__(self, servicio: NotifyBase, titulo: str, cuerpo: str) -> None:
        self.servicio = str(servicio.service_name)
        super().__init__(name=f"aviso-{self.servicio}", daemon=True)
        self.entregado = False
        self._hacia, self._titulo, self._cuerpo = servicio, titulo, cuerpo

    def run(self) -> None:
        import apprise

        try:
            self.entregado = bool(
                apprise.Apprise(self._hacia, asset=self._hacia.asset).notify(
                    title=self._titulo, body=self._cuerpo, body_format=apprise.NotifyFormat.TEXT
                )
            )
        except Exception as error:
            # Its text could hold the address.
            logger.warning("falló el aviso por %s: %s", self.servicio, type(error).__name__)


def _separar(texto: str) -> list[str]:
    """The addresses out of a setting, as Apprise itself tells one from the next.

    But nothing is left out: what is no address must be told.
    """
    return [parte for parte in _ENTRE_DIRECCIONES.split(texto.strip(" \t\r\n,;")) if parte]


def _nombrar(posicion: int) -> str:
    """«La segunda dirección de ICSOE_AVISOS»."""
    if posicion <= len(_ORDINALES):
        return f"La {_ORDINALES[posicion - 1]} dirección de ICSOE_AVISOS"
    return f"La dirección número {posicion} de ICSOE_AVISOS"


def _servicio(direccion: str, cual: str, *, practica: bool) -> NotifyBase:
    import apprise

    servicio = None
    apariencia = _apariencia()
    # Apprise would take «tgram://… hola» for one address.
    if not re.search(r"\s", direccion):
        with contextlib.suppress(Exception):  # its text could hold the address
            servicio = apprise.Apprise.instantiate(direccion, asset=apariencia)
    if servicio is None:
        raise ConfiguracionInvalida(
            f"{cual} no es una dirección de avisos, o le falta algo.",
            remedio="Compárela con las de docs/avisos.md. Un espacio se escribe %20 y, dentro "
            "de una contraseña, @ se escribe %40, / se escribe %2F y : se escribe %3A.",
        )
    if practica and not _es_local(servicio):
        raise ConfiguracionInvalida(
            f"{cual} lleva fuera de este equipo, y los avisos de práctica no salen de él.",
            remedio="Quítela, o use en la réplica json://127.0.0.1:PUERTO o "
            "mailto://USUARIO@localhost:PUERTO.",
        )
    # A redirection would take what is said to somebody whom nobody named.
    servicio.redirects = False
    servicio.socket_connect_timeout = min(servicio.socket_connect_timeout, _ENCHUFE_S)
    servicio.socket_read_timeout = min(servicio.socket_read_timeout, _ENCHUFE_S)
    return servicio


def _es_local(servicio: NotifyBase) -> bool:
    """Whether a service reaches this machine alone, by its own word: nothing is looked up."""
    destinos = (servicio.host, getattr(servicio, "smtp_host", servicio.host))
    return (
        servicio.schema in _LOCALES
        # It asks the recipients' domains for their keys.
        and not getattr(servicio, "use_wkd", False)
        and all(es_de_este_equipo(destino.strip("[]").lower()) for destino in destinos)
    )


def _apariencia() -> AppriseAsset:
    import apprise

    return apprise.AppriseAsset(
        app_id="icsoe",
        app_desc="Avisos de icsoe",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        image_path_mask=False,
        storage_mode="memory",
        pgp_autogen=False,
        pem_autogen=False,
        # Each notice has a thread of its own, which is not waited for too long.
        service_timeout=0,
    )


def _callar() -> None:
    for nombre in _INDISCRETOS:
        indiscreto = logging.getLogger(nombre)
        indiscreto.setLevel(logging.CRITICAL + 1)
        indiscreto.propagate = False


def _sin_intermediario() -> None:
    """What is for this machine goes there directly, whatever proxy the office has."""
    for nombre in ("no_proxy", "NO_PROXY"):
        previo = os.environ.get(nombre, "")
        if _DIRECTO not in previo:
            os.environ[nombre] = f"{previo},{_DIRECTO}".strip(",")
