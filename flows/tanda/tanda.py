"""A batch of filings at work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flows.interrupcion import Interrupcion
from flows.lote.renglon import Renglon
from flows.mesa import Mesa
from flows.pasos import Paso
from flows.tanda.buzon import Buzon
from flows.tanda.politica import Politica
from flows.tanda.resumen import Final
from flows.tanda.turnos import Turno, Turnos
from flows.tanda.uno import fallida, presentar_uno, releer
from icsoe_bot.errors import IcsoeError, OutcomeUnknown, RetryLater
from icsoe_bot.ledger.tomas import EnManosDeOtro


class Tanda(Turnos[Renglon, Final]):
    """The filings of ``renglones``."""

    def __init__(
        self,
        mesa: Mesa,
        renglones: Sequence[Renglon],
        politica: Politica,
        interrupcion: Interrupcion,
        buzon: Buzon,
        navegadores: int = 1,
        *,
        simulacion: bool = False,
    ) -> None:
        super().__init__(mesa, renglones, politica, interrupcion, buzon, navegadores)
        self._simulacion = simulacion

    def hacer(self, mesa: Mesa, turno: Turno[Renglon, Final]) -> Final:
        trabajo = turno.trabajo

        def vigilar(paso: Paso) -> None:
            turno.anotar_paso(paso)
            self.buzon.paso(trabajo, paso)
            self._interrupcion.vigilar(paso)

        return presentar_uno(
            mesa,
            trabajo,
            vigilar,
            lambda hacer: self.insistir(trabajo, hacer),
            simulacion=self._simulacion,
        )

    def fallido(self, trabajo: Renglon, problema: IcsoeError | None) -> Final:
        if problema is not None:
            return fallida(self.mesa, trabajo, problema, simulacion=self._simulacion)
        if self._simulacion:
            return Final(trabajo)
        # Not reached in this run; but an earlier one may have signed it.
        pendiente = IcsoeError("No se llegó a leer sus acuses.")
        firmada = self.mesa.con_lo_firmado(trabajo.presentacion, pendiente)
        return Final(trabajo, problema=None if firmada is pendiente else firmada)

    def revisado(self, turno: Turno[Renglon, Final], final: Final) -> Final:
        antes = turno.final
        if (
            antes is not None
            and isinstance(antes.problema, OutcomeUnknown)
            and isinstance(final.problema, RetryLater)
            and not isinstance(final.problema, EnManosDeOtro)
        ):
            # That the portal is down now doesn't make the signature's outcome known.
            return antes
        return final

    def cuando_otra_vez(self, turno: Turno[Renglon, Final], final: Final) -> datetime | None:
        if not isinstance(final.problema, OutcomeUnknown):
            return super().cuando_otra_vez(turno, final)
        if self._simulacion:
            return None
        return releer(self.mesa, final, turno.inicio, self._politica.espera_desenlace)
