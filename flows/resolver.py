"""What a person decides about a filing whose outcome the bot can't know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from flows import mundo as mundos
from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import OperatorMustAct, RetryLater, UsageProblem
from icsoe_bot.ledger.bitacora import Bitacora, Registro, Suceso
from icsoe_bot.ledger.estados import CON_ACUSE, Estado
from icsoe_bot.ledger.rechazos import Rechazo

_TOMA_S = 60
_LETRAS_MINIMAS = 3


class NadaQueResolver(OperatorMustAct):
    """The ledger knows nothing of it, or there is nothing to decide."""


class AunSeEspera(RetryLater):
    """A request in flight may still land: it is too early to decide."""


class FaltaQuienDecide(UsageProblem):
    """No person was named who decides."""


class Decision(Enum):
    """What a person may decide."""

    OTRA_FIRMA = "otra firma"
    """It was not filed, they are sure: the next run may sign once more."""
    PRESENTADA = "presentada"
    """It was filed, with a folio that they know; only the portal's list brings its acuse."""
    REINTENTAR_EFIRMA = "reintentar e.firma"
    """The e.firma that was refused is good now."""


@dataclass(frozen=True, slots=True)
class Expediente:
    """Everything that is known of one filing."""

    registro: Registro
    sucesos: list[Suceso]
    evidencias: list[Path]
    """Pictures and texts of the screens, oldest first."""
    rechazo: Rechazo | None
    decidible_desde: datetime | None
    """From when another signature may be allowed; ``None`` if there is no open signature."""

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        registro = self.registro
        return {
            "rfc": str(registro.presentacion.rfc),
            "periodo": str(registro.presentacion.periodo),
            "tipo": registro.presentacion.tipo.value,
            "estado": registro.estado.value,
            "folio": str(registro.folio) if registro.folio else None,
            "declara": registro.declarante,
            "fecha_declaracion": (
                registro.fecha_declaracion.isoformat() if registro.fecha_declaracion else None
            ),
            "decidible_desde": (self.decidible_desde.isoformat() if self.decidible_desde else None),
            "efirma_rechazada": self.rechazo.motivo if self.rechazo else None,
            "evidencia": [str(ruta) for ruta in self.evidencias],
            "sucesos": [
                {
                    "momento": suceso.momento.astimezone(ZONA).isoformat(),
                    "proceso": suceso.proceso,
                    "suceso": suceso.suceso,
                    "detalle": suceso.detalle,
                }
                for suceso in self.sucesos
            ],
        }


class Resolucion:
    """The file of one filing, open for a person's decision."""

    def __init__(
        self, carpeta: CarpetaDeTrabajo, bitacora: Bitacora, presentacion: Presentacion
    ) -> None:
        self._carpeta = carpeta
        self._bitacora = bitacora
        self._presentacion = presentacion

    @classmethod
    @contextmanager
    def abrir(cls, carpeta: CarpetaDeTrabajo, presentacion: Presentacion) -> Iterator[Resolucion]:
        """Open the ledger for one filing.

        Raises:
            IcsoeError: the configuration is wrong, or the ledger can't be opened.
        """
        mundo = mundos.conocido(carpeta.direcciones, carpeta.direccion_de_bitacora)
        with carpeta.abrir_bitacora(mundo.nombre) as bitacora:
            yield cls(carpeta, bitacora, presentacion)

    def expediente(self) -> Expediente:
        """What is known now.

        Raises:
            NadaQueResolver: the ledger doesn't know this filing.
        """
        registro = self._bitacora.buscar(self._presentacion)
        if registro is None:
            raise NadaQueResolver(
                f"La bitácora no sabe nada de {self._presentacion}.",
                remedio="Revise RFC y periodo; «icsoe estado» muestra lo que hay.",
            )
        sucesos = self._bitacora.sucesos(registro)
        return Expediente(
            registro=registro,
            sucesos=sucesos,
            evidencias=self._evidencias(sucesos),
            rechazo=self._bitacora.rechazos.ultimo(self._presentacion.rfc),
            decidible_desde=self._decidible_desde(registro, sucesos),
        )

    def permitir_otra_firma(self, autoriza: str) -> None:
        """Let the next run sign once more; it reads the portal's acuses before, as always.

        Raises:
            NadaQueResolver: no signature is open.
            AunSeEspera: the waiting time isn't over.
            FaltaQuienDecide, EnManosDeOtro: nobody was named; another process is at it.
        """
        nombre = _exigir_nombre(autoriza)
        with self._bitacora.tomas(_TOMA_S).tomada(self._presentacion.rfc):
            desde = self._exigir_firma_abierta().decidible_desde
            if desde is not None and datetime.now(ZONA) < desde:
                raise AunSeEspera(
                    f"La firma de {self._presentacion} es reciente y todavía puede llegar al "
                    "portal.",
                    remedio=f"Decida a partir de las {desde:%H:%M:%S del %d/%m/%Y}.",
                    cuando=desde,
                )
            self._mover(Estado.PLANEADA, Decision.OTRA_FIRMA, nombre)

    def dar_por_presentada(self, folio: Folio, autoriza: str) -> None:
        """Take a person's word for it that the portal has it under ``folio``.

        Raises:
            NadaQueResolver: no signature is open.
            FaltaQuienDecide, EnManosDeOtro: nobody was named; another process is at it.
        """
        nombre = _exigir_nombre(autoriza)
        with self._bitacora.tomas(_TOMA_S).tomada(self._presentacion.rfc):
            self._exigir_firma_abierta()
            self._mover(Estado.PRESENTADA, Decision.PRESENTADA, nombre, folio)

    def reintentar_efirma(self, autoriza: str) -> None:
        """Let the e.firma that was refused be tried again as it is.

        Raises:
            NadaQueResolver: none was.
            FaltaQuienDecide: nobody was named.
        """
        nombre = _exigir_nombre(autoriza)
        if not self._bitacora.rechazos.olvidar(self._presentacion.rfc):
            raise NadaQueResolver(
                f"La e.firma de {self._presentacion.rfc} no está rechazada.",
                remedio="No hace falta hacer nada.",
            )
        registro = self._bitacora.buscar(self._presentacion)
        if registro is not None:
            detalle = {"decision": Decision.REINTENTAR_EFIRMA.value, "autoriza": nombre}
            self._bitacora.anotar(registro, "decision", detalle)

    def _mover(
        self, hacia: Estado, decision: Decision, nombre: str, folio: Folio | None = None
    ) -> None:
        self._bitacora.mover(
            self._bitacora.leer(self._presentacion),
            [Estado.FIRMANDO, Estado.DESCONOCIDA],
            hacia,
            folio=folio,
            detalle={"decision": decision.value, "autoriza": nombre},
        )

    def _exigir_firma_abierta(self) -> Expediente:
        expediente = self.expediente()
        if expediente.registro.estado in (Estado.FIRMANDO, Estado.DESCONOCIDA):
            return expediente
        hecha = expediente.registro.estado in CON_ACUSE
        raise NadaQueResolver(
            f"{self._presentacion} no tiene una firma sin desenlace: está "
            f"«{expediente.registro.estado.value}».",
            remedio="No hace falta hacer nada." if hecha else "Preséntela como de costumbre.",
        )

    def _decidible_desde(self, registro: Registro, sucesos: list[Suceso]) -> datetime | None:
        if registro.estado not in (Estado.FIRMANDO, Estado.DESCONOCIDA):
            return None
        firmas = [s.momento for s in sucesos if s.suceso == Estado.FIRMANDO.value]
        espera = timedelta(minutes=self._carpeta.configuracion.espera_desenlace)
        return max(firmas, default=registro.actualizada).astimezone(ZONA) + espera

    def _evidencias(self, sucesos: list[Suceso]) -> list[Path]:
        nombres = [nombre for suceso in sucesos for nombre in suceso.detalle.get("evidencia", [])]
        rutas = [self._carpeta.evidencia / nombre for nombre in dict.fromkeys(nombres)]
        con_imagen = [
            hallada
            for ruta in rutas
            for hallada in (ruta, ruta.with_suffix(".png"))
            if hallada.is_file()
        ]
        return con_imagen


def _exigir_nombre(autoriza: str) -> str:
    nombre = " ".join(autoriza.split())
    if sum(letra.isalpha() for letra in nombre) < _LETRAS_MINIMAS:
        raise FaltaQuienDecide(
            "Falta quién decide.", remedio='Escriba su nombre: --autoriza "Nombre Apellido".'
        )
    return nombre
