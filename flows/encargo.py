"""A filing that can be done: every check that needs no browser."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flows.carpeta import CarpetaDeTrabajo
from flows.claves import fuentes_de
from flows.mundo import Mundo, mundo_local, preguntar
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.carpeta import localizar
from icsoe_bot.efirma.certificado import certificado_en
from icsoe_bot.efirma.efirma import Efirma, exigir_certificado
from icsoe_bot.efirma.errores import ClaveIncorrecta
from icsoe_bot.efirma.huella import huella_de
from icsoe_bot.errors import OperatorMustAct, RetryLater
from icsoe_bot.ledger.rechazos import Rechazo, Rechazos
from icsoe_bot.portal.direcciones import Ambiente


class EfirmaYaRechazada(OperatorMustAct):
    """The very e.firma and password that were refused before: they aren't tried again."""


@dataclass(frozen=True, slots=True)
class Encargo:
    """A filing that can be done: everything about it was checked without a browser."""

    presentacion: Presentacion
    protesta: Protesta
    efirma: Efirma
    huella: str
    """Of the e.firma and its password, to know them again if they are refused."""
    mundo: Mundo


def preparar(
    carpeta: CarpetaDeTrabajo, rfc_escrito: str, periodo_escrito: str, declarante: str
) -> Encargo:
    """Check what was asked for, cheapest and most frequent mistakes first.

    Raises:
        IcsoeError: it can't be done, and why. No browser was opened.
    """
    presentacion = Presentacion(RFC.parse(rfc_escrito), Periodo.parse(periodo_escrito))
    direcciones = carpeta.direcciones
    # A portal that doesn't answer is told last: mistakes of ours don't wait for it.
    sin_respuesta: RetryLater | None = None
    try:
        mundo = preguntar(direcciones)
    except RetryLater as error:
        sin_respuesta, mundo = error, mundo_local(direcciones)
    protesta = Protesta(declarante, dia_en_mexico(mundo.ahora))
    with carpeta.abrir_bitacora(mundo.nombre) as bitacora:
        encargo = encargar(carpeta, presentacion, protesta, mundo, bitacora.rechazos)
    if sin_respuesta is not None:
        raise sin_respuesta
    return encargo


def encargar(
    carpeta: CarpetaDeTrabajo,
    presentacion: Presentacion,
    protesta: Protesta,
    mundo: Mundo,
    rechazos: Rechazos,
) -> Encargo:
    """Check what needs no portal: that the period is over, and the e.firma.

    A password that doesn't open the key is remembered in ``rechazos``, and not tried again.

    Raises:
        IcsoeError: it can't be filed, and why.
    """
    presentacion.periodo.exigir_terminado(dia_en_mexico(mundo.ahora))
    efirma, huella = abrir_efirma(carpeta, presentacion.rfc, mundo.ahora, rechazos)
    # What is declared is what the folder's profile says that the portal asks.
    protesta = replace(protesta, texto=carpeta.perfil.protesta.texto)
    return Encargo(presentacion, protesta, efirma, huella, mundo)


def abrir_efirma(
    carpeta: CarpetaDeTrabajo, rfc: RFC, ahora: datetime, rechazos: Rechazos
) -> tuple[Efirma, str]:
    """The e.firma of a taxpayer, checked and open, and its fingerprint for ``rechazos``.

    Raises:
        IcsoeError: it is missing, isn't one, isn't this taxpayer's, doesn't open, was refused
            before, or is of the replica in a folder for production.
    """
    par = localizar(carpeta.efirmas, rfc)
    exigir_certificado(
        certificado_en(par.cer),
        par.cer,
        rfc=rfc,
        ahora=ahora,
        acepta_replica=carpeta.configuracion.ambiente is Ambiente.REPLICA,
    )
    clave = fuentes_de(carpeta).resolver(rfc)
    huella = huella_de(par, clave)
    previo = rechazos.de(rfc, huella)
    if previo is not None:
        raise _ya_rechazada(rfc, previo)
    try:
        efirma = Efirma.abrir(par.cer, par.key, clave, ahora=ahora)
    except ClaveIncorrecta as error:
        rechazos.anotar(rfc, huella, error.mensaje)
        raise
    efirma.exigir_rfc(rfc)
    return efirma, huella


def _ya_rechazada(rfc: RFC, previo: Rechazo) -> EfirmaYaRechazada:
    cuando = previo.momento.astimezone(ZONA)
    return EfirmaYaRechazada(
        f"La e.firma de {rfc} con esta contraseña ya se rechazó el {cuando:%d/%m/%Y a las %H:%M} y "
        f"no se volvió a probar: {previo.motivo}",
        remedio="Corrija la contraseña o los archivos de la e.firma. Si está seguro de que ya "
        f"sirve, ejecute «icsoe resolver {rfc} PERIODO --reintentar-efirma».",
    )
