"""Which portal answers, and what time it is there."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import Any

from flows.red import manejadores
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import RetryLater, UsageProblem
from icsoe_bot.ledger.bitacora import ultimo_mundo
from icsoe_bot.portal.direcciones import Ambiente, Direcciones
from icsoe_bot.portal.errores import PortalFueraDeServicio, RedInservible
from icsoe_bot.portal.salida import Red, problema_de_la_red, sin_confianza

_DE_REPLICA = "replica:"
"""How the ledger's names of replicas begin."""

_ESPERA_S = 10
_ERROR_DEL_SERVIDOR = 500


@dataclass(frozen=True, slots=True)
class Mundo:
    """A portal that answers: its name in the ledger, and its clock."""

    nombre: str
    ahora: datetime


def mundo_local(direcciones: Direcciones) -> Mundo:
    """What is known without asking: this machine's clock."""
    return Mundo(direcciones.ambiente.value, datetime.now(ZONA))


def preguntar(direcciones: Direcciones) -> Mundo:
    """Ask the portal who it is.

    A replica says so, and has a clock of its own; each start of it is a world of its own, whose
    filings say nothing about another's. The real portal isn't asked for more than its page.

    Raises:
        RetryLater: it doesn't answer.
        UsageProblem: what answers isn't a replica although one was expected, or is one in
            production.
    """
    if direcciones.ambiente is Ambiente.PRODUCCION:
        return mundo_local(direcciones)
    datos = _salud(direcciones)
    if datos.get("replica") is not True or not datos.get("identidad"):
        raise UsageProblem(
            f"Lo que responde en {direcciones.raiz} no es la réplica de icsoe-bot.",
            remedio="Otro programa usa ese puerto. Inicie la réplica en otro con «--puerto».",
        )
    return Mundo(
        f"{_DE_REPLICA}{datos['identidad']}",
        datetime.fromisoformat(datos["ahora"]).astimezone(ZONA),
    )


def conocido(direcciones: Direcciones, bitacora: str) -> Mundo:
    """The world that a folder's ledger at ``bitacora`` speaks of, also when nothing answers.

    Without a replica it is the one that was last worked with, by this machine's clock.

    Raises:
        UsageProblem: what answers is no replica.
        BitacoraInservible: the ledger can't be read.
    """
    try:
        return preguntar(direcciones)
    except RetryLater:
        local = mundo_local(direcciones)
        nombre = ultimo_mundo(bitacora, _DE_REPLICA)
        return local if nombre is None else Mundo(nombre, local.ahora)


def reloj_del_portal(direcciones: Direcciones, red: Red) -> datetime | None:
    """The time of the portal's web server; ``None`` when it says none.

    Raises:
        RetryLater: it doesn't answer.
        RedInservible: a proxy or a certificate stands between.
    """
    if direcciones.ambiente is Ambiente.REPLICA:
        return preguntar(direcciones).ahora
    try:
        with _abrir(direcciones.micrositio, direcciones, red) as respuesta:
            fecha = respuesta.headers.get("Date")
    except _Rechazada as rechazo:
        # A server that has no page for programs is there all the same, and says the time.
        fecha = rechazo.fecha
    try:
        return parsedate_to_datetime(fecha).astimezone(ZONA) if fecha else None
    except ValueError:
        return None


class _Rechazada(ValueError):
    """The server answers that it won't serve this (4xx)."""

    def __init__(self, error: urllib.error.HTTPError) -> None:
        super().__init__(f"HTTP {error.code}")
        self.fecha = error.headers.get("Date")


def _salud(direcciones: Direcciones) -> dict[str, Any]:
    try:
        with _abrir(f"{direcciones.raiz}/salud", direcciones) as respuesta:
            datos = json.load(respuesta)
    except ValueError:
        return {}
    return datos if isinstance(datos, dict) else {}


def _abrir(url: str, direcciones: Direcciones, red: Red | None = None) -> HTTPResponse:
    # A replica is on this machine: no proxy leads there.
    abridor = urllib.request.build_opener(
        *(
            [urllib.request.ProxyHandler({})]
            if direcciones.ambiente is Ambiente.REPLICA
            else manejadores(red or Red())
        )
    )
    try:
        respuesta: HTTPResponse = abridor.open(url, timeout=_ESPERA_S)
    except urllib.error.HTTPError as error:
        if error.code < _ERROR_DEL_SERVIDOR:
            raise _Rechazada(error) from error
        raise _no_responde(direcciones, f"error {error.code}") from error
    except (OSError, HTTPException) as error:
        raise (
            _por_la_red(direcciones, error) or _no_responde(direcciones, "sin conexión")
        ) from error
    return respuesta


def _por_la_red(direcciones: Direcciones, error: Exception) -> RedInservible | None:
    causa = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(causa, ssl.SSLCertVerificationError):
        return sin_confianza(direcciones.raiz, causa.verify_message)
    # Python's word for a proxy that refuses the tunnel holds the code of its answer.
    return problema_de_la_red(str(causa), direcciones.raiz) if "Tunnel" in str(causa) else None


def _no_responde(direcciones: Direcciones, motivo: str) -> PortalFueraDeServicio:
    if direcciones.ambiente is Ambiente.REPLICA:
        return PortalFueraDeServicio(
            f"La réplica no responde en {direcciones.raiz} ({motivo}).",
            remedio="Iníciela en otra ventana con «icsoe replica».",
        )
    return PortalFueraDeServicio(
        f"El portal no responde en {direcciones.raiz} ({motivo}).",
        remedio="Revise su conexión y vuelva a intentarlo más tarde.",
    )
