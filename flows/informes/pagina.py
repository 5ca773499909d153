"""The report as a page."""

from __future__ import annotations

from flows.informes.contenido import TITULO, Contenido, titular
from flows.informes.plantilla import plantilla


def pagina(contenido: Contenido) -> str:
    """The page's HTML."""
    return plantilla("informe.html").render(
        titulo=TITULO, marca=contenido.marca, titular=titular, informe=contenido
    )
