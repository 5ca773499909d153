"""What came of a batch: each line's ending, the counts and the exit code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from flows.desenlace import Resultado
from flows.interrupcion import INTERRUMPIDO
from flows.lote.renglon import Renglon
from icsoe_bot.errors import (
    IcsoeError,
    OutcomeUnknown,
    RetryLater,
    TaxpayerMustAct,
)
from icsoe_bot.portal.direcciones import Ambiente


class Situacion(Enum):
    """How one line of a batch ended, by who must act next."""

    PRESENTADA = "presentada"
    YA_PRESENTADA = "ya presentada"
    SIMULADA = "simulada"
    """Rehearsed up to the oath, which was cancelled: nothing was filed."""
    OPERADOR = "requiere al operador"
    CONTRIBUYENTE = "requiere al contribuyente"
    DESCONOCIDA = "desenlace desconocido"
    MAS_TARDE = "reintentar más tarde"
    PENDIENTE = "pendiente"
    """Not reached: the batch stopped before its turn."""

    @property
    def bien(self) -> bool:
        """Whether nobody has to do anything."""
        return self in (Situacion.PRESENTADA, Situacion.YA_PRESENTADA, Situacion.SIMULADA)

    @property
    def requiere_persona(self) -> bool:
        """Whether a rerun alone won't do: somebody must act first."""
        return self in (Situacion.OPERADOR, Situacion.CONTRIBUYENTE, Situacion.DESCONOCIDA)


@dataclass(frozen=True, slots=True)
class Final:
    """How one line ended: with a result, with a problem, or, with neither, not reached."""

    renglon: Renglon
    resultado: Resultado | None = None
    problema: IcsoeError | None = None
    simulada: bool = False
    folio_previo: str | None = None
    """Of a rehearsal that found the period filed already."""

    @property
    def trabajo(self) -> Renglon:
        """What ended."""
        return self.renglon

    @property
    def situacion(self) -> Situacion:
        if self.problema is not None:
            return _situacion_de(self.problema)
        if self.resultado is not None:
            ya = self.resultado.ya_presentada
            return Situacion.YA_PRESENTADA if ya else Situacion.PRESENTADA
        if self.folio_previo is not None:
            return Situacion.YA_PRESENTADA
        return Situacion.SIMULADA if self.simulada else Situacion.PENDIENTE

    @property
    def folio(self) -> str:
        """Empty when none is known."""
        return str(self.resultado.folio) if self.resultado else self.folio_previo or ""

    @property
    def titulo(self) -> str:
        """What it was about, short enough for a table."""
        return f"{self.renglon.presentacion.rfc} {self.renglon.presentacion.periodo}"

    @property
    def rotulo(self) -> str:
        """How it ended, in a few words."""
        return self.situacion.value

    @property
    def bien(self) -> bool:
        """Whether nobody has to do anything."""
        return self.situacion.bien

    @property
    def grave(self) -> bool:
        """Whether a person must look before anything else."""
        return self.situacion is Situacion.DESCONOCIDA

    @property
    def detalle(self) -> str:
        """The folio and whether it was on time, or what happened and what to do."""
        partes = [f"folio {self.folio}"] if self.folio else []
        if self.resultado is not None:
            partes.append(self.resultado.oportunidad.value)
        hecho = f"{', '.join(partes)}." if partes else ""
        return " ".join(parte for parte in (hecho, self.que_paso, self.que_hacer) if parte)

    @property
    def que_paso(self) -> str:
        """What a person reads first; empty when it ended well."""
        return self.problema.mensaje if self.problema else ""

    @property
    def que_hacer(self) -> str:
        """What somebody must do; empty when nothing."""
        if self.problema is not None:
            return self.problema.remedio
        if self.situacion is Situacion.PENDIENTE:
            return "Vuelva a ejecutar la orden: hará solo lo que falta."
        return ""


@dataclass(frozen=True, slots=True)
class Resumen:
    """A whole batch, over."""

    ambiente: Ambiente
    lote: Path
    inicio: datetime
    fin: datetime
    finales: tuple[Final, ...]
    """In the order of the file."""
    simulacion: bool = False
    volver: datetime | None = None
    """When to come back, if the portal was down or this wasn't the moment."""
    interrumpida: bool = False
    motivo: str = ""
    """Why it wasn't; empty when the portal was down."""

    @property
    def cuentas(self) -> dict[Situacion, int]:
        """How many lines ended in each way; only those that occur, in the order of the enum."""
        contadas = Counter(final.situacion for final in self.finales)
        return {situacion: contadas[situacion] for situacion in Situacion if contadas[situacion]}

    @property
    def codigo(self) -> int:
        """The exit code of the command line.

        An unknown outcome comes before everything; then that somebody interrupted it, that the
        portal was down, and that somebody must act.
        """
        cuentas = self.cuentas
        if Situacion.DESCONOCIDA in cuentas:
            return OutcomeUnknown.exit_code
        if self.interrumpida:
            return INTERRUMPIDO
        if self.volver is not None:
            return RetryLater.exit_code
        if Situacion.OPERADOR in cuentas or Situacion.CONTRIBUYENTE in cuentas:
            return IcsoeError.exit_code
        if Situacion.MAS_TARDE in cuentas or Situacion.PENDIENTE in cuentas:
            return RetryLater.exit_code
        return 0

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "ambiente": self.ambiente.value,
            "lote": str(self.lote),
            "inicio": self.inicio.isoformat(),
            "fin": self.fin.isoformat(),
            "simulacion": self.simulacion,
            "interrumpida": self.interrumpida,
            "volver": self.volver.isoformat() if self.volver else None,
            "motivo": self.motivo or None,
            "codigo": self.codigo,
            "cuentas": {situacion.value: cuantas for situacion, cuantas in self.cuentas.items()},
            "presentaciones": [_final_en_json(final) for final in self.finales],
        }


def _situacion_de(problema: IcsoeError) -> Situacion:
    if isinstance(problema, OutcomeUnknown):
        return Situacion.DESCONOCIDA
    if isinstance(problema, RetryLater):
        return Situacion.MAS_TARDE
    if isinstance(problema, TaxpayerMustAct):
        return Situacion.CONTRIBUYENTE
    return Situacion.OPERADOR


def _final_en_json(final: Final) -> dict[str, Any]:
    renglon, resultado, problema = final.renglon, final.resultado, final.problema
    return {
        "fila": renglon.fila,
        "rfc": str(renglon.presentacion.rfc),
        "nombre": renglon.nombre,
        "periodo": str(renglon.presentacion.periodo),
        "tipo": renglon.presentacion.tipo.value,
        "declara": renglon.protesta.declarante,
        "situacion": final.situacion.value,
        "folio": final.folio or None,
        "fecha": resultado.fecha_presentacion.isoformat() if resultado else None,
        "oportunidad": resultado.oportunidad.value if resultado else None,
        "acuse": str(resultado.acuse) if resultado else None,
        "error": type(problema).__name__ if problema else None,
        "mensaje": final.que_paso or None,
        "que_hacer": final.que_hacer or None,
    }
