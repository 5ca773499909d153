"""What a working folder knows about its filings, without opening an e.firma or a browser."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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
from icsoe_bot.ledger.estados import Estado as EstadoDeBitacora

if TYPE_CHECKING:
    from flows.cola.vista import Compartido


def ver_estado(carpeta: CarpetaDeTrabajo, pedido: Pedido | None = None) -> Estado:
    """Where every taxpayer of the folder stands, as of the world's clock.

    Folders that can't be read and a batch with errors become warnings: the rest still counts.
    Where machines share a queue it is the same from each of them: all comes from the database.

    Raises:
        IcsoeError: the configuration is wrong, the ledger can't be read, or what answers at the
            replica's address is none.
    """
    mundo, registros, presentados, comun = _bitacora(carpeta)
    if comun is not None:
        propio = _en_comun(comun, registros, presentados, _acuses(carpeta, registros))
    else:
        avisos: list[str] = []
        propio = Conocido(
            registros,
            _renglones(carpeta, mundo, avisos),
            _efirmas(carpeta, avisos),
            acuses=_acuses(carpeta, registros),
            presentados=presentados,
            avisos=tuple(avisos),
        )
    return calcular(
        propio,
        pedido or Pedido(),
        ambiente=carpeta.configuracion.ambiente,
        ahora=mundo.ahora,
        calendario=carpeta.calendario,
    )


@dataclass(frozen=True, slots=True)
class _EnComun:
    """What the office's machines share besides the ledger, and where the acuses are."""

    cola: Compartido
    equipos: dict[int, str]


def _bitacora(
    carpeta: CarpetaDeTrabajo,
) -> tuple[Mundo, list[Registro], list[Acuse], _EnComun | None]:
    mundo = conocido(carpeta.direcciones, carpeta.direccion_de_bitacora)
    with carpeta.abrir_bitacora(mundo.nombre) as bitacora:
        cola = _cola(carpeta, mundo)
        comun = _EnComun(cola, bitacora.equipos_de_los_acuses()) if cola else None
        return mundo, bitacora.listar(), bitacora.acuses.inesperados(), comun


def _cola(carpeta: CarpetaDeTrabajo, mundo: Mundo) -> Compartido | None:
    if carpeta.configuracion.bitacora is None:
        return None
    # Imported where it is used: nobody who works alone needs it.
    from flows.cola.vista import compartido

    return compartido(carpeta, mundo.nombre)


def _en_comun(
    comun: _EnComun, registros: list[Registro], presentados: list[Acuse], acuses: dict[str, Path]
) -> Conocido:
    """Nothing of what only this machine has: neither its batch file nor its e.firmas."""
    hechas = {
        registro.presentacion
        for registro in registros
        if registro.estado is EstadoDeBitacora.ACUSE_ARCHIVADO
    }
    return Conocido(
        registros,
        [uno for uno in comun.cola.renglones if uno.presentacion not in hechas],
        comun.cola.efirmas,
        acuses=acuses,
        presentados=presentados,
        nombres={uno.presentacion.rfc: uno.nombre for uno in comun.cola.renglones if uno.nombre},
        en_cola=comun.cola.en_cola,
        equipos=comun.equipos,
    )


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
