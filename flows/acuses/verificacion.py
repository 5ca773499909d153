"""The archive held against the ledger: what is missing, altered, unknown or out of its place."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import chain
from pathlib import PurePosixPath
from typing import Any

from flows.acuses.anotado import Anotado, sin_acuse
from flows.acuses.lectura import corresponde, que_es
from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.archive.archivo import APARTADOS, Archivo
from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import OperatorMustAct, UsageProblem
from icsoe_bot.ledger.acuses import AcuseRegistrado
from icsoe_bot.portal.direcciones import Ambiente

Avance = Callable[[int, int], None]
"""Told after each acuse: how many were looked at, and of how many."""

_DEL_SISTEMA = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
"""What file managers leave behind, in lower case."""

_PERMISOS = "Revise los permisos, y que otro programa no lo tenga abierto."
_COMPARAR = "Si es un acuse, traiga los de su RFC con «icsoe acuses RFC» y compárelos."


class NadaQueVerificar(UsageProblem):
    """Neither the ledger nor the archive has anything of the RFC."""


class Clase(Enum):
    """What is wrong, in the order in which it is told."""

    FALTA = "falta"
    """The ledger knows it, and it isn't in its place."""
    ALTERADO = "alterado"
    """Its content isn't the one that was archived."""
    AJENO = "no corresponde"
    """Its content is the one that was archived, and isn't the acuse that the ledger says."""
    ILEGIBLE = "ilegible"
    """It is there, and can't be read."""
    DESCONOCIDO = "desconocido"
    """A PDF that the ledger doesn't know."""
    SIN_ACUSE = "presentada sin acuse"
    """The portal listed an acuse, and none was archived."""
    FUERA_DE_LUGAR = "fuera de lugar"
    """A whole acuse that the ledger knows in another place."""
    APARTADO = "apartado"
    """What was refused once, kept for a person to look at."""
    OTRO = "otro archivo"
    """Not a PDF."""

    @property
    def grave(self) -> bool:
        """Whether somebody must act; the rest is only good to know."""
        return self not in (Clase.FUERA_DE_LUGAR, Clase.APARTADO, Clase.OTRO)


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """One thing that isn't as it should be."""

    clase: Clase
    ruta: str
    """Inside the archive, with slashes; empty for what was never there."""
    que_es: str = ""
    """What the file or filing is, as a sentence; empty when the class says it all."""
    que_hacer: str = ""
    rfc: RFC | None = None
    periodo: Periodo | None = None
    folio: Folio | None = None
    lugar: str = ""
    """Where it belongs, if it lies elsewhere."""

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "clase": self.clase.value,
            "grave": self.clase.grave,
            "archivo": self.ruta or None,
            "lugar": self.lugar or None,
            "rfc": str(self.rfc) if self.rfc else None,
            "periodo": str(self.periodo) if self.periodo else None,
            "folio": str(self.folio) if self.folio else None,
            "que_es": self.que_es or None,
            "que_hacer": self.que_hacer or None,
        }


@dataclass(frozen=True, slots=True)
class Verificacion:
    """What came of looking at the whole archive, or at some taxpayers' part of it."""

    ambiente: Ambiente
    revisados: int
    """Acuses of the ledger that were looked at."""
    hallazgos: tuple[Hallazgo, ...]
    """Those that somebody must do something about first."""

    @property
    def integro(self) -> bool:
        """Whether archive and ledger agree, and every acuse is what it should be."""
        return not any(hallazgo.clase.grave for hallazgo in self.hallazgos)

    @property
    def codigo(self) -> int:
        """The exit code of the command line."""
        return 0 if self.integro else OperatorMustAct.exit_code

    @property
    def cuentas(self) -> dict[Clase, int]:
        """How many there are of each class; only those that occur, in the order of the enum."""
        contadas = Counter(hallazgo.clase for hallazgo in self.hallazgos)
        return {clase: contadas[clase] for clase in Clase if contadas[clase]}

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "ambiente": self.ambiente.value,
            "integro": self.integro,
            "revisados": self.revisados,
            "cuentas": {clase.value: cuantos for clase, cuantos in self.cuentas.items()},
            "hallazgos": [hallazgo.en_json() for hallazgo in self.hallazgos],
        }


def verificar_archivo(
    carpeta: CarpetaDeTrabajo, rfcs: Collection[RFC] = (), avance: Avance | None = None
) -> Verificacion:
    """Read every acuse again, of all or of ``rfcs``, one at a time; nothing is changed.

    Raises:
        NadaQueVerificar: there is nothing of one of ``rfcs``.
        IcsoeError: the archive is of the other environment, or the ledger can't be read.
    """
    archivo = carpeta.abrir_archivo()
    anotado = Anotado.de(carpeta)
    return Verificador(archivo, anotado, carpeta.configuracion.ambiente).verificar(rfcs, avance)


class Verificador:
    """Holds ``archivo`` against what ``anotado`` says of it."""

    def __init__(self, archivo: Archivo, anotado: Anotado, ambiente: Ambiente) -> None:
        self._archivo = archivo
        self._anotado = anotado
        self._ambiente = ambiente
        self._por_huella = {uno.sha256: uno for uno in anotado.acuses}

    def verificar(self, rfcs: Collection[RFC] = (), avance: Avance | None = None) -> Verificacion:
        """Look at everything, or at what is of ``rfcs``.

        Raises:
            NadaQueVerificar: there is nothing of one of ``rfcs``.
        """
        self._exigir_algo(rfcs)
        acuses = [uno for uno in self._anotado.acuses if not rfcs or uno.acuse.rfc in rfcs]
        hallazgos = []
        for hechos, registrado in enumerate(acuses, start=1):
            hallazgo = self._revisar(registrado)
            if hallazgo is not None:
                hallazgos.append(hallazgo)
            if avance is not None:
                avance(hechos, len(acuses))
        ausentes = {hallazgo.ruta for hallazgo in hallazgos if hallazgo.clase is Clase.FALTA}
        de_mas = list(self._de_mas(rfcs, ausentes))
        paraderos = {uno.lugar: uno.ruta for uno in de_mas if uno.lugar}
        hallazgos = [_con_paradero(uno, paraderos.get(uno.ruta)) for uno in hallazgos]
        hallazgos += [*de_mas, *self._sin_acuse(rfcs)]
        return Verificacion(self._ambiente, len(acuses), tuple(sorted(hallazgos, key=_orden)))

    def _exigir_algo(self, rfcs: Collection[RFC]) -> None:
        conocidos = {uno.acuse.rfc for uno in self._anotado.acuses}
        conocidos |= {registro.presentacion.rfc for registro in self._anotado.registros}
        for rfc in sorted(set(rfcs) - conocidos):
            if next(self._archivo.recorrer(rfc), None) is None:
                raise NadaQueVerificar(
                    f"Ni la bitácora ni el archivo tienen acuses de {rfc}.",
                    remedio=f"Revise el RFC, o tráigalos con «icsoe acuses {rfc}».",
                )

    def _revisar(self, registrado: AcuseRegistrado) -> Hallazgo | None:
        acuse = registrado.acuse
        try:
            contenido = self._archivo.leer(registrado.ruta)
        except OSError as error:
            return _de(registrado, Clase.ILEGIBLE, _motivo(error), _PERMISOS)
        if contenido is None:
            return _de(registrado, Clase.FALTA, que_hacer=_traer(acuse.rfc))
        bueno = corresponde(contenido, acuse, self._ambiente)
        huella = hashlib.sha256(contenido).hexdigest()
        if huella != registrado.sha256:
            que = self._en_que_se_volvio(contenido, huella, bueno=bueno)
            return _de(registrado, Clase.ALTERADO, que, _traer(acuse.rfc))
        if bueno:
            return None
        que = f"El archivo {que_es(contenido)}."
        return _de(registrado, Clase.AJENO, que, "Ábralo y compárelo con lo que dice el portal.")

    def _en_que_se_volvio(self, contenido: bytes, huella: str, *, bueno: bool) -> str:
        otro = self._por_huella.get(huella)
        if otro is not None:
            return f"En su lugar está el acuse {otro.acuse.folio} de {otro.acuse.rfc}."
        if bueno:
            return "Sigue siendo un acuse de esa presentación, con otro contenido."
        return f"El archivo {que_es(contenido)}, y no el de esa presentación."

    def _de_mas(self, rfcs: Collection[RFC], ausentes: Collection[str]) -> Iterator[Hallazgo]:
        """What lies where the ledger expects nothing."""
        en_su_lugar = {uno.ruta for uno in self._anotado.acuses}.difference(ausentes)
        recorrer = self._archivo.recorrer
        rutas = chain.from_iterable(map(recorrer, sorted(rfcs))) if rfcs else recorrer()
        for ruta in rutas:
            # A Mac's disk gives the «Ñ» of a name back as two letters.
            suya = unicodedata.normalize("NFC", ruta)
            nombre = PurePosixPath(suya).name.lower()
            if suya in en_su_lugar or nombre in _DEL_SISTEMA:
                continue
            if suya.startswith(f"{APARTADOS}/"):
                yield Hallazgo(Clase.APARTADO, ruta)
            elif nombre.endswith(".pdf"):
                yield self._inesperado(ruta)
            else:
                yield Hallazgo(Clase.OTRO, ruta)

    def _inesperado(self, ruta: str) -> Hallazgo:
        try:
            contenido = self._archivo.leer(ruta) or b""
        except OSError as error:
            return Hallazgo(Clase.ILEGIBLE, ruta, _motivo(error), _PERMISOS)
        registrado = self._por_huella.get(hashlib.sha256(contenido).hexdigest())
        if registrado is None:
            que = f"El archivo {que_es(contenido)}."
            return Hallazgo(Clase.DESCONOCIDO, ruta, que, _COMPARAR)
        que = f"Es el acuse {registrado.acuse.folio}; su lugar es {registrado.ruta}."
        hallazgo = _de(registrado, Clase.FUERA_DE_LUGAR, que)
        return replace(hallazgo, ruta=ruta, lugar=registrado.ruta)

    def _sin_acuse(self, rfcs: Collection[RFC]) -> Iterator[Hallazgo]:
        for registro in sin_acuse(self._anotado.registros, self._anotado.acuses):
            presentacion = registro.presentacion
            if not rfcs or presentacion.rfc in rfcs:
                yield Hallazgo(
                    Clase.SIN_ACUSE,
                    "",
                    f"{presentacion} quedó presentada.",
                    f"Tráigalo con «icsoe acuses {presentacion.rfc}».",
                    presentacion.rfc,
                    presentacion.periodo,
                    registro.folio,
                )


def _de(registrado: AcuseRegistrado, clase: Clase, que: str = "", que_hacer: str = "") -> Hallazgo:
    acuse = registrado.acuse
    return Hallazgo(clase, registrado.ruta, que, que_hacer, acuse.rfc, acuse.periodo, acuse.folio)


def _con_paradero(hallazgo: Hallazgo, paradero: str | None) -> Hallazgo:
    """Tell of what is missing where it was found instead."""
    if hallazgo.clase is not Clase.FALTA or paradero is None:
        return hallazgo
    return replace(hallazgo, que_es=f"Está en {paradero}.", que_hacer="Muévalo a su lugar.")


def _traer(rfc: RFC) -> str:
    return f"Tráigalo otra vez con «icsoe acuses {rfc}», o de un respaldo."


def _motivo(error: OSError) -> str:
    return f"No se pudo leer: {error.strerror or type(error).__name__}."


def _orden(hallazgo: Hallazgo) -> tuple[int, str]:
    return list(Clase).index(hallazgo.clase), hallazgo.ruta or hallazgo.que_es
