"""What a worker does with one job, in a desk's thread."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from flows.acuses.cosecha import Pedido as PedidoDeAcuses
from flows.calibracion.vigencia import exigir_revision
from flows.carpeta import CarpetaDeTrabajo
from flows.cola.cola import Cola
from flows.cola.intento import Intento, IntentoDeAcuses, IntentoDePresentar
from flows.cola.puesto import Puesto
from flows.cola.trabajos import leer_presentacion
from flows.cola.turno import INTENTOS_DE_ACUSES, PLAZO, Freno, otra_vez
from flows.cola.valores import Pedido
from flows.interrupcion import Interrumpido, Interrupcion
from flows.mesa import Mesa
from flows.mundo import Mundo, mundo_local, preguntar
from flows.pasos import Paso
from flows.tanda.politica import Politica
from flows.tanda.testigo import Testigo
from flows.tanda.vista import Desenlace, Trabajo, defecto_con
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.carpeta import nombrados
from icsoe_bot.errors import IcsoeError, RetryLater

logger = logging.getLogger(__name__)

T = TypeVar("T")

_PARA_OTRO = timedelta(seconds=5)
"""Until a job that isn't for this machine after all may be taken by another one."""


class Pospuesta(Exception):
    """The job is to be tried again, not before ``cuando``."""

    def __init__(self, cuando: datetime) -> None:
        super().__init__(f"Se vuelve a intentar a partir de {cuando.isoformat()}.")
        self.cuando = cuando


class Detenida(Exception):
    """The job ended for a person; the ledger says why."""


@dataclass
class Cuentas:
    """How what this worker did ended."""

    rotulos: Counter[str] = field(default_factory=Counter)
    graves: int = 0
    de_personas: int = 0
    pospuestas: int = 0

    def anotar(self, final: Desenlace) -> None:
        self.rotulos[final.rotulo] += 1
        self.graves += final.grave
        self.de_personas += not final.bien


class Oficio:
    """Does jobs on behalf of a working folder."""

    def __init__(
        self,
        carpeta: CarpetaDeTrabajo,
        cola: Cola,
        freno: Freno,
        interrupcion: Interrupcion,
        testigo: Testigo,
    ) -> None:
        self.carpeta = carpeta
        self._cola = cola
        self._freno = freno
        self._interrupcion = interrupcion
        self._testigo = testigo
        self.politica = Politica.de(carpeta.configuracion)
        self._candado = threading.Lock()
        self.cuentas = Cuentas()

    def presentar(self, puesto: Puesto, argumentos: dict[str, Any], intentos: int) -> None:
        """File what a job points at.

        Raises:
            Pospuesta: it is worth another try.
            Detenida: a person must act; that was told.
        """
        presentacion = leer_presentacion(argumentos)
        pedido = self._cola.pedido(argumentos["mundo"], presentacion)
        if pedido is None:
            # It was taken back meanwhile.
            logger.info("%s se retiró de la cola", presentacion)
            return
        intento = IntentoDePresentar(self, pedido.renglon, intentos, agotado=_hace_mucho(pedido))
        self._atender(intento, puesto, argumentos["mundo"])

    def bajar_acuses(self, puesto: Puesto, argumentos: dict[str, Any], intentos: int) -> None:
        """Bring a taxpayer's acuses home.

        Raises:
            Pospuesta: it is worth another try.
            Detenida: a person must act; that was told.
        """
        desde, hasta = (
            Periodo.parse(argumentos[cual]) if argumentos[cual] else None
            for cual in ("desde", "hasta")
        )
        pedido = PedidoDeAcuses(RFC(argumentos["rfc"]), desde, hasta)
        intento = IntentoDeAcuses(self, pedido, intentos, agotado=intentos >= INTENTOS_DE_ACUSES)
        self._atender(intento, puesto, argumentos["mundo"])

    def paso(self, trabajo: Trabajo, paso: Paso) -> None:
        """Tell of a step, and stop before it if somebody asked to."""
        self._decir(lambda: self._testigo.paso(trabajo, paso))
        self._interrupcion.vigilar(paso)

    def insistir(self, trabajo: Trabajo, hacer: Callable[[], T]) -> T:
        """Do what only reads and navigates, again a few times while the portal is in trouble."""

        def avisar(error: RetryLater, segundos: float) -> None:
            logger.warning("%s: %s", trabajo.titulo, error)
            hasta = datetime.now(ZONA) + timedelta(seconds=segundos)
            self._decir(lambda: self._testigo.espera(f"{trabajo.titulo}: {error.mensaje}", hasta))

        return self.politica.insistir(hacer, dormir=self._interrupcion.dormir, avisar=avisar)

    def _atender(self, intento: Intento, puesto: Puesto, mundo: str) -> None:
        if not self._la_tiene(intento.trabajo.contribuyente):
            raise Pospuesta(datetime.now(UTC) + _PARA_OTRO)
        self._decir(lambda: self._testigo.empieza(intento.trabajo))
        actual, mesa = mundo_local(self.carpeta.direcciones), None
        try:
            actual = preguntar(self.carpeta.direcciones)
            if actual.nombre != mundo:
                logger.info("%s era de otra réplica", intento.trabajo.titulo)
                return
            exigir_revision(self.carpeta, actual.ahora)
            mesa = puesto.mesa(actual)
            final = intento.hacer(mesa)
        except Interrumpido:
            raise Pospuesta(datetime.now(UTC)) from None
        except IcsoeError as error:
            logger.warning("%s: %s", intento.trabajo.titulo, error, exc_info=error)
            final = _fallido(intento, mesa, error)
        # The next job must not pay for a defect in this one; the log keeps the traceback.
        except Exception:
            logger.exception("defecto no previsto con %s", intento.trabajo.titulo)
            final = _fallido(intento, mesa, defecto_con(intento.trabajo.titulo))
        self._concluir(intento, final, actual)

    def _concluir(self, intento: Intento, final: Desenlace, mundo: Mundo) -> None:
        ahora = datetime.now(UTC)
        problema = final.problema
        quien = intento.trabajo.contribuyente
        self._freno.anotar(quien, problema, hubo_sesion=intento.hubo_sesion, ahora=ahora)
        if problema is not None:
            cuando = otra_vez(
                problema,
                ahora=ahora,
                intentos=intento.intentos,
                agotado=intento.agotado,
                politica=self.politica,
                releer=intento.releer,
            )
            if cuando is not None:
                with self._candado:
                    self.cuentas.pospuestas += 1
                    self._testigo.pospone(intento.trabajo, final.que_paso)
                raise Pospuesta(cuando)
            intento.apartar(mundo, problema)
        with self._candado:
            self.cuentas.anotar(final)
            self._testigo.termina(final)
        if problema is not None:
            raise Detenida(final.titulo)

    def _la_tiene(self, contribuyente: str) -> bool:
        try:
            return RFC(contribuyente) in nombrados(self.carpeta.efirmas)[0]
        except IcsoeError:
            return False

    def _decir(self, que: Callable[[], None]) -> None:
        with self._candado:
            que()


def _fallido(intento: Intento, mesa: Mesa | None, problema: IcsoeError) -> Desenlace:
    try:
        return intento.fallido(mesa, problema)
    except IcsoeError as otro:
        # The ledger failed when it was asked; then nothing more is known.
        return intento.fallido(None, otro)


def _hace_mucho(pedido: Pedido) -> bool:
    return datetime.now(UTC) - pedido.momento > PLAZO
