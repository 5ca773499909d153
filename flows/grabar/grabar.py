"""Running a filing or a download under the camera."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, Error

from flows.acuses.cosecha import Pedido
from flows.carpeta import CarpetaDeTrabajo
from flows.ejecucion import ejecutar, ensayar
from flows.encargo import Encargo
from flows.grabar.produccion import Grabacion, Produccion
from flows.grabar.textos import ACUSES, PRESENTAR, Guion
from flows.marca import marca
from flows.mesa import Mesa
from flows.mundo import Mundo
from flows.pasos import DESCARGAR, Paso
from flows.seguimiento import Observador
from flows.taller import Opciones
from icsoe_bot.errors import IcsoeError, OperatorMustAct
from icsoe_bot.portal import navegador
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

    def ocultar(self, texto: str) -> str:
        """``texto`` without what is to be hidden."""
        for oculto in self.ocultos:
            texto = re.sub(re.escape(oculto), "•" * 8, texto, flags=re.IGNORECASE)
        return texto


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

    def correr(opciones: Opciones, todos: Sequence[Observador]) -> list[str]:
        if presentar:
            resultado = ejecutar(carpeta, encargo, opciones, todos)
            verbo = "Ya estaba presentada" if resultado.ya_presentada else "Presentada"
            return [
                f"{verbo} el {resultado.fecha_presentacion:%d/%m/%Y}, con folio {resultado.folio}.",
                "El acuse quedó guardado y comprobado.",
            ]
        folio = ensayar(carpeta, encargo, opciones, todos)
        if folio:
            return [f"Ya estaba presentada, con folio {folio}."]
        return ["Se llegó hasta la protesta y se canceló. No se presentó nada."]

    return _grabar(carpeta, encuadre, PRESENTAR, encargo.mundo.ahora, observadores, correr)


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

    def correr(opciones: Opciones, todos: Sequence[Observador]) -> list[str]:
        with Mesa(carpeta, mundo, opciones) as mesa:
            recolector, llave = mesa.recolector(pedido)
            cosecha = mesa.recolectar(recolector, llave, todos)
        return [
            f"El portal lista {cosecha.listados} acuses.",
            f"Se bajaron y comprobaron {len(cosecha.bajados)}; {cosecha.ya} ya estaban guardados.",
        ]

    return _grabar(carpeta, encuadre, ACUSES, mundo.ahora, observadores, correr)


def _grabar(
    carpeta: CarpetaDeTrabajo,
    encuadre: Encuadre,
    guion: Guion,
    ahora: datetime,
    observadores: Sequence[Observador],
    correr: Callable[[Opciones, Sequence[Observador]], list[str]],
) -> Grabacion:
    rodaje = Rodaje(marca(carpeta.configuracion.ambiente))
    camara = Camara(rodaje, encuadre.ritmo, encuadre.ocultos, {DESCARGAR.clave})

    def filmar(paso: Paso) -> None:
        camara.escena(paso.numero, paso.clave, paso.titulo, paso.explicacion)

    try:
        produccion = Produccion(
            rodaje,
            guion,
            encuadre.destino,
            ambiente=carpeta.configuracion.ambiente,
            ahora=ahora,
            # Nor where this machine keeps its files.
            ocultar=lambda texto: encuadre.ocultar(
                texto.replace(str(carpeta.raiz), "la carpeta de trabajo")
            ),
        )
    except OSError as caso:
        raise _perdida(encuadre, "No se ha hecho nada en el portal.") from caso
    with produccion:
        desenlace: list[str] = []
        error: IcsoeError | None = None
        try:
            desenlace = correr(
                Opciones(visible=encuadre.visible, mirador=camara), [*observadores, filmar]
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
            raise error or _perdida(encuadre, " ".join(desenlace)) from caso
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
