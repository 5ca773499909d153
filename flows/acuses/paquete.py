"""The evidence pack's file: the same content gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import IO

from flows.acuses.indice import Fila, Indice, en_csv, en_xlsx
from icsoe_bot.domain.plazos import ZONA

_SUMAS = "SHA256SUMS.txt"

_PRIMERA_FECHA = datetime(1980, 1, 1, tzinfo=ZONA)
"""A ZIP knows none before."""


class Paquete(AbstractContextManager["Paquete"]):
    """A ZIP being written to ``destino``, one file at a time."""

    def __init__(self, destino: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(destino, "w")
        self._sumas: list[str] = []

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def agregar(self, nombre: str, contenido: bytes, fecha: datetime) -> None:
        """Add a file at ``nombre``, with slashes; ``fecha`` is aware."""
        huella = hashlib.sha256(contenido).hexdigest()
        self._sumas.append(f"{huella}  {nombre}\n")
        _escribir(self._zip, nombre, contenido, fecha)

    def completar(self, indice: Indice) -> None:
        """Add the index, the explanation and the hashes of everything."""
        fecha = max((fila.archivado for fila in indice.filas if fila.archivado), default=None)
        fecha = fecha or _PRIMERA_FECHA
        self.agregar("indice.xlsx", fijar_fecha(en_xlsx(indice, con_enlaces=True), fecha), fecha)
        self.agregar("indice.csv", en_csv(indice), fecha)
        self.agregar("LEEME.txt", _leeme(indice), fecha)
        _escribir(self._zip, _SUMAS, "".join(self._sumas).encode(), fecha)


def fijar_fecha(libro: bytes, fecha: datetime) -> bytes:
    """A workbook that says it was written at ``fecha``, not now."""
    salida = io.BytesIO()
    iso = fecha.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with (
        zipfile.ZipFile(io.BytesIO(libro)) as antes,
        zipfile.ZipFile(salida, "w") as despues,
    ):
        for nombre in antes.namelist():
            contenido = antes.read(nombre)
            if nombre == "docProps/core.xml":
                contenido = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", iso, contenido)
            _escribir(despues, nombre, contenido, fecha)
    return salida.getvalue()


def _escribir(zip_: zipfile.ZipFile, nombre: str, contenido: bytes, fecha: datetime) -> None:
    entrada = zipfile.ZipInfo(nombre, fecha.astimezone(ZONA).timetuple()[:6])
    # Alike on every system.
    entrada.create_system = 3
    entrada.external_attr = 0o644 << 16
    entrada.compress_type = zipfile.ZIP_DEFLATED
    zip_.writestr(entrada, contenido)


def _leeme(indice: Indice) -> bytes:
    # Windows' old Notepad needs both the mark at the beginning and its own ends of line.
    return "\r\n".join([*_lineas(indice), ""]).encode("utf-8-sig")


def _lineas(indice: Indice) -> list[str]:
    entregados, ausentes = indice.entregados, indice.ausentes
    rfcs = list(dict.fromkeys(str(fila.rfc) for fila in indice.filas))
    cuantos = "1 acuse" if len(entregados) == 1 else f"{len(entregados)} acuses"
    de_que = ""
    if entregados:
        periodos = sorted(fila.periodo for fila in entregados)
        de_que = ", de " + " a ".join(map(str, dict.fromkeys((periodos[0], periodos[-1]))))
    lineas = []
    if indice.marca:
        lineas += [
            indice.marca,
            "Documentos ficticios de una réplica, para prácticas y pruebas. No los emitió el IMSS.",
            "",
        ]
    lineas += [
        "ACUSES DE PRESENTACIÓN ICSOE (IMSS)",
        f"{'Contribuyente' if len(rfcs) == 1 else 'Contribuyentes'}: {', '.join(rfcs)}",
        f"Contenido: {cuantos}{de_que}.",
        "",
        "QUÉ HAY AQUÍ",
        "  acuses          los PDF, por RFC y año",
        "  indice.xlsx     la lista, con folio, fecha y si se presentó en tiempo",
        "  indice.csv      la misma lista, para otros programas",
        f"  {_SUMAS}  la huella (SHA-256) de cada archivo",
        "",
        "Antes de incluir cada PDF se comprobó que trata de ese RFC, periodo, tipo y folio, y que",
        "es idéntico al que se archivó. «Versión» es 1, salvo que el portal haya entregado después",
        "otro contenido con el mismo folio. El periodo 2026-2 es el segundo cuatrimestre de 2026.",
        "",
        "CÓMO COMPROBAR QUE NADA CAMBIÓ",
        "Extraiga todo en una carpeta, abra ahí una terminal y escriba:",
        f"  Linux:    sha256sum -c {_SUMAS}",
        f"  macOS:    shasum -a 256 -c {_SUMAS}",
        "  Windows (PowerShell), por archivo, y compare con la lista:",
        "            Get-FileHash ARCHIVO -Algorithm SHA256",
    ]
    if ausentes:
        lineas += ["", "QUÉ FALTA", *map(_falta, ausentes)]
    return lineas


def _falta(fila: Fila) -> str:
    return f"  {fila.que}: {fila.problema}."
