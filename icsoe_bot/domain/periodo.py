"""Cuatrimestres and the periods that an informativa is about."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from icsoe_bot.errors import UsageProblem

PRIMER_ANIO = 2021
"""The obligation begins with the reform of 23 April 2021 [L]."""

_ULTIMO_ANIO = 2099

MESES = (
    "Enero",
    "Febrero",
    "Marzo",
    "Abril",
    "Mayo",
    "Junio",
    "Julio",
    "Agosto",
    "Septiembre",
    "Octubre",
    "Noviembre",
    "Diciembre",
)


class PeriodoInvalido(UsageProblem):
    """The text names no period that can be filed."""


class PeriodoSinTerminar(UsageProblem):
    """The period isn't over, so nobody can say yet what happened in it."""


class Cuatrimestre(IntEnum):
    """A third of a year, numbered as in ``2026-2`` and named as on the portal [G]."""

    PRIMERO = 1
    SEGUNDO = 2
    TERCERO = 3

    @property
    def nombre(self) -> str:
        """«Primero», «Segundo» or «Tercero» [G]."""
        return self.name.capitalize()

    @classmethod
    def de_nombre(cls, nombre: str) -> Cuatrimestre:
        """Read the portal's name, whatever its case.

        Raises:
            PeriodoInvalido: it is none of the three.
        """
        try:
            return cls[nombre.strip().upper()]
        except KeyError:
            raise PeriodoInvalido(f"«{nombre}» no es un cuatrimestre.") from None


@dataclass(frozen=True, slots=True, order=True)
class Periodo:
    """A cuatrimestre of a year; ``str`` gives ``2026-2``."""

    anio: int
    cuatrimestre: Cuatrimestre

    def __post_init__(self) -> None:
        if not PRIMER_ANIO <= self.anio <= _ULTIMO_ANIO:
            raise PeriodoInvalido(
                f"No hay periodos del año {self.anio}.",
                remedio=f"Escriba un año de {PRIMER_ANIO}, cuando nació la obligación, a "
                f"{_ULTIMO_ANIO}.",
            )

    @classmethod
    def parse(cls, texto: str) -> Periodo:
        """Read ``2026-2``.

        Raises:
            PeriodoInvalido: it is anything else.
        """
        encontrado = re.fullmatch(r"([0-9]{4})-([1-3])", texto.strip())
        if encontrado is None:
            raise PeriodoInvalido(
                f"El periodo «{texto.strip()}» no existe.",
                remedio="Escríbalo como año y cuatrimestre, del 1 al 3: por ejemplo 2026-2.",
            )
        return cls(int(encontrado[1]), Cuatrimestre(int(encontrado[2])))

    @classmethod
    def de_fecha(cls, dia: date) -> Periodo:
        """The period in which ``dia`` falls."""
        return cls(dia.year, Cuatrimestre((dia.month - 1) // 4 + 1))

    @classmethod
    def ultimo_terminado(cls, dia: date) -> Periodo:
        """The latest period that has ended before ``dia``."""
        return cls.de_fecha(dia).anterior

    @property
    def anterior(self) -> Periodo:
        if self.cuatrimestre is Cuatrimestre.PRIMERO:
            return Periodo(self.anio - 1, Cuatrimestre.TERCERO)
        return Periodo(self.anio, Cuatrimestre(self.cuatrimestre - 1))

    @property
    def siguiente(self) -> Periodo:
        if self.cuatrimestre is Cuatrimestre.TERCERO:
            return Periodo(self.anio + 1, Cuatrimestre.PRIMERO)
        return Periodo(self.anio, Cuatrimestre(self.cuatrimestre + 1))

    @property
    def inicio(self) -> date:
        """First day of the period."""
        return date(self.anio, self.cuatrimestre * 4 - 3, 1)

    @property
    def fin(self) -> date:
        """Last day of the period."""
        mes = self.cuatrimestre * 4
        return date(self.anio, mes, calendar.monthrange(self.anio, mes)[1])

    @property
    def mes_inicial(self) -> str:
        """«Enero», «Mayo» or «Septiembre», as the portal's tables write it [G]."""
        return MESES[self.inicio.month - 1]

    @property
    def mes_final(self) -> str:
        """«Abril», «Agosto» or «Diciembre», as the portal's tables write it [G]."""
        return MESES[self.fin.month - 1]

    @property
    def meses(self) -> str:
        """«Mayo - Agosto», as «Periodo a informar» offers it [G]."""
        return f"{self.mes_inicial} - {self.mes_final}"

    def ha_terminado(self, dia: date) -> bool:
        """Whether the period is over on ``dia``: only then can it be filed."""
        return dia > self.fin

    def exigir_terminado(self, dia: date) -> None:
        """Refuse a period that isn't over on ``dia``.

        Raises:
            PeriodoSinTerminar: it isn't.
        """
        if not self.ha_terminado(dia):
            raise PeriodoSinTerminar(
                f"El periodo {self} ({self.meses} de {self.anio}) no ha terminado.",
                remedio=f"Se puede presentar a partir del {self.fin + timedelta(days=1):%d/%m/%Y}.",
            )

    def __str__(self) -> str:
        return f"{self.anio}-{self.cuatrimestre.value}"
