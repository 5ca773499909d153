"""Whether today is a day to remind, and of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from flows.avisos import avisador_de
from flows.configuracion import Configuracion
from flows.estado import Casilla, Estado, PeriodoDebido, Situacion, plazo_en_palabras
from flows.marca import marcar
from flows.tanda.frases import periodo_en_palabras
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import Calendario, Ventana, ventana

_DIAS = (1, 10, 15)
_MAS_RFCS = 20
"""So many are named in a notice; messengers refuse longer ones."""


class Envio(Enum):
    """What became of a notice."""

    NO_TOCA = "no toca"
    NADA_FALTA = "nada falta"
    SIN_DESTINO = "sin destino"
    """No service for notices is configured."""
    ENVIADO = "enviado"
    FALLIDO = "fallido"


@dataclass(frozen=True, slots=True)
class Recordatorio:
    """What there is to say about the period that is due."""

    estado: Estado
    debido: PeriodoDebido
    toca: bool
    """Today is one of the reminder days."""
    proximo: date
    """The next reminder day after today."""

    @property
    def faltan(self) -> list[Casilla]:
        """Taxpayers without the period, by RFC."""
        return self.estado.del_periodo(self.debido.periodo, Situacion.FALTA)

    @property
    def requieren_persona(self) -> list[Casilla]:
        return self.estado.del_periodo(self.debido.periodo, Situacion.REQUIERE_PERSONA)

    @property
    def hay_pendientes(self) -> bool:
        return bool(self.faltan or self.requieren_persona)

    @property
    def titulo(self) -> str:
        pendientes = len(self.faltan) + len(self.requieren_persona)
        texto = f"ICSOE {self.debido.periodo}: "
        if not pendientes:
            texto += "no falta ninguna"
        else:
            texto += f"{_contar(pendientes, 'pendiente')}, {self._plazo}"
        return marcar(texto, self.estado.ambiente)

    @property
    def cuerpo(self) -> str:
        """The notice's text, in several lines."""
        periodo, vence = self.debido.periodo, self.debido.ventana.vence
        verbo = "venció" if self.debido.dias_restantes < 0 else "vence"
        lineas = [
            f"Periodo {periodo} ({periodo_en_palabras(periodo)}): {verbo} el "
            f"{vence:%d/%m/%Y}, {self._plazo}.",
        ]
        if not self.estado.contribuyentes:
            lineas.append("No hay contribuyentes en la carpeta de trabajo.")
        elif not self.hay_pendientes:
            lineas.append("No falta ningún contribuyente de la carpeta.")
        for titulo, casillas in (
            ("Falta presentar", self.faltan),
            ("Requieren que una persona los revise", self.requieren_persona),
        ):
            if casillas:
                lineas += ["", f"{titulo} ({len(casillas)}):", *_nombrar(casillas)]
        return "\n".join(lineas)

    @property
    def _plazo(self) -> str:
        return plazo_en_palabras(self.debido.dias_restantes)

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "ambiente": self.estado.ambiente.value,
            "hoy": self.estado.hoy.isoformat(),
            "es_dia": self.toca,
            "proximo": self.proximo.isoformat(),
            "periodo": str(self.debido.periodo),
            "vence": self.debido.ventana.vence.isoformat(),
            "dias_restantes": self.debido.dias_restantes,
            "faltan": [str(casilla.rfc) for casilla in self.faltan],
            "requieren_persona": [str(casilla.rfc) for casilla in self.requieren_persona],
            "titulo": self.titulo,
            "texto": self.cuerpo,
            "avisos": list(self.estado.avisos),
        }


def dias_de_recordatorio(plazo: Ventana) -> list[date]:
    """The 1st, 10th and 15th of the due month, and the deadline itself."""
    return sorted({*(plazo.abre.replace(day=dia) for dia in _DIAS), plazo.vence})


def recordatorio(estado: Estado, calendario: Calendario) -> Recordatorio:
    """What to remind of, from an ``estado`` that shows the last period that ended."""
    periodo = Periodo.ultimo_terminado(estado.hoy)
    (debido,) = (debido for debido in estado.periodos if debido.periodo == periodo)
    dias = dias_de_recordatorio(debido.ventana)
    siguientes = dias_de_recordatorio(ventana(periodo.siguiente, calendario))
    proximo = next(dia for dia in (*dias, *siguientes) if dia > estado.hoy)
    return Recordatorio(estado, debido, estado.hoy in dias, proximo)


def enviar(hallado: Recordatorio, configuracion: Configuracion, *, ahora: bool) -> Envio:
    """Send what there is to remind of, if today is the day or if it must be ``ahora``.

    Raises:
        UsageProblem: the addresses for notices are wrong.
    """
    if not (hallado.toca or ahora):
        return Envio.NO_TOCA
    if not hallado.hay_pendientes:
        return Envio.NADA_FALTA
    if not configuracion.avisos:
        return Envio.SIN_DESTINO
    entregado = avisador_de(configuracion).avisar(hallado.titulo, hallado.cuerpo)
    return Envio.ENVIADO if entregado else Envio.FALLIDO


def _contar(cuantos: int, que: str) -> str:
    return f"{cuantos} {que}{'' if cuantos == 1 else 's'}"


def _nombrar(casillas: list[Casilla]) -> list[str]:
    nombradas = [f"- {casilla.rfc}" + _entre_parentesis(casilla) for casilla in casillas]
    if len(nombradas) <= _MAS_RFCS:
        return nombradas
    restantes = len(nombradas) - _MAS_RFCS
    return [*nombradas[:_MAS_RFCS], f"y {restantes} más: véalos con «icsoe estado»."]


def _entre_parentesis(casilla: Casilla) -> str:
    return f" ({casilla.detalle})" if casilla.detalle else ""
