"""One try of one job: a filing, or bringing a taxpayer's acuses home."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from flows import pasos
from flows.acuses.cosecha import Cosecha, FinalDeAcuses
from flows.acuses.cosecha import Pedido as PedidoDeAcuses
from flows.carpeta import CarpetaDeTrabajo
from flows.cola.errores import OtraProtesta
from flows.lote.renglon import Renglon
from flows.mesa import Mesa
from flows.mundo import Mundo
from flows.pasos import Paso
from flows.soporte.automatico import apartar
from flows.tanda.politica import Politica
from flows.tanda.resumen import Final
from flows.tanda.uno import fallida, presentar_uno, releer
from flows.tanda.vista import Desenlace, Trabajo
from icsoe_bot.errors import IcsoeError

T = TypeVar("T")


class Apoyo(Protocol):
    """What a try needs of whom it is made for."""

    carpeta: CarpetaDeTrabajo
    politica: Politica

    def paso(self, trabajo: Trabajo, paso: Paso) -> None:
        """Told of each step; it may raise, to stop before it."""

    def insistir(self, trabajo: Trabajo, hacer: Callable[[], T]) -> T:
        """Do what only reads and navigates, again while that is worth it."""


class Intento(ABC):
    """A try that is about to be made."""

    releer: datetime | None = None
    """When the acuses are to be read again, after a signature without an answer."""

    def __init__(self, apoyo: Apoyo, intentos: int, *, agotado: bool) -> None:
        self._apoyo = apoyo
        self.intentos = intentos
        """The tries before this one."""
        self.agotado = agotado
        """Whether it was tried for long enough, should the portal fail again."""
        self.hubo_pasos = False
        self.hubo_sesion = False
        """Whether it got inside the portal."""

    @property
    @abstractmethod
    def trabajo(self) -> Trabajo:
        """What it is about."""

    @abstractmethod
    def hacer(self, mesa: Mesa) -> Desenlace:
        """Make it.

        Raises:
            IcsoeError: it didn't end well; the class says who must act.
        """

    @abstractmethod
    def fallido(self, mesa: Mesa | None, problema: IcsoeError) -> Desenlace:
        """The ending of what raised ``problema``, at a desk or before it got to one."""

    @abstractmethod
    def apartar(self, mundo: Mundo, problema: IcsoeError) -> None:
        """Make the pack for the help desk, if there is something to tell it."""

    def _vigilar(self, paso: Paso) -> None:
        self.hubo_pasos = True
        dentro = paso is pasos.REVISAR or paso.numero > pasos.VALIDAR_E_INGRESAR.numero
        self.hubo_sesion |= dentro and paso is not pasos.CERRAR_SESION
        self._apoyo.paso(self.trabajo, paso)


class IntentoDePresentar(Intento):
    """A filing."""

    def __init__(self, apoyo: Apoyo, renglon: Renglon, intentos: int, *, agotado: bool) -> None:
        super().__init__(apoyo, intentos, agotado=agotado)
        self._renglon = renglon
        self._inicio = datetime.now(UTC)

    @property
    def trabajo(self) -> Renglon:
        return self._renglon

    def hacer(self, mesa: Mesa) -> Final:
        self._exigir_protesta(mesa)
        return presentar_uno(
            mesa,
            self._renglon,
            self._vigilar,
            lambda que: self._apoyo.insistir(self._renglon, que),
        )

    def fallido(self, mesa: Mesa | None, problema: IcsoeError) -> Final:
        if mesa is None:
            return Final(self._renglon, problema=problema)
        final = fallida(mesa, self._renglon, problema)
        espera = self._apoyo.politica.espera_desenlace
        self.releer = releer(mesa, final, self._inicio, espera)
        return final

    def apartar(self, mundo: Mundo, problema: IcsoeError) -> None:
        if self.hubo_pasos:
            apartar(self._apoyo.carpeta, mundo, self._renglon.presentacion, problema)

    def _exigir_protesta(self, mesa: Mesa) -> None:
        """Who declares agreed to a text; this machine's profile may hold another one."""
        renglon = self._renglon
        if renglon.protesta.texto == self._apoyo.carpeta.perfil.protesta.texto:
            return
        error = OtraProtesta(
            f"Quien declara por {renglon.titulo} aceptó otro texto que el que dice portal.toml en "
            "este equipo. No se presentó.",
            remedio="Ponga el mismo portal.toml en todos los equipos, lea el texto con quien "
            "declara y vuelva a encolar.",
        )
        mesa.anotar_impedimento(renglon.presentacion, renglon.protesta, error)
        raise error


class IntentoDeAcuses(Intento):
    """Bringing a taxpayer's acuses home."""

    def __init__(
        self, apoyo: Apoyo, pedido: PedidoDeAcuses, intentos: int, *, agotado: bool
    ) -> None:
        super().__init__(apoyo, intentos, agotado=agotado)
        self._pedido = pedido
        self._cosecha: Cosecha | None = None

    @property
    def trabajo(self) -> PedidoDeAcuses:
        return self._pedido

    def hacer(self, mesa: Mesa) -> FinalDeAcuses:
        recolector, llave = mesa.recolector(self._pedido)
        self._cosecha = recolector.cosecha
        self._apoyo.insistir(
            self._pedido, lambda: mesa.recolectar(recolector, llave, [self._vigilar])
        )
        return FinalDeAcuses(self._pedido, recolector.cosecha)

    def fallido(self, mesa: Mesa | None, problema: IcsoeError) -> FinalDeAcuses:
        return FinalDeAcuses(self._pedido, self._cosecha, problema)

    def apartar(self, mundo: Mundo, problema: IcsoeError) -> None:
        """Nothing: what the help desk is told about are filings."""
