"""Which screen the browser shows, found out from the page alone."""

from __future__ import annotations

from icsoe_bot.pages.acuses import AcusesDePresentacion
from icsoe_bot.pages.aviso import AvisoDeFirmaExitosa
from icsoe_bot.pages.capturar import CapturarInformativa
from icsoe_bot.pages.entrada import Entrada
from icsoe_bot.pages.firma import Firma
from icsoe_bot.pages.informativas import InformativasEnCaptura
from icsoe_bot.pages.ingreso import IngresoConEfirma
from icsoe_bot.pages.inicio import Inicio
from icsoe_bot.pages.micrositio import Micrositio
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.pages.problemas import pantalla_desconocida, problema
from icsoe_bot.pages.protesta import DialogoDeProtesta
from icsoe_bot.portal.pestana import Pestana

PANTALLAS: tuple[type[Pantalla], ...] = (
    # Dialogs first: they lie upon the screens that opened them.
    AvisoDeFirmaExitosa,
    DialogoDeProtesta,
    Firma,
    IngresoConEfirma,
    CapturarInformativa,
    InformativasEnCaptura,
    AcusesDePresentacion,
    Inicio,
    Entrada,
    Micrositio,
)


def pantalla_actual(pestana: Pestana) -> Pantalla:
    """The screen that the browser shows now.

    Raises:
        IcsoeError: it shows a known problem, or a screen that nobody described.
    """
    for clase in PANTALLAS:
        pantalla = clase(pestana)
        if pantalla.cargada():
            return pantalla
    raise problema(pestana) or pantalla_desconocida(pestana, "no corresponde a ninguna conocida")
