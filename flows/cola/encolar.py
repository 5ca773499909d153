"""Asking for work: a whole batch, checked as ``icsoe presentar --lote`` checks it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flows.acuses.alcance import leer_alcance
from flows.carpeta import CarpetaDeTrabajo
from flows.cola.cola import Cola
from flows.cola.errores import NadieLaTiene
from flows.cola.valores import Encoladas
from flows.mundo import preguntar
from flows.tanda.jornada import Jornada
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.estados import Estado


@dataclass(frozen=True, slots=True)
class Encargadas:
    """What came of asking for a batch."""

    encoladas: Encoladas
    sin_equipo: tuple[RFC, ...]
    """Those that wait and whose e.firma no worker that runs at this moment holds."""

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "encoladas": _en_json(self.encoladas.nuevas),
            "ya_en_cola": _en_json(self.encoladas.ya_en_cola),
            "ya_presentadas": _en_json(self.encoladas.ya_presentadas),
            "sin_equipo": [str(rfc) for rfc in self.sin_equipo],
        }


@dataclass(frozen=True, slots=True)
class AcusesEncargados:
    """What came of asking for acuses."""

    nuevos: tuple[RFC, ...]
    ya_en_cola: tuple[RFC, ...]
    sin_equipo: tuple[RFC, ...]

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "encolados": [str(rfc) for rfc in self.nuevos],
            "ya_en_cola": [str(rfc) for rfc in self.ya_en_cola],
            "sin_equipo": [str(rfc) for rfc in self.sin_equipo],
        }


def encolar_lote(carpeta: CarpetaDeTrabajo, lote: Path) -> Encargadas:
    """Ask for every filing of a batch, or for none of them.

    Raises:
        LoteInvalido: the file has errors, all of them told with row and column.
        ColaSinPostgreSQL: the ledger is a file of this machine.
        RetryLater: the replica doesn't answer.
        BitacoraInservible: the database failed.
    """
    with Cola(carpeta) as cola:
        jornada = Jornada.preparar(carpeta, lote)
        # Who declares agrees to the text of this folder; a worker with another one refuses it.
        texto = carpeta.perfil.protesta.texto
        renglones = [
            replace(renglon, protesta=replace(renglon.protesta, texto=texto))
            for renglon in jornada.renglones
        ]
        with carpeta.abrir_bitacora(jornada.mundo.nombre) as bitacora:
            hechas = {
                registro.presentacion
                for registro in bitacora.listar()
                if registro.estado is Estado.ACUSE_ARCHIVADO
            }
        encoladas = cola.encolar(jornada.mundo.nombre, renglones, hechas)
        esperan = (*encoladas.nuevas, *encoladas.ya_en_cola)
        return Encargadas(encoladas, _sin_equipo(cola, (uno.rfc for uno in esperan)))


def encolar_acuses(
    carpeta: CarpetaDeTrabajo, lote: Path | None, desde: str, hasta: str
) -> AcusesEncargados:
    """Ask for the acuses of a batch's taxpayers, or of all whose e.firma any machine holds.

    Raises:
        LoteInvalido: the file has errors.
        NadieLaTiene: no file was named, and no worker ever told whose e.firmas it holds.
        ColaSinPostgreSQL: the ledger is a file of this machine.
        RetryLater: the replica doesn't answer.
        BitacoraInservible: the database failed.
    """
    primero, ultimo = leer_alcance(desde, hasta)
    with Cola(carpeta) as cola:
        if lote is not None:
            jornada = Jornada.preparar(carpeta, lote)
            mundo = jornada.mundo.nombre
            rfcs = {renglon.presentacion.rfc for renglon in jornada.renglones}
        else:
            mundo = preguntar(carpeta.direcciones).nombre
            rfcs = {rfc for equipo in cola.equipos.listar() for rfc in equipo.rfcs}
        if not rfcs:
            raise NadieLaTiene(
                "Ningún trabajador ha dicho todavía de quién tiene e.firma.",
                remedio="Inicie «icsoe trabajador» en los equipos que las tienen, o diga de quién "
                "con --lote.",
            )
        nuevos, ya = cola.encolar_acuses(mundo, sorted(rfcs), primero, ultimo)
        return AcusesEncargados(tuple(nuevos), tuple(ya), _sin_equipo(cola, (*nuevos, *ya)))


def retirar(carpeta: CarpetaDeTrabajo, rfc: str, periodo: str) -> tuple[Presentacion, bool]:
    """Take a filing back; false if a worker has it in hand at this very moment.

    Raises:
        UsageProblem: RFC or period is none, or it isn't in the queue.
        RetryLater: the replica doesn't answer.
        BitacoraInservible: the database failed.
    """
    presentacion = Presentacion(RFC.parse(rfc), Periodo.parse(periodo))
    with Cola(carpeta) as cola:
        return presentacion, cola.retirar(preguntar(carpeta.direcciones).nombre, presentacion)


def _sin_equipo(cola: Cola, rfcs: Iterable[RFC]) -> tuple[RFC, ...]:
    con_equipo = {rfc for equipo in cola.equipos.listar() if equipo.vivo for rfc in equipo.rfcs}
    return tuple(sorted(set(rfcs) - con_equipo))


def _en_json(presentaciones: Iterable[Presentacion]) -> list[dict[str, str]]:
    return [
        {"rfc": str(uno.rfc), "periodo": str(uno.periodo), "tipo": uno.tipo.value}
        for uno in presentaciones
    ]
