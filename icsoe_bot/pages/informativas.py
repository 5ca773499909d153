"""Screen 5: the returns being captured."""

from __future__ import annotations

from dataclasses import dataclass

from icsoe_bot.domain.periodo import Cuatrimestre, Periodo, PeriodoInvalido
from icsoe_bot.pages.capturar import CapturarInformativa
from icsoe_bot.pages.elementos import Fuente, por_encabezado, por_rol
from icsoe_bot.pages.sesion import PERFIL_DEL_USUARIO, PantallaConPerfil
from icsoe_bot.pages.tabla import FilaDeTabla, TablaDelPortal

NUEVA_INFORMATIVA = por_rol(("button", "link"), "Nueva informativa", Fuente.GUIA)
CONTINUAR_CAPTURA = por_rol(("button", "link"), "Continuar captura", Fuente.SUPUESTO)


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
        por_encabezado("Informativas en captura", Fuente.GUIA),
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
        fila = (
            self._tabla.localizada.locator("tr, [role=row]")
            .filter(has_text=str(borrador.periodo.anio))
            .filter(has_text=borrador.periodo.cuatrimestre.nombre)
        )
        self.pulsar(CONTINUAR_CAPTURA, fila)
        return self.llega(CapturarInformativa, al="continuar la informativa")

    @property
    def _tabla(self) -> TablaDelPortal:
        return TablaDelPortal(self, "Estatus", "Año", "Cuatrimestre", "Tipo de informativa")

    def _borrador(self, fila: FilaDeTabla) -> Borrador:
        return Borrador(periodo_de(self, fila), fila["Tipo de informativa"], fila["Estatus"])


def periodo_de(pantalla: PantallaConPerfil, fila: FilaDeTabla) -> Periodo:
    """The period of a row of the tray or of the acuses.

    Raises:
        PantallaDesconocida: year or cuatrimestre can't be read.
    """
    try:
        return Periodo(int(fila["Año"]), Cuatrimestre.de_nombre(fila["Cuatrimestre"]))
    except (ValueError, PeriodoInvalido):
        raise pantalla.desconocida(
            f"no se entiende el periodo «{fila['Año']} {fila['Cuatrimestre']}»"
        ) from None
