"""A look at the portal from its door, or from inside, and what is kept of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import BrowserContext

from flows.calibracion.hallazgos import Calibracion
from flows.calibracion.informe import escribir_informe
from flows.calibracion.recorrido import Recorrido
from flows.carpeta import CarpetaDeTrabajo
from flows.cortesia.cortesia import Cortesia
from flows.encargo import abrir_efirma
from flows.mundo import Mundo, preguntar
from flows.seguimiento import Observador, Seguimiento
from flows.taller import Opciones, Taller
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.portal.mirador import SinMirador
from icsoe_bot.portal.perfil.modelo import Perfil
from icsoe_bot.recording.mascara import guion_de_mascara

CARPETA = "portal"
"""Where the reports are, in the working folder."""

_ESPERA_S = 15.0
"""For a screen of which nothing is found: then it is looked at as it is."""


class _Tapado(SinMirador):
    """Covers a taxpayer's data in the screenshots."""

    def __init__(self, datos: Sequence[str]) -> None:
        self._datos = datos

    def preparar(self, contexto: BrowserContext) -> None:
        if self._datos:
            contexto.add_init_script(guion_de_mascara(self._datos))


@dataclass(frozen=True, slots=True)
class Revision:
    """What was found, and where its report is."""

    calibracion: Calibracion
    carpeta: Path


def huella_del_perfil(perfil: Perfil) -> str:
    """What tells one profile from another."""
    return hashlib.sha256(perfil.model_dump_json().encode()).hexdigest()[:16]


def revisar_portal(
    carpeta: CarpetaDeTrabajo,
    rfc_escrito: str = "",
    periodo_escrito: str = "",
    opciones: Opciones | None = None,
    observadores: Sequence[Observador] = (),
    *,
    espera: float | None = None,
) -> Revision:
    """Walk up to the oath and back, with an e.firma or without, and write the report.

    Raises:
        AhoraNo: no session may begin now.
        IcsoeError: it couldn't begin: the settings, the e.firma, the browser.
    """
    direcciones = carpeta.direcciones
    perfil = carpeta.perfil
    mundo = preguntar(direcciones)
    efirma, periodo = None, Periodo.ultimo_terminado(dia_en_mexico(mundo.ahora))
    if rfc_escrito:
        rfc = RFC.parse(rfc_escrito)
        if periodo_escrito:
            periodo = Periodo.parse(periodo_escrito)
            periodo.exigir_terminado(dia_en_mexico(mundo.ahora))
        with carpeta.abrir_bitacora(mundo.nombre) as bitacora:
            efirma, _ = abrir_efirma(carpeta, rfc, mundo.ahora, bitacora.rechazos)
    momento = datetime.now(ZONA)
    datos = _datos_de(efirma)
    # No trace: it would show what the pictures hide.
    opciones = replace(opciones or Opciones(), mirador=_Tapado(datos), traza=False)
    cortesia = Cortesia.de(carpeta, mundo, opciones.espera)
    with ExitStack() as abierto:
        abierto.enter_context(cortesia.sesion("revisar el portal"))
        destino = _carpeta_nueva(carpeta, momento)
        if efirma is not None:
            _tomar(abierto, carpeta, mundo, efirma.rfc)
        taller = abierto.enter_context(Taller(carpeta, opciones, cortesia))
        pestana = abierto.enter_context(taller.pestana(efirma.rfc if efirma else "-", mundo.ahora))
        recorrido = Recorrido(
            pestana, destino, espera or min(_ESPERA_S, pestana.paciencia.pantalla), datos
        )
        seguimiento = Seguimiento("portal revisar", cortesia.observador(), *observadores)
        if recorrido.por_fuera() and efirma is not None:
            recorrido.por_dentro(efirma, periodo, seguimiento)
        pestana.exigir_sin_salidas()
        navegador = pestana.page.context.browser
        calibracion = Calibracion(
            momento=momento,
            ambiente=direcciones.ambiente.value,
            portal=direcciones.raiz,
            por_dentro=recorrido.sesion_cerrada is not None,
            perfil=huella_del_perfil(perfil),
            programa=version("icsoe-bot"),
            navegador=navegador.version if navegador else "",
            vistas=tuple(recorrido.vistas),
            borradores_antes=recorrido.borradores_antes,
            borradores_despues=recorrido.borradores_despues,
            sesion_cerrada=recorrido.sesion_cerrada,
        )
    escribir_informe(calibracion, destino)
    return Revision(calibracion, destino)


def _tomar(abierto: ExitStack, carpeta: CarpetaDeTrabajo, mundo: Mundo, rfc: RFC) -> None:
    # Nobody else works on this taxpayer meanwhile.
    bitacora = abierto.enter_context(carpeta.abrir_bitacora(mundo.nombre))
    abierto.enter_context(bitacora.tomas(_TOMA_S).tomada(rfc))


_TOMA_S = 1800.0


def _datos_de(efirma: Efirma | None) -> list[str]:
    if efirma is None:
        return []
    return [dato for dato in (str(efirma.rfc), efirma.curp, efirma.nombre) if dato]


def _carpeta_nueva(carpeta: CarpetaDeTrabajo, momento: datetime) -> Path:
    destino = carpeta.raiz / CARPETA / f"{momento:%Y%m%d-%H%M%S}"
    destino.mkdir(parents=True, exist_ok=True)
    return destino
