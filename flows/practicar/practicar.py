"""The browser in the person's hands, and icsoe looking over the shoulder."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Error

from flows.practicar.ejercicio import Ejercicio
from flows.practicar.vigilancia import Aviso, Resultado, Vigilancia
from icsoe_bot.domain.periodo import Cuatrimestre, Periodo
from icsoe_bot.pages.capturar import ANIO, CUATRIMESTRE
from icsoe_bot.pages.elementos import se_ve
from icsoe_bot.pages.firma import Firma
from icsoe_bot.pages.inicio import Inicio
from icsoe_bot.pages.menu import CAPTURAR_INFORMATIVA
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.pages.protesta import DialogoDeProtesta
from icsoe_bot.pages.reconocer import PANTALLAS
from icsoe_bot.pages.widget import FIRMAR, MARCO
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
        avisos = self.vigilancia.mirar(
            pantalla,
            luego=pantalla is not None and _va_adelantada(pestana, pantalla),
            por_declarar=_por_declarar(pestana) if pantalla is DialogoDeProtesta else "",
        )
        for aviso in avisos:
            self.decir(aviso)


def _va_adelantada(pestana: Pestana, pantalla: type[Pantalla]) -> bool:
    """Whether the first step on a screen is done: the menu unfolded, the e.firma validated."""
    if pantalla is Inicio:
        return se_ve(pestana, CAPTURAR_INFORMATIVA)
    if pantalla is not Firma:
        return False
    marco = MARCO.en(pestana).filter(visible=True).first.content_frame
    firmar = FIRMAR.en(pestana, marco).filter(visible=True).and_(marco.locator(":enabled"))
    return firmar.count() > 0


def _por_declarar(pestana: Pestana) -> str:
    """The period chosen on the screen below the oath; empty if it can't be read."""
    anio = ANIO.en(pestana).input_value()
    nombre = CUATRIMESTRE.en(pestana).input_value()
    for cuatrimestre in Cuatrimestre:
        if cuatrimestre.nombre == nombre and anio.isdigit():
            return str(Periodo(int(anio), cuatrimestre))
    return ""
