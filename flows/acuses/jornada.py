"""Bringing the acuses of many taxpayers home, from the order to its summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.acuses.alcance import exigir_uno_u_otro, leer_alcance
from flows.acuses.cosecha import FinalDeAcuses, Pedido
from flows.acuses.tanda import TandaDeAcuses
from flows.carpeta import CarpetaDeTrabajo
from flows.cortesia.espera import Espera
from flows.interrupcion import INTERRUMPIDO, Interrupcion
from flows.lote.archivo import localizar_lote
from flows.lote.leer import leer_lote
from flows.mesa import Mesa
from flows.mundo import Mundo, preguntar
from flows.taller import Opciones
from flows.tanda.buzon import Buzon
from flows.tanda.politica import Politica
from flows.tanda.testigo import Testigo
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.carpeta import nombrados
from icsoe_bot.errors import IcsoeError, RetryLater, UsageProblem


@dataclass(frozen=True, slots=True)
class ResumenDeAcuses:
    """A whole run, over."""

    inicio: datetime
    fin: datetime
    finales: tuple[FinalDeAcuses, ...]
    volver: datetime | None
    """When to come back, if the portal was down or this wasn't the moment."""
    interrumpida: bool
    motivo: str = ""
    """Why it wasn't; empty when the portal was down."""

    @property
    def cuentas(self) -> dict[str, int]:
        """How many taxpayers ended in each way."""
        return dict(Counter(final.rotulo for final in self.finales))

    @property
    def bajados(self) -> int:
        """Acuses archived in this run."""
        return sum(len(final.cosecha.bajados) for final in self.finales if final.cosecha)

    @property
    def codigo(self) -> int:
        """The exit code of the command line."""
        if self.interrumpida:
            return INTERRUMPIDO
        if self.volver is not None:
            return RetryLater.exit_code
        problemas = [final.problema for final in self.finales if final.problema]
        if any(not isinstance(problema, RetryLater) for problema in problemas):
            return IcsoeError.exit_code
        return RetryLater.exit_code if problemas else 0

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "inicio": self.inicio.isoformat(),
            "fin": self.fin.isoformat(),
            "codigo": self.codigo,
            "volver": self.volver.isoformat() if self.volver else None,
            "motivo": self.motivo or None,
            "interrumpida": self.interrumpida,
            "cuentas": self.cuentas,
            "bajados": self.bajados,
            "contribuyentes": [final.en_json() for final in self.finales],
        }


@dataclass(frozen=True, slots=True)
class JornadaDeAcuses:
    """Whose acuses to bring, once everything was found right; no browser was opened yet."""

    carpeta: CarpetaDeTrabajo
    pedidos: list[Pedido]
    mundo: Mundo

    @classmethod
    def preparar(
        cls,
        carpeta: CarpetaDeTrabajo,
        rfcs: Sequence[str],
        lote: Path | None,
        desde: str,
        hasta: str,
    ) -> JornadaDeAcuses:
        """Those named, those of a batch file, or every taxpayer with an e.firma in the folder.

        Raises:
            UsageProblem: an RFC, a period or the file is wrong, or there is nobody.
            RetryLater: the replica doesn't answer.
        """
        primero, ultimo = leer_alcance(desde, hasta)
        pedidos = [Pedido(rfc, primero, ultimo) for rfc in _de_quienes(carpeta, rfcs, lote)]
        return cls(carpeta, pedidos, preguntar(carpeta.direcciones))

    def correr(
        self,
        opciones: Opciones,
        interrupcion: Interrupcion,
        testigo: Testigo,
    ) -> ResumenDeAcuses:
        """Do it.

        Raises:
            IcsoeError: it couldn't even begin.
        """
        inicio = datetime.now(ZONA)
        politica = Politica.de(self.carpeta.configuracion)
        buzon = Buzon(testigo)
        espera = Espera(interrupcion.dormir, buzon.espera, buzon.advierte)
        with Mesa(self.carpeta, self.mundo, replace(opciones, espera=espera)) as mesa:
            tanda = TandaDeAcuses(
                mesa, self.pedidos, politica, interrupcion, buzon, opciones.navegadores
            )
            finales = tanda.correr()
        return ResumenDeAcuses(
            inicio, datetime.now(ZONA), finales, tanda.volver, tanda.interrumpida, tanda.motivo
        )


def _de_quienes(carpeta: CarpetaDeTrabajo, rfcs: Sequence[str], lote: Path | None) -> list[RFC]:
    exigir_uno_u_otro(rfcs, lote)
    if rfcs:
        pedidos = [RFC.parse(rfc) for rfc in rfcs]
    elif lote is not None:
        hoy = dia_en_mexico(datetime.now(ZONA))
        renglones = leer_lote(localizar_lote(carpeta.raiz, lote), hoy=hoy)
        pedidos = [renglon.presentacion.rfc for renglon in renglones]
    else:
        pedidos, _ = nombrados(carpeta.efirmas)
    if not pedidos:
        raise UsageProblem(
            f"No hay de quién traer acuses: {carpeta.efirmas} está vacía.",
            remedio="Ponga las e.firmas de sus contribuyentes, una carpeta por RFC.",
        )
    return list(dict.fromkeys(pedidos))
