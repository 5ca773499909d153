"""Which machines have a worker, whose e.firmas each holds, and whether it is alive."""

from __future__ import annotations

import hashlib
import socket
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from flows.cola.tablas import EQUIPOS
from flows.cola.valores import Equipo
from icsoe_bot.domain.rfc import RFC

_SE_OLVIDA = timedelta(days=30)
"""A machine that said nothing for so long doesn't count any more."""


class Equipos:
    """The machines of a queue; one that said nothing for ``vivo`` is taken for switched off."""

    def __init__(
        self,
        transaccion: Callable[[], AbstractContextManager[Connection]],
        vivo: timedelta,
    ) -> None:
        self._transaccion = transaccion
        self._vivo = vivo

    def presentarse(self, clave: str, rfcs: Iterable[RFC], pausa: str) -> None:
        """Say that this machine's worker is alive, whose e.firmas it holds, and if it pauses."""
        valores = {
            "equipo": socket.gethostname()[:80],
            "rfcs": [str(rfc) for rfc in rfcs],
            "pausa": pausa or None,
        }
        sentencia = insert(EQUIPOS).values(clave=clave, **valores)
        with self._transaccion() as conexion:
            conexion.execute(
                sentencia.on_conflict_do_update(
                    index_elements=[EQUIPOS.c.clave], set_={**valores, "visto": func.now()}
                )
            )

    def latir(self, clave: str) -> bool:
        """Say that it is alive and nothing changed; false if nobody knows it."""
        with self._transaccion() as conexion:
            return (
                conexion.execute(
                    update(EQUIPOS).where(EQUIPOS.c.clave == clave).values(visto=func.now())
                ).rowcount
                == 1
            )

    def despedirse(self, clave: str) -> None:
        """Say that this machine's worker ends; what it holds is remembered."""
        hace_mucho = func.now() - timedelta(days=1)
        with self._transaccion() as conexion:
            conexion.execute(
                update(EQUIPOS).where(EQUIPOS.c.clave == clave).values(visto=hace_mucho)
            )

    def listar(self) -> list[Equipo]:
        """The machines that had a worker lately, by name."""
        vivo = (EQUIPOS.c.visto > func.now() - self._vivo).label("vivo")
        with self._transaccion() as conexion:
            filas = conexion.execute(
                select(EQUIPOS.c.equipo, EQUIPOS.c.rfcs, EQUIPOS.c.pausa, vivo)
                .where(EQUIPOS.c.visto > func.now() - _SE_OLVIDA)
                .order_by(EQUIPOS.c.equipo, EQUIPOS.c.clave)
            ).all()
        return [
            Equipo(fila.equipo, frozenset(map(RFC, fila.rfcs)), fila.pausa or "", fila.vivo)
            for fila in filas
        ]


def clave_de_equipo(raiz: Path) -> str:
    """Tells this machine's working folder from every other one's."""
    quien = f"{socket.gethostname()}/{uuid.getnode():x}/{raiz.resolve()}"
    return hashlib.sha256(quien.encode()).hexdigest()[:16]
