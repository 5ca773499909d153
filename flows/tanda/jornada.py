"""A batch from its file to its report."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flows.avisos import avisador_de
from flows.avisos_textos import aviso_final
from flows.calibracion.vigencia import exigir_revision
from flows.carpeta import CarpetaDeTrabajo
from flows.cortesia.espera import Espera
from flows.informes.informe import Informe, escribir_informe
from flows.interrupcion import Interrupcion
from flows.lote.archivo import localizar_lote
from flows.lote.leer import leer_lote
from flows.lote.renglon import Renglon
from flows.mesa import Mesa
from flows.mundo import Mundo, mundo_local, preguntar
from flows.soporte.automatico import ArmaPaquetes
from flows.taller import Opciones
from flows.tanda.buzon import Buzon
from flows.tanda.politica import Politica
from flows.tanda.resumen import Resumen
from flows.tanda.tanda import Tanda
from flows.tanda.testigo import Testigo, Testigos
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico
from icsoe_bot.errors import RetryLater

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Jornada:
    """A batch whose file was read and found right; no browser was opened yet."""

    carpeta: CarpetaDeTrabajo
    lote: Path
    renglones: list[Renglon]
    mundo: Mundo

    @classmethod
    def preparar(cls, carpeta: CarpetaDeTrabajo, lote: Path) -> Jornada:
        """Check the settings and the whole file.

        Raises:
            LoteInvalido: the file has errors, each with row, column and remedy.
            UsageProblem: there are two such files, or the settings are wrong.
            RetryLater: the replica doesn't answer.
        """
        direcciones = carpeta.direcciones
        avisador_de(carpeta.configuracion)
        # A portal that doesn't answer is told last: mistakes of ours don't wait for it.
        sin_respuesta: RetryLater | None = None
        try:
            mundo = preguntar(direcciones)
        except RetryLater as error:
            sin_respuesta, mundo = error, mundo_local(direcciones)
        archivo = localizar_lote(carpeta.raiz, lote)
        # The replica's clock may be set back for practice; whoever declares lives by today's.
        hoy = max(dia_en_mexico(mundo.ahora), dia_en_mexico(datetime.now(ZONA)))
        jornada = cls(carpeta, archivo, leer_lote(archivo, hoy=hoy), mundo)
        if sin_respuesta is not None:
            raise sin_respuesta
        return jornada

    def correr(
        self,
        opciones: Opciones,
        interrupcion: Interrupcion,
        testigo: Testigo,
        *,
        simulacion: bool = False,
    ) -> tuple[Resumen, Informe | None]:
        """Do it, write the report and send the notice; without a report if none can be written.

        Raises:
            IcsoeError: it couldn't even begin.
        """
        configuracion = self.carpeta.configuracion
        if not simulacion:
            exigir_revision(self.carpeta, self.mundo.ahora)
        avisador = avisador_de(configuracion)
        inicio = datetime.now(ZONA)
        if not simulacion:
            # First, so that whoever else is told of a failure is told where its pack is.
            testigo = Testigos(ArmaPaquetes(self.carpeta, self.mundo), testigo)
        buzon = Buzon(testigo)
        espera = Espera(interrupcion.dormir, buzon.espera, buzon.advierte)
        with Mesa(self.carpeta, self.mundo, replace(opciones, espera=espera)) as mesa:
            tanda = Tanda(
                mesa,
                self.renglones,
                Politica.de(configuracion),
                interrupcion,
                buzon,
                opciones.navegadores,
                simulacion=simulacion,
            )
            finales = tanda.correr()
        resumen = Resumen(
            ambiente=configuracion.ambiente,
            lote=self.lote,
            inicio=inicio,
            fin=datetime.now(ZONA),
            finales=finales,
            simulacion=simulacion,
            volver=tanda.volver,
            motivo=tanda.motivo,
            interrumpida=tanda.interrumpida,
        )
        informe = None
        try:
            informe = escribir_informe(resumen, self.carpeta.raiz / "informes")
        except OSError:
            # What was filed, and what wasn't, matters more than the paper about it.
            logger.warning("no se pudo escribir el informe", exc_info=True)
        avisador.avisar(*aviso_final(resumen))
        return resumen, informe
