"""Comparing what the portal writes, whatever its case, accents and spacing."""

from __future__ import annotations

import re
import unicodedata


def suelto(texto: str) -> re.Pattern[str]:
    """A pattern for ``texto`` anywhere, that forgives case, accents and spacing."""
    return re.compile(_patron(texto), re.IGNORECASE)


def suelto_exacto(texto: str) -> re.Pattern[str]:
    """Like ``suelto``, for the whole of a name; arrows and asterisks around it don't count."""
    return re.compile(rf"^\W*{_patron(texto)}\W*$", re.IGNORECASE)


_VARIANTES = {"a": "aá", "e": "eé", "i": "ií", "o": "oó", "u": "uúü", "n": "nñ"}


def _patron(texto: str) -> str:
    piezas = []
    for letra in " ".join(texto.split()):
        base = unicodedata.normalize("NFD", letra)[0].lower()
        if letra == " ":
            piezas.append(r"\s+")
        elif base in _VARIANTES:
            clase = _VARIANTES[base]
            piezas.append(f"[{clase}{clase.upper()}]")
        else:
            piezas.append(re.escape(letra))
    return "".join(piezas)


def plano(texto: str) -> str:
    """A text without accents, case and extra spacing, for comparing."""
    sin_acentos = unicodedata.normalize("NFD", texto)
    letras = (c for c in sin_acentos if not unicodedata.combining(c))
    return " ".join("".join(letras).casefold().split())


def compacto(texto: str) -> str:
    """Its letters and digits alone: «MAYO-AGOSTO» is «Mayo - Agosto»."""
    return "".join(letra for letra in plano(texto) if letra.isalnum())
