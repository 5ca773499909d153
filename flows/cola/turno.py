"""What the ending of a try means: for its job, and for the worker that made it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from flows.calibracion.vigencia import RevisionPendiente
from flows.cortesia.errores import AhoraNo
from flows.tanda.politica import Politica, culpa_del_portal
from icsoe_bot.errors import IcsoeError, RetryLater
from icsoe_bot.ledger.base import BitacoraInservible, BitacoraMudada
from icsoe_bot.ledger.tomas import EnManosDeOtro
from icsoe_bot.portal.errores import NavegadorAusente, RedInservible

PLAZO = timedelta(days=2)
"""Counted from when it was asked for: so long a filing is tried again while the portal fails."""

INTENTOS_DE_ACUSES = 12
"""Nobody's deadline depends on them, and the next schedule asks for them again."""

_OTRO = timedelta(minutes=1)
"""Between two looks at whether another process, perhaps a dead one's claim, is over."""

_LA_BASE = timedelta(minutes=1)
"""A server that was restarted is back soon, and asking it again costs the portal nothing."""

_PRIMERA_PAUSA = timedelta(minutes=1)
_PAUSA_MINIMA = timedelta(seconds=5)

DE_ESTE_EQUIPO = (BitacoraInservible, NavegadorAusente, RedInservible, RevisionPendiente)
"""What would stop any further work on this machine, and none on another."""


def otra_vez(
    problema: IcsoeError,
    *,
    ahora: datetime,
    intentos: int,
    agotado: bool,
    politica: Politica,
    releer: datetime | None = None,
) -> datetime | None:
    """When a try that ended with ``problema`` is worth another one; ``None``: it is a person's.

    ``intentos`` are those before this one; ``agotado`` says that it was tried long enough;
    ``releer`` is when the acuses are to be read again after a signature without an answer.
    """
    if releer is not None:
        return releer
    if isinstance(problema, EnManosDeOtro):
        return ahora + _OTRO
    if isinstance(problema, DE_ESTE_EQUIPO):
        return ahora + _descanso(problema, politica)
    if isinstance(problema, AhoraNo):
        return problema.cuando or ahora + _descanso(problema, politica)
    if not isinstance(problema, RetryLater) or agotado:
        return None
    pausa: timedelta = _PRIMERA_PAUSA * 2 ** min(intentos, 10)
    return problema.cuando or ahora + max(min(pausa, politica.regreso), _PAUSA_MINIMA)


class Freno:
    """Keeps a worker from taking work that would fail like the last: the portal is down, say.

    Told by several threads.
    """

    def __init__(self, politica: Politica) -> None:
        self._politica = politica
        self._caidos: set[str] = set()
        self._hasta: datetime | None = None
        self._motivo = ""
        self._candado = threading.Lock()

    def puesto(self, ahora: datetime) -> tuple[datetime, str] | None:
        """Until when it holds and why; ``None`` while work may be taken."""
        with self._candado:
            if self._hasta is None or self._hasta <= ahora:
                return None
            return self._hasta, self._motivo

    def poner(self, hasta: datetime, motivo: str) -> None:
        """Hold the worker until then."""
        with self._candado:
            self._poner(hasta, motivo)

    def anotar(
        self, contribuyente: str, problema: IcsoeError | None, *, hubo_sesion: bool, ahora: datetime
    ) -> None:
        """How a try ended, and whether it got inside the portal."""
        with self._candado:
            if isinstance(problema, DE_ESTE_EQUIPO) or (
                isinstance(problema, AhoraNo) and problema.para_todos
            ):
                self._poner(self._regreso(problema, ahora), problema.mensaje)
            elif culpa_del_portal(problema):
                self._caidos.add(contribuyente)
                if len(self._caidos) >= self._politica.caidas:
                    self._poner(self._regreso(problema, ahora), "El portal no está disponible.")
            elif hubo_sesion:
                self._caidos.clear()

    def _poner(self, hasta: datetime, motivo: str) -> None:
        self._hasta, self._motivo = hasta, motivo
        self._caidos.clear()

    def _regreso(self, problema: IcsoeError | None, ahora: datetime) -> datetime:
        cuando = problema.cuando if isinstance(problema, RetryLater) else None
        return cuando or ahora + _descanso(problema, self._politica)


def _descanso(problema: IcsoeError | None, politica: Politica) -> timedelta:
    """How long what isn't one taxpayer's to mend may take."""
    if isinstance(problema, BitacoraInservible) and not isinstance(problema, BitacoraMudada):
        return _LA_BASE
    return max(politica.regreso, _PAUSA_MINIMA)


def prioridad(cuando: datetime) -> int:
    """Of a job that is put off until ``cuando``.

    Of the jobs of one lock, Procrastinate lets the most urgent go first, even if it isn't due yet.
    So one that waits for the morning must be less urgent than one that waits a minute, and both
    less than a new one (0).
    """
    return -int(cuando.timestamp() // 60)
