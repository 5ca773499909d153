"""The replica with a stopwatch: when it was at work, which is when a browser had to wait for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from bench.latencia import PANTALLAS_MS, RECUADRO_MS
from fixtures.replica.servidor import Replica

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Reloj:
    """Notes the intervals in which requests are served, in seconds of ``time.monotonic``."""

    def __init__(self) -> None:
        self._candado = threading.Lock()
        self._intervalos: list[tuple[float, float]] = []

    def anotar(self, desde: float, hasta: float) -> None:
        """A request was served from here to there."""
        with self._candado:
            self._intervalos.append((desde, hasta))

    def ocupado(self, desde: float, hasta: float) -> float:
        """Seconds between the two in which at least one request was being served.

        Requests at the same time count once: the union of the intervals is what a browser that
        did nothing itself would have waited.
        """
        with self._candado:
            ordenados = sorted(self._intervalos)
        total, cubierto = 0.0, desde
        for inicio, fin in ordenados:
            inicio, fin = max(inicio, cubierto), min(fin, hasta)
            if fin > inicio:
                total += fin - inicio
                cubierto = fin
        return total


class ReplicaMedida(Replica):
    """A replica whose requests are timed, and whose widget's service takes its time as well."""

    def __init__(self) -> None:
        super().__init__()
        self.reloj = Reloj()
        self._recuadro_ms: dict[str, int] = {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def con_latencia(self, veces: int = 1) -> None:
        """Take ``veces`` times as long as ``bench.latencia`` says, until the state is emptied."""
        self.estado.latencia_ms = {que: veces * ms for que, ms in PANTALLAS_MS.items()}
        self._recuadro_ms = {que: veces * ms for que, ms in RECUADRO_MS.items()}

    def vaciar(self) -> None:
        """A new world without filings and without latency."""
        self.estado.reiniciar()
        self._recuadro_ms = {}

    def vestir(self, apariencia: str) -> None:
        super().vestir(apariencia)
        for servidor in self._servidores:
            servidor.app = self._medida(servidor.app)

    def _medida(self, app: WSGIApplication) -> WSGIApplication:
        def medida(entorno: WSGIEnvironment, empezar: StartResponse) -> Iterable[bytes]:
            inicio = time.monotonic()
            ultima = str(entorno.get("PATH_INFO", "")).rsplit("/", 1)[-1]
            time.sleep(self._recuadro_ms.get(ultima, 0) / 1000)
            try:
                return app(entorno, empezar)
            finally:
                self.reloj.anotar(inicio, time.monotonic())

        return medida
