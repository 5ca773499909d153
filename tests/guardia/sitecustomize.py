"""Loaded by every Python process of the tests: nothing but this machine may be reached."""

from __future__ import annotations

import ipaddress
import sys

_LOCALES = {"localhost", "", None}


def _vigilar(suceso: str, argumentos: tuple[object, ...]) -> None:
    if suceso == "socket.connect" or suceso == "socket.sendto":
        direccion = argumentos[1]
        anfitrion = direccion[0] if isinstance(direccion, tuple) else None
    elif suceso == "socket.getaddrinfo":
        anfitrion = argumentos[0]
    else:
        return
    if isinstance(anfitrion, bytes):
        anfitrion = anfitrion.decode("ascii", "replace")
    if anfitrion in _LOCALES:
        return
    try:
        if ipaddress.ip_address(str(anfitrion).partition("%")[0]).is_loopback:
            return
    except ValueError:
        pass
    raise RuntimeError(f"los ensayos solo llegan a este equipo, y algo quiso ir a {anfitrion!r}")


sys.addaudithook(_vigilar)
