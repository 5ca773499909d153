"""Running a filing or a download under the camera."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, Error

from flows.acuses.cosecha import Pedido
from flows.carpeta import CarpetaDeTrabajo
from flows.cortesia.espera import Espera
from flows.ejecucion import ejecutar, ensayar
from flows.encargo import Encargo
from flows.grabar.acuse_a_la_vista import AcuseGuardado
from flows.grabar.produccion import Desenlace, Grabacion, Produccion, hubo_problema
from flows.grabar.textos import ACUSES, ENSAYO, PRESENTAR, TRAS_DETENERSE, TRAS_PROBLEMA, Guion
from flows.marca import marca
from flows.mesa import Mesa
from flows.mundo import Mundo
from flows.pasos import CERRAR_SESION, DESCARGAR, Paso
from flows.seguimiento import Observador
from flows.taller import Opciones
from icsoe_bot.domain.plazos import ZONA, Oportunidad
from icsoe_bot.errors import IcsoeError, OperatorMustAct
from icsoe_bot.portal import navegador
from icsoe_bot.portal.tapado import Tapador
from icsoe_bot.recording.camara import Camara
from icsoe_bot.recording.rodaje import Rodaje

logger = logging.getLogger(__name__)


class GrabacionPerdida(OperatorMustAct):
    """What is filmed can't be written; the run itself ended well, or didn't begin."""


@dataclass(frozen=True, slots=True)
class Encuadre:
    """How to record."""

    destino: Path
    visible: bool
    ritmo: float
    """Seconds before each gesture."""
    ocultos: Sequence[str] = ()
    """What is covered in every picture and left out of every text."""
    espera: Espera = field(default_factory=Espera)
    """How to wait, when manners or the portal ask for it."""

    def ocultar(self, texto: str) -> str:
        """``texto`` without what is to be hidden."""
        return Tapador(self.ocultos).tapar(texto) if self.ocultos else texto


def grabar_presentacion(
    carpeta: CarpetaDeTrabajo,
    encargo: Encargo,
    encuadre: Encuadre,
    observadores: Sequence[Observador],
    *,
    presentar: bool,
) -> Grabacion:
    """Record a filing, or its rehearsal up to the oath.

    Raises:
        IcsoeError: it ended otherwise; the recording was made all the same.
    """

    def correr(opciones: Opciones, todos: Sequence[Observador]) -> Desenlace:
        if presentar:
            resultado = ejecutar(carpeta, encargo, opciones, todos)
            verbo = "Ya estaba presentada" if resultado.ya_presentada else "Presentada"
            dia = f"{resultado.fecha_presentacion:%d/%m/%Y}"
            tarde = resultado.oportunidad is Oportunidad.EXTEMPORANEA
            return Desenlace(
                (
                    f"{verbo} el {dia}{', extemporánea' if tarde else ''}, con folio "
                    f"{resultado.folio}.",
                    "El acuse quedó guardado y comprobado.",
                ),
                AcuseGuardado(
                    resultado.acuse,
                    "/".join(resultado.acuse.parts[-3:]),
                    str(encargo.presentacion.rfc),
                    encargo.presentacion.periodo,
                    str(resultado.folio),
                ),
            )
        folio = ensayar(carpeta, encargo, opciones, todos)
        if folio:
            return Desenlace((f"Ya estaba presentada, con folio {folio}.",))
        return Desenlace(("Se llegó hasta la protesta y se canceló. No se presentó nada.",))

    return _grabar(carpeta, encuadre, PRESENTAR if presentar else ENSAYO, observadores, correr)


def grabar_acuses(
    carpeta: CarpetaDeTrabajo,
    pedido: Pedido,
    mundo: Mundo,
    encuadre: Encuadre,
    observadores: Sequence[Observador],
) -> Grabacion:
    """Record the download of a taxpayer's acuses.

    Raises:
        IcsoeError: not all of them could be had; the recording was made all the same.
    """

    def correr(opciones: Opciones, todos: Sequence[Observador]) -> Desenlace:
        with Mesa(carpeta, mundo, opciones) as mesa:
            recolector, llave = mesa.recolector(pedido)
            cosecha = mesa.recolectar(recolector, llave, todos)
        primero = next(iter(cosecha.bajados), None)
        return Desenlace(
            (
                f"El portal lista {cosecha.listados} acuses.",
                f"Se bajaron y comprobaron {len(cosecha.bajados)}; {cosecha.ya} ya estaban "
                "guardados.",
            ),
            AcuseGuardado(
                carpeta.acuses / primero.ruta,
                primero.ruta,
                str(primero.acuse.rfc),
                primero.acuse.periodo,
                str(primero.acuse.folio),
            )
            if primero
            else None,
        )

    return _grabar(carpeta, encuadre, ACUSES, observadores, correr)


def _grabar(
    carpeta: CarpetaDeTrabajo,
    encuadre: Encuadre,
    guion: Guion,
    observadores: Sequence[Observador],
    correr: Callable[[Opciones, Sequence[Observador]], Desenlace],
) -> Grabacion:
    rodaje = Rodaje(marca(carpeta.configuracion.ambiente))
    camara = Camara(
        rodaje,
        encuadre.ritmo,
        encuadre.ocultos,
        {DESCARGAR.clave},
        lambda: filmar(TRAS_PROBLEMA),
    )
    numeros: dict[str, int] = {}

    def filmar(paso: Paso) -> None:
        numero, titulo = paso.numero, paso.titulo
        if guion.numeracion_propia and paso.numero:
            numero = numeros.setdefault(paso.clave, len(numeros) + 1)
        if paso.clave == CERRAR_SESION.clave and hubo_problema(rodaje):
            titulo = f"{TRAS_DETENERSE}{titulo[0].lower()}{titulo[1:]}"
        explicacion = guion.explicaciones.get(paso.clave, paso.explicacion)
        camara.escena(numero, paso.clave, titulo, explicacion)

    try:
        produccion = Produccion(
            rodaje,
            guion,
            encuadre.destino,
            ambiente=carpeta.configuracion.ambiente,
            ahora=datetime.now(ZONA),
            # Nor where this machine keeps its files.
            ocultar=lambda texto: encuadre.ocultar(
                texto.replace(str(carpeta.raiz), "la carpeta de trabajo")
            ),
        )
    except OSError as caso:
        raise _perdida(encuadre, "No se ha hecho nada en el portal.") from caso
    with produccion:
        desenlace = Desenlace()
        error: IcsoeError | None = None
        try:
            desenlace = correr(
                Opciones(visible=encuadre.visible, mirador=camara, espera=encuadre.espera),
                [*observadores, filmar],
            )
        except IcsoeError as caso:
            if not rodaje.escenas:
                raise
            error = caso
        try:
            grabacion = produccion.terminar(lambda: _imprenta(carpeta), desenlace, error)
        except (OSError, ValueError, Error) as caso:
            logger.exception("no se pudo hacer la grabación")
            # What became of the run goes first.
            raise error or _perdida(encuadre, " ".join(desenlace.lineas)) from caso
    if error is not None:
        raise error
    return grabacion


def _perdida(encuadre: Encuadre, desenlace: str) -> GrabacionPerdida:
    return GrabacionPerdida(
        f"No se pudo guardar la grabación en «{encuadre.destino}». {desenlace}",
        remedio="Vea si hay espacio y permiso en esa carpeta, o indique otra con --salida.",
    )


@contextmanager
def _imprenta(carpeta: CarpetaDeTrabajo) -> Iterator[Browser]:
    configuracion = carpeta.configuracion
    with (
        navegador.playwright_discreto() as playwright,
        navegador.abierto(
            playwright,
            navegador.localizar(playwright, configuracion.navegador),
            ambiente=configuracion.ambiente,
        ) as browser,
    ):
        yield browser
