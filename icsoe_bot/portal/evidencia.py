"""What the screen showed when something went wrong, for the person who must look."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlsplit, urlunsplit

from playwright.sync_api import Error, Page

_LARGO_DE_TEXTO = 20_000


class _Descripcion(TypedDict):
    direccion: str
    titulo: str
    encabezados: list[str]
    texto: str


def guardar(page: Page, carpeta: Path | None, motivo: str, ahora: datetime) -> Path | None:
    """Write a picture and the visible text of a page; returns the text's file.

    Typed values are no part of either: a password shows as dots, and the visible text of a
    form holds no values. Addresses lose their query. A page that no longer answers leaves
    less, never an error of its own: what went wrong first is what matters.
    """
    if carpeta is None:
        return None
    carpeta.mkdir(parents=True, exist_ok=True)
    nombre = f"{ahora:%Y%m%d-%H%M%S-%f}-{re.sub(r'[^a-z0-9]+', '-', motivo.lower()).strip('-')}"
    destino = carpeta / f"{nombre}.json"
    destino.write_text(
        json.dumps(
            {"momento": ahora.isoformat(), "motivo": motivo, **_descripcion(page)},
            ensure_ascii=False,
            indent=2,
        ),
        encoding="utf-8",
    )
    try:
        page.screenshot(path=carpeta / f"{nombre}.png", timeout=5000)
    except Error:
        return destino
    return destino


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
