"""Reading the portal's tables by their headings, whatever the order of the columns."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from playwright.sync_api import Error, Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.portal.pestana import Pestana
from icsoe_bot.portal.textos import compacto, suelto

TABLA = Elemento("comunes.tabla")
FILA = Elemento("comunes.fila")
ENCABEZADO = Elemento("comunes.encabezado")
CELDA = Elemento("comunes.celda")
ESPERA = Elemento("comunes.espera")


@dataclass(frozen=True, slots=True)
class FilaDeTabla:
    """A row: its texts by the plain form of their column's heading."""

    celdas: dict[str, str]
    camino: str = ""
    """Where it is on the page, as an XPath."""

    def __getitem__(self, columna: str) -> str:
        """The text under ``columna``; empty when the table has no such column."""
        return self.celdas.get(compacto(columna), "")


class TablaDelPortal:
    """The table of ``pantalla`` with these columns, which it must have."""

    def __init__(self, pantalla: Pantalla, *columnas: str) -> None:
        self._pantalla = pantalla
        self._pestana = pantalla.pestana
        self._columnas = columnas

    def filas(self) -> list[FilaDeTabla]:
        """The rows of the page of the table that shows now; a note that spans it is none.

        A row overlooked here could become a second filing, so whatever can't be read raises.

        Raises:
            PantallaDesconocida: there is no such table, or a row doesn't fit the headings.
            PortalLento: its rows don't come.
        """
        leida = self._leer()
        columnas = [compacto(texto) for texto in leida["encabezados"]]
        filas = []
        for fila in leida["filas"]:
            celdas = fila["celdas"]
            if len(celdas) == 1:
                continue
            if len(celdas) != len(columnas):
                raise self._pantalla.desconocida("una fila no corresponde a los encabezados")
            filas.append(FilaDeTabla(dict(zip(columnas, celdas, strict=True)), fila["camino"]))
        return filas

    def fila_con(self, **valores: str) -> Locator | None:
        """The row that shows and has these texts, by column; ``None`` if there isn't just one.

        The names are those of the profile's ``columna_`` texts.
        """
        textos = self._pestana.perfil.textos.model_dump()
        buscados = {str(textos[f"columna_{nombre}"]): v for nombre, v in valores.items()}
        halladas = [
            fila
            for fila in self.filas()
            if all(compacto(fila[columna]) == compacto(v) for columna, v in buscados.items())
        ]
        if len(halladas) != 1:
            return None
        fila = self._pantalla.page.locator(f"xpath={halladas[0].camino}")
        # Another row that takes its place is not it.
        for valor in buscados.values():
            fila = fila.filter(has_text=suelto(valor))
        return fila

    def _leer(self) -> Any:
        # A table whose rows come later would look empty, and empty means «not filed».
        page = self._pantalla.page
        try:
            leida = leer_tabla(self._pestana, self._columnas)
            if not leida["lista"]:
                with suppress(PlaywrightTimeout):
                    page.wait_for_function(
                        f"pedido => ({_guion()})(pedido).lista",
                        arg=_pedido(self._pestana, self._columnas),
                        timeout=self._pestana.paciencia.pantalla * 1000,
                    )
                leida = leer_tabla(self._pestana, self._columnas)
        except Error:
            if not self._pestana.viva:
                raise self._pestana.caido() from None
            raise self._pantalla.desconocida("no se pudo leer la tabla") from None
        if not leida["hallada"]:
            columnas = ", ".join(f"«{columna}»" for columna in self._columnas)
            raise self._pantalla.desconocida(f"no hay una tabla con las columnas {columnas}")
        if not leida["lista"]:
            raise self._pestana.lento(f"mostrar «{self._pantalla.NOMBRE}»")
        return leida


def leer_tabla(pestana: Pestana, columnas: Sequence[str]) -> Any:
    """What ``tabla.js`` makes of the page now."""
    return pestana.page.evaluate(_guion(), _pedido(pestana, columnas))


def _pedido(pestana: Pestana, columnas: Sequence[str]) -> dict[str, Any]:
    return {
        "tabla": TABLA.selector(pestana),
        "fila": FILA.selector(pestana),
        "encabezado": ENCABEZADO.selector(pestana),
        "celda": CELDA.selector(pestana),
        "espera": ESPERA.selector(pestana),
        "columnas": list(columnas),
    }


@cache
def _guion() -> str:
    return (resources.files("icsoe_bot.pages") / "tabla.js").read_text(encoding="utf-8")
