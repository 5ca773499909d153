"""The report on taxpayers and periods as a page."""

from __future__ import annotations

from flows.informes.plantilla import plantilla
from flows.informes.tablero.contenido import TITULO, Aspecto, Tablero

_ORDEN = {aspecto: lugar for lugar, aspecto in enumerate(Aspecto)}


def pagina(tablero: Tablero) -> str:
    """The page's HTML: a table, or for a single taxpayer a list of their periods."""
    return plantilla("tablero.html").render(
        titulo=TITULO, marca=tablero.marca, tablero=tablero, orden=_ORDEN
    )
