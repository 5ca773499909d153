"""A desk that plays a script: how a batch goes on is tested without a browser."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from fixtures.contribuyentes import contribuyentes_ficticios
from flows.desenlace import Resultado
from flows.encargo import Encargo
from flows.interrupcion import Interrupcion
from flows.lote.renglon import Renglon
from flows.mesa import Mesa
from flows.pasos import MICROSITIO, REVISAR, Paso
from flows.tanda.buzon import Buzon
from flows.tanda.politica import Politica
from flows.tanda.resumen import Final, Resumen
from flows.tanda.tanda import Tanda
from flows.tanda.testigo import Testigo
from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import Oportunidad
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.errors import IcsoeError
from icsoe_bot.ledger.estados import Estado
from icsoe_bot.ledger.tomas import EnManosDeOtro
from icsoe_bot.portal.direcciones import Ambiente
from icsoe_bot.portal.errores import FirmaSinDesenlace

PERIODO = Periodo.parse("2026-2")

Guion = Callable[[], None]
"""What happens at one try: raise, or return as filed."""


class SinEsperar(Interrupcion):
    """Time passes at once, and is written down."""

    def __init__(self) -> None:
        super().__init__(lambda _: None)
        self.siestas: list[float] = []

    def dormir(self, segundos: float) -> None:
        self.siestas.append(segundos)
        self.atender()

    def pedir(self) -> None:
        self._pedida.set()


@dataclass
class MesaDeGuion:
    """Plays for each RFC one script a try; without any left it files."""

    interrupcion: SinEsperar
    guiones: dict[str, list[Guion]] = field(default_factory=lambda: defaultdict(list))
    impedimentos: dict[str, IcsoeError] = field(default_factory=dict)
    archivadas: set[str] = field(default_factory=set)
    firmadas: dict[str, datetime] = field(default_factory=dict)
    intentos: list[str] = field(default_factory=list)
    anotados: list[tuple[str, IcsoeError]] = field(default_factory=list)
    simuladas: list[str] = field(default_factory=list)
    sin_entrar: set[str] = field(default_factory=set)
    """Those for whom the portal never opened a session."""

    def otra(self) -> AbstractContextManager[MesaDeGuion]:
        return nullcontext(self)

    def archivada(self, presentacion: Presentacion) -> Resultado | None:
        rfc = str(presentacion.rfc)
        return resultado(presentacion, ya=True) if rfc in self.archivadas else None

    def encargar(self, presentacion: Presentacion, protesta: Protesta) -> Encargo:
        if error := self.impedimentos.get(str(presentacion.rfc)):
            raise error
        return Encargo(presentacion, protesta, cast(Any, None), "", cast(Any, None))

    def anotar_impedimento(
        self, presentacion: Presentacion, _protesta: Protesta, error: IcsoeError
    ) -> None:
        self.anotados.append((str(presentacion.rfc), error))

    def presentar(
        self, encargo: Encargo, observadores: Sequence[Callable[[Paso], None]] = ()
    ) -> Resultado:
        self._intentar(encargo, observadores)
        return resultado(encargo.presentacion, ya=False)

    def simular(
        self, encargo: Encargo, observadores: Sequence[Callable[[Paso], None]] = ()
    ) -> str | None:
        self._intentar(encargo, observadores)
        self.simuladas.append(str(encargo.presentacion.rfc))
        return None

    def firmada_desde(self, presentacion: Presentacion) -> datetime | None:
        firmada = self.firmadas.get(str(presentacion.rfc))
        return firmada and firmada - timedelta(seconds=sum(self.interrupcion.siestas))

    def con_lo_firmado(self, presentacion: Presentacion, error: IcsoeError) -> IcsoeError:
        if isinstance(error, FirmaSinDesenlace | EnManosDeOtro):
            return error
        if self.firmada_desde(presentacion) is None:
            return error
        return FirmaSinDesenlace(error.mensaje)

    def registrada(self, _presentacion: Presentacion) -> None:
        return None

    def _intentar(self, encargo: Encargo, observadores: Sequence[Callable[[Paso], None]]) -> None:
        rfc = str(encargo.presentacion.rfc)
        self.intentos.append(rfc)
        for observador in observadores:
            observador(MICROSITIO if rfc in self.sin_entrar else REVISAR)
        if self.guiones[rfc]:
            self.guiones[rfc].pop(0)()


def resultado(presentacion: Presentacion, *, ya: bool) -> Resultado:
    return Resultado(
        presentacion=presentacion,
        folio=Folio("SI262202734"),
        fecha_presentacion=date(2026, 9, 10),
        oportunidad=Oportunidad.EN_TIEMPO,
        acuse=Path("acuses") / "x.pdf",
        estado=Estado.ACUSE_ARCHIVADO,
        ya_presentada=ya,
    )


@dataclass
class Ensayo:
    """A batch of a few taxpayers on the desk that plays."""

    renglones: list[Renglon]
    interrupcion: SinEsperar
    mesa: MesaDeGuion
    politica: Politica = field(
        default_factory=lambda: Politica(
            intentos=3,
            pausa_s=2,
            caidas=3,
            regreso=timedelta(minutes=30),
            espera_desenlace=timedelta(minutes=10),
        )
    )
    testigo: Testigo = field(default_factory=Testigo)
    navegadores: int = 1

    @property
    def rfcs(self) -> list[str]:
        return [str(renglon.presentacion.rfc) for renglon in self.renglones]

    def falla(self, cual: int, *errores: Exception) -> None:
        """The taxpayer's next tries end so."""
        for error in errores:
            self.mesa.guiones[self.rfcs[cual]].append(levantar(error))

    def correr(self, *, simulacion: bool = False) -> Resumen:
        tanda = Tanda(
            cast(Mesa, self.mesa),
            self.renglones,
            self.politica,
            self.interrupcion,
            Buzon(self.testigo),
            self.navegadores,
            simulacion=simulacion,
        )
        inicio = datetime.now(UTC)
        finales: tuple[Final, ...] = tanda.correr()
        return Resumen(
            ambiente=Ambiente.REPLICA,
            lote=Path("lote.csv"),
            inicio=inicio,
            fin=datetime.now(UTC),
            finales=finales,
            simulacion=simulacion,
            volver=tanda.volver,
            motivo=tanda.motivo,
            interrumpida=tanda.interrumpida,
        )


def levantar(error: Exception) -> Guion:
    """A try that ends so."""

    def levantado() -> None:
        raise error

    return levantado


@pytest.fixture
def ensayo() -> Ensayo:
    renglones = [
        Renglon(
            fila=2 + orden,
            presentacion=Presentacion(contribuyente.rfc, PERIODO),
            protesta=Protesta(contribuyente.declarante, date(2026, 9, 3)),
        )
        for orden, contribuyente in enumerate(contribuyentes_ficticios(6))
    ]
    interrupcion = SinEsperar()
    return Ensayo(renglones, interrupcion, MesaDeGuion(interrupcion))
