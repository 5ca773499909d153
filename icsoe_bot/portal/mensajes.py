"""What the portal says when something is wrong, and who must act then.

The sentences are data of the profile: IMSS's own, of its signing and session services [W]; that
ICSOE shows these very ones is [?]. An unknown sentence is quoted, never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from icsoe_bot.errors import IcsoeError
from icsoe_bot.portal.textos import plano, suelto


@dataclass(frozen=True, slots=True)
class Mensaje:
    """A sentence of the portal, the error that it means, and what to do about it."""

    texto: str
    error: type[IcsoeError]
    remedio: str


def reconocer(texto_visible: str, mensajes: Sequence[Mensaje]) -> Mensaje | None:
    """The first of ``mensajes`` in a text, whatever its case, accents and spacing."""
    visto = plano(texto_visible)
    return next((mensaje for mensaje in mensajes if plano(mensaje.texto) in visto), None)


def cualquiera(mensajes: Sequence[Mensaje]) -> re.Pattern[str]:
    """A pattern that finds any of ``mensajes``."""
    return re.compile("|".join(suelto(m.texto).pattern for m in mensajes), re.IGNORECASE)
