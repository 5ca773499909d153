"""Batches that are over, made up, for whatever tells about them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from fixtures.contribuyentes import contribuyentes_ficticios
from flows.desenlace import BorradorAjeno, Resultado
from flows.lote.renglon import Renglon
from flows.tanda.resumen import Final, Resumen
from icsoe_bot.archive.nombres import ruta_de_acuse
from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, oportunidad
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.errors import IcsoeError, OutcomeUnknown, RetryLater, TaxpayerMustAct
from icsoe_bot.ledger.estados import Estado
from icsoe_bot.portal.direcciones import Ambiente

INICIO = datetime(2026, 11, 26, 21, 0, 0, tzinfo=ZONA)
FIN = datetime(2026, 11, 26, 21, 48, 12, tzinfo=ZONA)
PERIODO = Periodo.parse("2026-2")


def renglon(numero: int, *, nombre: str | None = None, nota: str = "") -> Renglon:
    """The ``numero``-th line, of the ``numero``-th fictitious taxpayer, counted from one."""
    quien = contribuyentes_ficticios(numero)[-1]
    return Renglon(
        numero + 1,
        Presentacion(quien.rfc, PERIODO),
        Protesta(quien.declarante, date(2026, 11, 26)),
        nombre=quien.nombre if nombre is None else nombre,
        nota=nota,
    )


def bien(
    suyo: Renglon, oficina: Path, *, ya: bool = False, fecha: date = date(2026, 11, 26)
) -> Final:
    """A line that was filed, its acuse in the archive of ``oficina``."""
    folio = Folio(f"SI26{suyo.fila:06d}")
    presentacion = suyo.presentacion
    acuse = Acuse(presentacion.rfc, presentacion.periodo, folio, presentacion.tipo.value, "", fecha)
    return Final(
        suyo,
        Resultado(
            presentacion,
            folio,
            fecha,
            oportunidad(fecha, presentacion.periodo),
            oficina / "acuses" / ruta_de_acuse(acuse),
            Estado.ACUSE_ARCHIVADO,
            ya_presentada=ya,
        ),
    )


def mal(suyo: Renglon, problema: IcsoeError | None = None) -> Final:
    """A line that needs the operator, or what ``problema`` says."""
    return Final(
        suyo,
        problema=problema
        or BorradorAjeno(
            f"{suyo.presentacion.rfc} tiene una informativa que alguien más empezó.",
            remedio="Revísela en «Informativas en captura» y termínela o bórrela.",
        ),
    )


def tanda(
    oficina: Path, *finales: Final, ambiente: Ambiente = Ambiente.PRODUCCION, **otros: object
) -> Resumen:
    """A batch that ended so."""
    return Resumen(ambiente, oficina / "lote.csv", INICIO, FIN, finales, **otros)  # type: ignore[arg-type]


def tanda_variada(oficina: Path, *, ambiente: Ambiente = Ambiente.PRODUCCION) -> Resumen:
    """One line of each ending, but for the rehearsed."""
    desconocida = OutcomeUnknown(
        "No se sabe si el portal recibió la firma.",
        remedio="Vea la evidencia y decida con «icsoe resolver».",
    )
    vencida = TaxpayerMustAct("La e.firma venció el 01/11/2026.", remedio="Renuévela ante el SAT.")
    caido = RetryLater("El portal no respondió.", remedio="Vuelva a intentarlo más tarde.")
    return tanda(
        oficina,
        bien(renglon(1), oficina),
        bien(renglon(2), oficina, ya=True, fecha=date(2026, 9, 15)),
        mal(renglon(3)),
        mal(renglon(4), vencida),
        mal(renglon(5), desconocida),
        mal(renglon(6), caido),
        Final(renglon(7, nota="Llamar antes de las 10.")),
        ambiente=ambiente,
        volver=datetime(2026, 11, 26, 22, 30, tzinfo=ZONA),
    )
