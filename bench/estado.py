"""What ``icsoe estado`` costs with a hundred times as many filings."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert

from bench.proceso import icsoe
from fixtures.contribuyentes import ContribuyenteFicticio, contribuyentes_ficticios
from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.archive.nombres import ruta_de_acuse
from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import dia_en_mexico
from icsoe_bot.domain.protesta import TEXTO_SIN_INFORMACION
from icsoe_bot.ledger.base import Base
from icsoe_bot.ledger.estados import Estado
from icsoe_bot.ledger.tablas import ACUSES, EVENTOS, PRESENTACIONES

MUCHAS, POCAS = 100_000, 1_000
PERIODOS = 10
"""Filings of each taxpayer: one a period, the last of them the latest that ended."""

_VECES = 3
"""How often each is measured; the fastest counts, since other programs only make it slower."""

_TRAMO = 10_000
_SUCESOS = (Estado.PLANEADA, Estado.CAPTURADA, Estado.FIRMANDO, Estado.PRESENTADA)
_MUNDO = "produccion"
_TIPO = TipoInformativa.SIN_INFORMACION


def medir() -> dict[str, Any]:
    """The time of the whole process with many filings, over that with few."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as raiz:
        segundos = {}
        for cuantas in (POCAS, MUCHAS):
            carpeta = Path(raiz) / str(cuantas)
            sembrar(carpeta, cuantas)
            segundos[cuantas] = min(_correr(carpeta, cuantas) for _ in range(_VECES))
    return {
        "estado_100k": round(segundos[MUCHAS] / segundos[POCAS], 1),
        "estado_100k_s": round(segundos[MUCHAS], 2),
        "estado_1k_s": round(segundos[POCAS], 2),
    }


def _correr(carpeta: Path, cuantas: int) -> float:
    corrida = icsoe(carpeta, "estado")
    # Every filing is there, on time and with its acuse: nothing was fast by leaving things out.
    if corrida.salida["cuentas"] != {"presentada en tiempo": cuantas} or any(
        casilla["detalle"] or not casilla["acuse"] for casilla in corrida.salida["casillas"]
    ):
        raise SystemExit(f"icsoe estado didn't see {cuantas} filings: {corrida.salida['cuentas']}")
    return corrida.segundos


def sembrar(raiz: Path, cuantas: int) -> None:
    """An office after ``cuantas`` filings, as they would have left it, but for the PDFs' content.

    Ledger with filings, events and acuses; a file for each acuse; a folder for each e.firma, empty;
    the last batch.
    """
    raiz.mkdir(parents=True)
    (raiz / ".env").write_text("ICSOE_AMBIENTE=produccion\n", encoding="utf-8")
    ultimo = Periodo.ultimo_terminado(dia_en_mexico(datetime.now(UTC)))
    periodos = [ultimo]
    while len(periodos) < PERIODOS:
        periodos.insert(0, periodos[0].anterior)
    contribuyentes = contribuyentes_ficticios(cuantas // PERIODOS)
    carpeta = CarpetaDeTrabajo(raiz)
    for uno in contribuyentes:
        (carpeta.efirmas / str(uno.rfc)).mkdir(parents=True)
    _escribir_lote(carpeta.lote, contribuyentes, ultimo)
    # Period by period, as years went by: one taxpayer's rows don't lie together.
    pares = ((uno, periodo) for periodo in periodos for uno in contribuyentes)
    base = Base(carpeta.direccion_de_bitacora)
    clave = 0
    with base.transaccion() as conexion:
        while tramo := list(islice(pares, _TRAMO)):
            _anotar(conexion, carpeta, tramo, clave)
            clave += len(tramo)
    base.cerrar()


def _anotar(
    conexion: Connection,
    carpeta: CarpetaDeTrabajo,
    pares: list[tuple[ContribuyenteFicticio, Periodo]],
    previas: int,
) -> None:
    filas: dict[Table, list[dict[str, Any]]] = {PRESENTACIONES: [], EVENTOS: [], ACUSES: []}
    for clave, (uno, periodo) in enumerate(pares, start=previas + 1):
        dia = periodo.fin + timedelta(days=3)
        acuse = Acuse(uno.rfc, periodo, Folio(f"SI{clave:08d}"), _TIPO.value, "", dia)
        archivo = carpeta.acuses / ruta_de_acuse(acuse)
        archivo.parent.mkdir(parents=True, exist_ok=True)
        archivo.write_bytes(b"%PDF-")
        filas[PRESENTACIONES].append(_presentacion(clave, acuse, uno.declarante))
        filas[EVENTOS] += _sucesos(clave, acuse)
        filas[ACUSES].append(_acuse(acuse))
    for tabla, suyas in filas.items():
        conexion.execute(insert(tabla), suyas)


def _presentacion(clave: int, acuse: Acuse, declarante: str) -> dict[str, Any]:
    return {
        **_de_quien(acuse),
        "id": clave,
        "tipo": _TIPO.clave,
        "estado": Estado.ACUSE_ARCHIVADO.value,
        "declarante": declarante,
        "fecha_declaracion": acuse.fecha_presentacion.isoformat(),
        "texto_protesta": TEXTO_SIN_INFORMACION,
        "folio": str(acuse.folio),
        "acuse_ruta": ruta_de_acuse(acuse).as_posix(),
        "acuse_sha256": "0" * 64,
        "creada": _momento(acuse),
        "actualizada": _momento(acuse),
    }


def _sucesos(clave: int, acuse: Acuse) -> Iterator[dict[str, Any]]:
    for estado in _SUCESOS:
        yield {
            "presentacion_id": clave,
            "momento": _momento(acuse),
            "proceso": "despacho-01:4321",
            "suceso": estado.value,
            "detalle": {},
        }


def _acuse(acuse: Acuse) -> dict[str, Any]:
    return {
        **_de_quien(acuse),
        "folio": str(acuse.folio),
        "version": 1,
        "sha256": "0" * 64,
        "tipo": acuse.tipo,
        "complementaria": acuse.complementaria,
        "ruta": ruta_de_acuse(acuse).as_posix(),
        "archivado": _momento(acuse),
    }


def _de_quien(acuse: Acuse) -> dict[str, Any]:
    return {
        "ambiente": _MUNDO,
        "rfc": str(acuse.rfc),
        "anio": acuse.periodo.anio,
        "cuatrimestre": int(acuse.periodo.cuatrimestre),
        "fecha_presentacion": acuse.fecha_presentacion.isoformat(),
    }


def _momento(acuse: Acuse) -> datetime:
    return datetime.combine(acuse.fecha_presentacion, time(18), UTC)


def _escribir_lote(
    archivo: Path, contribuyentes: list[ContribuyenteFicticio], periodo: Periodo
) -> None:
    with archivo.open("w", encoding="utf-8", newline="") as texto:
        lote = csv.writer(texto)
        lote.writerow(("rfc", "periodo", "tipo", "declara", "fecha_declaracion", "nombre"))
        dia = periodo.fin + timedelta(days=2)
        for uno in contribuyentes:
            lote.writerow((uno.rfc, periodo, _TIPO.value, uno.declarante, dia, uno.nombre))
