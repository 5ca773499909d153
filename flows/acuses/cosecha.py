"""What one look at a taxpayer's acuses brought."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from icsoe_bot.domain.acuse import Acuse
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import IcsoeError, OutcomeUnknown, RetryLater, TaxpayerMustAct


@dataclass(frozen=True, slots=True)
class Pedido:
    """Whose acuses, and of which periods; both ends are included."""

    rfc: RFC
    desde: Periodo | None = None
    hasta: Periodo | None = None

    @property
    def titulo(self) -> str:
        """For logs and displays."""
        return f"Acuses de {self.rfc}"

    @property
    def contribuyente(self) -> str:
        """The RFC."""
        return str(self.rfc)

    def incluye(self, periodo: Periodo) -> bool:
        """Whether a period was asked for."""
        return (self.desde is None or self.desde <= periodo) and (
            self.hasta is None or periodo <= self.hasta
        )


@dataclass(frozen=True, slots=True)
class Bajado:
    """An acuse that was archived in this run."""

    acuse: Acuse
    ruta: str
    """Inside the archive."""
    version: int
    """From 2 on: the portal handed out another content than the one archived before."""

    @property
    def cambio(self) -> bool:
        """Whether it differs from what was archived before."""
        return self.version > 1


@dataclass(slots=True)
class Cosecha:
    """Grows while the rows are walked; survives a session that breaks off."""

    listados: int = 0
    """Rows of the periods that were asked for."""
    ya: int = 0
    """Of these, archived before and intact."""
    bajados: list[Bajado] = field(default_factory=list)
    problemas: dict[Acuse, IcsoeError] = field(default_factory=dict)
    """Rows whose document was refused, each with the reason of its last try."""


@dataclass(frozen=True, slots=True)
class FinalDeAcuses:
    """How one taxpayer's turn ended; without ``cosecha`` and ``problema`` it was never reached."""

    pedido: Pedido
    cosecha: Cosecha | None = None
    problema: IcsoeError | None = None

    @property
    def trabajo(self) -> Pedido:
        """What ended."""
        return self.pedido

    @property
    def titulo(self) -> str:
        """For displays."""
        return str(self.pedido.rfc)

    @property
    def bien(self) -> bool:
        """Whether every acuse that the portal lists is in the archive."""
        return self.cosecha is not None and self.problema is None

    @property
    def grave(self) -> bool:
        """Whether a person must look before anything else."""
        return isinstance(self.problema, OutcomeUnknown)

    @property
    def rotulo(self) -> str:
        """How it ended, in a few words."""
        if self.problema is None:
            return "pendiente" if self.cosecha is None else "completo"
        if isinstance(self.problema, RetryLater):
            return "reintentar más tarde"
        if isinstance(self.problema, TaxpayerMustAct):
            return "requiere al contribuyente"
        return "requiere al operador"

    @property
    def que_paso(self) -> str:
        """What went wrong; empty when nothing did."""
        return self.problema.mensaje if self.problema else ""

    @property
    def detalle(self) -> str:
        """What came of it, and what to do."""
        partes = []
        if self.cosecha is not None:
            bajados = len(self.cosecha.bajados)
            partes.append(
                f"{bajados} {'bajado' if bajados == 1 else 'bajados'}, {self.cosecha.ya} ya "
                f"archivados de {self.cosecha.listados}."
            )
            cambiados = [str(uno.acuse.folio) for uno in self.cosecha.bajados if uno.cambio]
            if cambiados:
                partes.append(f"Cambió en el portal: {', '.join(cambiados)}.")
        if self.problema is not None:
            partes.append(str(self.problema))
        return " ".join(partes)

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        cosecha = self.cosecha or Cosecha()
        return {
            "rfc": str(self.pedido.rfc),
            "situacion": self.rotulo,
            "listados": cosecha.listados,
            "ya_archivados": cosecha.ya,
            "bajados": [
                {
                    "folio": str(uno.acuse.folio),
                    "periodo": str(uno.acuse.periodo),
                    "tipo": uno.acuse.tipo,
                    "complementaria": uno.acuse.complementaria,
                    "fecha": uno.acuse.fecha_presentacion.isoformat(),
                    "archivo": uno.ruta,
                    "version": uno.version,
                }
                for uno in cosecha.bajados
            ],
            "rechazados": [
                {
                    "folio": str(acuse.folio),
                    "periodo": str(acuse.periodo),
                    "error": type(error).__name__,
                    "mensaje": error.mensaje,
                    "que_hacer": error.remedio,
                }
                for acuse, error in cosecha.problemas.items()
            ],
            "error": type(self.problema).__name__ if self.problema else None,
            "mensaje": self.que_paso or None,
            "que_hacer": self.problema.remedio or None if self.problema else None,
        }
