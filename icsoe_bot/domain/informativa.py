"""What a return is about, and of which kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC


class TipoInformativa(Enum):
    """«Tipo de informativa», in the portal's words [G]."""

    SIN_INFORMACION = "Sin información"
    NORMAL = "Normal"

    @property
    def clave(self) -> str:
        """A form for file names and databases: ``sin-informacion``, ``normal``."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def de_clave(cls, clave: str) -> TipoInformativa:
        """The kind of a ``clave``.

        Raises:
            KeyError: none has it.
        """
        return cls[clave.upper().replace("-", "_")]


class TipoComplementaria(Enum):
    """Kinds of complementaria [L]; whether the last two are live is [?]."""

    CORRECCION = "Corrección"
    SIN_EFECTOS = "Sin Efectos"
    ACTUALIZACION = "Actualización"


@dataclass(frozen=True, slots=True, order=True)
class Presentacion:
    """What is to be filed: one per RFC, period and kind."""

    rfc: RFC
    periodo: Periodo
    tipo: TipoInformativa = TipoInformativa.SIN_INFORMACION

    def __str__(self) -> str:
        return f"{self.rfc} {self.periodo} {self.tipo.value}"
