"""Afterwards: the portal's list, the ledger, the archive and every file must tell one story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.carpeta import CarpetaDeTrabajo
from flows.claves import fuentes_de
from flows.mundo import preguntar
from icsoe_bot.archive.verificacion import verificar
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.efirma.escaner import SecretoBuscado, escanear, secretos_de
from icsoe_bot.errors import IcsoeError
from icsoe_bot.ledger.estados import Estado
from tests.conftest import abrir_efirma

_EN_TODA_FORMA = 2
"""Of so many taxpayers each secret is looked for in each encoding, which takes minutes; of the
others the password as it is."""


def revisar(
    carpeta: Path,
    temporal: Path,
    esperadas: Sequence[Presentacion],
    presentadas: Sequence[dict[str, Any]],
    sucesos: Sequence[dict[str, Any]],
    autorizadas: Counter[tuple[str, str]],
) -> list[str]:
    """Everything that is wrong, in words; empty when all is well.

    ``autorizadas`` counts the further signatures that a person allowed for each filing.
    """
    de_trabajo = CarpetaDeTrabajo(carpeta)
    return [
        *_en_el_portal(esperadas, presentadas),
        *_firmas(sucesos, autorizadas),
        *_en_la_carpeta(de_trabajo, esperadas, presentadas),
        *_secretos(de_trabajo, temporal, esperadas),
    ]


def _en_el_portal(
    esperadas: Sequence[Presentacion], presentadas: Sequence[dict[str, Any]]
) -> list[str]:
    pedidas = {(str(p.rfc), p.periodo.anio, int(p.periodo.cuatrimestre)) for p in esperadas}
    hechas = Counter((p["rfc"], p["anio"], p["cuatrimestre"]) for p in presentadas)
    return [
        *(f"presentada {veces} veces: {cual}" for cual, veces in hechas.items() if veces > 1),
        *(f"perdida: {cual}" for cual in sorted(pedidas - hechas.keys())),
        *(f"presentada sin que nadie la pidiera: {cual}" for cual in hechas.keys() - pedidas),
    ]


def _firmas(sucesos: Sequence[dict[str, Any]], autorizadas: Counter[tuple[str, str]]) -> list[str]:
    # The portal itself refuses a second return, so its list alone would not show a second click.
    errores = []
    firmas: Counter[tuple[str, str]] = Counter()
    hechas: set[tuple[str, str]] = set()
    for suceso in sucesos:
        cual = (str(suceso.get("rfc")), str(suceso.get("periodo")))
        if suceso["suceso"] == "presentada":
            hechas.add(cual)
        elif suceso["suceso"] == "firma_recibida":
            firmas[cual] += 1
            if cual in hechas:
                errores.append(f"firmada otra vez después de presentada: {cual}")
    errores += [
        f"firmada {veces} veces con {autorizadas[cual]} autorizaciones: {cual}"
        for cual, veces in firmas.items()
        if veces > 1 + autorizadas[cual]
    ]
    return errores


def _en_la_carpeta(
    carpeta: CarpetaDeTrabajo,
    esperadas: Sequence[Presentacion],
    presentadas: Sequence[dict[str, Any]],
) -> list[str]:
    folios = {(p["rfc"], p["anio"], p["cuatrimestre"]): p["folio"] for p in presentadas}
    errores = []
    archivo = carpeta.abrir_archivo()
    with carpeta.abrir_bitacora(preguntar(carpeta.direcciones).nombre) as bitacora:
        registros = {registro.presentacion: registro for registro in bitacora.listar()}
        acuses = {(uno.acuse.rfc, str(uno.acuse.folio)): uno for uno in bitacora.acuses.listar()}
    for presentacion in esperadas:
        registro = registros.pop(presentacion, None)
        if registro is None or registro.estado is not Estado.ACUSE_ARCHIVADO:
            errores.append(f"la bitácora no la da por archivada: {presentacion}, {registro}")
            continue
        periodo = presentacion.periodo
        clave = (str(presentacion.rfc), periodo.anio, int(periodo.cuatrimestre))
        if str(registro.folio) != folios.get(clave):
            errores.append(f"otro folio que el del portal: {presentacion}")
        acuse = archivo.intacto(registro.acuse_ruta or "", registro.acuse_sha256 or "")
        registrado = acuses.get((presentacion.rfc, str(registro.folio)))
        if acuse is None or registrado is None:
            errores.append(f"falta el acuse, o está alterado: {presentacion}")
            continue
        try:
            verificar(acuse.read_bytes(), registrado.acuse, acepta_replica=True)
        except IcsoeError as error:
            errores.append(f"no es su acuse: {presentacion}: {error}")
    errores += [f"la bitácora tiene una de más: {sobra}" for sobra in registros]
    pdfs = list((carpeta.raiz / "acuses").rglob("*.pdf"))
    if len(pdfs) != len(esperadas):
        errores.append(f"hay {len(pdfs)} acuses y no {len(esperadas)}")
    return errores


def _secretos(
    carpeta: CarpetaDeTrabajo, temporal: Path, esperadas: Sequence[Presentacion]
) -> list[str]:
    rfcs = sorted({presentacion.rfc for presentacion in esperadas})
    ahora = datetime.now(ZONA)
    secretos = [
        secreto
        for rfc in rfcs[:_EN_TODA_FORMA]
        for secreto in secretos_de(abrir_efirma(carpeta, rfc, ahora))
    ]
    for rfc in rfcs[_EN_TODA_FORMA:]:
        clave = fuentes_de(carpeta).resolver(rfc).revelar().encode()
        secretos.append(SecretoBuscado(f"contraseña de {rfc}", {clave: "tal cual"}))
    permitidos = [carpeta.archivo_env, *carpeta.efirmas.rglob("*.key")]
    return [str(hallado) for hallado in escanear([carpeta.raiz, temporal], secretos, permitidos)]
