"""Whether the portal was looked at lately enough to file on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from flows.calibracion.hallazgos import Calibracion
from flows.calibracion.informe import InformeIlegible, leer_informe
from flows.calibracion.revisar import CARPETA, huella_del_perfil
from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import OperatorMustAct
from icsoe_bot.portal.direcciones import Ambiente

VIGENCIA = timedelta(days=7)


class RevisionPendiente(OperatorMustAct):
    """Nobody looked lately whether the real portal is as the profile says."""


def exigir_revision(carpeta: CarpetaDeTrabajo, ahora: datetime) -> None:
    """On the real portal, file only after a look from inside that found all in order.

    Raises:
        RevisionPendiente: there is none of the last seven days with this profile.
    """
    if carpeta.configuracion.ambiente is not Ambiente.PRODUCCION:
        return
    motivo = "no hay ninguna"
    for informe in reversed(informes(carpeta.raiz)):
        motivo = _defecto(informe, carpeta, ahora)
        if not motivo:
            return
        break
    raise RevisionPendiente(
        f"Antes de presentar en el portal real hace falta una revisión en orden: {motivo}.",
        remedio="Ejecute «icsoe portal revisar --con RFC» con uno de sus contribuyentes: no "
        "presenta nada. Vale siete días.",
    )


def informes(raiz: Path) -> list[Calibracion]:
    """Those of a working folder that looked from inside, oldest first."""
    hallados = []
    for carpeta in sorted((raiz / CARPETA).glob("*-*")):
        try:
            informe = leer_informe(carpeta)
        except InformeIlegible:
            continue
        if informe.por_dentro:
            hallados.append(informe)
    return sorted(hallados, key=lambda informe: informe.momento)


def _defecto(informe: Calibracion, carpeta: CarpetaDeTrabajo, ahora: datetime) -> str:
    cuando = f"la última, del {informe.momento.astimezone(ZONA):%d/%m/%Y},"
    if informe.ambiente != carpeta.configuracion.ambiente.value:
        return f"{cuando} no es de este ambiente"
    if informe.momento < ahora - VIGENCIA:
        return f"{cuando} ya no vale"
    if informe.perfil != huella_del_perfil(carpeta.perfil):
        return f"{cuando} se hizo con otros ajustes de portal.toml"
    if not informe.segura:
        return f"{cuando} encontró diferencias"
    return ""
