"""Filing one «Sin información»: the guide's seventeen steps.

Before the oath it reads what the portal already has; after «Firmar» the portal's own list of
acuses decides, and nothing is clicked again on a guess.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from flows import pasos
from flows.desenlace import Resultado, estado_tras
from flows.lo_existente import acuse_del_periodo, borrador_del_periodo
from flows.seguimiento import Seguimiento
from flows.sesion import entrar, salir
from icsoe_bot.archive.archivo import AcuseArchivado, Archivo
from icsoe_bot.domain.acuse import Acuse
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.plazos import Calendario, oportunidad
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.errors import IcsoeError, OutcomeUnknown, RetryLater
from icsoe_bot.ledger.bitacora import (
    Bitacora,
    Registro,
)
from icsoe_bot.ledger.estados import ANTES_DE_FIRMAR, CON_ACUSE, Estado
from icsoe_bot.pages.acuses import AcusesDePresentacion
from icsoe_bot.pages.capturar import CapturarInformativa
from icsoe_bot.pages.firma import Firma
from icsoe_bot.pages.informativas import Borrador, InformativasEnCaptura
from icsoe_bot.pages.inicio import Inicio
from icsoe_bot.pages.menu import Menu
from icsoe_bot.pages.problemas import guardar_evidencia
from icsoe_bot.portal.errores import FirmaSinDesenlace
from icsoe_bot.portal.pestana import Pestana

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Presentador:
    """Files ``presentacion`` in one tab, with the taxpayer's e.firma and a person's oath."""

    presentacion: Presentacion
    protesta: Protesta
    efirma: Efirma
    bitacora: Bitacora
    archivo: Archivo
    seguimiento: Seguimiento
    calendario: Calendario
    _en_duda: bool = field(default=False, init=False)
    """«Firmar» may have been clicked in this run, and no acuse was seen yet."""

    def presentar(self, pestana: Pestana) -> Resultado:
        """Do it, and log out whatever happens.

        Raises:
            IcsoeError: it ended otherwise; the class says who must act.
        """
        self.efirma.exigir_rfc(self.presentacion.rfc)
        registro = self.bitacora.planear(self.presentacion, self.protesta)
        try:
            with pestana.si_cae():
                return self._con_sesion(entrar(pestana, self.efirma, self.seguimiento), registro)
        except IcsoeError as error:
            self._detener(error, pestana)
            if self._en_duda and not isinstance(error, OutcomeUnknown | RetryLater):
                registro = self.bitacora.leer(self.presentacion)
                raise self._sin_desenlace(registro, error.mensaje) from error
            raise
        except Exception as error:
            # A defect of ours; once «Firmar» may have been clicked, that is what must be told.
            registro = self.bitacora.leer(self.presentacion)
            if registro.estado is Estado.FIRMANDO:
                raise self._sin_desenlace(registro, "icsoe-bot tuvo un defecto") from error
            raise
        finally:
            salir(pestana, self.seguimiento)

    def _con_sesion(self, inicio: Inicio, registro: Registro) -> Resultado:
        menu = inicio.menu
        with self.seguimiento.paso(pasos.REVISAR):
            acuses = menu.acuses_de_presentacion()
            acuses.exigir_rfc(self.presentacion.rfc)
            previo = acuse_del_periodo(acuses, self.presentacion)
        if previo is not None:
            return self._terminar(acuses, registro, previo, ya_presentada=True)
        self._exigir_sin_firma_previa(registro)
        bandeja, borrador = self._abrir_bandeja(menu, registro)
        capturar = self._abrir_informativa(bandeja, borrador)
        firma, registro = self._declarar(capturar, registro)
        registro = self._firmar(firma, registro, menu)
        acuses, nuevo = self._acuse_de_lo_firmado(menu, registro)
        return self._terminar(acuses, registro, nuevo, ya_presentada=False)

    def _exigir_sin_firma_previa(self, registro: Registro) -> None:
        if registro.estado in ANTES_DE_FIRMAR:
            return
        # Also what the ledger took for filed: a person may have said so, and been mistaken.
        if registro.estado is not Estado.DESCONOCIDA:
            self.bitacora.mover(
                registro,
                [registro.estado],
                Estado.DESCONOCIDA,
                detalle={"motivo": "el portal no lista su acuse"},
            )
        folio = f" con folio {registro.folio}" if registro.folio else ""
        raise FirmaSinDesenlace(
            f"La bitácora dice que {self.presentacion} ya se firmó{folio}, pero el portal no lista "
            "su acuse.",
            remedio=f"No se firmó otra vez. {self._a_resolver}",
        )

    def _abrir_bandeja(
        self, menu: Menu, registro: Registro
    ) -> tuple[InformativasEnCaptura, Borrador | None]:
        paso = self.seguimiento.paso
        with paso(pasos.INFORMATIVA):
            menu.informativa()
        with paso(pasos.CAPTURAR):
            bandeja = menu.capturar_informativa()
            bandeja.exigir_rfc(self.presentacion.rfc)
            propio = self.bitacora.hubo_captura(registro)
            return bandeja, borrador_del_periodo(bandeja, self.presentacion, propio=propio)

    def _abrir_informativa(
        self, bandeja: InformativasEnCaptura, borrador: Borrador | None
    ) -> CapturarInformativa:
        with self.seguimiento.paso(pasos.NUEVA):
            if borrador is not None:
                return bandeja.continuar(borrador)
            return bandeja.nueva_informativa()

    def _declarar(
        self, capturar: CapturarInformativa, registro: Registro
    ) -> tuple[Firma, Registro]:
        paso = self.seguimiento.paso
        with paso(pasos.PERIODO):
            capturar.exigir_rfc(self.presentacion.rfc)
            capturar.elegir_periodo(self.presentacion.periodo, self.presentacion.tipo)
            dialogo = capturar.continuar()
        with paso(pasos.PROTESTA):
            try:
                self.protesta.exigir_texto(dialogo.texto())
            except IcsoeError:
                dialogo.cancelar()
                raise
            # Accepting leaves a draft, which the next run must know as ours.
            registro = self.bitacora.mover(
                registro, ANTES_DE_FIRMAR, Estado.CAPTURADA, protesta=self.protesta
            )
            return dialogo.aceptar(), registro

    def _firmar(self, firma: Firma, registro: Registro, menu: Menu) -> Registro:
        paso = self.seguimiento.paso
        with paso(pasos.VALIDAR):
            firma.validar(self.efirma)
        with paso(pasos.FIRMAR):
            registro = self.bitacora.mover(registro, [Estado.CAPTURADA], Estado.FIRMANDO)
            self._en_duda = True
            try:
                aviso = firma.firmar()
            except IcsoeError as error:
                return self._preguntar_al_portal(menu, registro, error)
        with paso(pasos.CERRAR_AVISO):
            try:
                aviso.cerrar()
            except IcsoeError as error:
                return self._preguntar_al_portal(menu, registro, error)
        return registro

    def _preguntar_al_portal(self, menu: Menu, registro: Registro, error: IcsoeError) -> Registro:
        """Go on if the acuse is listed after all; else the outcome is unknown."""
        logger.warning("después de «Firmar»: %s", error)
        guardar_evidencia(menu.pestana, "después de firmar")
        try:
            Inicio.volver(menu.pestana)
            existe = acuse_del_periodo(menu.acuses_de_presentacion(), self.presentacion) is not None
        except IcsoeError as otro:
            raise self._sin_desenlace(registro, f"{error.mensaje} {otro.mensaje}") from otro
        if not existe:
            raise self._sin_desenlace(registro, error.mensaje) from error
        return registro

    def _acuse_de_lo_firmado(
        self, menu: Menu, registro: Registro
    ) -> tuple[AcusesDePresentacion, Acuse]:
        with self.seguimiento.paso(pasos.ACUSES):
            try:
                acuses = menu.acuses_de_presentacion()
                nuevo = acuse_del_periodo(acuses, self.presentacion)
            except RetryLater:
                # Still «firmando»: the next run begins with the list of acuses.
                raise
            except IcsoeError as error:
                raise self._sin_desenlace(registro, error.mensaje) from error
        if nuevo is None:
            raise self._sin_desenlace(registro, "el portal no lista su acuse")
        return acuses, nuevo

    def _detener(self, error: IcsoeError, pestana: Pestana) -> None:
        """Write down why it stopped; before the signature, the state says who must act."""
        if not pestana.evidencias:
            # Where nobody recognised anything, what the screen and the network show still counts.
            guardar_evidencia(pestana, type(error).__name__)
        detalle = {
            "error": type(error).__name__,
            "motivo": error.mensaje,
            "evidencia": pestana.evidencias,
        }
        try:
            registro = self.bitacora.leer(self.presentacion)
            hacia = estado_tras(error)
            if hacia is None or registro.estado not in ANTES_DE_FIRMAR:
                self.bitacora.anotar(registro, "detenida", detalle)
            else:
                self.bitacora.mover(registro, [registro.estado], hacia, detalle=detalle)
        except IcsoeError as otro:
            # The first error is the one to tell.
            logger.warning("no se pudo anotar en la bitácora: %s", otro)

    def _sin_desenlace(self, registro: Registro, motivo: str) -> FirmaSinDesenlace:
        try:
            self.bitacora.mover(
                registro,
                [Estado.FIRMANDO, Estado.DESCONOCIDA],
                Estado.DESCONOCIDA,
                detalle={"motivo": motivo},
            )
        except IcsoeError as error:
            # «firmando» stays written, which protects as well; what must be told is the outcome.
            logger.warning("no se pudo anotar el desenlace: %s", error)
        return FirmaSinDesenlace(
            f"Se pulsó «Firmar» para {self.presentacion} y no se sabe si quedó presentada: "
            f"{motivo}",
            remedio=f"No se firmará otra vez. {self._a_resolver}",
        )

    @property
    def _a_resolver(self) -> str:
        return (
            "Dentro de unos minutos vuelva a ejecutar la orden: leerá otra vez los acuses. Si "
            "sigue sin aparecer, una persona debe revisar el portal y decidir con «icsoe resolver "
            f"{self.presentacion.rfc} {self.presentacion.periodo}»."
        )

    def _terminar(
        self,
        acuses: AcusesDePresentacion,
        registro: Registro,
        fila: Acuse,
        *,
        ya_presentada: bool,
    ) -> Resultado:
        paso = self.seguimiento.paso
        self._en_duda = False
        if registro.estado not in CON_ACUSE:
            # A listed acuse is the truth, whatever another process wrote meanwhile.
            registro = self.bitacora.mover(
                registro,
                Estado,
                Estado.PRESENTADA,
                folio=fila.folio,
                fecha=fila.fecha_presentacion,
                detalle={"ya_presentada": ya_presentada},
            )
        conocidas = self.bitacora.acuses.versiones(fila)
        archivado = self.archivo.vigente(fila, conocidas)
        if archivado is None:
            with paso(pasos.DESCARGAR):
                contenido = acuses.descargar(fila.folio)
            with paso(pasos.ARCHIVAR):
                archivado = self.archivo.guardar(contenido, fila, conocidas)
        registro = self._anotar_archivo(registro, fila, archivado)
        return Resultado(
            presentacion=self.presentacion,
            folio=fila.folio,
            fecha_presentacion=fila.fecha_presentacion,
            oportunidad=oportunidad(
                fila.fecha_presentacion, self.presentacion.periodo, self.calendario
            ),
            acuse=archivado.ruta,
            estado=registro.estado,
            ya_presentada=ya_presentada,
        )

    def _anotar_archivo(
        self, registro: Registro, fila: Acuse, archivado: AcuseArchivado
    ) -> Registro:
        self.bitacora.acuses.anotar(fila, archivado.version, archivado.relativa, archivado.sha256)
        return self.bitacora.mover(
            registro,
            CON_ACUSE,
            Estado.ACUSE_ARCHIVADO,
            folio=fila.folio,
            fecha=fila.fecha_presentacion,
            acuse_ruta=archivado.relativa,
            acuse_sha256=archivado.sha256,
        )
