"""A password as a value, and the places where passwords come from. Never an argument."""

from __future__ import annotations

import contextlib
import getpass
import sys
import threading
import unicodedata
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma import comando as comando_de_clave
from icsoe_bot.efirma import llavero as llavero_del_sistema
from icsoe_bot.efirma.errores import FaltaClave

PREFIJO = "ICSOE_CLAVE_"
"""``ICSOE_CLAVE_<RFC>`` in the environment or in ``.env``."""

_vivas: weakref.WeakSet[Clave] = weakref.WeakSet()
_cerrojo = threading.Lock()


class Clave:
    """A password that doesn't show itself: only ``revelar`` gives the text.

    ``repr``, ``str``, ``format`` and logging say nothing; it can't be pickled, and a copy is
    itself. Every living one is known to the redaction filter (``claves_vivas``).
    """

    __slots__ = ("__weakref__", "_texto")

    def __init__(self, texto: str) -> None:
        self._texto = texto
        with _cerrojo:
            _vivas.add(self)

    def revelar(self) -> str:
        """The text: for opening the key and for typing into the widget, nothing else."""
        return self._texto

    @property
    def vacia(self) -> bool:
        return not self._texto

    def __repr__(self) -> str:
        return "Clave(oculta)"

    def __format__(self, _especificacion: str) -> str:
        return repr(self)

    def __copy__(self) -> Clave:
        return self

    def __deepcopy__(self, _memo: object) -> Clave:
        return self

    def __reduce_ex__(self, _protocolo: object) -> NoReturn:
        raise TypeError("a Clave is never serialised")


def claves_vivas() -> list[Clave]:
    """Every password that exists in this process, for redaction."""
    with _cerrojo:
        return list(_vivas)


@dataclass(frozen=True, slots=True)
class FuentesDeClave:
    """Where to look, in the order of the fields; the first that knows the RFC answers.

    The mappings hold secrets and don't appear in ``repr``.
    """

    entorno: Mapping[str, str] = field(default_factory=dict, repr=False)
    dotenv: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    llavero: bool = True
    comando: str | None = None
    preguntar: Callable[[str], str] | None = field(default=None, repr=False)
    """Called with the question; None when nobody can answer (see ``pregunta_de_terminal``)."""

    def resolver(self, rfc: RFC) -> Clave:
        """The password of ``rfc``'s e.firma.

        Raises:
            FaltaClave: no source has one.
            ComandoDeClaveFallido: the command ended badly; later sources aren't asked.
            ComandoDeClaveMalEscrito: the command can't be run as written.
        """
        for texto in (
            _de_variables(rfc, self.entorno),
            _de_variables(rfc, self.dotenv),
        ):
            if texto:
                return Clave(texto)
        if self.llavero and (texto := llavero_del_sistema.leer(rfc)):
            return Clave(texto)
        if self.comando:
            return Clave(comando_de_clave.pedir(self.comando, rfc))
        if self.preguntar is not None:
            with contextlib.suppress(EOFError):  # the person closed the input: no answer
                if texto := self.preguntar(f"Contraseña de la e.firma de {rfc}: "):
                    return Clave(texto)
        raise _falta(rfc)


def resolver_clave(
    rfc: RFC,
    *,
    entorno: Mapping[str, str],
    dotenv: Mapping[str, str | None],
    comando: str | None,
    llavero: bool,
    preguntar: Callable[[str], str] | None,
) -> Clave:
    """``FuentesDeClave(...).resolver(rfc)`` in one call."""
    return FuentesDeClave(entorno, dotenv, llavero, comando, preguntar).resolver(rfc)


def pregunta_de_terminal() -> Callable[[str], str] | None:
    """``getpass`` when a person sits at a terminal, else None: unattended means no prompt."""
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass
    return None


def guardar_en_llavero(rfc: RFC, clave: Clave) -> None:
    """Keep a password in the operating system's keyring.

    Raises:
        LlaveroInservible: there is no keyring, or it refused.
    """
    llavero_del_sistema.guardar(rfc, clave.revelar())


def _de_variables(rfc: RFC, variables: Mapping[str, str] | Mapping[str, str | None]) -> str | None:
    """Windows upper-cases names, macOS decomposes Ñ: neither makes another variable."""
    buscada = _normal(f"{PREFIJO}{rfc}")
    return next((valor for nombre, valor in variables.items() if _normal(nombre) == buscada), None)


def _normal(nombre: str) -> str:
    return unicodedata.normalize("NFC", nombre).upper()


def _falta(rfc: RFC) -> FaltaClave:
    return FaltaClave(
        f"No hay contraseña para la e.firma de {rfc}.",
        remedio="Ejecute «icsoe iniciar», que la pide sin mostrarla y la guarda. O póngala en una "
        f"de estas partes: la variable de entorno {PREFIJO}{rfc} o esa "
        "misma línea en .env; el llavero del sistema (servicio icsoe-bot, usuario el RFC); el "
        "comando de ICSOE_CLAVE_COMANDO; o ejecute icsoe en una terminal y escríbala cuando la "
        "pida.",
        rfc=rfc,
    )
