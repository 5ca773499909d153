"""The browser in the person's hands, and icsoe looking over the shoulder."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Error

from flows.practicar.ejercicio import Ejercicio
from flows.practicar.vigilancia import Aviso, Resultado, Vigilancia
from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import Cuatrimestre, Periodo
from icsoe_bot.pages.capturar import ANIO, CUATRIMESTRE, TIPO
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.pages.protesta import DialogoDeProtesta
from icsoe_bot.pages.reconocer import PANTALLAS
from icsoe_bot.portal.pestana import Pestana

logger = logging.getLogger(__name__)

_CADA_MS = 300
"""Between two looks at what the person does, in milliseconds."""


@dataclass
class Practica:
    """One exercise, from the first page to the result."""

    ejercicio: Ejercicio
    contexto: BrowserContext
    decir: Callable[[Aviso], None]
    vigilancia: Vigilancia = field(init=False)
    _visto: type[Pantalla] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.vigilancia = Vigilancia(self.ejercicio)

    def correr(self, interrumpido: Callable[[], bool]) -> Resultado:
        """Until all is done, the window is closed, or ``interrumpido``."""
        self.contexto.new_page().goto(self.ejercicio.direcciones.micrositio)
        while self.contexto.pages and not interrumpido():
            try:
                self.mirar()
                self.contexto.pages[-1].wait_for_timeout(_CADA_MS)
            except (Error, IndexError):
                # A page that goes away while it is looked at is looked at again, or was closed.
                logger.debug("la página cambió mientras se miraba")
            if self.vigilancia.resultado.completo:
                break
        for aviso in self.vigilancia.terminar():
            self.decir(aviso)
        return self.vigilancia.resultado

    def mirar(self) -> None:
        """Look once, and say what there is to say."""
        pestana = Pestana(self.contexto.pages[-1], self.ejercicio.direcciones)
        pantalla = next((clase for clase in PANTALLAS if clase(pestana).cargada()), None)
        for aviso in self.vigilancia.mirar(pantalla):
            self.decir(aviso)
        if pantalla is DialogoDeProtesta and self._visto is not DialogoDeProtesta:
            for aviso in self.vigilancia.avisar_de(*_por_declarar(pestana)):
                self.decir(aviso)
        self._visto = pantalla


def _por_declarar(pestana: Pestana) -> tuple[str, str]:
    """Period and kind chosen on the screen below the oath; empty if they can't be read."""
    anio = ANIO.en(pestana).input_value()
    tipo = TIPO.en(pestana).locator("option:checked").inner_text()
    nombre = CUATRIMESTRE.en(pestana).input_value()
    for cuatrimestre in Cuatrimestre:
        if cuatrimestre.nombre == nombre and anio.isdigit():
            return str(Periodo(int(anio), cuatrimestre)), " ".join(tipo.split())
    return "", TipoInformativa.SIN_INFORMACION.value
