"""The operating system's keyring, which many machines don't have."""

from __future__ import annotations

import logging
import threading

from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.errores import LlaveroInservible

SERVICIO = "icsoe-bot"
"""The entries' service; the user name is the RFC."""

SEGUNDOS = 10.0
"""A keyring that doesn't answer by then (a locked one asks on a screen nobody sees) is skipped."""

_bitacora = logging.getLogger(__name__)


def leer(rfc: RFC) -> str | None:
    """The stored password, or None: no entry, no keyring, or one that fails or hangs."""
    respuesta: list[str | None] = []

    def preguntar() -> None:
        try:
            import keyring

            respuesta.append(keyring.get_password(SERVICIO, str(rfc)))
        except Exception as error:  # back-ends raise what they please; the next source is asked
            _bitacora.debug("El llavero no sirve: %s", type(error).__name__)

    hilo = threading.Thread(target=preguntar, name="llavero", daemon=True)
    hilo.start()
    hilo.join(SEGUNDOS)
    if hilo.is_alive():
        _bitacora.warning("El llavero del sistema no respondió en %.0f s.", SEGUNDOS)
    return respuesta[0] if respuesta else None


def disponible() -> str | None:
    """The keyring's own name, or None where the system has none that keeps anything."""
    try:
        import keyring

        llavero = keyring.get_keyring()
        # What stands in for a keyring where there is none has no priority.
        return str(llavero.name) if llavero.priority > 0 else None
    except Exception as error:  # back-ends raise what they please
        _bitacora.debug("El llavero no sirve: %s", type(error).__name__)
        return None


def guardar(rfc: RFC, texto: str) -> None:
    """Store a password.

    Raises:
        LlaveroInservible: there is no keyring, or it refused.
    """
    try:
        import keyring

        keyring.set_password(SERVICIO, str(rfc), texto)
    except Exception as error:  # back-ends raise what they please
        raise LlaveroInservible(
            f"El llavero del sistema no guardó la contraseña de {rfc} ({type(error).__name__}).",
            remedio="Use .env, una variable de entorno o ICSOE_CLAVE_COMANDO.",
            rfc=rfc,
        ) from None
