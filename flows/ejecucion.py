"""Running one filing from a working folder: every check that needs no browser, then the browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.carpeta import CarpetaDeTrabajo
from flows.claves import fuentes_de
from flows.desenlace import Resultado
from flows.mundo import Mundo, mundo_local, preguntar
from flows.presentar import Presentador
from flows.seguimiento import Observador, Seguimiento
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import dia_en_mexico
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.carpeta import localizar
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.errors import OperatorMustAct, RetryLater, UsageProblem
from icsoe_bot.portal import navegador
from icsoe_bot.portal.direcciones import Ambiente
from icsoe_bot.portal.pestana import Paciencia, Pestana
from icsoe_bot.portal.trazas import SinTraza, Traza


class PeriodoSinTerminar(UsageProblem):
    """The period isn't over, so nobody can say yet what happened in it."""


class EfirmaSinValidez(OperatorMustAct):
    """An e.firma of the replica's authority in a folder for production."""


@dataclass(frozen=True, slots=True)
class Opciones:
    """How to run, as opposed to what to file."""

    visible: bool = False
    ritmo_ms: int = 0
    """Pause before each action, in milliseconds, for people who watch."""
    traza: bool = False


@dataclass(frozen=True, slots=True)
class Encargo:
    """A filing that can be done: everything about it was checked without a browser."""

    presentacion: Presentacion
    protesta: Protesta
    efirma: Efirma
    mundo: Mundo


def preparar(
    carpeta: CarpetaDeTrabajo, rfc_escrito: str, periodo_escrito: str, declarante: str
) -> Encargo:
    """Check what was asked for, cheapest and most frequent mistakes first.

    Raises:
        IcsoeError: it can't be done, and why. No browser was opened.
    """
    rfc = RFC.parse(rfc_escrito)
    periodo = Periodo.parse(periodo_escrito)
    configuracion = carpeta.configuracion
    direcciones = configuracion.direcciones
    # A portal that doesn't answer is told last: mistakes of ours don't wait for it.
    sin_respuesta: RetryLater | None = None
    try:
        mundo = preguntar(direcciones)
    except RetryLater as error:
        sin_respuesta, mundo = error, mundo_local(direcciones)
    protesta = Protesta(declarante, dia_en_mexico(mundo.ahora))
    exigir_terminado(periodo, mundo.ahora)
    efirma = abrir_efirma(carpeta, rfc, mundo.ahora)
    if configuracion.ambiente is Ambiente.PRODUCCION and efirma.es_de_replica:
        raise EfirmaSinValidez(
            f"La e.firma de {rfc} es de la réplica y no tiene validez.",
            remedio="En producción use la e.firma que emitió el SAT.",
        )
    if sin_respuesta is not None:
        raise sin_respuesta
    return Encargo(Presentacion(rfc, periodo), protesta, efirma, mundo)


def exigir_terminado(periodo: Periodo, ahora: datetime) -> None:
    """Refuse a period that isn't over.

    Raises:
        PeriodoSinTerminar: it isn't.
    """
    if not periodo.ha_terminado(dia_en_mexico(ahora)):
        raise PeriodoSinTerminar(
            f"El periodo {periodo} ({periodo.meses} de {periodo.anio}) no ha terminado.",
            remedio=f"Se puede presentar a partir del {periodo.siguiente.inicio:%d/%m/%Y}.",
        )


def abrir_efirma(carpeta: CarpetaDeTrabajo, rfc: RFC, ahora: datetime) -> Efirma:
    """The e.firma of a taxpayer, checked and open.

    Raises:
        IcsoeError: it is missing, isn't one, isn't this taxpayer's, or doesn't open.
    """
    par = localizar(carpeta.efirmas, rfc)
    efirma = Efirma.abrir(par.cer, par.key, fuentes_de(carpeta).resolver(rfc), ahora=ahora)
    efirma.exigir_rfc(rfc)
    return efirma


def ejecutar(
    carpeta: CarpetaDeTrabajo,
    encargo: Encargo,
    opciones: Opciones,
    observadores: Sequence[Observador] = (),
) -> Resultado:
    """Open a browser and file.

    Raises:
        IcsoeError: it ended otherwise than filed with its acuse; the class says who must act.
    """
    configuracion = carpeta.configuracion
    archivo = carpeta.abrir_archivo()
    with (
        carpeta.abrir_bitacora(encargo.mundo.nombre) as bitacora,
        navegador.playwright_discreto() as playwright,
        navegador.abierto(
            playwright,
            navegador.localizar(playwright, configuracion.navegador),
            ambiente=configuracion.ambiente,
            visible=opciones.visible,
            ritmo_ms=opciones.ritmo_ms,
        ) as browser,
    ):
        contexto = navegador.contexto(browser, navegador.agente(browser))
        traza = (
            Traza(contexto, carpeta.evidencia / f"{encargo.mundo.ahora:%Y%m%d-%H%M%S}")
            if opciones.traza
            else SinTraza()
        )
        pestana = Pestana(
            contexto.new_page(),
            configuracion.direcciones,
            paciencia=Paciencia(
                pantalla=configuracion.espera,
                firma=2 * configuracion.espera,
                descarga=configuracion.espera,
            ),
            traza=traza,
            evidencia=carpeta.evidencia,
        )
        presentador = Presentador(
            encargo.presentacion,
            encargo.protesta,
            encargo.efirma,
            bitacora,
            archivo,
            Seguimiento(encargo.presentacion, *observadores),
            carpeta.calendario,
        )
        try:
            resultado = presentador.presentar(pestana)
            pestana.exigir_sin_salidas()
            return resultado
        finally:
            traza.cerrar()
            contexto.close()
