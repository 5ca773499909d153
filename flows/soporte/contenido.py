"""What the pack says of one filing, gathered from ledger, log and evidence."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

from flows.carpeta import CarpetaDeTrabajo
from flows.marca import marca
from flows.soporte.evidencias import Evidencia, leer
from flows.soporte.intentos import Hecho, Intento, intentos_de, pasos_del_registro
from flows.soporte.limpieza import Limpiar, limpiador
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.plazos import ZONA, Ventana, dia_en_mexico, ventana
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.carpeta import localizar
from icsoe_bot.efirma.certificado import certificado_en
from icsoe_bot.errors import IcsoeError, OperatorMustAct
from icsoe_bot.ledger.bitacora import Bitacora, Registro
from icsoe_bot.ledger.estados import Estado
from icsoe_bot.portal import errores
from icsoe_bot.portal.tapado import Tapador

DESTINATARIO = "Mesa de ayuda ICISOE, IMSS"
CORREO = "orientacion.icsoe@imss.gob.mx"
TELEFONO = "800 623 23 23, opción 5, 5"
"""The help desk's [G]."""

ULTIMOS_DIAS = 3
"""Of the legal window: an outage then is worth a record whatever becomes of the filing."""

CAIDAS = (
    errores.PortalFueraDeServicio,
    errores.PortalLento,
    errores.SesionExpirada,
    errores.DemasiadasSesiones,
)
"""What keeps a taxpayer from filing through nobody's fault but the portal's."""

_SITUACIONES = {
    Estado.PLANEADA: "Sin presentar",
    Estado.CAPTURADA: "Capturada en el portal, sin firmar",
    Estado.FIRMANDO: "Se pulsó «Firmar»; no se sabe si quedó presentada",
    Estado.DESCONOCIDA: "Se pulsó «Firmar»; no se sabe si quedó presentada",
    Estado.PRESENTADA: "Presentada; falta descargar su acuse",
    Estado.ACUSE_ARCHIVADO: "Presentada, con su acuse",
    Estado.RECHAZADA: "Rechazada por el portal, sin firmar",
    Estado.REQUIERE_PERSONA: "Sin presentar",
}

_DICHO = re.compile(r"El portal dice: «(.+?)»\.")
_LARGO_DE_PAGINA = 300


class NadaQueReportar(OperatorMustAct):
    """Nothing was ever tried, so there is nothing to tell the help desk."""


@dataclass(frozen=True, slots=True)
class Respuesta:
    """What the portal answered, in its own words."""

    momento: datetime | None
    texto: str


@dataclass(frozen=True, slots=True)
class Contenido:
    """All that a pack says."""

    presentacion: Presentacion
    nombre: str
    """The taxpayer's; empty when its certificate can't be read."""
    marca: str
    """«RÉPLICA — SIN VALIDEZ», or nothing."""
    momento: datetime
    registro: Registro
    intentos: list[Intento]
    """Oldest first."""
    evidencias: list[Evidencia]
    plazo: Ventana
    dias: int
    """Until the deadline; negative after it."""
    versiones: dict[str, str]
    fallo: Hecho | None
    """What it ended with, last of all."""

    @property
    def apremia(self) -> bool:
        """Whether the last days of the window have come, or have passed."""
        return self.dias < ULTIMOS_DIAS

    @property
    def diferencia_s(self) -> float | None:
        """How far the portal's clock is ahead of ours, as last read."""
        return next(
            (e.diferencia_s for e in reversed(self.evidencias) if e.diferencia_s is not None), None
        )

    def diferencia_en(self, intento: Intento) -> float | None:
        """The same in one attempt; the last one that was read, if none was in it."""
        propias = [
            evidencia.diferencia_s
            for evidencia in self.evidencias
            if f"{evidencia.nombre}.json" in intento.evidencias
            and evidencia.diferencia_s is not None
        ]
        return propias[-1] if propias else self.diferencia_s

    def en_el_portal(self, momento: datetime, intento: Intento) -> datetime | None:
        """A moment of ours by the portal's clock; ``None`` if that was never read."""
        diferencia = self.diferencia_en(intento)
        return None if diferencia is None else momento + timedelta(seconds=diferencia)

    @property
    def respuestas(self) -> list[Respuesta]:
        """What the portal said, the latest first, each once."""
        dichas: dict[str, Respuesta] = {}
        for intento in reversed(self.intentos):
            for hecho in reversed(intento.hechos):
                for dicho in _DICHO.findall(hecho.motivo):
                    dichas.setdefault(dicho, Respuesta(hecho.momento, dicho))
        if not dichas:
            for evidencia in reversed(self.evidencias):
                texto = " · ".join(evidencia.titulos) or self.texto_de(evidencia)
                if texto:
                    dichas.setdefault(texto, Respuesta(evidencia.momento, texto))
        return list(dichas.values())

    def texto_de(self, evidencia: Evidencia) -> str:
        """How the page's text begins, with nobody's data in it."""
        texto = " ".join(str(evidencia.datos.get("texto") or "").split())[:_LARGO_DE_PAGINA]
        return Tapador([str(self.presentacion.rfc), self.nombre]).tapar(texto)

    @property
    def solicitud(self) -> str:
        """What the help desk is asked for."""
        estado, fallo = self.registro.estado, self.fallo.error if self.fallo else ""
        if estado in (Estado.FIRMANDO, Estado.DESCONOCIDA):
            return (
                "Confirmar si la informativa quedó presentada y, si es así, su folio y cómo "
                "obtener su acuse. Mientras no se sepa no se firmará otra vez, para no duplicarla."
            )
        if estado in (Estado.PRESENTADA, Estado.ACUSE_ARCHIVADO):
            folio = f" con folio {self.registro.folio}" if self.registro.folio else ""
            return f"Indicar cómo obtener el acuse de la informativa presentada{folio}."
        if fallo in {caida.__name__ for caida in CAIDAS}:
            return (
                "Confirmar la falla del servicio en las fechas y horas señaladas, indicar cuándo "
                "estará disponible y dejar constancia de este aviso, pues impide presentar."
            )
        if fallo in (errores.ContribuyenteNoRegistrado.__name__, errores.PrimerUso.__name__):
            return "Indicar qué falta para que el contribuyente quede habilitado en el portal."
        return (
            "Indicar la causa de lo que respondió el portal y qué debe hacerse para presentar la "
            "informativa."
        )

    @property
    def situacion(self) -> str:
        """Where the filing stands, for whoever doesn't know the ledger's states."""
        return _SITUACIONES[self.registro.estado]

    @property
    def sobre_el_plazo(self) -> str:
        """Where the filing stands before the law."""
        vence = f"{self.plazo.vence:%d/%m/%Y}"
        if self.dias < 0:
            return f"El plazo para presentarla en tiempo venció el {vence}."
        faltan = "hoy es el último día" if self.dias == 0 else f"faltan {self.dias} días"
        faltan = "falta 1 día" if self.dias == 1 else faltan
        return f"El plazo para presentarla en tiempo vence el {vence}: {faltan}."


def reunir(
    carpeta: CarpetaDeTrabajo,
    bitacora: Bitacora,
    presentacion: Presentacion,
    *,
    ahora: datetime,
    fallo: IcsoeError | None = None,
) -> Contenido:
    """What is known of ``presentacion``. ``ahora`` is aware, by the portal's calendar.

    ``fallo`` is what it has just ended with, if this is told because of that.

    Raises:
        NadaQueReportar: nothing was ever tried.
        IcsoeError: the ledger or the settings can't be read.
    """
    registro = bitacora.buscar(presentacion)
    if registro is None:
        raise _nada(presentacion)
    sucesos = bitacora.sucesos(registro)
    desde = sucesos[0].momento if sucesos else registro.actualizada
    # The log isn't written at the very instant of the ledger.
    dados = pasos_del_registro(carpeta.registro, presentacion, desde - timedelta(seconds=1))
    limpiar = limpiador(carpeta.raiz)
    intentos = intentos_de(sucesos, dados, limpiar)
    if not intentos and fallo is None:
        raise _nada(presentacion)
    nombres = (nombre for uno in intentos for nombre in uno.evidencias)
    evidencias = leer(carpeta.evidencia, nombres, limpiar)
    plazo = ventana(presentacion.periodo, carpeta.calendario)
    momento = datetime.now(ZONA)
    return Contenido(
        presentacion=presentacion,
        nombre=_nombre(carpeta, presentacion.rfc),
        marca=marca(carpeta.configuracion.ambiente),
        momento=momento,
        registro=registro,
        intentos=intentos,
        evidencias=evidencias,
        plazo=plazo,
        dias=plazo.dias_restantes(dia_en_mexico(ahora)),
        versiones=_versiones(evidencias),
        fallo=_ultimo_fallo(intentos, fallo, momento, limpiar),
    )


def en_json(contenido: Contenido) -> dict[str, Any]:
    """The attempts, for ``intentos.json``."""
    presentacion, registro = contenido.presentacion, contenido.registro
    return {
        "marca": contenido.marca or None,
        "rfc": str(presentacion.rfc),
        "nombre": contenido.nombre or None,
        "periodo": str(presentacion.periodo),
        "tipo": presentacion.tipo.value,
        "estado": registro.estado.value,
        "folio": str(registro.folio) if registro.folio else None,
        "vence": contenido.plazo.vence.isoformat(),
        "solicitud": contenido.solicitud,
        "fallo": contenido.fallo
        and {
            "momento": contenido.fallo.momento.isoformat(),
            "error": contenido.fallo.error,
            "motivo": contenido.fallo.motivo,
        },
        "diferencia_del_reloj_s": contenido.diferencia_s,
        "intentos": [_intento_en_json(contenido, intento) for intento in contenido.intentos],
        "pantallas": [
            {
                "nombre": evidencia.nombre,
                "motivo": str(evidencia.datos.get("motivo") or ""),
                "direccion": str(evidencia.datos.get("direccion") or ""),
                "titulos": evidencia.titulos,
                "texto": contenido.texto_de(evidencia),
            }
            for evidencia in contenido.evidencias
        ],
    }


def _intento_en_json(contenido: Contenido, intento: Intento) -> dict[str, Any]:
    def del_portal(momento: datetime) -> str | None:
        suyo = contenido.en_el_portal(momento, intento)
        return suyo.isoformat(timespec="seconds") if suyo else None

    return {
        "inicio": intento.inicio.isoformat(),
        "inicio_portal": del_portal(intento.inicio),
        "fin": intento.fin.isoformat(),
        "motivo": intento.motivo or None,
        "hechos": [
            {
                "momento": hecho.momento.isoformat(),
                "momento_portal": del_portal(hecho.momento),
                "que": hecho.que,
                "error": hecho.error or None,
                "motivo": hecho.motivo or None,
                "pantallas": [nombre.removesuffix(".json") for nombre in hecho.evidencias],
            }
            for hecho in intento.hechos
        ],
    }


def _nada(presentacion: Presentacion) -> NadaQueReportar:
    return NadaQueReportar(
        f"Nunca se intentó presentar {presentacion} con esta carpeta: no hay nada que reportar.",
        remedio="Revise RFC y periodo; «icsoe estado» muestra lo que hay.",
    )


def _ultimo_fallo(
    intentos: list[Intento], fallo: IcsoeError | None, momento: datetime, limpiar: Limpiar
) -> Hecho | None:
    if fallo is not None:
        nombre = type(fallo).__name__
        return Hecho(momento, "Terminó así", error=nombre, motivo=limpiar(fallo.mensaje))
    return next((uno.error for uno in reversed(intentos) if uno.error), None)


def _nombre(carpeta: CarpetaDeTrabajo, rfc: RFC) -> str:
    try:
        return certificado_en(localizar(carpeta.efirmas, rfc).cer).nombre
    except IcsoeError:
        # The pack is made all the same: the RFC says who it is.
        return ""


def _versiones(evidencias: list[Evidencia]) -> dict[str, str]:
    navegador = next((n for e in reversed(evidencias) if (n := e.datos.get("navegador"))), "")
    return {
        "icsoe-bot": version("icsoe-bot"),
        "navegador": str(navegador) or "no se sabe",
        "playwright": version("playwright"),
        "python": platform.python_version(),
        "sistema": f"{platform.system()} {platform.release()} ({platform.machine()})",
    }
