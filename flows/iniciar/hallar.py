"""Finding e.firmas where an office keeps them today, to copy them; no password is asked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.iniciar.disco import crear, crear_carpeta
from flows.iniciar.libreta import Libreta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.archivos import leer_certificado, leer_llave
from icsoe_bot.efirma.carpeta import Par, nombrados
from icsoe_bot.efirma.certificado import Certificado, certificado_en
from icsoe_bot.efirma.efirma import exigir_certificado
from icsoe_bot.efirma.errores import ProblemaDeEfirma
from icsoe_bot.errors import OperatorMustAct, UsageProblem

TOPE = 20_000
"""Files that a folder may have; more is a whole disk, not where e.firmas are kept."""


class CarpetaDeOrigen(UsageProblem):
    """The folder to copy from isn't one, or is too big to be looked through."""


class LlaveDudosa(OperatorMustAct):
    """Which .key belongs to a .cer can't be told by the files' names."""


@dataclass(frozen=True, slots=True)
class Hallada:
    """A pair that can be copied."""

    par: Par
    certificado: Certificado


@dataclass(frozen=True, slots=True)
class Busqueda:
    """What a folder and those inside it have."""

    halladas: tuple[Hallada, ...]
    """One for each RFC, by RFC."""
    descartadas: tuple[str, ...]
    """Why each of the others isn't copied, a Spanish sentence each."""


def buscar(origen: Path, *, ahora: datetime, acepta_replica: bool, salvo: Path) -> Busqueda:
    """The e.firmas under ``origen`` that are valid at ``ahora``; ``salvo`` isn't looked into.

    Seals (CSD), expired ones and those without their .key are left out, and told. Of two valid
    ones of the same RFC neither is chosen.

    Raises:
        CarpetaDeOrigen: it is no folder, or has more than ``TOPE`` files.
    """
    descartadas: list[str] = []
    por_rfc: dict[RFC, dict[bytes, Hallada]] = {}
    for cer, vecinos in _certificados(origen, salvo):
        try:
            certificado = certificado_en(cer)
            exigir_certificado(certificado, cer, ahora=ahora, acepta_replica=acepta_replica)
            hallada = Hallada(Par(cer, _llave_de(cer, vecinos)), certificado)
            leer_llave(hallada.par.key)
        except (ProblemaDeEfirma, LlaveDudosa) as error:
            descartadas.append(error.mensaje)
            continue
        # The same certificate in two places is one e.firma.
        por_rfc.setdefault(certificado.rfc, {}).setdefault(leer_certificado(cer), hallada)
    halladas: list[Hallada] = []
    for rfc, distintas in sorted(por_rfc.items()):
        if len(distintas) == 1:
            halladas += distintas.values()
        else:
            rutas = ", ".join(f"«{una.par.cer}»" for una in distintas.values())
            descartadas.append(
                f"Hay más de una e.firma vigente de {rfc}: {rutas}. Copie usted la más reciente."
            )
    return Busqueda(tuple(halladas), tuple(descartadas))


def copiar(halladas: Iterable[Hallada], efirmas: Path, libreta: Libreta) -> None:
    """Copy each pair into ``efirmas/<RFC>/``, for its owner's eyes; the originals stay.

    Raises:
        NoSePudoEscribir: the system refuses.
        ProblemaDeEfirma: an original changed meanwhile.
    """
    presentes, _ajenos = nombrados(efirmas)
    for hallada in halladas:
        rfc = hallada.certificado.rfc
        if rfc in presentes:
            libreta.conservado.append(f"la e.firma de {rfc} que ya estaba en {efirmas.name}")
            continue
        destino = efirmas / str(rfc)
        crear_carpeta(destino)
        crear(destino / hallada.par.cer.name, leer_certificado(hallada.par.cer))
        crear(destino / hallada.par.key.name, leer_llave(hallada.par.key))
        libreta.creado.append(f"{efirmas.name}/{rfc} (copia)")


def _certificados(origen: Path, salvo: Path) -> list[tuple[Path, list[Path]]]:
    """Each .cer, with the files beside it."""
    if not origen.is_dir():
        raise CarpetaDeOrigen(
            f"«{origen}» no es una carpeta de este equipo.",
            remedio="Escriba la carpeta en la que están los archivos .cer y .key.",
        )
    prohibida = salvo.resolve()
    hallados: list[tuple[Path, list[Path]]] = []
    vistos = 0
    for carpeta, carpetas, nombres in os.walk(origen):
        aqui = Path(carpeta)
        carpetas[:] = sorted(
            hija
            for hija in carpetas
            if not hija.startswith((".", "__MACOSX")) and (aqui / hija).resolve() != prohibida
        )
        vistos += len(nombres)
        if vistos > TOPE:
            raise CarpetaDeOrigen(
                f"«{origen}» tiene más de {TOPE} archivos.",
                remedio="Escriba la carpeta en la que están las e.firmas, no el disco entero.",
            )
        vecinos = [aqui / nombre for nombre in sorted(nombres) if not nombre.startswith(".")]
        hallados += [(uno, vecinos) for uno in vecinos if uno.suffix.lower() == ".cer"]
    return hallados


def _llave_de(cer: Path, vecinos: list[Path]) -> Path:
    """The .key of the same name; else the only one that is no other .cer's.

    Whether it really is this certificate's, only the password tells.
    """
    llaves = [vecino for vecino in vecinos if vecino.suffix.lower() == ".key"]
    nombre = cer.stem.lower()
    tocayas = [llave for llave in llaves if llave.stem.lower() == nombre]
    otros = {v.stem.lower() for v in vecinos if v.suffix.lower() == ".cer"} - {nombre}
    libres = tocayas or [llave for llave in llaves if llave.stem.lower() not in otros]
    # SAT names an e.firma's key «Claveprivada_FIEL_…», a seal's «CSD_…».
    de_efirma = [llave for llave in libres if "fiel" in llave.stem.lower()]
    for candidatas in (libres, de_efirma):
        if len(candidatas) == 1:
            return candidatas[0]
    raise LlaveDudosa(
        f"De «{cer}» no se sabe cuál es su .key: "
        + ("no hay ninguno junto a él." if not libres else "hay varios junto a él.")
    )
