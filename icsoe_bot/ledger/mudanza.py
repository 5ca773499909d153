"""Moving a whole ledger from one database to another, proved by counting and comparing.

Both are locked against writers for as long as it takes. The new one gets everything in one
transaction, is read back, compared, and only then kept; the old one gets its mark
(``marca``) at the end. If the machine stops between the two, both are complete and equal, and
running it again sees that and marks the old one.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, exists, func, make_url, select
from sqlalchemy.exc import OperationalError

from icsoe_bot.errors import OperatorMustAct, OurFault, RetryLater, UsageProblem
from icsoe_bot.ledger import marca
from icsoe_bot.ledger.base import Base, reloj
from icsoe_bot.ledger.copia import Huella, copiar, huella
from icsoe_bot.ledger.tablas import ACUSES, EVENTOS, METADATA, TOMAS
from icsoe_bot.ledger.tomas import viva

_SOLO_CRECEN = (EVENTOS, ACUSES)
"""Tables whose rows are added and never changed: what a later state still holds of an earlier."""


class NadaQueMudar(UsageProblem):
    """The ledger that was to be moved has nothing in it."""


class BitacoraEnUso(RetryLater):
    """Somebody works with the ledger at this moment."""


class DestinoOcupado(OperatorMustAct):
    """The database to move to holds something else."""


class CopiaDistinta(OurFault):
    """What was read back isn't what was written; nothing was kept."""


class BitacoraSinMudar(OperatorMustAct):
    """The folder has a ledger of its own that the one in use knows nothing of."""


@dataclass(frozen=True, slots=True)
class TablaMudada:
    """A table, found equal on both sides."""

    tabla: str
    huella: Huella


@dataclass(frozen=True, slots=True)
class Mudanza:
    """What came of a move."""

    origen: str
    destino: str
    """In words, without user or password."""
    ya_estaba: bool
    """It had been moved before; this time it was only compared."""
    tablas: tuple[TablaMudada, ...]
    """Of the new ledger. If it was worked with since, only those whose rows never change, as far
    as the old one knows them."""


def mudar(
    origen: str, destino: str, avance: Callable[[str, int], None] = lambda _tabla, _filas: None
) -> Mudanza:
    """Move the ledger at the address ``origen`` to the one at ``destino``, and mark the old one.

    All worlds and tables move, ids included. ``avance`` is told a table and how many of its rows
    are copied.

    Raises:
        NadaQueMudar: ``origen`` is empty.
        BitacoraEnUso: a process works with one of them.
        DestinoOcupado: ``destino`` holds something else than ``origen`` or what once came from it.
        ValorImposible: ``destino`` can't hold a value of ``origen``.
        CopiaDistinta: what was read back is something else. Nothing was kept.
        BitacoraInservible: a database failed. Nothing was kept.
    """
    with _cerrada(origen) as (base, de), _cerrada(destino) as (otra_base, a):
        nombres = describir(origen), describir(destino)
        suya = marca.leer(de)
        if suya is not None:
            if marca.leer(a) is not None:
                raise otra_base.mudada()
            if not _contiene(a, de):
                raise base.mudada()
            return Mudanza(*nombres, ya_estaba=True, tablas=_comunes(de))
        if not _tiene_algo(de):
            raise NadaQueMudar(
                f"No hay nada que mudar: {nombres[0]} está vacía.",
                remedio="Puede usar la otra bitácora desde ahora.",
            )
        _exigir_sin_trabajo(de)
        if marca.leer(a) is not None:
            _vaciar_mudada(a, de)
        ya_estaba = _tiene_algo(a)
        leidas = {
            tabla.name: huella(tabla, de) if ya_estaba else copiar(tabla, de, a, avance)
            for tabla in METADATA.sorted_tables
        }
        escritas = {tabla.name: huella(tabla, a) for tabla in METADATA.sorted_tables}
        if leidas != escritas:
            raise _ocupado() if ya_estaba else _distinta(leidas, escritas)
        # Only the two commits remain after this: what can fail does so before anything is kept.
        marca.poner(de, nombres[1])
        a.commit()
        de.commit()
        return Mudanza(
            *nombres, ya_estaba, tuple(TablaMudada(*escrita) for escrita in escritas.items())
        )


def exigir_mudada(archivo: Path) -> None:
    """Refuse to work elsewhere while the ledger in a SQLite file holds something and hasn't moved.

    Raises:
        BitacoraSinMudar: it does, and the ledger in use may not know what it knows.
        BitacoraInservible: it can't be read.
    """
    if not archivo.is_file():
        return
    base = Base(f"sqlite:///{archivo}", admite_mudada=True)
    try:
        with base.transaccion() as conexion:
            pendiente = marca.leer(conexion) is None and _tiene_algo(conexion)
    finally:
        base.cerrar()
    if pendiente:
        raise BitacoraSinMudar(
            f"ICSOE_BITACORA señala otra bitácora, y la de {archivo.name} no se ha mudado: con "
            "una sola de las dos podría firmarse dos veces.",
            remedio="Para trabajar con la de ICSOE_BITACORA, ejecute «icsoe ledger mudar». Para "
            "trabajar con el archivo, quite ICSOE_BITACORA.",
        )


def describir(url: str) -> str:
    """Where a ledger is, in words for people; never its user or password."""
    direccion = make_url(url)
    if direccion.drivername.startswith("sqlite"):
        return f"{direccion.database} (en {socket.gethostname()})"
    equipo = direccion.host or "este equipo"
    puerto = f":{direccion.port}" if direccion.port else ""
    return f"la base «{direccion.database}» de PostgreSQL en {equipo}{puerto}"


@contextmanager
def _cerrada(url: str) -> Iterator[tuple[Base, Connection]]:
    """A ledger that nobody else writes into; undone unless it is committed."""
    base = Base(url, admite_mudada=True)
    try:
        with base.conexion() as conexion:
            try:
                if conexion.dialect.name == "sqlite":
                    conexion.exec_driver_sql("BEGIN IMMEDIATE")
                else:
                    tablas = ", ".join(tabla.name for tabla in METADATA.sorted_tables)
                    conexion.exec_driver_sql("SET LOCAL lock_timeout = '30s'")
                    conexion.exec_driver_sql(f"LOCK TABLE {tablas} IN SHARE ROW EXCLUSIVE MODE")
            except OperationalError:
                raise BitacoraEnUso(
                    f"Otro proceso está escribiendo en {describir(url)}.",
                    remedio="Espere a que termine y vuelva a ejecutar la orden.",
                ) from None
            yield base, conexion
    finally:
        base.cerrar()


def _exigir_sin_trabajo(conexion: Connection) -> None:
    # A filing in «firmando» that nobody works on is what a run left that died: it moves as it is.
    ahora = reloj(conexion)
    vivas = [fila.rfc for fila in conexion.execute(select(TOMAS)) if viva(fila, ahora)]
    if vivas:
        raise BitacoraEnUso(
            f"Un proceso trabaja en este momento en {', '.join(sorted(vivas))}.",
            remedio="Espere a que termine, o deténgalo con Ctrl+C, y vuelva a ejecutar la orden. "
            "Si ya no corre ninguno, su turno vence solo en unos minutos.",
        )


def _tiene_algo(conexion: Connection) -> bool:
    return any(
        conexion.execute(select(exists(select(tabla)))).scalar_one()
        for tabla in METADATA.sorted_tables
        # Claims say nothing about what was done.
        if tabla is not TOMAS
    )


def _vaciar_mudada(a: Connection, de: Connection) -> None:
    """Make room in a ledger that was left before, if all that it held came back here."""
    if not _contiene(de, a):
        raise _ocupado()
    marca.quitar(a)
    for tabla in reversed(METADATA.sorted_tables):
        a.execute(tabla.delete())


def _contiene(mayor: Connection, menor: Connection) -> bool:
    return all(
        huella(tabla, mayor, hasta=_ultimo(tabla, menor)) == huella(tabla, menor)
        for tabla in _SOLO_CRECEN
    )


def _ultimo(tabla: Table, conexion: Connection) -> int:
    return conexion.execute(select(func.max(tabla.c.id))).scalar_one() or 0


def _comunes(de: Connection) -> tuple[TablaMudada, ...]:
    return tuple(TablaMudada(tabla.name, huella(tabla, de)) for tabla in _SOLO_CRECEN)


def _ocupado() -> DestinoOcupado:
    return DestinoOcupado(
        "La bitácora a la que se quiere mudar ya tiene otras presentaciones.",
        remedio="No se copió nada. Si es una base de PostgreSQL, cree una vacía y ponga su "
        "dirección en ICSOE_BITACORA. Si es el archivo de la carpeta, y está seguro de que ya no "
        "cuenta, guárdelo en otra parte.",
    )


def _distinta(leidas: dict[str, Huella], escritas: dict[str, Huella]) -> CopiaDistinta:
    tablas = ", ".join(f"«{tabla}»" for tabla in leidas if leidas[tabla] != escritas[tabla])
    return CopiaDistinta(
        f"Lo que se leyó de vuelta no es lo que se copió, en {tablas}.",
        remedio="No se conservó nada de la copia, y la bitácora sigue donde estaba. Envíe este "
        "mensaje a quien le da soporte.",
    )
