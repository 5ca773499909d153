"""Screen 5: the returns being captured."""

from __future__ import annotations

from dataclasses import dataclass

from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import Cuatrimestre, Periodo, PeriodoInvalido
from icsoe_bot.pages.capturar import CapturarInformativa
from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.sesion import PERFIL_DEL_USUARIO, PantallaConPerfil
from icsoe_bot.pages.tabla import FilaDeTabla, TablaDelPortal
from icsoe_bot.portal.textos import compacto

NUEVA_INFORMATIVA = Elemento("informativas.nueva")
CONTINUAR_CAPTURA = Elemento("informativas.continuar")


@dataclass(frozen=True, slots=True)
class Borrador:
    """A row of the tray: a return begun and not yet filed."""

    periodo: Periodo
    tipo: str
    estatus: str


class InformativasEnCaptura(PantallaConPerfil):
    """«Bandeja de trabajo» with the drafts."""

    NOMBRE = "Informativas en captura"
    IDENTIDAD = (
        Elemento("informativas.titulo"),
        PERFIL_DEL_USUARIO,
        NUEVA_INFORMATIVA,
    )

    def borradores(self) -> list[Borrador]:
        """Every draft of the tray.

        Raises:
            PantallaDesconocida: the table isn't as documented.
        """
        return [self._borrador(fila) for fila in self._tabla.filas()]

    def nueva_informativa(self) -> CapturarInformativa:
        """«Nueva informativa»."""
        self.pulsar(NUEVA_INFORMATIVA)
        return self.llega(CapturarInformativa, al="crear una informativa")

    def continuar(self, borrador: Borrador) -> CapturarInformativa:
        """Open a draft again, to finish it."""
        periodo = borrador.periodo
        fila = self._tabla.fila_con(
            anio=str(periodo.anio), cuatrimestre=periodo.cuatrimestre.nombre
        )
        if fila is None:
            raise self.desconocida(f"no está el borrador de {periodo}")
        self.pulsar(CONTINUAR_CAPTURA, fila)
        return self.llega(CapturarInformativa, al="continuar la informativa")

    @property
    def _tabla(self) -> TablaDelPortal:
        textos = self.pestana.perfil.textos
        return TablaDelPortal(
            self,
            textos.columna_estatus,
            textos.columna_anio,
            textos.columna_cuatrimestre,
            textos.columna_tipo,
        )

    def _borrador(self, fila: FilaDeTabla) -> Borrador:
        estatus = fila[self.pestana.perfil.textos.columna_estatus]
        return Borrador(periodo_de(self, fila), tipo_de(self, fila), estatus)


def periodo_de(pantalla: PantallaConPerfil, fila: FilaDeTabla) -> Periodo:
    """The period of a row of the tray or of the acuses.

    Raises:
        PantallaDesconocida: year or cuatrimestre can't be read.
    """
    textos = pantalla.pestana.perfil.textos
    anio, cuatrimestre = fila[textos.columna_anio], fila[textos.columna_cuatrimestre]
    try:
        return Periodo(int(anio), Cuatrimestre.de_nombre(cuatrimestre))
    except (ValueError, PeriodoInvalido):
        raise pantalla.desconocida(f"no se entiende el periodo «{anio} {cuatrimestre}»") from None


def tipo_de(pantalla: PantallaConPerfil, fila: FilaDeTabla) -> str:
    """The kind of a row, «Sin información» always in our words."""
    textos = pantalla.pestana.perfil.textos
    escrito = fila[textos.columna_tipo]
    for tipo in TipoInformativa:
        if compacto(escrito) == compacto(textos.de_tipo(tipo)):
            return tipo.value
    return escrito
