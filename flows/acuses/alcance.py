"""Of whom, from when until when, as people type it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from icsoe_bot.domain.periodo import Cuatrimestre, Periodo
from icsoe_bot.errors import UsageProblem


def exigir_uno_u_otro(rfcs: Sequence[object], lote: Path | None) -> None:
    """Refuse RFCs beside a batch file, which names its own.

    Raises:
        UsageProblem: there are both.
    """
    if rfcs and lote is not None:
        raise UsageProblem(
            "Con --lote no van RFC: los dice el archivo.", remedio="Quite unos u otro."
        )


def primer_periodo(texto: str) -> Periodo | None:
    """A period, or a year's first one; ``None`` of nothing.

    Raises:
        PeriodoInvalido: it is neither.
    """
    return _periodo(texto, Cuatrimestre.PRIMERO)


def leer_alcance(desde: str, hasta: str) -> tuple[Periodo | None, Periodo | None]:
    """The first and the last period that are asked for, each ``None`` if it isn't said.

    Raises:
        UsageProblem: one of them is no period, or the first is later than the last.
    """
    primero, ultimo = primer_periodo(desde), _periodo(hasta, Cuatrimestre.TERCERO)
    if primero and ultimo and ultimo < primero:
        raise UsageProblem(
            f"El periodo {primero} es posterior a {ultimo}.",
            remedio="Invierta --desde y --hasta.",
        )
    return primero, ultimo


def _periodo(texto: str, en_un_anio: Cuatrimestre) -> Periodo | None:
    limpio = texto.strip()
    if not limpio:
        return None
    return Periodo.parse(f"{limpio}-{en_un_anio.value}" if limpio.isdigit() else limpio)
