"""What is kept of the network: outcomes in order, no query, no more than enough, and the clocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Page

from icsoe_bot.portal.red import PETICIONES, Red
from icsoe_bot.portal.tapado import TAPA, Tapador

PORTAL = "https://s-icsoe.imss.gob.mx"


@dataclass(eq=False)
class Pedido:
    url: str
    resource_type: str
    method: str = "GET"
    failure: str | None = None
    timing: dict[str, float] = field(default_factory=lambda: {"responseStart": 12.4})


class Pagina:
    """Tells what a page would."""

    def __init__(self) -> None:
        self._oyentes: dict[str, list[Callable[[Any], None]]] = defaultdict(list)
        self.red = Red()
        self.red.seguir(cast(Page, self))

    def on(self, suceso: str, oyente: Callable[[Any], None]) -> None:
        self._oyentes[suceso].append(oyente)

    def pedir(self, url: str, tipo: str = "fetch") -> Pedido:
        pedido = Pedido(url, tipo)
        self._decir("request", pedido)
        return pedido

    def responder(self, pedido: Pedido, estado: int = 200, **encabezados: str) -> None:
        self._decir("response", SimpleNamespace(request=pedido, status=estado, headers=encabezados))

    def fallar(self, pedido: Pedido, fallo: str) -> None:
        pedido.failure = fallo
        self._decir("requestfailed", pedido)

    def _decir(self, suceso: str, dato: object) -> None:
        for oyente in self._oyentes[suceso]:
            oyente(dato)


@pytest.fixture
def pagina() -> Pagina:
    return Pagina()


def fecha(adelanto: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=adelanto), usegmt=True)


def test_de_cada_peticion_queda_su_desenlace(pagina: Pagina) -> None:
    pagina.responder(pagina.pedir(f"{PORTAL}/inicio;jsessionid=a?ficha=b#c", "document"), 503)
    pagina.fallar(pagina.pedir(f"{PORTAL}/guardar"), "net::ERR_CONNECTION_RESET")
    pagina.pedir(f"{PORTAL}/acuses")
    pagina.responder(pagina.pedir(f"{PORTAL}/logo.png", "image"))
    pagina.responder(pagina.pedir("data:text/html,x", "document"))
    dichas = pagina.red.en_json(Tapador())["peticiones"]
    assert [(una["direccion"], una["desenlace"]) for una in dichas] == [
        (f"{PORTAL}/inicio", "503"),
        (f"{PORTAL}/guardar", "net::ERR_CONNECTION_RESET"),
        (f"{PORTAL}/acuses", "sin respuesta"),
    ]
    assert dichas[0]["milisegundos"] == 12
    assert dichas[2]["milisegundos"] is None


def test_solo_las_ultimas_y_sin_datos_de_nadie(pagina: Pagina) -> None:
    for numero in range(3 * PETICIONES):
        pagina.pedir(f"{PORTAL}/{numero}")
    pagina.responder(pagina.pedir(f"{PORTAL}/acuses/XIQB891116QE4/SI26000001"))
    assert len(pagina.red.peticiones) == PETICIONES
    ultima = pagina.red.en_json(Tapador(["SI26000001"]))["peticiones"][-1]
    assert ultima["direccion"] == f"{PORTAL}/acuses/{TAPA}/{TAPA}"


@pytest.mark.parametrize("adelanto", [-300, 0, 4000])
def test_el_reloj_del_portal_contra_el_nuestro(pagina: Pagina, adelanto: int) -> None:
    pagina.responder(pagina.pedir(f"{PORTAL}/otro"), date="ayer")
    pagina.responder(pagina.pedir(f"{PORTAL}/otro"))
    assert pagina.red.reloj is None
    pagina.responder(pagina.pedir(f"{PORTAL}/inicio"), date=fecha(adelanto))
    # Kept by the browser since an hour ago: it says nothing about the clock.
    pagina.responder(pagina.pedir(f"{PORTAL}/ayuda"), date=fecha(adelanto - 3600))
    assert pagina.red.reloj is not None
    assert abs(pagina.red.reloj.diferencia.total_seconds() - adelanto) <= 2
    assert pagina.red.reloj.anfitrion == "s-icsoe.imss.gob.mx"
