"""Reading the portal's tables by their headings, whatever the order of the columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator

from icsoe_bot.pages.elementos import Fuente, por_css
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.portal.mensajes import plano, suelto

TABLA = por_css("tabla", "table, [role=table], [role=grid]", Fuente.SUPUESTO)

_FILAS = "tr, [role=row]"
_CELDAS = "td, [role=cell], [role=gridcell]"
_CARGANDO = re.compile(r"cargando|procesando|espere|loading", re.IGNORECASE)
_LEER = f"""tabla => [...tabla.querySelectorAll('{_FILAS}')].map(fila =>
  [...fila.querySelectorAll('th, [role=columnheader], {_CELDAS}')].map(celda => celda.innerText))
"""


@dataclass(frozen=True, slots=True)
class FilaDeTabla:
    """A row: its texts by the plain form of their column's heading."""

    celdas: dict[str, str]

    def __getitem__(self, columna: str) -> str:
        """The text under ``columna``; empty when the table has no such column."""
        return self.celdas.get(plano(columna), "")


class TablaDelPortal:
    """The table of ``pantalla`` with these columns, which it must have."""

    def __init__(self, pantalla: Pantalla, *columnas: str) -> None:
        self._pantalla = pantalla
        self._columnas = columnas
        self.localizada = TABLA.en(pantalla.page).filter(has_text=suelto(columnas[0])).first

    def filas(self) -> list[FilaDeTabla]:
        """The rows of the page of the table that shows now; a note that spans it is none.

        A row overlooked here could become a second filing, so whatever can't be read raises.

        Raises:
            PantallaDesconocida: a column is missing, or a row doesn't fit the headings.
        """
        self._esperar_contenido()
        encabezados, *lineas = self.localizada.evaluate(_LEER) or [[]]
        columnas = [plano(texto) for texto in encabezados]
        for columna in self._columnas:
            if plano(columna) not in columnas:
                raise self._pantalla.desconocida(f"la tabla no tiene la columna «{columna}»")
        filas = []
        for linea in lineas:
            if len(linea) == 1:
                continue
            if len(linea) != len(columnas):
                raise self._pantalla.desconocida("una fila no corresponde a los encabezados")
            textos = (" ".join(texto.split()) for texto in linea)
            filas.append(FilaDeTabla(dict(zip(columnas, textos, strict=True))))
        return filas

    def fila_con(self, texto: str) -> Locator:
        """The row in which a cell reads ``texto``."""
        celda = self._pantalla.page.locator(_CELDAS).filter(
            has_text=re.compile(rf"^\s*{re.escape(texto)}\s*$")
        )
        return self.localizada.locator(_FILAS).filter(has=celda)

    def _esperar_contenido(self) -> None:
        # A table whose rows come later would look empty, and empty means «not filed».
        paciencia = self._pantalla.pestana.paciencia.pantalla
        contenido = self.localizada.locator(_CELDAS).filter(has_not_text=_CARGANDO)
        cargando = self.localizada.locator(_CELDAS).filter(has_text=_CARGANDO)
        if not self._pantalla.pestana.esperar(contenido, segundos=paciencia) or cargando.count():
            raise self._pantalla.pestana.lento(f"mostrar «{self._pantalla.NOMBRE}»")
