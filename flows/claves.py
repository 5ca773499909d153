"""The password of an e.firma, from wherever the office keeps it."""

from __future__ import annotations

import getpass
import os
import sys

from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.claves import Clave, resolver_clave


def clave_de(carpeta: CarpetaDeTrabajo, rfc: RFC) -> Clave:
    """Environment, ``.env``, keyring, command, or a question on a terminal: the first that has it.

    Raises:
        IcsoeError: none has it, or the command fails.
    """
    preguntar = None
    if sys.stdin is not None and sys.stdin.isatty():

        def preguntar(de_quien: RFC) -> str:
            return getpass.getpass(f"Contraseña de la clave privada de {de_quien}: ")

    return resolver_clave(
        rfc,
        entorno=os.environ,
        dotenv=carpeta.env,
        comando=carpeta.configuracion.clave_comando,
        preguntar=preguntar,
    )
