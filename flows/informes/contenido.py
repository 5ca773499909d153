"""What a report says, before it is known as what it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flows.informes.caminos import camino
from flows.marca import marca
from flows.tanda.frases import advertencias, periodo_en_palabras
from flows.tanda.resumen import Final, Resumen, Situacion
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.portal.direcciones import Ambiente

TITULO = "Informe de presentaciones ICSOE"

_AMBIENTES = {Ambiente.REPLICA: "Réplica (práctica)", Ambiente.PRODUCCION: "Producción"}


@dataclass(frozen=True, slots=True)
class Fila:
    """One filing of the batch. What isn't known is empty or ``None``."""

    rfc: str
    nombre: str
    periodo: str
    clave: str
    """The period as ``2026-2``."""
    tipo: str
    declara: str
    situacion: Situacion
    folio: str
    fecha: date | None
    oportunidad: str
    acuse: str
    """The acuse's way from the report's folder, with slashes; empty without one."""
    que_paso: str
    que_hacer: str
    nota: str


@dataclass(frozen=True, slots=True)
class Contenido:
    """A whole report."""

    marca: str
    """What marks a report of practice; empty in production."""
    ambiente: str
    lote: str
    inicio: datetime
    """In central Mexico, as ``fin``."""
    fin: datetime
    advertencias: tuple[str, ...]
    cuentas: tuple[tuple[Situacion, int], ...]
    filas: tuple[Fila, ...]
    """First those that need a person, then those that need another run, then the others."""


def contenido_de(resumen: Resumen, carpeta: Path) -> Contenido:
    """The report on a batch, to lie in ``carpeta``."""
    carpeta = carpeta.resolve()
    return Contenido(
        marca=marca(resumen.ambiente),
        ambiente=_AMBIENTES[resumen.ambiente],
        lote=resumen.lote.name,
        inicio=resumen.inicio.astimezone(ZONA),
        fin=resumen.fin.astimezone(ZONA),
        advertencias=tuple(advertencias(resumen)),
        cuentas=tuple(resumen.cuentas.items()),
        filas=tuple(_fila(final, carpeta) for final in sorted(resumen.finales, key=_urgencia)),
    )


def titular(situacion: Situacion) -> str:
    """«Presentada», as a heading or cell says it."""
    return situacion.value[0].upper() + situacion.value[1:]


def _urgencia(final: Final) -> int:
    if final.situacion.requiere_persona:
        return 0
    return 2 if final.situacion.bien else 1


def _fila(final: Final, carpeta: Path) -> Fila:
    renglon, resultado = final.renglon, final.resultado
    presentacion = renglon.presentacion
    return Fila(
        rfc=str(presentacion.rfc),
        nombre=renglon.nombre,
        periodo=periodo_en_palabras(presentacion.periodo),
        clave=str(presentacion.periodo),
        tipo=presentacion.tipo.value,
        declara=renglon.protesta.declarante,
        situacion=final.situacion,
        folio=final.folio,
        fecha=resultado.fecha_presentacion if resultado else None,
        oportunidad=resultado.oportunidad.value.capitalize() if resultado else "",
        acuse=camino(resultado.acuse.resolve(), carpeta) if resultado else "",
        que_paso=final.que_paso,
        que_hacer=final.que_hacer,
        nota=renglon.nota,
    )
