"""What a working folder knows about its filings, without opening an e.firma or a browser."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from flows.carpeta import CarpetaDeTrabajo
from flows.estado import Conocido, Estado, Pedido, calcular
from flows.lote.leer import leer_lote
from flows.lote.renglon import Renglon
from flows.mundo import Mundo, conocido
from icsoe_bot.domain.acuse import Acuse
from icsoe_bot.domain.plazos import dia_en_mexico
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.carpeta import nombrados
from icsoe_bot.errors import IcsoeError
from icsoe_bot.ledger.bitacora import Registro


def ver_estado(carpeta: CarpetaDeTrabajo, pedido: Pedido | None = None) -> Estado:
    """Where every taxpayer of the folder stands, as of the world's clock.

    Folders that can't be read and a batch with errors become warnings: the rest still counts.

    Raises:
        IcsoeError: the configuration is wrong, the ledger can't be read, or what answers at the
            replica's address is none.
    """
    mundo, registros, presentados = _bitacora(carpeta)
    avisos: list[str] = []
    renglones = _renglones(carpeta, mundo, avisos)
    efirmas = _efirmas(carpeta, avisos)
    return calcular(
        Conocido(
            registros,
            renglones,
            efirmas,
            acuses=_acuses(carpeta, registros),
            presentados=presentados,
            avisos=tuple(avisos),
        ),
        pedido or Pedido(),
        ambiente=carpeta.configuracion.ambiente,
        ahora=mundo.ahora,
        calendario=carpeta.calendario,
    )


def _bitacora(carpeta: CarpetaDeTrabajo) -> tuple[Mundo, list[Registro], list[Acuse]]:
    mundo = conocido(carpeta.direcciones, carpeta.direccion_de_bitacora)
    with carpeta.abrir_bitacora(mundo.nombre) as bitacora:
        acuses = [uno.acuse for uno in bitacora.acuses.listar()]
        return mundo, bitacora.listar(), acuses


def _acuses(carpeta: CarpetaDeTrabajo, registros: Iterable[Registro]) -> dict[str, Path]:
    archivo = carpeta.acuses.resolve()
    rutas = (registro.acuse_ruta for registro in registros if registro.acuse_ruta)
    return {ruta: acuse for ruta in rutas if (acuse := archivo / ruta).is_file()}


def _renglones(carpeta: CarpetaDeTrabajo, mundo: Mundo, avisos: list[str]) -> list[Renglon]:
    archivo = carpeta.lote
    if not archivo.is_file():
        return []
    try:
        return leer_lote(archivo, hoy=dia_en_mexico(mundo.ahora))
    except IcsoeError as error:
        avisos.append(f"No se tomó en cuenta {archivo.name}: {error.mensaje}")
        return []


def _efirmas(carpeta: CarpetaDeTrabajo, avisos: list[str]) -> list[RFC]:
    try:
        rfcs, ajenos = nombrados(carpeta.efirmas)
    except IcsoeError as error:
        avisos.append(str(error))
        return []
    avisos.extend(f"«{nombre}», en efirmas, no es un RFC." for nombre in ajenos)
    return rfcs
