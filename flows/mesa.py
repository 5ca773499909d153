"""A working folder opened for filing: its ledger, archive and browser, one taxpayer at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType

from flows import pasos
from flows.acuses.bajar import Recolector
from flows.acuses.cosecha import Cosecha, Pedido
from flows.carpeta import CarpetaDeTrabajo
from flows.cortesia.cortesia import Cortesia
from flows.desenlace import Resultado, estado_tras
from flows.encargo import Encargo, abrir_efirma, encargar
from flows.mundo import Mundo
from flows.pasos import Paso
from flows.presentar import Presentador
from flows.seguimiento import Observador, Seguimiento
from flows.simular import simular
from flows.taller import Opciones, Taller
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.plazos import oportunidad
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import IcsoeError, OutcomeUnknown
from icsoe_bot.ledger.base import BitacoraInservible
from icsoe_bot.ledger.bitacora import Bitacora, OtroProcesoSeAdelanto, Registro
from icsoe_bot.ledger.estados import ANTES_DE_FIRMAR, CON_ACUSE, Estado
from icsoe_bot.ledger.tomas import EnManosDeOtro
from icsoe_bot.portal.errores import EfirmaRechazada, FirmaSinDesenlace
from icsoe_bot.portal.pestana import Paciencia

_TOMA_MINIMA_S = 600


@dataclass(frozen=True, slots=True)
class Llave:
    """Who enters, and the fingerprint to remember if the portal refuses the e.firma."""

    rfc: RFC
    huella: str


class Mesa(AbstractContextManager["Mesa"]):
    """Ledger, archive and browser of ``carpeta``, in the world of ``mundo``.

    It belongs to one thread; ``otra`` gives another thread one.

    Raises:
        IcsoeError: the archive is of the other environment, or the ledger can't be opened.
    """

    def __init__(
        self,
        carpeta: CarpetaDeTrabajo,
        mundo: Mundo,
        opciones: Opciones,
        *,
        bitacora: Bitacora | None = None,
        cortesia: Cortesia | None = None,
    ) -> None:
        self.carpeta = carpeta
        self._mundo = mundo
        self._opciones = opciones
        self._archivo = carpeta.abrir_archivo()
        with ExitStack() as abierto:
            self._bitacora: Bitacora = bitacora or abierto.enter_context(
                carpeta.abrir_bitacora(mundo.nombre)
            )
            self._cortesia = cortesia or Cortesia.de(carpeta, mundo, opciones.espera)
            self._taller = abierto.enter_context(Taller(carpeta, opciones, self._cortesia))
            self._cierre = abierto.pop_all()
        # No step lasts longer than the signature may take, twice over.
        paciencia = Paciencia.de(carpeta.perfil.tiempos, carpeta.configuracion.espera)
        self._tomas = self._bitacora.tomas(max(_TOMA_MINIMA_S, 3 * paciencia.firma))

    def __exit__(
        self,
        tipo: type[BaseException] | None,
        error: BaseException | None,
        rastro: TracebackType | None,
    ) -> None:
        self._cierre.close()

    def poner_al_dia(self, mundo: Mundo) -> None:
        """Go by ``mundo``, a later moment of the same world."""
        self._mundo = mundo

    def otra(self) -> Mesa:
        """Another desk of the same run, which must not outlive this one.

        It has a browser and claims of its own, and shares ledger and manners.
        """
        return Mesa(
            self.carpeta,
            self._mundo,
            self._opciones,
            bitacora=self._bitacora,
            cortesia=self._cortesia,
        )

    def encargar(self, presentacion: Presentacion, protesta: Protesta) -> Encargo:
        """Check what needs no portal; see ``flows.encargo.encargar``."""
        return encargar(self.carpeta, presentacion, protesta, self._mundo, self._bitacora.rechazos)

    def archivada(self, presentacion: Presentacion) -> Resultado | None:
        """What the ledger and the archive know to be done and intact, without any browser."""
        registro = self._bitacora.buscar(presentacion)
        if (
            registro is None
            or registro.estado is not Estado.ACUSE_ARCHIVADO
            or not (registro.folio and registro.fecha_presentacion)
            or not (registro.acuse_ruta and registro.acuse_sha256)
        ):
            return None
        acuse = self._archivo.intacto(registro.acuse_ruta, registro.acuse_sha256)
        if acuse is None:
            return None
        return Resultado(
            presentacion=presentacion,
            folio=registro.folio,
            fecha_presentacion=registro.fecha_presentacion,
            oportunidad=oportunidad(
                registro.fecha_presentacion, presentacion.periodo, self.carpeta.calendario
            ),
            acuse=acuse,
            estado=registro.estado,
            ya_presentada=True,
        )

    def presentar(self, encargo: Encargo, observadores: Sequence[Observador] = ()) -> Resultado:
        """File, in a session of its own.

        Raises:
            EnManosDeOtro: another process works on this taxpayer.
            AhoraNo: no session may begin now.
            IcsoeError: it ended otherwise than filed with its acuse; the class says who must act.
        """
        rfc, periodo = encargo.presentacion.rfc, encargo.presentacion.periodo
        with (
            self._cortesia.sesion(f"presentar {periodo} de {rfc}", por_presentar=periodo),
            self._tomas.tomada(rfc),
            self._recordar_rechazo(Llave(rfc, encargo.huella)),
        ):
            presentador = Presentador(
                encargo.presentacion,
                encargo.protesta,
                encargo.efirma,
                self._bitacora,
                self._archivo,
                self._seguimiento(encargo.presentacion, rfc, observadores),
                self.carpeta.calendario,
            )
            with self._taller.pestana(rfc, encargo.mundo.ahora) as pestana:
                resultado = presentador.presentar(pestana)
                pestana.exigir_sin_salidas()
                return resultado

    def simular(self, encargo: Encargo, observadores: Sequence[Observador] = ()) -> str | None:
        """Rehearse up to the oath and cancel it; returns the folio if it was filed already.

        Raises:
            EnManosDeOtro: another process works on this taxpayer.
            AhoraNo: no session may begin now.
            IcsoeError: filing it would stop there too; the class says who must act.
        """
        rfc, periodo = encargo.presentacion.rfc, encargo.presentacion.periodo
        registro = self._bitacora.buscar(encargo.presentacion)
        with (
            self._cortesia.sesion(f"simular {periodo} de {rfc}"),
            self._tomas.tomada(rfc),
            self._recordar_rechazo(Llave(rfc, encargo.huella)),
        ):
            seguimiento = self._seguimiento(encargo.presentacion, rfc, observadores)
            with self._taller.pestana(rfc, encargo.mundo.ahora) as pestana:
                return simular(
                    pestana,
                    encargo,
                    seguimiento,
                    firmada=registro is not None and registro.estado not in ANTES_DE_FIRMAR,
                    propio=registro is not None and self._bitacora.hubo_captura(registro),
                )

    def recolector(self, pedido: Pedido) -> tuple[Recolector, Llave]:
        """What brings a taxpayer's acuses home, and the e.firma that opens the portal.

        Raises:
            IcsoeError: the e.firma can't be used.
        """
        efirma, huella = abrir_efirma(
            self.carpeta, pedido.rfc, self._mundo.ahora, self._bitacora.rechazos
        )
        recolector = Recolector(pedido, efirma, self._bitacora, self._archivo)
        return recolector, Llave(pedido.rfc, huella)

    def recolectar(
        self, recolector: Recolector, llave: Llave, observadores: Sequence[Observador] = ()
    ) -> Cosecha:
        """One try of ``recolector``, in a session of its own.

        Raises:
            EnManosDeOtro: another process works on this taxpayer.
            AhoraNo: no session may begin now.
            IcsoeError: not all of them could be had; the class says who must act.
        """
        asunto = f"acuses de {llave.rfc}"
        with (
            self._cortesia.sesion(asunto),
            self._tomas.tomada(llave.rfc),
            self._recordar_rechazo(llave),
        ):
            seguimiento = self._seguimiento(asunto, llave.rfc, observadores)
            with self._taller.pestana(llave.rfc, self._mundo.ahora) as pestana:
                cosecha = recolector.recolectar(pestana, seguimiento)
                pestana.exigir_sin_salidas()
                return cosecha

    def anotar_impedimento(
        self, presentacion: Presentacion, protesta: Protesta, error: IcsoeError
    ) -> None:
        """Write down why a filing couldn't even begin, for whoever must act."""
        detalle = {"error": type(error).__name__, "motivo": error.mensaje}
        hacia = estado_tras(error)
        # Another machine may have what this one lacks, and be at it: then it is that one's to say.
        with suppress(EnManosDeOtro), self._tomas.tomada(presentacion.rfc):
            registro = self._bitacora.planear(presentacion, protesta)
            if hacia is None or registro.estado not in ANTES_DE_FIRMAR:
                self._bitacora.anotar(registro, "detenida", detalle)
            else:
                self._bitacora.mover(registro, [registro.estado], hacia, detalle=detalle)

    def firmada_desde(self, presentacion: Presentacion) -> datetime | None:
        """When «Firmar» was last about to be clicked; ``None`` if that is settled."""
        registro = self._bitacora.buscar(presentacion)
        if registro is None or registro.estado not in (Estado.FIRMANDO, Estado.DESCONOCIDA):
            return None
        return max(
            (
                suceso.momento
                for suceso in self._bitacora.sucesos(registro)
                if suceso.suceso == Estado.FIRMANDO.value
            ),
            default=registro.actualizada,
        )

    def con_lo_firmado(self, presentacion: Presentacion, error: IcsoeError) -> IcsoeError:
        """The error to tell: that a signature has no known outcome comes before any other.

        Unless another process is at it: between its signature and its acuse nobody else knows.
        """
        if isinstance(error, OutcomeUnknown | EnManosDeOtro):
            return error
        if self.firmada_desde(presentacion) is None:
            return error
        return FirmaSinDesenlace(
            f"{presentacion} ya se firmó y no se sabe si quedó presentada: {error.mensaje}",
            remedio="No la presente a mano. Vuelva a ejecutar la orden más tarde: leerá los "
            f"acuses. Si no aparece, decida con «icsoe resolver {presentacion.rfc} "
            f"{presentacion.periodo}».",
        )

    def registrada(self, presentacion: Presentacion) -> Registro | None:
        """What the ledger knows of a filing that the portal lists; ``None`` of any other."""
        registro = self._bitacora.buscar(presentacion)
        return registro if registro is not None and registro.estado in CON_ACUSE else None

    @contextmanager
    def _recordar_rechazo(self, llave: Llave) -> Iterator[None]:
        try:
            yield
        except EfirmaRechazada as error:
            self._bitacora.rechazos.anotar(llave.rfc, llave.huella, error.mensaje)
            raise

    def _seguimiento(
        self, asunto: object, rfc: RFC, observadores: Sequence[Observador]
    ) -> Seguimiento:
        # The claim is renewed after what manners made it wait.
        cortesia = self._cortesia.observador()
        return Seguimiento(asunto, cortesia, self._renovar(rfc), *observadores)

    def _renovar(self, rfc: RFC) -> Observador:
        def renovar(paso: Paso) -> None:
            if paso.numero > pasos.FIRMAR.numero:
                # Once signed nothing is left that another process could do instead, and nothing
                # may keep the acuses from being read and the session from being closed.
                with suppress(BitacoraInservible):
                    self._tomas.renovar(rfc)
            elif not self._tomas.renovar(rfc):
                raise OtroProcesoSeAdelanto(
                    f"Otro proceso se hizo cargo de {rfc}, porque este tardó demasiado.",
                    remedio="Deje que termine y vuelva a ejecutar la orden.",
                )

        return renovar
