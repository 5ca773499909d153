"""Screen 10: the receipts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from playwright.sync_api import Locator

from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.informativa import TipoComplementaria
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.pages.descarga import descargar
from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.informativas import periodo_de, tipo_de
from icsoe_bot.pages.sesion import PERFIL_DEL_USUARIO, PantallaConPerfil
from icsoe_bot.pages.tabla import FilaDeTabla, TablaDelPortal
from icsoe_bot.portal.textos import compacto

DESCARGAR_ACUSE = Elemento("acuses.descargar")
SIGUIENTE = Elemento("acuses.siguiente")
ANTERIOR = Elemento("acuses.anterior")

_PAGINAS_MAXIMAS = 100

_APAGADO = """boton => [boton, boton.parentElement].some(e =>
    e.getAttribute('aria-disabled') === 'true'
    || /(^|[-_ ])(disabled|deshabilitad[oa])( |$)/i.test(e.className))
  || !(boton.closest('a, button, input, [role=button], [role=link], [onclick]')
    || getComputedStyle(boton).cursor === 'pointer')"""


class AcusesDePresentacion(PantallaConPerfil):
    """«Selecciona la acción que deseas realizar para cada Informativa»."""

    NOMBRE = "Acuses de presentación"
    IDENTIDAD = (Elemento("acuses.titulo"), PERFIL_DEL_USUARIO)

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
        fila = self._fila_de(folio)
        if fila is not None:
            icono = DESCARGAR_ACUSE.uno(self.pestana, fila)
            contenido = descargar(self.pestana, icono, f"descargar el acuse {folio}")
            self._seguir_aqui()
            return contenido
        raise self.desconocida(f"no está el folio {folio}")

    def _fila_de(self, folio: Folio) -> Locator | None:
        # Most often it is on the page of the table that shows already.
        fila = self._tabla.fila_con(folio=str(folio))
        paginas = iter(()) if fila is not None else self._paginas()
        for _ in paginas:
            fila = self._tabla.fila_con(folio=str(folio))
            if fila is not None:
                break
        return fila

    def _seguir_aqui(self) -> None:
        # A PDF shown in this very tab took the table's place.
        if not self.cargada():
            self.pestana.volver_atras()
            self.llega(AcusesDePresentacion, al="volver a los acuses")

    @property
    def _tabla(self) -> TablaDelPortal:
        textos = self.pestana.perfil.textos
        return TablaDelPortal(
            self,
            textos.columna_folio,
            textos.columna_anio,
            textos.columna_cuatrimestre,
            textos.columna_tipo,
        )

    def _paginas(self) -> Iterator[list[FilaDeTabla]]:
        self._volver_al_principio()
        filas = self._tabla.filas()
        yield filas
        for _ in range(_PAGINAS_MAXIMAS):
            siguiente = SIGUIENTE.en(self.pestana).filter(visible=True).first
            if not filas or not _se_puede(siguiente):
                return
            self._pasar(siguiente, filas)
            filas = self._tabla.filas()
            yield filas
        raise self.desconocida("la tabla no termina")

    def _volver_al_principio(self) -> None:
        for _ in range(_PAGINAS_MAXIMAS):
            anterior = ANTERIOR.en(self.pestana).filter(visible=True).first
            if not _se_puede(anterior):
                return
            self._pasar(anterior, self._tabla.filas())

    def _pasar(self, boton: Locator, filas: list[FilaDeTabla]) -> None:
        vieja = self._tabla.fila_con(folio=filas[0][self.pestana.perfil.textos.columna_folio])
        boton.click()
        if vieja is not None:
            vieja.wait_for(state="detached")

    def _acuse(self, rfc: RFC, fila: FilaDeTabla) -> Acuse:
        textos = self.pestana.perfil.textos
        escrita = fila[textos.columna_fecha]
        try:
            fecha = datetime.strptime(escrita, textos.fecha).date()
        except ValueError:
            raise self.desconocida(f"no se entiende la fecha «{escrita}»") from None
        return Acuse(
            rfc=rfc,
            periodo=periodo_de(self, fila),
            folio=Folio(fila[textos.columna_folio]),
            tipo=tipo_de(self, fila),
            complementaria=_complementaria(fila[textos.columna_complementaria]),
            fecha_presentacion=fecha,
        )


def _complementaria(escrita: str) -> str:
    """In our words, however the portal writes it."""
    for tipo in TipoComplementaria:
        if compacto(tipo.value) == compacto(escrita):
            return tipo.value
    return escrita


def _se_puede(boton: Locator) -> bool:
    # A disabled link carries no «disabled»: it says so in ARIA, by its class, or is mere text.
    return boton.is_visible() and boton.is_enabled() and not boton.evaluate(_APAGADO)
