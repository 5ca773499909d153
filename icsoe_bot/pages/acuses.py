"""Screen 10: the receipts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from playwright.sync_api import Locator

from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.pages.descarga import descargar
from icsoe_bot.pages.elementos import Fuente, por_encabezado, por_rol
from icsoe_bot.pages.informativas import periodo_de
from icsoe_bot.pages.sesion import PERFIL_DEL_USUARIO, PantallaConPerfil
from icsoe_bot.pages.tabla import FilaDeTabla, TablaDelPortal

DESCARGAR_ACUSE = por_rol(("button", "link"), "Descargar Acuse", Fuente.GUIA)
SIGUIENTE = por_rol(("button", "link"), "Siguiente", Fuente.SUPUESTO)
ANTERIOR = por_rol(("button", "link"), "Anterior", Fuente.SUPUESTO)

COLUMNA_FOLIO = "Folio definitivo de la informativa"

_PAGINAS_MAXIMAS = 100


class AcusesDePresentacion(PantallaConPerfil):
    """«Selecciona la acción que deseas realizar para cada Informativa»."""

    NOMBRE = "Acuses de presentación"
    IDENTIDAD = (por_encabezado("Acuses de Presentación", Fuente.GUIA), PERFIL_DEL_USUARIO)

    def filas(self) -> list[Acuse]:
        """Every row, of all pages of the table.

        Raises:
            PantallaDesconocida: the table isn't as documented.
            PantallaDesconocida: the screen doesn't say whose they are.
        """
        return [acuse for pagina in self.por_pagina() for acuse in pagina]

    def por_pagina(self) -> Iterator[list[Acuse]]:
        """The rows, a page of the table at a time: what shows may be downloaded meanwhile.

        Raises:
            PantallaDesconocida: the table isn't as documented.
            PantallaDesconocida: the screen doesn't say whose they are.
        """
        rfc = self.rfc_del_perfil()
        for pagina in self._paginas():
            yield [self._acuse(rfc, fila) for fila in pagina]

    def descargar(self, folio: Folio) -> bytes:
        """«Descargar Acuse» of one row: the bytes that the portal hands out, unchecked.

        Raises:
            PantallaDesconocida: no row has this folio.
            AcuseNoDescargado: the portal hands out nothing.
        """
        fila = self._tabla.fila_con(str(folio))
        # Most often the row is on the page of the table that shows already.
        if fila.count() == 1 or any(fila.count() == 1 for _ in self._paginas()):
            icono = DESCARGAR_ACUSE.en(fila)
            contenido = descargar(self.pestana, icono, f"descargar el acuse {folio}")
            self._seguir_aqui()
            return contenido
        raise self.desconocida(f"no está el folio {folio}")

    def _seguir_aqui(self) -> None:
        # A PDF shown in this very tab took the table's place.
        if not self.cargada():
            self.pestana.volver_atras()
            self.llega(AcusesDePresentacion, al="volver a los acuses")

    @property
    def _tabla(self) -> TablaDelPortal:
        return TablaDelPortal(self, COLUMNA_FOLIO, "Año", "Cuatrimestre", "Tipo de informativa")

    def _paginas(self) -> Iterator[list[FilaDeTabla]]:
        self._volver_al_principio()
        filas = self._tabla.filas()
        yield filas
        for _ in range(_PAGINAS_MAXIMAS):
            siguiente = SIGUIENTE.en(self.page).first
            if not filas or not _se_puede(siguiente):
                return
            self._pasar(siguiente, filas)
            filas = self._tabla.filas()
            yield filas
        raise self.desconocida("la tabla no termina")

    def _volver_al_principio(self) -> None:
        for _ in range(_PAGINAS_MAXIMAS):
            anterior = ANTERIOR.en(self.page).first
            if not _se_puede(anterior):
                return
            self._pasar(anterior, self._tabla.filas())

    def _pasar(self, boton: Locator, filas: list[FilaDeTabla]) -> None:
        vieja = self._tabla.fila_con(filas[0][COLUMNA_FOLIO])
        boton.click()
        vieja.wait_for(state="detached")

    def _acuse(self, rfc: RFC, fila: FilaDeTabla) -> Acuse:
        try:
            fecha = datetime.strptime(fila["Fecha de presentación"], "%d/%m/%Y").date()
        except ValueError:
            raise self.desconocida(
                f"no se entiende la fecha «{fila['Fecha de presentación']}»"
            ) from None
        return Acuse(
            rfc=rfc,
            periodo=periodo_de(self, fila),
            folio=Folio(fila[COLUMNA_FOLIO]),
            tipo=fila["Tipo de informativa"],
            complementaria=fila["Tipo de complementaria"],
            fecha_presentacion=fecha,
        )


def _se_puede(boton: Locator) -> bool:
    # A disabled link carries no «disabled», but says so in ARIA.
    return (
        boton.is_visible() and boton.is_enabled() and boton.get_attribute("aria-disabled") != "true"
    )
