"""Writing the pack: a zip, whole or not at all."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.acuses.destino import archivo_nuevo, exigir_destino
from flows.carpeta import CarpetaDeTrabajo
from flows.soporte.contenido import (
    CORREO,
    DESTINATARIO,
    TELEFONO,
    Contenido,
    en_json,
    reunir,
)
from flows.soporte.pdf import NO_ENVIAR, informe_pdf
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.errors import IcsoeError
from icsoe_bot.ledger.bitacora import Bitacora


@dataclass(frozen=True, slots=True)
class Armado:
    """A pack that was written."""

    ruta: Path
    contenido: Contenido

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        contenido = self.contenido
        return {
            "paquete": str(self.ruta),
            "marca": contenido.marca or None,
            "rfc": str(contenido.presentacion.rfc),
            "periodo": str(contenido.presentacion.periodo),
            "estado": contenido.registro.estado.value,
            "vence": contenido.plazo.vence.isoformat(),
            "intentos": len(contenido.intentos),
            "pantallas": len(contenido.evidencias),
            "solicitud": contenido.solicitud,
        }


def armar(
    carpeta: CarpetaDeTrabajo,
    bitacora: Bitacora,
    presentacion: Presentacion,
    *,
    ahora: datetime,
    fallo: IcsoeError | None = None,
    salida: Path | None = None,
) -> Armado:
    """Write the pack of ``presentacion`` to ``salida``, or to ``soporte/`` of the folder.

    ``ahora`` is an aware moment of the portal's calendar; ``fallo``, what it just ended with.

    Raises:
        NadaQueReportar: nothing was ever tried.
        YaExiste, NoSePudoEscribir, UsageProblem: it can't be written there.
    """
    contenido = reunir(carpeta, bitacora, presentacion, ahora=ahora, fallo=fallo)
    destino = salida or _destino(carpeta, contenido)
    exigir_destino(destino, reemplazar=False)
    with archivo_nuevo(destino, reemplazar=False) as archivo:
        _escribir(contenido, zipfile.ZipFile(archivo, "w", zipfile.ZIP_DEFLATED))
    return Armado(destino, contenido)


def nombre_de(contenido: Contenido) -> str:
    """``RFC-PERIODO-AAAAMMDD-HHMMSS``, by this machine's clock."""
    presentacion = contenido.presentacion
    return f"{presentacion.rfc}-{presentacion.periodo}-{contenido.momento:%Y%m%d-%H%M%S}"


def _destino(carpeta: CarpetaDeTrabajo, contenido: Contenido) -> Path:
    carpeta.soporte.mkdir(exist_ok=True)
    nombre = nombre_de(contenido)
    destino = carpeta.soporte / f"{nombre}.zip"
    otro = 2
    while destino.exists():
        destino = carpeta.soporte / f"{nombre}-{otro}.zip"
        otro += 1
    return destino


def _escribir(contenido: Contenido, paquete: zipfile.ZipFile) -> None:
    with paquete:
        for nombre, datos in _archivos(contenido).items():
            entrada = zipfile.ZipInfo(nombre, contenido.momento.timetuple()[:6])
            # Alike on every system.
            entrada.create_system = 3
            entrada.external_attr = 0o644 << 16
            entrada.compress_type = zipfile.ZIP_DEFLATED
            paquete.writestr(entrada, datos)


def _archivos(contenido: Contenido) -> dict[str, bytes]:
    marca = {"marca": contenido.marca or None}
    archivos = {
        "LEEME.txt": _leeme(contenido),
        "informe.pdf": informe_pdf(contenido),
        "intentos.json": _json(en_json(contenido)),
        "red.json": _json(
            marca | {"pantallas": {uno.nombre: uno.red for uno in contenido.evidencias if uno.red}}
        ),
        "versiones.json": _json(marca | contenido.versiones),
    }
    for evidencia in contenido.evidencias:
        for carpeta, archivo in (("pantallas", evidencia.imagen), ("paginas", evidencia.copia)):
            if archivo is not None:
                archivos[f"{carpeta}/{archivo.name}"] = archivo.read_bytes()
    return archivos


def _json(dato: object) -> bytes:
    return json.dumps(dato, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _leeme(contenido: Contenido) -> bytes:
    presentacion = contenido.presentacion
    lineas = [
        *([contenido.marca, NO_ENVIAR, ""] if contenido.marca else []),
        "PAQUETE PARA LA MESA DE AYUDA DEL ICISOE (IMSS)",
        f"Contribuyente: {presentacion.rfc}. Periodo: {presentacion.periodo}.",
        "",
        "CÓMO SE USA",
        f"Envíelo a {DESTINATARIO}: {CORREO}.",
        f"También atiende en el {TELEFONO}. Pida y guarde el número de reporte.",
        "Antes mire las pantallas: muestran el RFC y el nombre del contribuyente.",
        "",
        "QUÉ HAY AQUÍ",
        "  informe.pdf     una hoja: quién, qué se intentó, qué respondió el portal, qué se pide",
        "  intentos.json   cada intento paso a paso, con nuestro reloj y el del portal",
        "  pantallas       lo que se veía cuando algo salió mal",
        "  paginas         las mismas páginas, sin lo escrito en ellas ni datos personales",
        "  red.json        las últimas peticiones al portal y qué respondió",
        "  versiones.json  del programa, el navegador y el sistema",
        "",
        "No contiene contraseñas, certificados, llaves ni datos de otros contribuyentes.",
        "",
    ]
    # Windows' old Notepad needs both the mark at the beginning and its own ends of line.
    return "\r\n".join(lineas).encode("utf-8-sig")
