"""Whether, and when, a session on the portal may begin."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

from flows import pasos
from flows.carpeta import CarpetaDeTrabajo
from flows.cortesia.errores import HoraDeSilencio, PortalPideEspera
from flows.cortesia.espera import Espera
from flows.cortesia.sesiones import Sesiones
from flows.mundo import Mundo
from flows.pasos import Paso
from flows.seguimiento import Observador
from icsoe_bot.domain.horario import HorasDeSilencio
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, Calendario, dia_en_mexico, ventana
from icsoe_bot.portal.lentitud import Lentitud
from icsoe_bot.portal.medidor import SinMedidor
from icsoe_bot.portal.ritmo import Ritmo

logger = logging.getLogger(__name__)

ESPERA_PEDIDA_MAXIMA_S = 600.0
"""What the portal may ask a run to wait; beyond it the run ends, and says when to come back."""

HUECO_DE_UN_PASO = 6
"""Requests that a step makes at most, on the replica."""

HUECO_DE_FIRMAR = 20
"""The same of all that follows on «Continuar» of the period, where nothing may wait any more."""

_SE_DICE_DESDE_S = 3.0
"""A shorter wait isn't worth a line on the screen."""


class Cortesia(SinMedidor):
    """The manners of one run, which is one process: it counts, times, waits and refuses.

    Its threads share it; each has one session at a time.
    """

    def __init__(
        self,
        *,
        sesiones: Sesiones | None,
        ritmo: Ritmo | None,
        lentitud: Lentitud,
        silencio: HorasDeSilencio | None,
        calendario: Callable[[], Calendario],
        ahora: Callable[[], datetime],
        espera: Espera,
    ) -> None:
        self._sesiones = sesiones
        self._ritmo = ritmo
        self._lentitud = lentitud
        self._silencio = silencio
        self._calendario = calendario
        self._ahora = ahora
        self._espera = espera
        self._advertidos: set[Periodo] = set()
        self._descanso = threading.Lock()
        """While one thread lets the portal rest, none of the others begins a session."""

    @classmethod
    def de(cls, carpeta: CarpetaDeTrabajo, mundo: Mundo, espera: Espera) -> Cortesia:
        """By the settings of a working folder. The hour is that of ``mundo``."""
        ajustes = carpeta.configuracion
        desvio = mundo.ahora - datetime.now(ZONA)
        cuantas, tope = ajustes.sesiones_a_la_vez, ajustes.tope_por_minuto
        return cls(
            sesiones=Sesiones(carpeta.sesiones, cuantas, espera) if cuantas else None,
            ritmo=Ritmo(tope) if tope else None,
            lentitud=Lentitud(ajustes.lento),
            silencio=ajustes.silencio,
            calendario=lambda: carpeta.calendario,
            ahora=lambda: datetime.now(ZONA) + desvio,
            espera=espera,
        )

    @contextmanager
    def sesion(self, asunto: str, por_presentar: Periodo | None = None) -> Iterator[None]:
        """Surround a session with this: it waits until one may begin.

        ``asunto`` tells other processes what it is for; ``por_presentar`` is the period of a
        filing, which goes on in quiet hours on its last day.

        Raises:
            HoraDeSilencio: it is one of the quiet hours.
            PortalPideEspera: the portal itself asked for a longer wait than a run takes.
            PortalOcupado: another run of this folder has the portal.
        """
        self._exigir_hora(por_presentar)
        with self._descanso:
            self._pausar()
        with ExitStack() as turno:
            turno.callback(self._soltar)
            self._frenar(HUECO_DE_UN_PASO)
            if self._sesiones is not None:
                turno.enter_context(self._sesiones.una(asunto))
                # The turn may have come late in the evening.
                self._exigir_hora(por_presentar)
            yield

    def observador(self) -> Observador:
        """For one session: it keeps to the ceiling before each step that reads and navigates.

        From the oath on nothing waits any more: a signature is never left half way, and its
        outcome is read at once. Nor does leaving wait.
        """
        por_firmar = False

        def vigilar(paso: Paso) -> None:
            nonlocal por_firmar
            por_firmar |= paso is pasos.PROTESTA
            if not por_firmar and paso is not pasos.CERRAR_SESION:
                self._frenar(HUECO_DE_FIRMAR if paso is pasos.PERIODO else HUECO_DE_UN_PASO)

        return vigilar

    def pidio(self) -> None:
        if self._ritmo is not None:
            self._ritmo.anotar()

    def respondio(self, segundos: float) -> None:
        self._lentitud.anotar(segundos)

    def pide_espera(self, segundos: float) -> None:
        logger.warning("el portal pidió esperar %.0f s", segundos)
        self._lentitud.pedir_espera(segundos)

    def _exigir_hora(self, por_presentar: Periodo | None) -> None:
        ahora = self._ahora()
        if self._silencio is None or not self._silencio.incluyen(ahora):
            return
        if por_presentar is not None and self._vence_hoy(por_presentar, ahora):
            if por_presentar not in self._advertidos:
                self._advertidos.add(por_presentar)
                frase = (
                    f"Son horas de silencio ({self._silencio}), pero hoy vence el plazo de "
                    f"{por_presentar}: se presenta."
                )
                logger.warning(frase)
                self._espera.advertir(frase)
            return
        cuando = self._silencio.terminan(ahora)
        raise HoraDeSilencio(
            f"Son horas de silencio ({self._silencio}, hora del centro de México): no se abrió "
            "ninguna sesión en el portal.",
            remedio=f"Vuelva a ejecutar la orden a partir de las {cuando:%H:%M del %d/%m/%Y}, o "
            "cambie ICSOE_HORAS_DE_SILENCIO.",
            cuando=cuando,
        )

    def _vence_hoy(self, periodo: Periodo, ahora: datetime) -> bool:
        return ventana(periodo, self._calendario()).vence == dia_en_mexico(ahora)

    def _pausar(self) -> None:
        pausa = self._lentitud.pausa()
        if pausa is None:
            return
        segundos = round(pausa.segundos)
        if pausa.segundos > ESPERA_PEDIDA_MAXIMA_S:
            cuando = datetime.now(ZONA) + timedelta(seconds=pausa.segundos)
            raise PortalPideEspera(
                f"El portal pidió no volver antes de las {cuando:%H:%M del %d/%m/%Y}.",
                remedio="Vuelva a ejecutar la orden a partir de esa hora: hará solo lo que falta.",
                cuando=cuando,
            )
        motivo = (
            "El portal pidió una pausa"
            if pausa.pedida
            else f"El portal está lento ({pausa.por_respuesta:.0f} s por respuesta)"
        )
        logger.warning("%s: se espera %d s", motivo, segundos)
        self._dormir(f"{motivo}: se espera {segundos} s.", pausa.segundos)

    def _frenar(self, hueco: int) -> None:
        if self._ritmo is None:
            return
        while (segundos := self._ritmo.apartar(hueco, threading.get_ident())) > 0:
            logger.info("tope de %d peticiones por minuto: %.1f s", self._ritmo.tope, segundos)
            if segundos < _SE_DICE_DESDE_S:
                self._espera.dormir(segundos)
                continue
            self._dormir(
                f"Para no pasar de {self._ritmo.tope} peticiones por minuto al portal: se espera "
                f"{segundos:.0f} s.",
                segundos,
            )

    def _soltar(self) -> None:
        if self._ritmo is not None:
            self._ritmo.soltar(threading.get_ident())

    def _dormir(self, motivo: str, segundos: float) -> None:
        self._espera.avisar(motivo, datetime.now(ZONA) + timedelta(seconds=segundos))
        self._espera.dormir(segundos)
