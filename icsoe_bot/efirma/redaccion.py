"""Keeps secrets out of messages and logs, as the last of several nets."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from icsoe_bot.efirma import formas
from icsoe_bot.efirma.claves import Clave, claves_vivas

MARCA = "[secreto]"

LARGO_CORTO = 4
"""A shorter password is replaced only where it stands as a word of its own, in plain: inside
words it would wreck every text, and SAT demands eight characters anyway."""


class Redactor:
    """Replaces secrets in text, in every form that ``formas`` knows.

    Without arguments it knows every ``Clave`` that is alive when ``limpiar`` is called.
    """

    def __init__(self, secretos: Iterable[Clave | str] | None = None) -> None:
        self._fijos = None if secretos is None else frozenset(map(_texto, secretos))
        self._conocidos: frozenset[str] = frozenset()
        self._patron: re.Pattern[str] | None = None

    def limpiar(self, texto: str) -> str:
        """``texto`` with «[secreto]» in place of each secret."""
        patron = self._vigente()
        return patron.sub(MARCA, texto) if patron else texto

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

    def _vigente(self) -> re.Pattern[str] | None:
        secretos = self._fijos
        if secretos is None:
            secretos = frozenset(clave.revelar() for clave in claves_vivas())
        if secretos != self._conocidos:
            self._conocidos, self._patron = secretos, _patron(secretos)
        return self._patron

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


def _patron(secretos: frozenset[str]) -> re.Pattern[str] | None:
    alternativas: set[str] = set()
    for secreto in secretos:
        if not secreto:
            continue
        if len(secreto) < LARGO_CORTO:
            alternativas.add(rf"(?<!\w){re.escape(secreto)}(?!\w)")
            continue
        alternativas.update(map(re.escape, formas.textos(secreto)))
        alternativas.update(re.escape(bruto.decode("latin-1")) for bruto in formas.octetos(secreto))
    if not alternativas:
        return None
    # The longest first: a short form must not eat the beginning of a longer one.
    return re.compile("|".join(sorted(alternativas, key=len, reverse=True)))
