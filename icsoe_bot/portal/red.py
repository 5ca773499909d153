"""What the network did for one tab, and what time its servers say it is.

Kept while the run goes on, from what the browser tells anyway: nothing is asked of it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from playwright.sync_api import Page, Request, Response

from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.portal.copia import limpiar_direccion
from icsoe_bot.portal.tapado import Tapador

PETICIONES = 60
"""So many of the latest are kept."""

_RELOJES = 20

_PRINCIPALES = ("document", "fetch", "xhr")
"""What a screen is made of; pictures and styles tell nothing."""


@dataclass(slots=True)
class Peticion:
    """A request and what came of it."""

    momento: datetime
    metodo: str
    direccion: str
    estado: int | None = None
    fallo: str = ""
    milisegundos: int | None = None
    """Until the answer began, or until it failed."""

    @property
    def desenlace(self) -> str:
        """«200», «net::ERR_CONNECTION_RESET», or that nothing came."""
        return self.fallo or (str(self.estado) if self.estado else "sin respuesta")

    def en_json(self, tapador: Tapador) -> dict[str, Any]:
        """For a file: the address shows nobody's data."""
        return {
            "momento": self.momento.isoformat(timespec="milliseconds"),
            "metodo": self.metodo,
            "direccion": tapador.tapar_direccion(self.direccion),
            "desenlace": self.desenlace,
            "milisegundos": self.milisegundos,
        }


@dataclass(frozen=True, slots=True)
class Reloj:
    """Two clocks read at once: a server's, from its ``Date``, and this machine's."""

    anfitrion: str
    portal: datetime
    nuestro: datetime

    @property
    def diferencia(self) -> timedelta:
        """How far the server's is ahead; a ``Date`` lacks half a second on average."""
        return self.portal + timedelta(seconds=0.5) - self.nuestro


class Red:
    """The latest requests of a tab, in order, and the clocks of its servers."""

    def __init__(self) -> None:
        self._peticiones: deque[Peticion] = deque(maxlen=PETICIONES)
        self._abiertas: dict[Request, Peticion] = {}
        self._relojes: deque[Reloj] = deque(maxlen=_RELOJES)

    def seguir(self, page: Page) -> None:
        """Take note of what ``page`` asks for."""
        page.on("request", self._al_pedir)
        page.on("response", self._al_responder)
        page.on("requestfailed", self._al_fallar)

    @property
    def peticiones(self) -> list[Peticion]:
        """The latest, oldest first."""
        return list(self._peticiones)

    @property
    def reloj(self) -> Reloj | None:
        """The clocks at the latest answer of that server that is the truest about them.

        An answer that took its time, or that the browser had kept, makes a server's clock look
        late, never early: of the latest ones, that which is most ahead is nearest to the truth.
        """
        if not self._relojes:
            return None
        ultimo = self._relojes[-1].anfitrion
        suyos = [reloj for reloj in self._relojes if reloj.anfitrion == ultimo]
        return max(suyos, key=lambda reloj: reloj.diferencia)

    def en_json(self, tapador: Tapador) -> dict[str, Any]:
        """For a file."""
        reloj = self.reloj
        return {
            "reloj": reloj
            and {
                "anfitrion": reloj.anfitrion,
                "portal": reloj.portal.isoformat(timespec="seconds"),
                "nuestro": reloj.nuestro.isoformat(timespec="milliseconds"),
                "diferencia_s": round(reloj.diferencia.total_seconds(), 1),
            },
            "peticiones": [peticion.en_json(tapador) for peticion in self._peticiones],
        }

    def _al_pedir(self, request: Request) -> None:
        if request.resource_type not in _PRINCIPALES:
            return
        direccion = limpiar_direccion(request.url)
        if not direccion:
            return
        peticion = Peticion(datetime.now(ZONA), request.method, direccion)
        self._peticiones.append(peticion)
        if len(self._abiertas) >= PETICIONES:
            # Those of a page that is gone may never be told of.
            self._abiertas.pop(next(iter(self._abiertas)))
        self._abiertas[request] = peticion

    def _al_responder(self, response: Response) -> None:
        peticion = self._abiertas.pop(response.request, None)
        if peticion is None:
            return
        peticion.estado = response.status
        inicio_de_respuesta = response.request.timing["responseStart"]
        peticion.milisegundos = round(inicio_de_respuesta) if inicio_de_respuesta >= 0 else None
        self._leer_reloj(response, peticion.direccion)

    def _al_fallar(self, request: Request) -> None:
        peticion = self._abiertas.pop(request, None)
        if peticion is not None:
            peticion.fallo = request.failure or "sin conexión"
            pasado = datetime.now(ZONA) - peticion.momento
            peticion.milisegundos = round(pasado / timedelta(milliseconds=1))

    def _leer_reloj(self, response: Response, direccion: str) -> None:
        try:
            fecha = parsedate_to_datetime(response.headers["date"])
        except (KeyError, ValueError):
            return
        if fecha.tzinfo is not None:
            anfitrion = direccion.split("/")[2]
            self._relojes.append(Reloj(anfitrion, fecha.astimezone(ZONA), datetime.now(ZONA)))
