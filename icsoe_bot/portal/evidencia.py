"""What the screen showed when something went wrong, for the person who must look."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict
from urllib.parse import urlsplit, urlunsplit

from playwright.sync_api import Error, Page

from icsoe_bot.portal.copia import copiar
from icsoe_bot.portal.red import Red
from icsoe_bot.portal.tapado import Tapador
from icsoe_bot.portal.textos import plano

logger = logging.getLogger(__name__)

_LARGO_DE_TEXTO = 20_000


class _Descripcion(TypedDict):
    direccion: str
    titulo: str
    encabezados: list[str]
    texto: str


def guardar(
    page: Page,
    carpeta: Path | None,
    motivo: str,
    ahora: datetime,
    *,
    red: Red | None = None,
    ocultar: Sequence[str] = (),
) -> Path | None:
    """Write what a page shows and what the network did; returns the file with its text.

    Beside ``X.json`` go the picture ``X.png``, the copy ``X.html`` that may be shown to others,
    without ``ocultar``, and ``X.red.json``. Typed values are no part of any: a password shows as
    dots, and neither text nor copy hold what fields do. Addresses lose their query. A page that no
    longer answers, or a full disk, leaves less, never an error of its own: what went wrong first is
    what matters.
    """
    if carpeta is None:
        return None
    nombre = f"{ahora:%Y%m%d-%H%M%S-%f}-{re.sub(r'[^a-z0-9]+', '-', plano(motivo)).strip('-')}"
    destino = carpeta / f"{nombre}.json"
    datos = {"momento": ahora.isoformat(), "motivo": motivo, "navegador": _navegador(page)}
    try:
        carpeta.mkdir(parents=True, exist_ok=True)
        _escribir_json(destino, {**datos, **_descripcion(page)})
        if red is not None:
            _escribir_json(carpeta / f"{nombre}.red.json", red.en_json(Tapador(ocultar)))
        _escribir(carpeta / f"{nombre}.html", copiar(page, ocultar=ocultar))
        with suppress(Error):
            page.screenshot(path=carpeta / f"{nombre}.png", timeout=5000)
    except OSError:
        logger.warning("no se pudo guardar la evidencia de «%s»", motivo, exc_info=True)
    return destino if destino.is_file() else None


def resumen(page: Page) -> str:
    """Title, headings and address of a page, short enough for a message."""
    datos = _descripcion(page)
    titulos = ", ".join(f"«{t}»" for t in datos["encabezados"][:4] or [datos["titulo"]] if t)
    return f"{titulos or 'sin encabezados'} en {datos['direccion']}"


def sin_consulta(url: str) -> str:
    """An address without query or fragment, which may hold tokens."""
    return urlunsplit((*urlsplit(url)[:3], "", ""))


def texto_visible(page: Page) -> str:
    """What a person can read on the page; empty when it doesn't answer."""
    try:
        return page.locator("body").inner_text(timeout=2000)[:_LARGO_DE_TEXTO]
    except Error:
        return ""


def _navegador(page: Page) -> str:
    browser = page.context.browser
    return f"{browser.browser_type.name} {browser.version}" if browser else ""


def _escribir_json(destino: Path, datos: dict[str, Any]) -> None:
    _escribir(destino, json.dumps(datos, ensure_ascii=False, indent=2))


def _escribir(destino: Path, texto: str) -> None:
    # A page may hold halves of characters, which no file can.
    destino.write_text(texto, encoding="utf-8", errors="replace")


def _descripcion(page: Page) -> _Descripcion:
    try:
        encabezados = page.get_by_role("heading").all_inner_texts()
        titulo = page.title()
    except Error:
        encabezados, titulo = [], ""
    return {
        "direccion": sin_consulta(page.url),
        "titulo": titulo,
        "encabezados": [" ".join(texto.split()) for texto in encabezados],
        "texto": texto_visible(page),
    }
