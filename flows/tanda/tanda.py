"""A batch of filings at work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flows.cortesia.errores import AhoraNo
from flows.interrupcion import Interrumpido, Interrupcion
from flows.lote.renglon import Renglon
from flows.mesa import Mesa
from flows.pasos import Paso
from flows.tanda.buzon import Buzon
from flows.tanda.politica import Politica
from flows.tanda.resumen import Final
from flows.tanda.turnos import Turno, Turnos
from icsoe_bot.errors import IcsoeError, OutcomeUnknown, RetryLater
from icsoe_bot.ledger.base import BitacoraInservible
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
        presentacion, protesta = trabajo.presentacion, trabajo.protesta
        hecha = mesa.archivada(presentacion)
        if hecha is not None:
            return Final(trabajo, hecha)
        try:
            encargo = mesa.encargar(presentacion, protesta)
        except IcsoeError as error:
            if not self._simulacion:
                mesa.anotar_impedimento(presentacion, protesta, error)
            raise

        def vigilar(paso: Paso) -> None:
            turno.anotar_paso(paso)
            self.buzon.paso(trabajo, paso)
            self._interrupcion.vigilar(paso)

        if self._simulacion:
            folio = self.insistir(trabajo, lambda: mesa.simular(encargo, [vigilar]))
            return Final(trabajo, simulada=True, folio_previo=folio)
        try:
            resultado = self.insistir(trabajo, lambda: mesa.presentar(encargo, [vigilar]))
        except (Interrumpido, AhoraNo):
            raise
        except IcsoeError as error:
            raise mesa.con_lo_firmado(presentacion, error) from error
        return Final(trabajo, resultado)

    def fallido(self, trabajo: Renglon, problema: IcsoeError | None) -> Final:
        if self._simulacion or isinstance(problema, BitacoraInservible):
            return Final(trabajo, problema=problema)
        if problema is None:
            # Not reached in this run; but an earlier one may have signed it.
            pendiente = IcsoeError("No se llegó a leer sus acuses.")
            firmada = self.mesa.con_lo_firmado(trabajo.presentacion, pendiente)
            return Final(trabajo, problema=None if firmada is pendiente else firmada)
        registro = self.mesa.registrada(trabajo.presentacion)
        folio = str(registro.folio) if registro and registro.folio else None
        return Final(trabajo, problema=problema, folio_previo=folio)

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
        firmada = self.mesa.firmada_desde(turno.trabajo.presentacion)
        if firmada is None or self._simulacion:
            return None
        plazo = firmada + self._politica.espera_desenlace
        # Only a reading that began after the wait lets a person decide.
        return plazo if turno.inicio is None or turno.inicio < plazo else None
