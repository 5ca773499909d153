"""The password of an e.firma, from wherever the office keeps it."""

from __future__ import annotations

import os

from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.efirma.claves import FuentesDeClave, pregunta_de_terminal


def fuentes_de(carpeta: CarpetaDeTrabajo, *, preguntar: bool = True) -> FuentesDeClave:
    """Environment, ``.env``, keyring, command, or a question on a terminal: the first to know.

    Without ``preguntar``, only what an unattended run would find.
    """
    configuracion = carpeta.configuracion
    return FuentesDeClave(
        entorno=os.environ,
        dotenv=carpeta.env,
        llavero=configuracion.llavero,
        comando=configuracion.clave_comando,
        preguntar=pregunta_de_terminal() if preguntar else None,
    )
