"""Turns: many pieces of work, each isolated, the portal given up when it is down."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

from flows import pasos
from flows.cortesia.errores import AhoraNo
from flows.interrupcion import Interrumpido, Interrupcion
from flows.mesa import Mesa
from flows.pasos import Paso
from flows.tanda.buzon import Buzon
from flows.tanda.politica import Politica, culpa_del_portal
from flows.tanda.puestos import AbreMesa, Puestos
from flows.tanda.vista import Desenlace, Trabajo, defecto_con
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import IcsoeError, RetryLater
from icsoe_bot.ledger.base import BitacoraInservible
from icsoe_bot.ledger.tomas import EnManosDeOtro
from icsoe_bot.portal.errores import NavegadorAusente, RedInservible

logger = logging.getLogger(__name__)

_OTRO_PROCESO = timedelta(seconds=3)
"""Between two looks at whether another process is done with a taxpayer."""

_ATENCION_S = 0.5
"""While the threads work, a wish to stop is noticed no later than this."""

_SIN_REMEDIO_AQUI = (BitacoraInservible, NavegadorAusente, RedInservible)
"""What would stop every further piece of work as well."""


P = TypeVar("P", bound=Trabajo)
F = TypeVar("F", bound=Desenlace)
T = TypeVar("T")


@dataclass(order=True)
class Turno(Generic[P, F]):
    """A piece of work whose turn comes at ``cuando``; those of one moment keep their order."""

    cuando: datetime
    orden: int
    trabajo: P = field(compare=False)
    final: F | None = field(default=None, compare=False)
    """How it ended when it was last tried."""
    inicio: datetime | None = field(default=None, compare=False)
    """When it was taken up; what was read from the portal was read after this."""
    hubo_sesion: bool = field(default=False, compare=False)
    """Whether it got into the portal, which then is not down."""

    def anotar_paso(self, paso: Paso) -> None:
        """Take note of how far it got."""
        dentro = paso is pasos.REVISAR or paso.numero > pasos.VALIDAR_E_INGRESAR.numero
        self.hubo_sesion |= dentro and paso is not pasos.CERRAR_SESION


class Turnos(ABC, Generic[P, F]):
    """Works through ``trabajos`` in ``navegadores`` threads, each at another desk than ``mesa``.

    The threads only do the work. Who is next, and what an ending means, is decided in the thread
    that calls ``correr``, which also empties ``buzon``. Nobody's two pieces of work are done at
    the same time.
    """

    def __init__(
        self,
        mesa: Mesa,
        trabajos: Sequence[P],
        politica: Politica,
        interrupcion: Interrupcion,
        buzon: Buzon,
        navegadores: int = 1,
    ) -> None:
        self.mesa = mesa
        """For what needs no browser, in the thread that decides."""
        self._trabajos = trabajos
        self._politica = politica
        self._interrupcion = interrupcion
        self.buzon = buzon
        self._navegadores = navegadores
        self._turnos: list[Turno[P, F]] = []
        """Those that wait, in order."""
        self._en_curso: set[str] = set()
        """The taxpayers that somebody works on."""
        self._finales: dict[int, F] = {}
        self._caidos: set[str] = set()
        self.volver: datetime | None = None
        """When to come back, once the portal was given up or this isn't the moment."""
        self.motivo = ""
        """Why, unless the portal was down."""
        self._ahora_no: AhoraNo | None = None
        self.interrumpida = False
        self._sin_remedio = False

    @abstractmethod
    def hacer(self, mesa: Mesa, turno: Turno[P, F]) -> F:
        """Do one piece of work, in the thread of ``mesa``.

        Raises:
            IcsoeError: it didn't end well; the class says who must act.
        """

    @abstractmethod
    def fallido(self, trabajo: P, problema: IcsoeError | None) -> F:
        """The ending of what raised ``problema``; without one, of what was never reached."""

    def revisado(self, turno: Turno[P, F], final: F) -> F:
        """What an ending means after the earlier one of ``turno``."""
        return final

    def cuando_otra_vez(self, turno: Turno[P, F], final: F) -> datetime | None:
        """When it is worth another turn; ``None`` if this ending is the last."""
        if isinstance(final.problema, EnManosDeOtro):
            return datetime.now(UTC) + _OTRO_PROCESO
        # What waiting mends gets a second chance, after all the others had their first.
        if isinstance(final.problema, RetryLater) and turno.final is None:
            return datetime.now(UTC)
        return None

    def correr(self) -> tuple[F, ...]:
        """Do all of it that can be done now; returns the endings in the given order."""
        ahora = datetime.now(UTC)
        self._turnos = [Turno(ahora, orden, uno) for orden, uno in enumerate(self._trabajos)]
        self.buzon.comienza(len(self._turnos))
        with Puestos(self._navegadores, self.mesa.otra) as puestos:
            while self._turnos or self._en_curso:
                if not self._en_curso and not self._hay_que_seguir():
                    break
                self._repartir(puestos)
                self._atender()
        for turno in sorted(self._turnos):
            if turno.final is not None:
                self.buzon.termina(turno.final)
        if self._ahora_no is not None and self.volver is None:
            self._dejar_para_luego(self._ahora_no)
        if self._caidos and self.volver is None:
            self._dar_por_caido(None)
        self.buzon.vaciar()
        return tuple(
            self._finales[orden] if orden in self._finales else self.fallido(trabajo, None)
            for orden, trabajo in enumerate(self._trabajos)
        )

    def insistir(self, trabajo: P, hacer: Callable[[], T]) -> T:
        """Do something that reads and navigates, again and again while it is worth it."""

        def avisar(error: RetryLater, segundos: float) -> None:
            logger.warning("%s: %s", trabajo.titulo, error)
            hasta = datetime.now(ZONA) + timedelta(seconds=segundos)
            self.buzon.espera(f"{trabajo.titulo}: {error.mensaje}", hasta)

        return self._politica.insistir(hacer, dormir=self._interrupcion.dormir, avisar=avisar)

    def _hay_que_seguir(self) -> bool:
        try:
            self._interrupcion.atender()
        except Interrumpido:
            self.interrumpida = True
        return not self.interrumpida and not self._sin_remedio and self.volver is None

    def _repartir(self, puestos: Puestos) -> None:
        """Give work to whoever has none."""
        while puestos.hay_libre and self._hay_que_seguir():
            turno = self._siguiente()
            if turno is None:
                return
            self._turnos.remove(turno)
            self._en_curso.add(turno.trabajo.contribuyente)
            turno.inicio = datetime.now(UTC)
            self.buzon.empieza(turno.trabajo)
            self._encargar(puestos, turno)

    def _siguiente(self) -> Turno[P, F] | None:
        """Whose turn has come: the earliest of those on whose taxpayer nobody works."""
        ahora = datetime.now(UTC)
        return min(
            (
                turno
                for turno in self._turnos
                if turno.cuando <= ahora and turno.trabajo.contribuyente not in self._en_curso
            ),
            default=None,
        )

    def _encargar(self, puestos: Puestos, turno: Turno[P, F]) -> None:
        def en_su_hilo(abrir: AbreMesa) -> None:
            salida: F | BaseException
            try:
                salida = self.hacer(abrir(), turno)
            # One defect of ours must not cost the others their turn; it is told as one. Of a thread
            # that died nobody would hear, and the batch would wait for it for ever.
            except BaseException as error:
                salida = error
            self.buzon.dejar(partial(recibir, salida))

        def recibir(salida: F | BaseException) -> None:
            listo()
            self._en_curso.discard(turno.trabajo.contribuyente)
            self._recibir(turno, salida)

        listo = puestos.encargar(en_su_hilo)

    def _atender(self) -> None:
        """Until something happens: a thread tells something, or a turn comes."""
        if self._en_curso:
            self.buzon.vaciar(_ATENCION_S)
            return
        self.buzon.vaciar()
        if not self._turnos or not self._hay_que_seguir():
            return
        turno = min(self._turnos)
        resto = (turno.cuando - datetime.now(UTC)).total_seconds()
        if resto > 0:
            self.buzon.espera(
                f"{turno.trabajo.titulo}: se vuelve a leer en el portal",
                turno.cuando.astimezone(ZONA),
            )
            self.buzon.vaciar()
            try:
                self._interrupcion.dormir(resto)
            except Interrumpido:
                self.interrumpida = True
            turno.cuando = datetime.now(UTC)

    def _recibir(self, turno: Turno[P, F], salida: F | BaseException) -> None:
        """One try of one piece of work is over."""
        if isinstance(salida, Interrumpido):
            self.interrumpida = True
            self._turnos.append(turno)
            return
        if isinstance(salida, AhoraNo):
            self._no_empezar(turno, salida)
            return
        trabajo = turno.trabajo
        if isinstance(salida, BaseException):
            final = self.fallido(trabajo, self._problema(trabajo, salida))
        else:
            final = salida
        final = self.revisado(turno, final)
        self._finales[turno.orden] = final
        self._contar_caidas(turno, final)
        otra_vez = self.cuando_otra_vez(turno, final)
        if otra_vez is not None:
            self.buzon.pospone(trabajo, final.que_paso)
            self._turnos.append(Turno(otra_vez, turno.orden, trabajo, final))
            return
        self.buzon.termina(final)
        if isinstance(final.problema, _SIN_REMEDIO_AQUI):
            logger.warning("no se puede seguir: %s", final.problema)
            self._sin_remedio = True

    def _problema(self, trabajo: P, error: BaseException) -> IcsoeError:
        if isinstance(error, IcsoeError):
            logger.warning("%s: %s", trabajo.titulo, error, exc_info=error)
            return error
        logger.error("defecto no previsto con %s", trabajo.titulo, exc_info=error)
        return defecto_con(trabajo.titulo)

    def _no_empezar(self, turno: Turno[P, F], error: AhoraNo) -> None:
        """It stays as it was; the others get their turn, unless they would be told the same."""
        logger.warning("%s: %s", turno.trabajo.titulo, error)
        self._ahora_no = error
        self.buzon.deja(turno.trabajo)
        if error.para_todos:
            self._dejar_para_luego(error)
        if turno.final is not None:
            self.buzon.termina(turno.final)

    def _dejar_para_luego(self, error: AhoraNo) -> None:
        self.motivo = error.mensaje
        self.volver = error.cuando or datetime.now(ZONA) + self._politica.regreso

    def _contar_caidas(self, turno: Turno[P, F], final: F) -> None:
        problema = final.problema
        if culpa_del_portal(problema):
            self._caidos.add(turno.trabajo.contribuyente)
        elif turno.hubo_sesion:
            # What never got to the portal says nothing about it.
            self._caidos.clear()
        if len(self._caidos) >= self._politica.caidas:
            self._dar_por_caido(problema)

    def _dar_por_caido(self, problema: IcsoeError | None) -> None:
        cuando = problema.cuando if isinstance(problema, RetryLater) else None
        self.volver = cuando or datetime.now(ZONA) + self._politica.regreso
