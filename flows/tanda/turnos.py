"""Turns: many pieces of work, each isolated, the portal given up when it is down."""

from __future__ import annotations

import heapq
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from flows import pasos
from flows.cortesia.errores import AhoraNo
from flows.interrupcion import Interrumpido, Interrupcion
from flows.pasos import Paso
from flows.tanda.politica import Politica, culpa_del_portal
from flows.tanda.testigo import Testigo
from flows.tanda.vista import Desenlace, Trabajo, defecto_con
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import IcsoeError, RetryLater
from icsoe_bot.ledger.base import BitacoraInservible
from icsoe_bot.ledger.tomas import EnManosDeOtro
from icsoe_bot.portal.errores import NavegadorAusente, RedInservible

logger = logging.getLogger(__name__)

_OTRO_PROCESO = timedelta(seconds=3)
"""Between two looks at whether another process is done with a taxpayer."""

_SIN_REMEDIO_AQUI = (BitacoraInservible, NavegadorAusente, RedInservible)
"""What would stop every further piece of work as well."""


P = TypeVar("P", bound=Trabajo)
F = TypeVar("F", bound=Desenlace)
T = TypeVar("T")


@dataclass(order=True)
class Turno(Generic[P, F]):
    """A piece of work whose turn comes at ``cuando``; those of one moment keep their order."""

    cuando: datetime
    orden: int
    trabajo: P = field(compare=False)
    final: F | None = field(default=None, compare=False)
    """How it ended when it was last tried."""
    inicio: datetime | None = field(default=None, compare=False)
    """When it was taken up; what was read from the portal was read after this."""


class Turnos(ABC, Generic[P, F]):
    """Works through ``trabajos``, one after another."""

    def __init__(
        self,
        trabajos: Sequence[P],
        politica: Politica,
        interrupcion: Interrupcion,
        testigo: Testigo,
    ) -> None:
        self._trabajos = trabajos
        self._politica = politica
        self._interrupcion = interrupcion
        self._testigo = testigo
        self._finales: dict[int, F] = {}
        self._caidos: set[str] = set()
        self._hubo_sesion = False
        self.volver: datetime | None = None
        """When to come back, once the portal was given up or this isn't the moment."""
        self.motivo = ""
        """Why, unless the portal was down."""
        self._ahora_no: AhoraNo | None = None
        self.interrumpida = False

    @abstractmethod
    def hacer(self, trabajo: P) -> F:
        """Do one piece of work.

        Raises:
            IcsoeError: it didn't end well; the class says who must act.
        """

    @abstractmethod
    def fallido(self, trabajo: P, problema: IcsoeError | None) -> F:
        """The ending of what raised ``problema``; without one, of what was never reached."""

    def revisado(self, turno: Turno[P, F], final: F) -> F:
        """What an ending means after the earlier one of ``turno``."""
        return final

    def cuando_otra_vez(self, turno: Turno[P, F], final: F) -> datetime | None:
        """When it is worth another turn; ``None`` if this ending is the last."""
        if isinstance(final.problema, EnManosDeOtro):
            return datetime.now(UTC) + _OTRO_PROCESO
        # What waiting mends gets a second chance, after all the others had their first.
        if isinstance(final.problema, RetryLater) and turno.final is None:
            return datetime.now(UTC)
        return None

    def correr(self) -> tuple[F, ...]:
        """Do all of it that can be done now; returns the endings in the given order."""
        ahora = datetime.now(UTC)
        turnos: list[Turno[P, F]] = [
            Turno(ahora, orden, trabajo) for orden, trabajo in enumerate(self._trabajos)
        ]
        self._testigo.comienza(len(turnos))
        try:
            while turnos and self.volver is None:
                turno = heapq.heappop(turnos)
                self._esperar(turno)
                siguiente = self._atender(turno)
                if siguiente is not None:
                    heapq.heappush(turnos, siguiente)
        except Interrumpido:
            self.interrumpida = True
        except _SIN_REMEDIO_AQUI as error:
            logger.warning("no se puede seguir: %s", error)
        for turno in sorted(turnos):
            if turno.final is not None:
                self._testigo.termina(turno.final)
        if self._ahora_no is not None and self.volver is None:
            self._dejar_para_luego(self._ahora_no)
        if self._caidos and self.volver is None:
            self._dar_por_caido(None)
        return tuple(
            self._finales[orden] if orden in self._finales else self.fallido(trabajo, None)
            for orden, trabajo in enumerate(self._trabajos)
        )

    def anotar_paso(self, paso: Paso) -> None:
        """Take note of how far a piece of work got: inside, the portal is not down."""
        dentro = paso is pasos.REVISAR or paso.numero > pasos.VALIDAR_E_INGRESAR.numero
        self._hubo_sesion |= dentro and paso is not pasos.CERRAR_SESION

    def insistir(self, trabajo: P, hacer: Callable[[], T]) -> T:
        """Do something that reads and navigates, again and again while it is worth it."""

        def avisar(error: RetryLater, segundos: float) -> None:
            logger.warning("%s: %s", trabajo.titulo, error)
            hasta = datetime.now(ZONA) + timedelta(seconds=segundos)
            self._testigo.espera(f"{trabajo.titulo}: {error.mensaje}", hasta)

        return self._politica.insistir(hacer, dormir=self._interrupcion.dormir, avisar=avisar)

    def _esperar(self, turno: Turno[P, F]) -> None:
        self._interrupcion.atender()
        resto = (turno.cuando - datetime.now(UTC)).total_seconds()
        if resto > 0:
            self._testigo.espera(
                f"{turno.trabajo.titulo}: se vuelve a leer en el portal",
                turno.cuando.astimezone(ZONA),
            )
            self._interrupcion.dormir(resto)

    def _atender(self, turno: Turno[P, F]) -> Turno[P, F] | None:
        """One try of one piece of work; returns its next turn if it isn't over."""
        trabajo, turno.inicio = turno.trabajo, datetime.now(UTC)
        self._hubo_sesion = False
        self._testigo.empieza(trabajo)
        try:
            final = self.revisado(turno, self._final_de(trabajo))
        except AhoraNo as error:
            self._no_empezar(turno, error)
            return None
        self._finales[turno.orden] = final
        self._contar_caidas(trabajo, final)
        otra_vez = self.cuando_otra_vez(turno, final)
        if otra_vez is not None:
            self._testigo.pospone(trabajo, final.que_paso)
            return Turno(otra_vez, turno.orden, trabajo, final)
        self._testigo.termina(final)
        if isinstance(final.problema, _SIN_REMEDIO_AQUI):
            raise final.problema
        return None

    def _final_de(self, trabajo: P) -> F:
        try:
            return self.hacer(trabajo)
        except (Interrumpido, AhoraNo):
            raise
        except IcsoeError as error:
            logger.warning("%s: %s", trabajo.titulo, error, exc_info=error)
            return self.fallido(trabajo, error)
        # One defect of ours must not cost the others their turn; the log keeps the traceback.
        except Exception:
            logger.exception("defecto no previsto con %s", trabajo.titulo)
            return self.fallido(trabajo, defecto_con(trabajo.titulo))

    def _no_empezar(self, turno: Turno[P, F], error: AhoraNo) -> None:
        """It stays as it was; the others get their turn, unless they would be told the same."""
        logger.warning("%s: %s", turno.trabajo.titulo, error)
        self._ahora_no = error
        if error.para_todos:
            self._dejar_para_luego(error)
        if turno.final is not None:
            self._testigo.termina(turno.final)

    def _dejar_para_luego(self, error: AhoraNo) -> None:
        self.motivo = error.mensaje
        self.volver = error.cuando or datetime.now(ZONA) + self._politica.regreso

    def _contar_caidas(self, trabajo: P, final: F) -> None:
        problema = final.problema
        if culpa_del_portal(problema):
            self._caidos.add(trabajo.contribuyente)
        elif self._hubo_sesion:
            # What never got to the portal says nothing about it.
            self._caidos.clear()
        if len(self._caidos) >= self._politica.caidas:
            self._dar_por_caido(problema)

    def _dar_por_caido(self, problema: IcsoeError | None) -> None:
        cuando = problema.cuando if isinstance(problema, RetryLater) else None
        self.volver = cuando or datetime.now(ZONA) + self._politica.regreso
