"""Screen 6: the wizard, step «Periodo»."""

from __future__ import annotations

from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.pantalla import llegar
from icsoe_bot.pages.problemas import dialogo_inesperado, guardar_evidencia
from icsoe_bot.pages.protesta import DialogoDeProtesta
from icsoe_bot.pages.sesion import PantallaConPerfil
from icsoe_bot.portal.errores import PortalRechaza
from icsoe_bot.portal.textos import compacto

ANIO = Elemento("capturar.anio")
PERIODO = Elemento("capturar.periodo")
TIPO = Elemento("capturar.tipo")
CUATRIMESTRE = Elemento("capturar.cuatrimestre")
CONTINUAR = Elemento("capturar.continuar")


class CapturarInformativa(PantallaConPerfil):
    """«Indica el tipo y periodo de la informativa a trabajar»."""

    NOMBRE = "Capturar informativa"
    IDENTIDAD = (Elemento("capturar.instruccion"), CONTINUAR)

    def elegir_periodo(self, periodo: Periodo, tipo: TipoInformativa) -> None:
        """Choose year, period and kind, and see that the portal derives the same cuatrimestre.

        A list shows before the page's scripts listen to it, and then derives nothing: what was
        chosen is chosen again until it does.

        Raises:
            PantallaDesconocida: an option is missing, or the portal says another cuatrimestre.
        """
        nombre, textos = periodo.cuatrimestre.nombre, self.pestana.perfil.textos
        for segundos in self.pestana.plazos_crecientes():
            self.elegir(ANIO, str(periodo.anio))
            self.elegir(PERIODO, textos.meses(periodo))
            self.elegir(TIPO, textos.de_tipo(tipo))
            derivado = self.esperar_valor(CUATRIMESTRE, nombre, segundos=segundos)
            if derivado:
                break
        if compacto(derivado) != compacto(nombre):
            raise self.desconocida(f"el cuatrimestre quedó en «{derivado}» y no en «{nombre}»")

    def continuar(self) -> DialogoDeProtesta:
        """«Continuar»: for «Sin información» the portal asks for the oath.

        Raises:
            PortalRechaza: it refuses this period or kind, in its own words.
        """
        self.pulsar(CONTINUAR)
        return llegar(
            self.pestana, DialogoDeProtesta, al="continuar", desde=self, explicar=self._rechazo
        )

    def _rechazo(self) -> PortalRechaza | None:
        dicho = dialogo_inesperado(self.pestana)
        if not dicho:
            return None
        guardar_evidencia(self.pestana, "informativa no aceptada")
        return PortalRechaza(
            f"El portal no acepta esta informativa: «{dicho}».",
            remedio="Nada se presentó. Revise el periodo y las informativas ya existentes.",
        )
