"""Handing over the acuses of a client: each verified, with an index and hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.acuses.anotado import Anotado, sin_acuse
from flows.acuses.destino import archivo_nuevo, exigir_destino
from flows.acuses.indice import Fila, Indice, en_xlsx
from flows.acuses.lectura import corresponde
from flows.acuses.paquete import Paquete
from flows.carpeta import CarpetaDeTrabajo
from flows.marca import marca
from icsoe_bot.archive.archivo import Archivo
from icsoe_bot.archive.nombres import ruta_de_acuse
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, oportunidad
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import OperatorMustAct, UsageProblem
from icsoe_bot.ledger.acuses import AcuseRegistrado

_CARPETA = "acuses"
"""Where the PDFs are inside the pack."""

_NOMBRADOS = 20
"""So many acuses a message names; the rest it counts."""


class SinAcuses(OperatorMustAct):
    """There is nothing to hand over."""


class PaqueteIncompleto(OperatorMustAct):
    """Acuses that should be in the pack are missing or altered; nothing was written."""

    def __init__(self, ausentes: Collection[Fila]) -> None:
        nombrados = [f"{fila.que}: {fila.problema}" for fila in ausentes]
        if len(nombrados) > _NOMBRADOS:
            nombrados[_NOMBRADOS:] = [f"y {len(nombrados) - _NOMBRADOS} más"]
        super().__init__(
            f"No se hizo el paquete, porque no estaría completo. {'; '.join(nombrados)}.",
            remedio="Tráigalos con «icsoe acuses RFC», o agregue --con-faltantes para entregarlo "
            "así, con lo que falta en su índice.",
        )


@dataclass(frozen=True, slots=True)
class Pedido:
    """Whose acuses go into the pack, and of which periods: all, unless it is said."""

    rfcs: tuple[RFC, ...]
    periodos: frozenset[Periodo] = frozenset()
    desde: Periodo | None = None

    def incluye(self, rfc: RFC, periodo: Periodo) -> bool:
        """Whether a taxpayer's period was asked for; both options together widen it."""
        if rfc not in self.rfcs:
            return False
        if not self.periodos and self.desde is None:
            return True
        return periodo in self.periodos or (self.desde is not None and self.desde <= periodo)


@dataclass(frozen=True, slots=True)
class Destinos:
    """Where the pack goes; a folder means a usual name in it."""

    zip: Path | None = None
    xlsx: Path | None = None
    reemplazar: bool = False
    con_faltantes: bool = False
    """Whether an incomplete pack is better than none."""


@dataclass(frozen=True, slots=True)
class Exportacion:
    """What was handed over."""

    zip: Path | None
    xlsx: Path | None
    indice: Indice

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "zip": str(self.zip) if self.zip else None,
            "xlsx": str(self.xlsx) if self.xlsx else None,
            "marca": self.indice.marca or None,
            "acuses": [_en_json(fila) for fila in self.indice.entregados],
            "faltantes": [_en_json(fila) for fila in self.indice.ausentes],
        }


def exportar(carpeta: CarpetaDeTrabajo, pedido: Pedido, destinos: Destinos) -> Exportacion:
    """Write the evidence pack, its index, or both: whole or not at all.

    Raises:
        UsageProblem: nowhere to write, or what is there would be lost.
        SinAcuses: there is nothing of one of the taxpayers.
        PaqueteIncompleto: something is missing or altered, and that wasn't allowed.
        IcsoeError: the archive is of the other environment, or the ledger can't be read.
    """
    return _Exportador(carpeta, pedido).exportar(destinos)


@dataclass
class _Exportador:
    carpeta: CarpetaDeTrabajo
    pedido: Pedido
    archivo: Archivo = field(init=False)
    anotado: Anotado = field(init=False)

    def __post_init__(self) -> None:
        self.archivo = self.carpeta.abrir_archivo()
        self.anotado = Anotado.de(self.carpeta)

    def exportar(self, destinos: Destinos) -> Exportacion:
        acuses = [
            uno
            for uno in self.anotado.acuses
            if self.pedido.incluye(uno.acuse.rfc, uno.acuse.periodo)
        ]
        ausentes = [*self._presentadas_sin_acuse(), *self._periodos_sin_acuse(acuses)]
        self._exigir_algo({uno.acuse.rfc for uno in acuses} | {fila.rfc for fila in ausentes})
        en_zip, en_libro = self._rutas(destinos, acuses)
        reemplazar = destinos.reemplazar
        with ExitStack() as pila:
            paquete = None
            if en_zip is not None:
                nuevo = pila.enter_context(archivo_nuevo(en_zip, reemplazar=reemplazar))
                paquete = pila.enter_context(Paquete(nuevo))
            filas = [self._poner(registrado, paquete) for registrado in acuses]
            filas = sorted([*filas, *ausentes], key=lambda fila: (fila.rfc, fila.periodo))
            indice = Indice(marca(self.carpeta.configuracion.ambiente), tuple(filas))
            if indice.ausentes and not destinos.con_faltantes:
                raise PaqueteIncompleto(indice.ausentes)
            if paquete is not None:
                paquete.completar(indice)
            if en_libro is not None:
                libro = pila.enter_context(archivo_nuevo(en_libro, reemplazar=reemplazar))
                libro.write(en_xlsx(indice, con_enlaces=False))
        return Exportacion(en_zip, en_libro, indice)

    def _exigir_algo(self, hallados: Collection[RFC]) -> None:
        vacios = [rfc for rfc in self.pedido.rfcs if rfc not in hallados]
        if vacios:
            raise SinAcuses(
                f"No hay acuses archivados de {', '.join(map(str, vacios))} en esos periodos.",
                remedio=f"Tráigalos con «icsoe acuses {vacios[0]}», o revise el RFC.",
            )

    def _rutas(
        self, destinos: Destinos, acuses: Collection[AcuseRegistrado]
    ) -> tuple[Path | None, Path | None]:
        nombre = self._nombre(acuses)
        rutas = [
            ruta / f"{nombre}{sufijo}" if ruta is not None and ruta.is_dir() else ruta
            for ruta, sufijo in ((destinos.zip, ".zip"), (destinos.xlsx, ".xlsx"))
        ]
        en_zip, en_libro = rutas
        if en_zip is None and en_libro is None:
            raise UsageProblem(
                "No se dijo dónde escribir.", remedio="Agregue --zip, --xlsx o los dos."
            )
        if en_zip is not None and en_libro is not None and en_zip.resolve() == en_libro.resolve():
            raise UsageProblem(
                f"Los dos archivos serían {en_zip}.", remedio="Escriba dos nombres distintos."
            )
        for ruta in rutas:
            if ruta is not None:
                exigir_destino(ruta, reemplazar=destinos.reemplazar)
        return en_zip, en_libro

    def _nombre(self, acuses: Collection[AcuseRegistrado]) -> str:
        """A file name that says what is in it: «acuses_XIQB891116QE4_2025-1_a_2026-2»."""
        rfcs = self.pedido.rfcs
        de_quien = str(rfcs[0]) if len(rfcs) == 1 else f"{len(rfcs)}-contribuyentes"
        periodos = sorted({*(uno.acuse.periodo for uno in acuses), *self.pedido.periodos})
        limites = [str(periodo) for periodo in dict.fromkeys([*periodos[:1], *periodos[-1:]])]
        aviso = marca(self.carpeta.configuracion.ambiente).replace(" — ", "-").replace(" ", "-")
        return "_".join(filter(None, (aviso, "acuses", de_quien, "_a_".join(limites))))

    def _poner(self, registrado: AcuseRegistrado, paquete: Paquete | None) -> Fila:
        acuse = registrado.acuse
        archivado = registrado.archivado.astimezone(ZONA)
        nombre = f"{_CARPETA}/{ruta_de_acuse(acuse, registrado.version).as_posix()}"
        contenido, problema = self._leer(registrado)
        if paquete is not None and not problema:
            paquete.agregar(nombre, contenido, archivado)
        return Fila(
            rfc=acuse.rfc,
            periodo=acuse.periodo,
            tipo=acuse.tipo,
            complementaria=acuse.complementaria,
            folio=str(acuse.folio),
            fecha=acuse.fecha_presentacion,
            oportunidad=None
            if acuse.complementaria
            else oportunidad(acuse.fecha_presentacion, acuse.periodo, self.carpeta.calendario),
            archivo="" if problema else nombre,
            sha256=registrado.sha256,
            version=registrado.version,
            archivado=archivado,
            problema=problema,
        )

    def _leer(self, registrado: AcuseRegistrado) -> tuple[bytes, str]:
        """What goes into the pack, or why it can't."""
        try:
            contenido = self.archivo.leer(registrado.ruta)
        except OSError:
            return b"", "el archivo no se puede leer"
        if contenido is None:
            return b"", "no está en el archivo"
        if hashlib.sha256(contenido).hexdigest() != registrado.sha256:
            return b"", "fue alterado después de archivarse"
        # Nobody gets another taxpayer's document, whatever the ledger says.
        if not corresponde(contenido, registrado.acuse, self.carpeta.configuracion.ambiente):
            return b"", "el PDF no corresponde a esa presentación"
        return contenido, ""

    def _presentadas_sin_acuse(self) -> Iterator[Fila]:
        for registro in sin_acuse(self.anotado.registros, self.anotado.acuses):
            presentacion = registro.presentacion
            if self.pedido.incluye(presentacion.rfc, presentacion.periodo):
                yield Fila(
                    presentacion.rfc,
                    presentacion.periodo,
                    presentacion.tipo.value,
                    folio=str(registro.folio or ""),
                    fecha=registro.fecha_presentacion,
                    problema="está presentada y su acuse no se ha traído",
                )

    def _periodos_sin_acuse(self, acuses: Collection[AcuseRegistrado]) -> Iterator[Fila]:
        """Periods that were asked for by name; of the rest nobody promised anything."""
        hay = {(uno.acuse.rfc, uno.acuse.periodo) for uno in acuses}
        hay |= {(fila.rfc, fila.periodo) for fila in self._presentadas_sin_acuse()}
        for rfc in self.pedido.rfcs:
            for periodo in sorted(self.pedido.periodos):
                if (rfc, periodo) not in hay:
                    yield Fila(rfc, periodo, problema="no hay acuse de ese periodo")


def _en_json(fila: Fila) -> dict[str, Any]:
    return {
        "rfc": str(fila.rfc),
        "periodo": str(fila.periodo),
        "tipo": fila.tipo or None,
        "complementaria": fila.complementaria or None,
        "folio": fila.folio or None,
        "fecha": fila.fecha.isoformat() if fila.fecha else None,
        "oportunidad": fila.oportunidad.value if fila.oportunidad else None,
        "archivo": fila.archivo or None,
        "sha256": fila.sha256 or None,
        "version": fila.version,
        "archivado": fila.archivado.isoformat() if fila.archivado else None,
        "problema": fila.problema or None,
    }
