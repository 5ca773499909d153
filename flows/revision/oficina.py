"""What an office itself brings: settings, disk, ledger, batch, calendar, notices."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections import Counter
from datetime import date, datetime

from flows.avisos import avisador_de
from flows.carpeta import CarpetaDeTrabajo
from flows.configuracion import PREFIJO, Configuracion
from flows.lote.errores import LoteInvalido
from flows.lote.leer import CELDA_VACIA, leer_lote
from flows.mundo import mundo_local, preguntar
from flows.revision.hallazgo import Atencion
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico
from icsoe_bot.efirma.carpeta import nombrados
from icsoe_bot.errors import OperatorMustAct, RetryLater
from icsoe_bot.portal.direcciones import Ambiente

LIBRE_MINIMO = 200 * 1024 * 1024
"""Bytes below which a run may fail half way: ledger, acuses, evidence, the browser's own files."""

LIBRE_HOLGADO = 1024 * 1024 * 1024

_ERRORES_A_LA_VISTA = 5


class DiscoLleno(OperatorMustAct):
    """There may be no room for an acuse, or for what the ledger must write before a signature."""

    porque = (
        "Sin espacio no se puede anotar una firma antes de hacerla ni guardar el acuse: icsoe se "
        "detendría a la mitad."
    )


class LoteSinEfirma(OperatorMustAct):
    """The batch names taxpayers whose e.firma isn't in the folder."""

    porque = "A esos contribuyentes no se les puede presentar nada; a los demás sí."


def ajustes(carpeta: CarpetaDeTrabajo) -> str | Atencion:
    """The settings, and which of them come from the machine's environment instead of ``.env``.

    Raises:
        ConfiguracionInvalida: one is unknown or impossible.
    """
    configuracion = carpeta.configuracion
    en_env = {nombre.upper(): valor for nombre, valor in carpeta.env.items()}
    del_equipo = [
        nombre
        for nombre in (f"{PREFIJO}{campo.upper()}" for campo in Configuracion.model_fields)
        if nombre in os.environ
    ]
    contrarios = [
        nombre
        for nombre in del_equipo
        if en_env.get(nombre) and en_env[nombre] != os.environ[nombre]
    ]
    if contrarios:
        return Atencion(
            f"Este equipo tiene las variables de entorno {', '.join(contrarios)} con otro valor "
            "que el del .env.",
            "Mandan las variables del equipo: la carpeta no trabaja como dice su .env.",
            "Quite esas variables, o póngales el mismo valor.",
        )
    origen = ".env" if carpeta.archivo_env.is_file() else "no hay .env: los de costumbre"
    ademas = f"; del equipo: {', '.join(del_equipo)}" if del_equipo else ""
    return f"ambiente «{configuracion.ambiente.value}», {origen}{ademas}"


def disco(carpeta: CarpetaDeTrabajo) -> str | Atencion:
    """Whether there is room.

    Raises:
        DiscoLleno: there is hardly any.
    """
    libre = shutil.disk_usage(carpeta.raiz).free
    dicho = f"{libre / 1024**3:.1f} GB libres"
    if libre < LIBRE_MINIMO:
        raise DiscoLleno(
            f"Al disco de la carpeta le quedan {libre // 1024**2} MB libres.",
            remedio="Libere espacio, al menos 1 GB, y vuelva a revisar.",
        )
    if libre < LIBRE_HOLGADO:
        return Atencion(
            f"Al disco de la carpeta le quedan {libre // 1024**2} MB libres.",
            "Una tanda grande, con acuses y evidencias, puede no caber.",
            "Libere espacio antes de un lote.",
        )
    return dicho


def bitacora(carpeta: CarpetaDeTrabajo) -> str:
    """That the ledger can be reached and is of this version.

    Where there is no office yet, looking leaves none behind.

    Raises:
        IcsoeError: it can't be opened, or a later version wrote it.
    """
    if not carpeta.de_oficina:
        return "se hará con la primera presentación"
    with carpeta.abrir_bitacora(carpeta.configuracion.ambiente.value):
        pass
    donde = "un archivo de la carpeta" if carpeta.configuracion.bitacora is None else "PostgreSQL"
    return f"abre y está al día, en {donde}"


def calendario(carpeta: CarpetaDeTrabajo) -> str:
    """The days that ``dias-inhabiles.txt`` adds.

    Raises:
        UsageProblem: a line of it is no date.
    """
    cuantos = len(carpeta.calendario.inhabiles)
    return f"{cuantos} días en dias-inhabiles.txt" if cuantos else "los de la ley, sin añadidos"


def avisos(carpeta: CarpetaDeTrabajo) -> str:
    """That each address for notices is one; nothing is sent.

    Raises:
        ConfiguracionInvalida: one isn't.
    """
    avisador_de(carpeta.configuracion)
    if carpeta.configuracion.avisos is None:
        return "no se envían; si los quiere, docs/avisos.md"
    return "las direcciones están bien escritas; no se envió nada"


def lote(carpeta: CarpetaDeTrabajo) -> str | Atencion:
    """The usual batch, checked as a run would.

    Raises:
        LoteInvalido: it has errors.
        LoteSinEfirma: somebody in it has no e.firma here.
    """
    try:
        renglones = leer_lote(carpeta.lote, hoy=_hoy(carpeta))
    except LoteInvalido as error:
        pendiente = _sin_declarar(error)
        if pendiente is None:
            raise _con_errores_a_la_vista(carpeta, error) from None
        return pendiente
    con_efirma, _ajenos = nombrados(carpeta.efirmas)
    pedidos = dict.fromkeys(renglon.presentacion.rfc for renglon in renglones)
    faltan = [str(rfc) for rfc in pedidos if rfc not in con_efirma]
    if faltan:
        raise LoteSinEfirma(
            f"{carpeta.lote.name} pide presentar por {', '.join(faltan)}, y aquí no hay e.firma "
            "suya.",
            remedio="Ponga sus archivos en efirmas/<RFC>/, o quite esos renglones.",
        )
    return f"{len(renglones)} renglones, sin errores"


def _hoy(carpeta: CarpetaDeTrabajo) -> date:
    """As a batch takes it: whoever declares lives by today's date, whatever the replica's clock."""
    direcciones = carpeta.direcciones
    mundo = mundo_local(direcciones)
    with contextlib.suppress(RetryLater):
        mundo = preguntar(direcciones)
    return max(dia_en_mexico(mundo.ahora), dia_en_mexico(datetime.now(ZONA)))


def _sin_declarar(error: LoteInvalido) -> Atencion | None:
    """What is only waiting for a person: nobody has declared yet. Anything else is an error."""
    if any(
        uno.columna not in ("declara", "fecha_declaracion") or uno.mensaje != CELDA_VACIA
        for uno in error.errores
    ):
        return None
    filas = len(Counter(uno.fila for uno in error.errores))
    renglones = "1 renglón" if filas == 1 else f"{filas} renglones"
    return Atencion(
        f"Falta quién declara, o cuándo, en {renglones}.",
        "Nadie declara bajo protesta por omisión: así el lote no se presenta.",
        "Cuando cada persona haya declarado, escriba su nombre y la fecha en las columnas declara "
        "y fecha_declaracion.",
    )


def _con_errores_a_la_vista(carpeta: CarpetaDeTrabajo, error: LoteInvalido) -> LoteInvalido:
    lista = " ".join(
        f"{uno.donde}: {uno.mensaje} {uno.remedio}".rstrip()
        for uno in error.errores[:_ERRORES_A_LA_VISTA]
    )
    cuantos = len(error.errores) - _ERRORES_A_LA_VISTA
    mas = f" Y {cuantos} más: corrija primero estos." if cuantos > 0 else ""
    nuevo = LoteInvalido(carpeta.lote, error.errores)
    nuevo.remedio = f"{lista}{mas}"
    return nuevo


def produccion(carpeta: CarpetaDeTrabajo) -> str | Atencion:
    """What to know about the folder's environment before filing in it."""
    if carpeta.configuracion.ambiente is Ambiente.REPLICA:
        return "réplica: nada de lo que se presente tiene validez"
    informes = carpeta.raiz / "portal"
    if not informes.is_dir() or not any(informes.iterdir()):
        return Atencion(
            "Producción: lo que se presente es de verdad, y desde esta carpeta no se ha revisado "
            "el portal.",
            "Las pantallas del portal se conocen por su guía: conviene verlas antes de firmar.",
            "Ejecute «icsoe portal revisar» y luego «icsoe portal revisar --con RFC»: miran sin "
            "presentar nada.",
        )
    return "producción: lo que se presente es de verdad"
