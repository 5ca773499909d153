"""The pages made of a recording: the guide to read or print, and the player."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from playwright.sync_api import Browser

from flows.grabar.laminas import Lamina, fotografia, lamina
from flows.grabar.textos import ADVERTENCIAS, Guion
from icsoe_bot.recording.pelicula import Capitulo, Tarjeta
from icsoe_bot.recording.rodaje import Escena, Rodaje


@dataclass(frozen=True, slots=True)
class _Paso:
    escena: Escena
    lamina: Lamina | None
    advertencia: str


def escribir_guia(
    rodaje: Rodaje, guion: Guion, cierre: Tarjeta, destino: Path, *, momento: str, lugar: str
) -> None:
    """Write the guide as one page that holds its pictures and asks nothing of the network."""
    fallo = cierre if cierre.pagina else None
    pagina = (
        _plantillas()
        .get_template("guia.html")
        .render(
            guion=guion,
            marca=rodaje.marca,
            momento=momento,
            lugar=lugar,
            pasos=[
                _Paso(escena, lamina(escena), ADVERTENCIAS.get(escena.clave, ""))
                for escena in rodaje.escenas
            ],
            fallo=fallo,
            pantalla_del_fallo=fotografia(fallo.pagina) if fallo and fallo.pagina else "",
        )
    )
    destino.write_text(pagina, encoding="utf-8")


def imprimir(browser: Browser, pagina: Path, destino: Path) -> None:
    """Print a page of ours to a PDF; ``browser`` runs without a window."""
    contexto = browser.new_context(offline=True)
    try:
        hoja = contexto.new_page()
        hoja.goto(pagina.resolve().as_uri())
        hoja.pdf(
            path=destino,
            prefer_css_page_size=True,
            print_background=True,
            outline=True,
            tagged=True,
        )
    finally:
        contexto.close()


def escribir_reproductor(
    capitulos: Sequence[Capitulo], guion: Guion, marca: str, destino: Path
) -> None:
    """Write the page that plays the film beside its chapters."""
    pagina = (
        _plantillas()
        .get_template("reproducir.html")
        .render(guion=guion, marca=marca, capitulos=capitulos)
    )
    destino.write_text(pagina, encoding="utf-8")


@cache
def _plantillas() -> Environment:
    return Environment(
        loader=PackageLoader("flows.grabar", "plantillas"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
