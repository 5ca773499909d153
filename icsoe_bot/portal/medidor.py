"""Who counts what a tab asks of the portal, and times the answers."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

TIPOS = frozenset({"document", "fetch", "xhr"})
"""Kinds of requests that make the portal work; images, styles and fonts hardly do."""


class SinMedidor:
    """Told of every such request; this one counts nothing."""

    def pidio(self) -> None:
        """The portal was asked for something."""

    def respondio(self, segundos: float) -> None:
        """An answer began so long after it was asked for."""

    def pide_espera(self, segundos: float) -> None:
        """The portal asked to be left alone for so long."""


def leer_retry_after(texto: str, ahora: datetime | None = None) -> float | None:
    """Seconds to wait, from an HTTP «Retry-After»: a number of seconds, or a date.

    ``None`` for anything else, and for a moment that has passed.
    """
    texto = texto.strip()
    if texto.isascii() and texto.isdigit():
        return float(texto) or None
    try:
        cuando = parsedate_to_datetime(texto)
    except ValueError:
        return None
    if cuando.tzinfo is None:
        cuando = cuando.replace(tzinfo=UTC)
    segundos = (cuando - (ahora or datetime.now(UTC))).total_seconds()
    return segundos if segundos > 0 else None
