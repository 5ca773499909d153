"""Keeps secrets out of messages and logs, as the last of several nets."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from icsoe_bot.efirma import formas
from icsoe_bot.efirma.claves import Clave, claves_vivas

MARCA = "[secreto]"

LARGO_CORTO = 4
"""A shorter password is replaced only where it stands as a word of its own, in plain: inside
words it would wreck every text, and SAT demands eight characters anyway."""


class _Conocidos(NamedTuple):
    """Secrets, each with its forms, and what to look for."""

    formas: Mapping[str, list[str]]
    orden: list[str]
    cortos: list[re.Pattern[str]]

    def __repr__(self) -> str:
        return "_Conocidos(ocultos)"


class Redactor:
    """Replaces secrets in text, in every form that ``formas`` knows.

    Without arguments it knows every ``Clave`` that is alive when ``limpiar`` is called.
    """

    def __init__(self, secretos: Iterable[Clave | str] | None = None) -> None:
        self._fijos = None if secretos is None else frozenset(map(_texto, secretos))
        self._conocidos = _Conocidos({}, [], [])

    def limpiar(self, texto: str) -> str:
        """``texto`` with «[secreto]» in place of each secret."""
        conocidos = self._al_dia()
        for forma in conocidos.orden:
            if forma in texto:
                texto = texto.replace(forma, MARCA)
        for corto in conocidos.cortos:
            texto = corto.sub(MARCA, texto)
        return texto

    def limpiar_valor(self, valor: object) -> object:
        """The same for text inside containers; other values are returned as they are."""
        if isinstance(valor, str):
            return self.limpiar(valor)
        if isinstance(valor, bytes):
            return self.limpiar(valor.decode("latin-1")).encode("latin-1")
        if isinstance(valor, dict):
            return {self.limpiar_valor(k): self.limpiar_valor(v) for k, v in valor.items()}
        if isinstance(valor, list):
            return [self.limpiar_valor(v) for v in valor]
        if isinstance(valor, tuple):
            return tuple(self.limpiar_valor(v) for v in valor)
        return valor

    def _al_dia(self) -> _Conocidos:
        # Threads share a redactor: each goes by what it has read, whatever another one has put
        # in its place meanwhile.
        conocidos, vivos = self._conocidos, self._fijos
        if vivos is None:
            vivos = frozenset(clave.revelar() for clave in claves_vivas())
        if vivos == conocidos.formas.keys():
            return conocidos
        formas_ = {secreto: conocidos.formas.get(secreto) or _formas(secreto) for secreto in vivos}
        # The longest first: a short form must not eat the beginning of a longer one.
        orden = sorted({f for propias in formas_.values() for f in propias}, key=len, reverse=True)
        cortos = [
            re.compile(rf"(?<!\w){re.escape(secreto)}(?!\w)")
            for secreto in vivos
            if 0 < len(secreto) < LARGO_CORTO
        ]
        al_dia = self._conocidos = _Conocidos(formas_, orden, cortos)
        return al_dia

    def __repr__(self) -> str:
        return "Redactor(oculto)"


class FiltroDeSecretos(logging.Filter):
    """Cleans message, arguments, extra fields and traceback of every record; drops none.

    Put it on handlers: a logger's filters don't see its children's records. The traceback is
    rendered here, so that no later formatter renders it again with the secret inside.
    """

    def __init__(self, redactor: Redactor | None = None) -> None:
        super().__init__()
        self._redactor = redactor or Redactor()
        self._formato = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            record.msg = record.getMessage()
        except (TypeError, ValueError, KeyError):  # arguments that don't fit the message
            record.msg = f"{record.msg} {record.args!r}"
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = self._formato.formatException(record.exc_info)
        record.exc_info = None
        for nombre, valor in list(vars(record).items()):
            setattr(record, nombre, self._redactor.limpiar_valor(valor))
        return True


def _texto(secreto: Clave | str) -> str:
    return secreto.revelar() if isinstance(secreto, Clave) else secreto


def _formas(secreto: str) -> list[str]:
    if len(secreto) < LARGO_CORTO:
        return []
    octetos = (bruto.decode("latin-1") for bruto in formas.octetos(secreto))
    return [*formas.textos(secreto), *octetos]
