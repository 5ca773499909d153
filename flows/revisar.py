"""Looking over an office before it files: browser, folder, e.firmas, addresses, clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.carpeta import CarpetaDeTrabajo
from flows.efirmas import revisar_efirmas
from flows.mundo import reloj_del_portal
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import IcsoeError, OperatorMustAct
from icsoe_bot.portal import navegador
from icsoe_bot.portal.direcciones import Ambiente

DESVIO_TOLERADO = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """One thing that was looked at."""

    asunto: str
    detalle: str
    problema: IcsoeError | None = None


class RelojDesviado(OperatorMustAct):
    """This machine's clock and the portal's differ."""


def revisar(carpeta: CarpetaDeTrabajo) -> Iterator[Hallazgo]:
    """Look at everything; what fails doesn't keep the rest from being looked at."""
    yield _mirar("navegador", lambda: _navegador(carpeta))
    yield _mirar("carpeta", lambda: _carpeta(carpeta))
    yield from _efirmas(carpeta)
    yield _mirar("direcciones", lambda: _direcciones(carpeta))
    yield _mirar("reloj", lambda: _reloj(carpeta))


def _mirar(asunto: str, mirar: Callable[[], str]) -> Hallazgo:
    try:
        return Hallazgo(asunto, mirar())
    except IcsoeError as problema:
        return Hallazgo(asunto, problema.mensaje, problema)


def _navegador(carpeta: CarpetaDeTrabajo) -> str:
    configuracion = carpeta.configuracion
    with navegador.playwright_discreto() as playwright:
        hallado = navegador.localizar(playwright, configuracion.navegador)
        with navegador.abierto(playwright, hallado, ambiente=configuracion.ambiente) as browser:
            return f"{hallado.nombre} {browser.version}, {hallado.ruta}"


def _carpeta(carpeta: CarpetaDeTrabajo) -> str:
    ambiente = carpeta.configuracion.ambiente.value
    carpeta.abrir_archivo()
    # Where there is no office yet, looking leaves nothing behind.
    if carpeta.de_oficina:
        with carpeta.abrir_bitacora(ambiente):
            pass
    return f"{carpeta.raiz.resolve()}, ambiente «{ambiente}»"


def _efirmas(carpeta: CarpetaDeTrabajo) -> Iterator[Hallazgo]:
    try:
        revisiones = revisar_efirmas(carpeta)
    except IcsoeError as problema:
        yield Hallazgo("e.firmas", problema.mensaje, problema)
        return
    for revision in revisiones:
        detalle = revision.problema.mensaje if revision.problema else revision.estado
        yield Hallazgo(f"e.firma de {revision.quien}", detalle, revision.problema)


def _direcciones(carpeta: CarpetaDeTrabajo) -> str:
    direcciones = carpeta.direcciones
    return f"portal {direcciones.micrositio}, recuadro de firma {direcciones.widget}"


def _reloj(carpeta: CarpetaDeTrabajo) -> str:
    direcciones = carpeta.direcciones
    del_portal = reloj_del_portal(direcciones)
    if del_portal is None:
        return "el portal responde y no dice la hora"
    aqui = datetime.now(ZONA)
    desvio = abs(aqui - del_portal)
    hora = f"{del_portal.astimezone(ZONA):%d/%m/%Y %H:%M}, tiempo del centro de México"
    # The replica's clock may be set to any day, for practice.
    if desvio > DESVIO_TOLERADO and direcciones.ambiente is Ambiente.PRODUCCION:
        raise RelojDesviado(
            f"El reloj de este equipo difiere {desvio} del del portal ({hora}).",
            remedio="Corrija la fecha y la hora del equipo: los plazos dependen de ellas.",
        )
    return hora
