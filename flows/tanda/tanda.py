"""A batch at work: each filing isolated, each ended once, the portal given up when it is down."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from flows.encargo import EfirmaSinValidez, EfirmaYaRechazada
from flows.interrupcion import Interrumpido, Interrupcion
from flows.lote.renglon import Renglon
from flows.mesa import Mesa
from flows.pasos import Paso
from flows.tanda.politica import Politica, culpa_del_portal
from flows.tanda.resumen import Final
from flows.tanda.testigo import Testigo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.efirma.errores import ProblemaDeEfirma
from icsoe_bot.errors import IcsoeError, OurFault, OutcomeUnknown, RetryLater
from icsoe_bot.ledger.base import BitacoraInservible
from icsoe_bot.ledger.tomas import EnManosDeOtro
from icsoe_bot.portal.errores import NavegadorAusente

logger = logging.getLogger(__name__)

T = TypeVar("T")

_OTRO_PROCESO = timedelta(seconds=3)
"""Between two looks at whether another process is done with a taxpayer."""

_SIN_REMEDIO_AQUI = (BitacoraInservible, NavegadorAusente)
"""What would stop every further filing as well."""


@dataclass(order=True)
class _Turno:
    """A filing whose turn comes at ``cuando``; those of one moment keep the file's order."""

    cuando: datetime
    orden: int
    renglon: Renglon = field(compare=False)
    final: Final | None = field(default=None, compare=False)
    """How it ended when it was last tried."""


class Tanda:
    """The filings of ``renglones``, one after another at one desk."""

    def __init__(
        self,
        mesa: Mesa,
        renglones: Sequence[Renglon],
        politica: Politica,
        interrupcion: Interrupcion,
        testigo: Testigo,
        *,
        simulacion: bool = False,
    ) -> None:
        self._mesa = mesa
        self._renglones = renglones
        self._politica = politica
        self._interrupcion = interrupcion
        self._testigo = testigo
        self._simulacion = simulacion
        self._finales: dict[int, Final] = {}
        self._caidos: set[str] = set()
        self.volver: datetime | None = None
        """When to come back, once the portal was given up."""
        self.interrumpida = False

    def correr(self) -> tuple[Final, ...]:
        """Do all of it that can be done now; returns the endings in the order of the file."""
        ahora = datetime.now(UTC)
        turnos = [_Turno(ahora, orden, renglon) for orden, renglon in enumerate(self._renglones)]
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
            logger.warning("la tanda no puede seguir: %s", error)
        for turno in sorted(turnos):
            if turno.final is not None:
                self._testigo.termina(turno.final)
        if self._caidos and self.volver is None:
            self._dar_por_caido(None)
        return tuple(
            self._finales.get(orden, Final(renglon))
            for orden, renglon in enumerate(self._renglones)
        )

    def _esperar(self, turno: _Turno) -> None:
        self._interrupcion.atender()
        resto = (turno.cuando - datetime.now(UTC)).total_seconds()
        if resto > 0:
            self._testigo.espera(
                f"{turno.renglon.presentacion}: se vuelve a leer en el portal",
                turno.cuando.astimezone(ZONA),
            )
            self._interrupcion.dormir(resto)

    def _atender(self, turno: _Turno) -> _Turno | None:
        """One try of one filing; returns its next turn if it isn't over."""
        renglon = turno.renglon
        self._testigo.empieza(renglon)
        final = self._final_de(renglon)
        if (
            turno.final is not None
            and isinstance(turno.final.problema, OutcomeUnknown)
            and isinstance(final.problema, RetryLater)
        ):
            # That the portal is down now doesn't make the signature's outcome known.
            final = turno.final
        self._finales[turno.orden] = final
        self._contar_caidas(final)
        otra_vez = self._cuando_otra_vez(turno, final)
        if otra_vez is not None:
            self._testigo.pospone(renglon, final.que_paso)
            return _Turno(otra_vez, turno.orden, renglon, final)
        self._testigo.termina(final)
        if isinstance(final.problema, _SIN_REMEDIO_AQUI):
            raise final.problema
        return None

    def _final_de(self, renglon: Renglon) -> Final:
        try:
            return self._presentar(renglon)
        except Interrumpido:
            raise
        except IcsoeError as error:
            logger.warning("%s: %s", renglon.presentacion, error, exc_info=error)
            return Final(renglon, problema=error)
        # One defect of ours must not cost the others their filing; the log keeps the traceback.
        except Exception:
            logger.exception("defecto no previsto con %s", renglon.presentacion)
            return Final(
                renglon,
                problema=OurFault(
                    f"icsoe-bot tuvo un defecto con {renglon.presentacion}.",
                    remedio="El detalle está en registro/icsoe.log; envíelo a quien le da "
                    "soporte, y presente a mano si el plazo apremia.",
                ),
            )

    def _presentar(self, renglon: Renglon) -> Final:
        presentacion, protesta = renglon.presentacion, renglon.protesta
        hecha = self._mesa.archivada(presentacion)
        if hecha is not None:
            return Final(renglon, hecha)
        try:
            encargo = self._mesa.encargar(presentacion, protesta)
        except IcsoeError as error:
            if not self._simulacion:
                self._mesa.anotar_impedimento(presentacion, protesta, error)
            raise

        def vigilar(paso: Paso) -> None:
            self._testigo.paso(renglon, paso)
            self._interrupcion.vigilar(paso)

        if self._simulacion:
            folio = self._insistir(renglon, lambda: self._mesa.simular(encargo, [vigilar]))
            return Final(renglon, simulada=True, folio_previo=folio)
        resultado = self._insistir(renglon, lambda: self._mesa.presentar(encargo, [vigilar]))
        return Final(renglon, resultado)

    def _insistir(self, renglon: Renglon, hacer: Callable[[], T]) -> T:
        def avisar(error: RetryLater, segundos: float) -> None:
            logger.warning("%s: %s", renglon.presentacion, error)
            hasta = datetime.now(ZONA) + timedelta(seconds=segundos)
            self._testigo.espera(f"{renglon.presentacion}: {error.mensaje}", hasta)

        return self._politica.insistir(hacer, dormir=self._interrupcion.dormir, avisar=avisar)

    def _cuando_otra_vez(self, turno: _Turno, final: Final) -> datetime | None:
        ahora = datetime.now(UTC)
        problema = final.problema
        if isinstance(problema, EnManosDeOtro):
            return ahora + _OTRO_PROCESO
        if isinstance(problema, OutcomeUnknown):
            firmada = self._mesa.firmada_desde(turno.renglon.presentacion)
            if firmada is None or self._simulacion:
                return None
            plazo = firmada + self._politica.espera_desenlace
            return plazo if plazo > ahora else None
        # What waiting mends gets a second chance, after all the others had their first.
        if isinstance(problema, RetryLater) and turno.final is None:
            return ahora
        return None

    def _contar_caidas(self, final: Final) -> None:
        problema = final.problema
        if culpa_del_portal(problema):
            self._caidos.add(str(final.renglon.presentacion.rfc))
        elif not _antes_del_portal(problema):
            self._caidos.clear()
        if len(self._caidos) >= self._politica.caidas:
            self._dar_por_caido(problema)

    def _dar_por_caido(self, problema: IcsoeError | None) -> None:
        cuando = problema.cuando if isinstance(problema, RetryLater) else None
        self.volver = cuando or datetime.now(ZONA) + self._politica.regreso


def _antes_del_portal(problema: IcsoeError | None) -> bool:
    """Whether it says nothing about the portal, because the portal wasn't asked."""
    return isinstance(
        problema, ProblemaDeEfirma | EfirmaYaRechazada | EfirmaSinValidez | EnManosDeOtro
    )
