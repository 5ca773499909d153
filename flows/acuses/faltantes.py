"""Periods of which the archive holds no acuse, taxpayer by taxpayer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from flows.estado import Contribuyente
from icsoe_bot.domain.acuse import Acuse
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import Calendario, Ventana, ventana
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.bitacora import Registro
from icsoe_bot.ledger.estados import CON_ACUSE, Estado
from icsoe_bot.portal.direcciones import Ambiente


class Motivo(Enum):
    """Why there is no acuse."""

    SIN_PRESENTAR = "sin presentar"
    """As far as the ledger knows; the portal may know more."""
    EN_DUDA = "firmada, sin acuse a la vista"
    SIN_ARCHIVAR = "presentada, sin acuse archivado"
    PERDIDO = "el acuse no está en su carpeta"


@dataclass(frozen=True, slots=True)
class Faltante:
    """A period without acuse."""

    periodo: Periodo
    motivo: Motivo
    vence: date
    dias_restantes: int
    """Days from today to the deadline; negative once it has passed."""

    @property
    def seria_extemporanea(self) -> bool:
        """Whether it isn't filed, and would be late if it were filed today."""
        return self.motivo is Motivo.SIN_PRESENTAR and self.dias_restantes < 0

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "periodo": str(self.periodo),
            "motivo": self.motivo.value,
            "vence": self.vence.isoformat(),
            "dias_restantes": self.dias_restantes,
            "seria_extemporanea": self.seria_extemporanea,
        }


@dataclass(frozen=True, slots=True)
class DeUno:
    """One taxpayer's."""

    rfc: RFC
    nombre: str
    """As the batch gives it; empty when it gives none."""
    desde: Periodo | None
    """The first period that was looked at; ``None`` if nothing says since when they file."""
    faltantes: tuple[Faltante, ...]
    """Oldest first."""

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "rfc": str(self.rfc),
            "nombre": self.nombre or None,
            "desde": str(self.desde) if self.desde else None,
            "faltantes": [faltante.en_json() for faltante in self.faltantes],
        }


@dataclass(frozen=True, slots=True)
class Faltantes:
    """Everybody's, as of ``hoy``, the day in central Mexico."""

    ambiente: Ambiente
    hoy: date
    hasta: Periodo
    """The last period that was looked at."""
    contribuyentes: tuple[DeUno, ...]
    avisos: tuple[str, ...] = ()
    """What couldn't be read, as sentences."""

    @property
    def total(self) -> int:
        """How many acuses are missing."""
        return sum(len(uno.faltantes) for uno in self.contribuyentes)

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "ambiente": self.ambiente.value,
            "hoy": self.hoy.isoformat(),
            "hasta": str(self.hasta),
            "total": self.total,
            "contribuyentes": [uno.en_json() for uno in self.contribuyentes],
            "avisos": list(self.avisos),
        }


@dataclass(frozen=True, slots=True)
class Sabido:
    """What is known of the taxpayers, read but not yet judged."""

    acuses: Collection[Acuse] = ()
    """Archived, and still in their place."""
    perdidos: Collection[Acuse] = ()
    """Archived once, and no longer in their place."""
    registros: Collection[Registro] = ()


class Calculo:
    """Judges periods by what is known, in time linear in it."""

    def __init__(self, sabido: Sabido, hoy: date, calendario: Calendario) -> None:
        self._hoy = hoy
        self._calendario = calendario
        self._ventanas: dict[Periodo, Ventana] = {}
        self._con_acuse = {(acuse.rfc, acuse.periodo) for acuse in sabido.acuses}
        self._motivos: dict[tuple[RFC, Periodo], Motivo] = {}
        for registro in sabido.registros:
            if motivo := _motivo(registro):
                presentacion = registro.presentacion
                self._motivos[presentacion.rfc, presentacion.periodo] = motivo
        self._motivos |= {(uno.rfc, uno.periodo): Motivo.PERDIDO for uno in sabido.perdidos}
        self._limites: dict[RFC, tuple[Periodo, Periodo]] = {}
        for rfc, periodo in _conocidos(sabido):
            primero, ultimo = self._limites.get(rfc, (periodo, periodo))
            self._limites[rfc] = min(primero, periodo), max(ultimo, periodo)

    def de(self, quien: Contribuyente, desde: Periodo | None, hasta: Periodo) -> DeUno:
        """One taxpayer's, from ``desde`` or else from the first period that is known of them.

        Of somebody whom only the ledger remembers nothing is due after the last that is known.
        """
        primero, ultimo = self._limites.get(quien.rfc, (None, hasta))
        primero = desde or primero
        hasta = hasta if quien.de_la_carpeta else min(hasta, ultimo)
        faltantes = tuple(self._faltantes(quien.rfc, primero, hasta)) if primero else ()
        return DeUno(quien.rfc, quien.nombre, primero, faltantes)

    def _faltantes(self, rfc: RFC, desde: Periodo, hasta: Periodo) -> Iterator[Faltante]:
        periodo = desde
        while periodo <= hasta:
            if (rfc, periodo) not in self._con_acuse:
                motivo = self._motivos.get((rfc, periodo), Motivo.SIN_PRESENTAR)
                suya = self._ventana(periodo)
                yield Faltante(periodo, motivo, suya.vence, suya.dias_restantes(self._hoy))
            periodo = periodo.siguiente

    def _ventana(self, periodo: Periodo) -> Ventana:
        # The same for everybody, and holidays take long to compute.
        if periodo not in self._ventanas:
            self._ventanas[periodo] = ventana(periodo, self._calendario)
        return self._ventanas[periodo]


def _conocidos(sabido: Sabido) -> Iterator[tuple[RFC, Periodo]]:
    for acuse in (*sabido.acuses, *sabido.perdidos):
        yield acuse.rfc, acuse.periodo
    for registro in sabido.registros:
        yield registro.presentacion.rfc, registro.presentacion.periodo


def _motivo(registro: Registro) -> Motivo | None:
    if registro.estado in CON_ACUSE:
        return Motivo.SIN_ARCHIVAR
    if registro.estado in (Estado.FIRMANDO, Estado.DESCONOCIDA):
        return Motivo.EN_DUDA
    return None
