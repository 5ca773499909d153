"""The first batch of an office: a line for each e.firma, and who declares if that is known."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flows.lote.celdas import CeldaInvalida, leer_fecha, leer_protesta
from flows.lote.columnas import COLUMNAS
from flows.lote.tabla import EPOCA
from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.certificado import Certificado


@dataclass(frozen=True, slots=True)
class Declaracion:
    """Who declares for a taxpayer and when that was; nobody declares by default."""

    declarante: str
    fecha: date | None = None


def leer_declaracion(nombre: str, fecha: str, *, periodo: Periodo, hoy: date) -> Declaracion:
    """A declaration as a person writes it, refused as the batch would.

    Raises:
        UsageProblem: it names no person, or on that day nobody could declare about ``periodo``.
    """
    declarante = leer_protesta(nombre, hoy).declarante
    if not fecha.strip():
        return Declaracion(declarante)
    dia = leer_fecha(fecha, EPOCA)
    if dia > hoy or not periodo.ha_terminado(dia):
        raise CeldaInvalida(
            f"El {dia:%d/%m/%Y} nadie podía haber declarado sobre el periodo {periodo}.",
            remedio="Escriba el día en que la persona declaró: ya terminado el periodo, y no "
            "después de hoy.",
        )
    return Declaracion(declarante, dia)


def texto_de_lote(
    certificados: Iterable[Certificado], declaraciones: Mapping[RFC, Declaracion], periodo: Periodo
) -> str:
    """The CSV: «Sin información» of ``periodo`` for each certificate's holder."""
    salida = io.StringIO(newline="")
    escritor = csv.DictWriter(salida, COLUMNAS, restval="")
    escritor.writeheader()
    for certificado in certificados:
        declaracion = declaraciones.get(certificado.rfc, Declaracion(""))
        escritor.writerow(
            {
                "rfc": certificado.rfc,
                "periodo": periodo,
                "tipo": TipoInformativa.SIN_INFORMACION.value,
                "declara": declaracion.declarante,
                "fecha_declaracion": declaracion.fecha or "",
                "nombre": certificado.nombre,
            }
        )
    return salida.getvalue()
