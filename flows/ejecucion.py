"""Running one filing in a browser of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.carpeta import CarpetaDeTrabajo
from flows.desenlace import Resultado
from flows.encargo import Encargo
from flows.presentar import Presentador
from flows.seguimiento import Observador, Seguimiento
from icsoe_bot.portal import navegador
from icsoe_bot.portal.pestana import Paciencia, Pestana
from icsoe_bot.portal.trazas import SinTraza, Traza


@dataclass(frozen=True, slots=True)
class Opciones:
    """How to run, as opposed to what to file."""

    visible: bool = False
    ritmo_ms: int = 0
    """Pause before each action, in milliseconds, for people who watch."""
    traza: bool = False


def ejecutar(
    carpeta: CarpetaDeTrabajo,
    encargo: Encargo,
    opciones: Opciones,
    observadores: Sequence[Observador] = (),
) -> Resultado:
    """Open a browser and file.

    Raises:
        IcsoeError: it ended otherwise than filed with its acuse; the class says who must act.
    """
    configuracion = carpeta.configuracion
    archivo = carpeta.abrir_archivo()
    with (
        carpeta.abrir_bitacora(encargo.mundo.nombre) as bitacora,
        navegador.playwright_discreto() as playwright,
        navegador.abierto(
            playwright,
            navegador.localizar(playwright, configuracion.navegador),
            ambiente=configuracion.ambiente,
            visible=opciones.visible,
            ritmo_ms=opciones.ritmo_ms,
        ) as browser,
    ):
        contexto = navegador.contexto(browser, navegador.agente(browser))
        traza = (
            Traza(contexto, carpeta.evidencia / f"{encargo.mundo.ahora:%Y%m%d-%H%M%S}")
            if opciones.traza
            else SinTraza()
        )
        pestana = Pestana(
            contexto.new_page(),
            configuracion.direcciones,
            paciencia=Paciencia(
                pantalla=configuracion.espera,
                firma=2 * configuracion.espera,
                descarga=configuracion.espera,
            ),
            traza=traza,
            evidencia=carpeta.evidencia,
        )
        presentador = Presentador(
            encargo.presentacion,
            encargo.protesta,
            encargo.efirma,
            bitacora,
            archivo,
            Seguimiento(encargo.presentacion, *observadores),
            carpeta.calendario,
        )
        try:
            resultado = presentador.presentar(pestana)
            pestana.exigir_sin_salidas()
            return resultado
        finally:
            traza.cerrar()
            contexto.close()
