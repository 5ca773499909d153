"""How stubborn a batch is: tries, pauses, and when it gives the portal up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential_jitter,
)

from flows.configuracion import Configuracion
from flows.cortesia.errores import AhoraNo
from icsoe_bot.errors import RetryLater
from icsoe_bot.ledger.tomas import EnManosDeOtro
from icsoe_bot.portal.errores import (
    DemasiadasSesiones,
    PortalFueraDeServicio,
    PortalLento,
)

T = TypeVar("T")

_PAUSA_MAXIMA_S = 120


@dataclass(frozen=True, slots=True)
class Politica:
    """Taken from the settings of the working folder, where each is explained."""

    intentos: int
    pausa_s: float
    caidas: int
    regreso: timedelta
    espera_desenlace: timedelta

    @classmethod
    def de(cls, configuracion: Configuracion) -> Politica:
        return cls(
            intentos=configuracion.intentos,
            pausa_s=configuracion.pausa,
            caidas=configuracion.caidas,
            regreso=timedelta(minutes=configuracion.regreso),
            espera_desenlace=timedelta(minutes=configuracion.espera_desenlace),
        )

    def insistir(
        self,
        hacer: Callable[[], T],
        *,
        dormir: Callable[[float], None],
        avisar: Callable[[RetryLater, float], None],
    ) -> T:
        """Do it again while the portal is only in trouble, after pauses that grow and vary.

        Each try is a whole one: it enters anew and reads the acuses first, so nothing that was
        signed is signed again. ``avisar`` is told of the trouble and of the seconds to wait.

        Raises:
            IcsoeError: the last try's, or the first one's that waiting doesn't mend.
        """

        def al_pausar(intento: RetryCallState) -> None:
            error = intento.outcome and intento.outcome.exception()
            if isinstance(error, RetryLater):
                avisar(error, intento.upcoming_sleep)

        return Retrying(
            stop=stop_after_attempt(self.intentos),
            wait=wait_exponential_jitter(
                multiplier=self.pausa_s, max=_PAUSA_MAXIMA_S, jitter=self.pausa_s
            ),
            retry=retry_if_exception(_se_quita_pronto),
            sleep=dormir,
            before_sleep=al_pausar,
            reraise=True,
        )(hacer)


def culpa_del_portal(error: Exception | None) -> bool:
    """Whether it would meet any taxpayer: the portal is down, or doesn't answer."""
    return isinstance(error, PortalFueraDeServicio | PortalLento)


def _se_quita_pronto(error: BaseException) -> bool:
    # Other sessions of the RFC, and other processes, take longer than a pause: they go to the end.
    return isinstance(error, RetryLater) and not isinstance(
        error, DemasiadasSesiones | EnManosDeOtro | AhoraNo
    )
