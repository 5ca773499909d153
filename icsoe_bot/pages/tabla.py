"""Reading the portal's tables by their headings, whatever the order of the columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator

from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.portal.textos import plano, suelto

TABLA = Elemento("comunes.tabla")
FILA = Elemento("comunes.fila")
ENCABEZADO = Elemento("comunes.encabezado")
CELDA = Elemento("comunes.celda")
ESPERA = Elemento("comunes.espera")

_CARGANDO = re.compile(r"cargando|procesando|espere|loading", re.IGNORECASE)
_LEER = """(tabla, [filas, celdas]) => [...tabla.querySelectorAll(filas)]
  .filter(fila => !fila.parentElement.closest(filas))
  .map(fila => [...fila.querySelectorAll(celdas)].map(celda => celda.innerText))
  .filter(fila => fila.length)"""


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
        self._pestana = pantalla.pestana
        self._columnas = columnas
        # Tables that hold others, for the layout, come before them.
        self.localizada = (
            TABLA.en(self._pestana).filter(visible=True).filter(has_text=suelto(columnas[0])).last
        )
        self._filas = FILA.selector(self._pestana)
        self._celdas = CELDA.selector(self._pestana)

    def filas(self) -> list[FilaDeTabla]:
        """The rows of the page of the table that shows now; a note that spans it is none.

        A row overlooked here could become a second filing, so whatever can't be read raises.

        Raises:
            PantallaDesconocida: a column is missing, or a row doesn't fit the headings.
        """
        self._esperar_contenido()
        todas = f"{ENCABEZADO.selector(self._pestana)}, {self._celdas}"
        encabezados, *lineas = self.localizada.evaluate(_LEER, [self._filas, todas]) or [[]]
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

    def fila_con(self, *textos: str) -> Locator:
        """The row that has a cell for each of ``textos``, whatever their case and accents."""
        fila = self.localizada.locator(self._filas)
        for texto in textos:
            patron = re.compile(rf"^\s*{suelto(texto).pattern}\s*$", re.IGNORECASE)
            celda = self._pantalla.page.locator(self._celdas).filter(has_text=patron)
            fila = fila.filter(has=celda)
        return fila

    def _esperar_contenido(self) -> None:
        # A table whose rows come later would look empty, and empty means «not filed».
        paciencia = self._pestana.paciencia.pantalla
        celdas = self.localizada.locator(self._celdas)
        trabaja = ESPERA.en(self._pestana).filter(visible=True)
        llena = self._pestana.esperar(
            celdas.filter(has_not_text=_CARGANDO).filter(visible=True), segundos=paciencia
        ) and self._pestana.esperar_que_se_vaya(trabaja, segundos=paciencia)
        if not llena or celdas.filter(has_text=_CARGANDO).count():
            raise self._pestana.lento(f"mostrar «{self._pantalla.NOMBRE}»")
