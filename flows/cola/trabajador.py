"""A worker: it takes from the queue what it has the e.firma for, until somebody stops it."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import psycopg
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

from flows.calibracion.vigencia import exigir_revision
from flows.carpeta import CarpetaDeTrabajo
from flows.cola import latidos
from flows.cola.agenda import Agenda
from flows.cola.cola import Cola
from flows.cola.equipos import clave_de_equipo
from flows.cola.motor import RONDA, Motor
from flows.cola.oficio import Cuentas, Oficio, Pospuesta
from flows.cola.puesto import Comun, Puesto
from flows.cola.trabajos import ACUSES, PRESENTAR
from flows.cola.turno import Freno
from flows.cortesia.espera import Espera
from flows.interrupcion import Interrupcion
from flows.mundo import mundo_local
from flows.taller import Opciones
from flows.tanda.politica import Politica
from flows.tanda.testigo import Testigo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.carpeta import nombrados
from icsoe_bot.errors import IcsoeError
from icsoe_bot.ledger.base import BitacoraInservible

logger = logging.getLogger(__name__)

_VISTAZO_S = 0.25
_REVISION_CADA = timedelta(minutes=1)
_PAUSA_MAXIMA_S = 60.0
_EN_PAUSA = "en pausa"
_SI_NI_EMPEZO = timedelta(minutes=1)

_FALLAS_DE_LA_BASE = (ConnectorException, psycopg.Error, BitacoraInservible, OSError)

Accion = Callable[[Puesto, dict[str, Any], int], None]


@dataclass(frozen=True, slots=True)
class Resumen:
    """What a worker did, once it ended."""

    cuentas: Cuentas
    vaciada: bool
    """Nothing was left that it could take."""
    volver: datetime | None
    """Until when it would have paused, if that is known."""
    motivo: str
    """Why; empty when it didn't."""


class Trabajador:
    """The worker of a working folder.

    Raises:
        ColaSinPostgreSQL: the ledger is a file of this machine.
        NavegadoresDeMas: there may not be so many sessions at a time.
    """

    def __init__(
        self,
        carpeta: CarpetaDeTrabajo,
        interrupcion: Interrupcion,
        testigo: Testigo,
        *,
        navegadores: int | None = None,
        hasta_vaciar: bool = False,
        opciones: Opciones | None = None,
    ) -> None:
        self._carpeta = carpeta
        self._interrupcion = interrupcion
        self._testigo = testigo
        self._navegadores = carpeta.configuracion.navegadores_a_la_vez(navegadores)
        self._hasta_vaciar = hasta_vaciar
        self._latidos = latidos.USUALES
        self._politica = Politica.de(carpeta.configuracion)
        self._freno = Freno(self._politica)
        self._clave = clave_de_equipo(carpeta.raiz)
        espera = Espera(interrupcion.dormir, testigo.espera, testigo.advierte)
        self._comun = Comun(carpeta, replace(opciones or Opciones(), espera=espera))
        self._vaciada = self._basta = False
        self._dicho = ""
        self._revisada = (datetime.min.replace(tzinfo=UTC), "")
        self._anunciado: tuple[tuple[RFC, ...], str] = ((), "")

    def correr(self) -> Resumen:
        """Work until somebody asks to stop or, if so wished, until nothing is left.

        Raises:
            IcsoeError: it couldn't even begin.
        """
        exigir_revision(self._carpeta, mundo_local(self._carpeta.direcciones).ahora)
        self._rfcs()
        with Cola(self._carpeta) as cola:
            self._cola = cola
            self._agenda = Agenda(self._carpeta, cola)
            self._oficio = Oficio(
                self._carpeta, cola, self._freno, self._interrupcion, self._testigo
            )
            # psycopg can't use Windows' usual loop.
            fabrica = asyncio.SelectorEventLoop if sys.platform == "win32" else None
            corredor = asyncio.Runner(loop_factory=fabrica)
            corredor.run(self._correr())
            # Not when it is cut off: closing waits for what is being done.
            corredor.close()
        freno = self._freno.puesto(datetime.now(UTC))
        volver, motivo = freno or (None, self._revisada[1])
        return Resumen(self._oficio.cuentas, self._vaciada, volver, motivo)

    async def _correr(self) -> None:
        puestos = [Puesto(numero, self._comun) for numero in range(1, self._navegadores + 1)]
        self._libres: asyncio.Queue[Puesto] = asyncio.Queue()
        for puesto in puestos:
            self._libres.put_nowait(puesto)
        pausa = 1.0
        try:
            while not self._termino:
                inicio = asyncio.get_running_loop().time()
                try:
                    await self._atender_la_cola()
                except* _FALLAS_DE_LA_BASE as errores:
                    logger.warning("la base de datos falló: %s", errores.exceptions)
                if asyncio.get_running_loop().time() - inicio > 2 * _PAUSA_MAXIMA_S:
                    pausa = 1.0
                await self._dormir(pausa)
                pausa = min(2 * pausa, _PAUSA_MAXIMA_S)
        finally:
            for puesto in puestos:
                await asyncio.to_thread(puesto.cerrar)

    @property
    def _termino(self) -> bool:
        return self._interrupcion.pedida or self._basta

    async def _dormir(self, segundos: float) -> None:
        while segundos > 0 and not self._termino:
            await asyncio.sleep(min(_VISTAZO_S, segundos))
            segundos -= _VISTAZO_S

    async def _atender_la_cola(self) -> None:
        """Until it is over, or the connection to the database was lost."""
        motor = Motor(
            self._cola.conexion,
            {
                PRESENTAR: partial(self._hacer, self._oficio.presentar),
                ACUSES: partial(self._hacer, self._oficio.bajar_acuses),
            },
            self._agenda,
            self._latidos,
        )
        self._parar = asyncio.Event()
        bucle = asyncio.get_running_loop()
        # A job whose ending couldn't be written would look as if it were being done for ever: as
        # another worker, this one leaves it to the next round.
        bucle.set_exception_handler(self._algo_se_perdio)
        async with motor.app.open_async():
            # A slow portal, which keeps the one busy, must not keep the dead from being noticed.
            obreros = [
                motor.obrero("tramites", [], self._navegadores),
                motor.obrero(RONDA, [RONDA], 1),
            ]
            try:
                async with asyncio.TaskGroup() as grupo:
                    for obrero in obreros:
                        grupo.create_task(self._trabajar(obrero))
                    grupo.create_task(self._vigilar(obreros))
            finally:
                await asyncio.to_thread(self._despedirse)

    def _algo_se_perdio(self, _bucle: asyncio.AbstractEventLoop, que: dict[str, Any]) -> None:
        logger.warning("se vuelve a empezar: %s", que.get("message"), exc_info=que.get("exception"))
        self._parar.set()

    async def _trabajar(self, obrero: Worker) -> None:
        try:
            await obrero.run()  # type: ignore[no-untyped-call]
        finally:
            self._parar.set()

    async def _vigilar(self, obreros: list[Worker]) -> None:
        """Look after what the workers may take, say that this machine is alive, and stop them."""
        bucle = asyncio.get_running_loop()
        siguiente = 0.0
        while not self._termino and not self._parar.is_set():
            if bucle.time() >= siguiente:
                siguiente = bucle.time() + self._latidos.latido_s
                obreros[0].queues = await asyncio.to_thread(self._presentarse)
                if self._hasta_vaciar:
                    await asyncio.to_thread(self._ver_si_basta)
            await asyncio.sleep(_VISTAZO_S)
        for obrero in obreros:
            obrero.stop()  # type: ignore[no-untyped-call]

    def _presentarse(self) -> list[str]:
        """Tell the others what this machine holds; returns the queues to take work from."""
        ahora, motivo, hasta = datetime.now(UTC), "", None
        rfcs = self._anunciado[0]
        try:
            rfcs = tuple(self._rfcs())
            motivo = self._falta_revision(ahora)
        except IcsoeError as error:
            motivo = str(error)
        freno = self._freno.puesto(ahora)
        if freno is not None:
            hasta, motivo = freno
        self._decir_pausa(hasta, motivo)
        if (rfcs, motivo) != self._anunciado or not self._cola.equipos.latir(self._clave):
            # The message may name a path of this machine, which is nobody else's.
            self._cola.equipos.presentarse(self._clave, rfcs, _EN_PAUSA if motivo else "")
            self._anunciado = (rfcs, motivo)
        return [] if motivo else [str(rfc) for rfc in rfcs]

    def _falta_revision(self, ahora: datetime) -> str:
        """Why the real portal may not be filed on; looked at once a minute: it reads files."""
        vista, motivo = self._revisada
        if ahora - vista > _REVISION_CADA:
            try:
                exigir_revision(self._carpeta, mundo_local(self._carpeta.direcciones).ahora)
                motivo = ""
            except IcsoeError as error:
                motivo = str(error)
            self._revisada = (ahora, motivo)
        return motivo

    def _decir_pausa(self, hasta: datetime | None, motivo: str) -> None:
        dicho, self._dicho = self._dicho, motivo
        if not motivo or motivo == dicho:
            return
        logger.warning("en pausa: %s", motivo)
        if hasta is None:
            self._testigo.advierte(f"En pausa: {motivo}")
        else:
            self._testigo.espera(f"En pausa: {motivo}", hasta.astimezone(ZONA))

    def _ver_si_basta(self) -> None:
        """Of a run that ends by itself: whether nothing is left to do, or nothing can be done."""
        horizonte = self._politica.espera_desenlace + timedelta(minutes=2)
        rfcs, pausa = self._anunciado
        self._vaciada = not self._cola.faltan([str(rfc) for rfc in rfcs], horizonte)
        self._basta = self._vaciada or bool(pausa)

    def _rfcs(self) -> list[RFC]:
        return sorted(nombrados(self._carpeta.efirmas)[0])

    async def _hacer(self, accion: Accion, argumentos: dict[str, Any], intentos: int) -> None:
        puesto = await self._libres.get()
        try:
            await asyncio.wrap_future(puesto.hacer(lambda suyo: accion(suyo, argumentos, intentos)))
        except IcsoeError as error:
            # The database failed before anything began.
            logger.warning("se pospone: %s", error)
            raise Pospuesta(datetime.now(UTC) + _SI_NI_EMPEZO) from None
        finally:
            self._libres.put_nowait(puesto)

    def _despedirse(self) -> None:
        try:
            self._cola.equipos.despedirse(self._clave)
        except BitacoraInservible as error:
            logger.warning("no se pudo avisar que termina: %s", error)
