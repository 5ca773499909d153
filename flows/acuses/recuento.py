"""Going through a working folder for the acuses that it lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from flows.acuses.alcance import exigir_uno_u_otro, leer_alcance
from flows.acuses.anotado import Anotado
from flows.acuses.faltantes import Calculo, Faltantes, Sabido
from flows.carpeta import CarpetaDeTrabajo
from flows.estado import Contribuyente, ContribuyenteDesconocido
from flows.lote.archivo import localizar_lote
from flows.lote.leer import leer_lote
from flows.panorama import ver_estado
from icsoe_bot.archive.archivo import Archivo
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC


def ver_faltantes(
    carpeta: CarpetaDeTrabajo,
    rfcs: Sequence[RFC] = (),
    lote: Path | None = None,
    desde: str = "",
    hasta: str = "",
) -> Faltantes:
    """Of those named, of those of a batch file, or of everybody the folder knows.

    ``desde`` and ``hasta`` are periods or years; periods that aren't over lack nothing yet.

    Raises:
        UsageProblem: an RFC is unknown, or a period or the file is wrong.
        IcsoeError: the ledger can't be read, or what answers at the replica's address is none.
    """
    primero, ultimo = leer_alcance(desde, hasta)
    exigir_uno_u_otro(rfcs, lote)
    visto = ver_estado(carpeta)
    anotado = Anotado.de(carpeta)
    quienes = {uno.rfc: uno for uno in visto.contribuyentes}
    for uno in anotado.acuses:
        quienes.setdefault(uno.acuse.rfc, Contribuyente(uno.acuse.rfc, "", False))
    if lote is not None:
        elegidos = _del_lote(carpeta, lote, visto.hoy)
    elif rfcs:
        elegidos = [_conocido(rfc, quienes) for rfc in dict.fromkeys(rfcs)]
    else:
        elegidos = [quienes[rfc] for rfc in sorted(quienes)]
    terminado = Periodo.ultimo_terminado(visto.hoy)
    ultimo = min(ultimo, terminado) if ultimo else terminado
    calculo = Calculo(_sabido(carpeta.abrir_archivo(), anotado), visto.hoy, carpeta.calendario)
    return Faltantes(
        visto.ambiente,
        visto.hoy,
        ultimo,
        tuple(calculo.de(quien, primero, ultimo) for quien in elegidos),
        visto.avisos,
    )


def _del_lote(carpeta: CarpetaDeTrabajo, lote: Path, hoy: date) -> list[Contribuyente]:
    renglones = leer_lote(localizar_lote(carpeta.raiz, lote), hoy=hoy)
    nombres = {renglon.presentacion.rfc: renglon.nombre for renglon in renglones}
    return [Contribuyente(rfc, nombre, True) for rfc, nombre in nombres.items()]


def _conocido(rfc: RFC, quienes: Mapping[RFC, Contribuyente]) -> Contribuyente:
    if rfc not in quienes:
        raise ContribuyenteDesconocido(
            f"En la carpeta de trabajo no hay nada de {rfc}.",
            remedio="Revise el RFC; debe tener e.firma, renglón en el lote, presentaciones o "
            "acuses.",
        )
    # Who is asked for by name is looked at to the end.
    return replace(quienes[rfc], de_la_carpeta=True)


def _sabido(archivo: Archivo, anotado: Anotado) -> Sabido:
    presentes = [uno.acuse for uno in anotado.acuses if archivo.tiene(uno.ruta)]
    perdidos = [uno.acuse for uno in anotado.acuses if not archivo.tiene(uno.ruta)]
    return Sabido(presentes, perdidos, anotado.registros)
