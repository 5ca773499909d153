"""Every way in which a secret may be written in a file or a message.

Shared by the redaction of messages and by the scanner of files.
"""

from __future__ import annotations

import base64
import html
import json
import re
import shlex
import unicodedata
from collections.abc import Iterator
from html.entities import codepoint2name
from urllib.parse import quote, quote_plus

LARGO_MINIMO = 6
"""Encoded forms shorter than this many bytes are left out: they would match by chance."""

_ESCAPE_DE_URL = re.compile(r"%[0-9A-F]{2}")
_ESCAPE_DE_JSON = re.compile(r"\\u[0-9a-f]{4}")


def textos(secreto: str) -> dict[str, str]:
    """Text forms of ``secreto``, each with the name of its encoding; the plain one comes first."""
    formas: dict[str, str] = {}
    if secreto:
        for nombre, texto in _textos(secreto):
            formas.setdefault(texto, nombre)
    return formas


def octetos(secreto: str) -> dict[bytes, str]:
    """Byte forms of ``secreto``: its text forms, their base64, hexadecimal and UTF-16."""
    formas: dict[bytes, str] = {}
    for texto, nombre in textos(secreto).items():
        for codificacion in ("utf-8", "cp1252", "utf-16-le", "utf-16-be"):
            try:
                bruto = texto.encode(codificacion)
            except UnicodeEncodeError:
                continue
            formas.setdefault(bruto, f"{nombre} {codificacion}")
            for forma, envoltura in envueltos(bruto):
                formas.setdefault(forma, f"{nombre} {codificacion} {envoltura}")
    return formas


def envueltos(bruto: bytes) -> Iterator[tuple[bytes, str]]:
    """``bruto`` inside base64 and hexadecimal text, wherever it begins there."""
    for desplazamiento in range(3):
        nucleo = _nucleo_base64(bruto, desplazamiento)
        if len(nucleo) >= LARGO_MINIMO:
            yield nucleo, "base64"
            yield nucleo.replace(b"+", b"-").replace(b"/", b"_"), "base64 de URL"
    hexadecimal = bruto.hex().encode("ascii")
    yield hexadecimal, "hexadecimal"
    yield hexadecimal.upper(), "hexadecimal"


def _nucleo_base64(bruto: bytes, desplazamiento: int) -> bytes:
    """The characters that depend on ``bruto`` alone when other bytes stand around it."""
    codificado = base64.b64encode(b"\0" * desplazamiento + bruto)
    primero = -(-desplazamiento * 8 // 6)
    ultimo = (desplazamiento + len(bruto)) * 8 // 6
    return codificado[primero:ultimo]


def _textos(secreto: str) -> Iterator[tuple[str, str]]:
    yield "texto", secreto
    for forma in (secreto, *(unicodedata.normalize(f, secreto) for f in ("NFC", "NFD"))):
        yield "Unicode", forma
        for codificacion in ("utf-8", "cp1252"):
            yield from _de_url(forma, codificacion)
        yield from _de_json(forma)
        yield from _de_html(forma)
        yield "Python", repr(forma)[1:-1]
        yield "Python", ascii(forma)[1:-1]
        yield "shell", shlex.quote(f" {forma}")[2:-1]
        yield "CSV", forma.replace('"', '""')
        yield "SQL", forma.replace("'", "''")
        yield "PDF", _de_pdf(forma)


def _de_url(texto: str, codificacion: str) -> Iterator[tuple[str, str]]:
    """Python's, JavaScript's two, and the form encoding, with either case of hexadecimal."""
    try:
        formas = [
            quote(texto, safe="", encoding=codificacion),
            quote(texto, safe="!'()*", encoding=codificacion),
            quote(texto, safe=";,/?:@&=+$-_.!~*'()#", encoding=codificacion),
            quote_plus(texto, encoding=codificacion),
            quote_plus(texto, safe="*", encoding=codificacion).replace("~", "%7E"),
        ]
    except UnicodeEncodeError:
        return
    for forma in formas:
        yield "URL", forma
        yield "URL", _ESCAPE_DE_URL.sub(lambda escape: escape[0].lower(), forma)


def _de_json(texto: str) -> Iterator[tuple[str, str]]:
    estricto = json.dumps(texto)[1:-1]
    suelto = json.dumps(texto, ensure_ascii=False)[1:-1]
    # The widget escapes more than JSON asks for [W], and programs differ in how much more.
    widgets = (
        "".join(_escape_u(c) if not c.isascii() or c in escapadas else c for c in cuerpo)
        for cuerpo, escapadas in (
            (suelto, "&'"),
            (suelto, "&'<>"),
            (texto, "&'\"\\"),
            (texto, "&'\"\\<>"),
        )
    )
    for forma in (estricto, suelto, *widgets):
        mayusculas = _ESCAPE_DE_JSON.sub(lambda m: "\\u" + m[0][2:].upper(), forma)
        for variante in (forma, mayusculas):
            yield "JSON", variante
            yield "JSON", variante.replace("/", "\\/")
            yield "JSON en JSON", json.dumps(variante)[1:-1]


def _escape_u(letra: str) -> str:
    return json.dumps(letra)[1:-1] if not letra.isascii() else f"\\u{ord(letra):04x}"


def _de_html(texto: str) -> Iterator[tuple[str, str]]:
    con_comillas = html.escape(texto)
    for forma in (
        con_comillas,
        con_comillas.replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
        con_comillas.replace("&#x27;", "&apos;"),
        html.escape(texto, quote=False),
    ):
        yield "HTML", forma
        yield "HTML", forma.encode("ascii", "xmlcharrefreplace").decode("ascii")
        yield "HTML", "".join(c if c.isascii() else f"&#x{ord(c):x};" for c in forma)
        yield "HTML", "".join(c if c.isascii() else _entidad(c) for c in forma)


def _entidad(letra: str) -> str:
    nombre = codepoint2name.get(ord(letra))
    return f"&{nombre};" if nombre else letra


def _de_pdf(texto: str) -> str:
    """A literal string of PDF: parentheses escaped, the rest of WinAnsi in octal."""
    escapado = re.sub(r"([\\()])", r"\\\1", texto)
    return "".join(
        c if c.isascii() else "".join(f"\\{b:03o}" for b in c.encode("cp1252", "replace"))
        for c in escapado
    )
