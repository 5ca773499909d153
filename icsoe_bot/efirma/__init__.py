"""The e.firma as a value checked at construction, and the only code that sees a secret."""

from __future__ import annotations

from icsoe_bot.efirma.carpeta import (
    EfirmaListada,
    Lectura,
    Par,
    listar,
    listar_sueltas,
    localizar,
)
from icsoe_bot.efirma.claves import Clave, FuentesDeClave, guardar_en_llavero, resolver_clave
from icsoe_bot.efirma.efirma import DIAS_DE_AVISO, Efirma
from icsoe_bot.efirma.errores import ProblemaDeEfirma

__all__ = [
    "DIAS_DE_AVISO",
    "Clave",
    "Efirma",
    "EfirmaListada",
    "FuentesDeClave",
    "Lectura",
    "Par",
    "ProblemaDeEfirma",
    "guardar_en_llavero",
    "listar",
    "listar_sueltas",
    "localizar",
    "resolver_clave",
]
