"""At most so many sessions at a time, over all processes that share a working folder.

Each session holds a lock of the operating system on a file, which ends with its process however
that ends. Who waits holds the lock of the queue: so a batch, which begins one session after
another, lets the next one in line go first.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import portalocker

from flows.cortesia.errores import PortalOcupado
from flows.cortesia.espera import Espera
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import UsageProblem

logger = logging.getLogger(__name__)

PLAZO_S = 900.0
"""Seconds that somebody stands in line: longer than any session should last."""

_CADA_S = 0.5
_SE_DICE_DESDE_S = 1.0
"""So long two that come at once may stand in each other's way."""


class Sesiones:
    """``cuantas`` sessions at a time, told apart by files in ``carpeta``."""

    def __init__(
        self, carpeta: Path, cuantas: int, espera: Espera, *, plazo_s: float = PLAZO_S
    ) -> None:
        self._carpeta = carpeta
        self._lugares = [f"sesion-{numero}" for numero in range(1, cuantas + 1)]
        self._espera = espera
        self._plazo_s = plazo_s

    @contextmanager
    def una(self, asunto: str) -> Iterator[None]:
        """Hold one of them. ``asunto`` tells others what for.

        Raises:
            PortalOcupado: none became free in time; the message names who has it.
            UsageProblem: the folder can't be written, or has no locks.
        """
        fila = _Fila()
        _, turno = self._tomar(["cola"], fila)
        try:
            lugar, candado = self._tomar(self._lugares, fila)
        finally:
            turno.close()
        try:
            self._firmar(lugar, asunto)
            yield
        finally:
            with suppress(OSError):
                self._de(lugar, "json").unlink(missing_ok=True)
            candado.close()

    def _tomar(self, lugares: Sequence[str], fila: _Fila) -> tuple[str, IO[str]]:
        while True:
            for lugar in lugares:
                candado = self._cerrar(lugar)
                if candado is not None:
                    return lugar, candado
            quien = self._quien()
            if fila.esperado >= self._plazo_s:
                raise PortalOcupado(
                    f"{quien} Se esperó su turno {round(self._plazo_s / 60)} min.",
                    remedio="No se abrió ninguna sesión. Espere a que termine, o ciérrela, y "
                    "vuelva a ejecutar la orden.",
                )
            if not fila.avisada and fila.esperado >= _SE_DICE_DESDE_S:
                fila.avisada = True
                logger.warning("%s Se espera su turno.", quien)
                hasta = datetime.now(ZONA) + timedelta(seconds=self._plazo_s - fila.esperado)
                self._espera.avisar(f"{quien} Se espera su turno.", hasta)
            self._espera.dormir(_CADA_S)
            fila.esperado += _CADA_S

    def _cerrar(self, lugar: str) -> IO[str] | None:
        """The open file that holds the lock of a place; ``None`` while another process does."""
        archivo = self._de(lugar, "lock")
        try:
            archivo.parent.mkdir(parents=True, exist_ok=True)
            candado = archivo.open("a", encoding="utf-8")
        except OSError as error:
            raise UsageProblem(
                f"No se puede escribir en {archivo.parent}: {error.strerror or 'error'}.",
                remedio="Use una carpeta de trabajo en la que pueda escribir.",
            ) from None
        try:
            portalocker.lock(candado, portalocker.LOCK_EX | portalocker.LOCK_NB)
        except portalocker.AlreadyLocked:
            candado.close()
            return None
        except portalocker.LockException:
            candado.close()
            raise UsageProblem(
                f"En {archivo.parent} no se pueden apartar archivos, y sin eso no se sabe si otra "
                "corrida usa el portal.",
                remedio="Use una carpeta de trabajo en un disco de este equipo.",
            ) from None
        return candado

    def _firmar(self, lugar: str, asunto: str) -> None:
        """Say who holds a place, beside the lock: on Windows nobody may read a locked file."""
        datos = {
            "asunto": asunto,
            "equipo": socket.gethostname(),
            "proceso": os.getpid(),
            "desde": datetime.now(ZONA).isoformat(),
        }
        with suppress(OSError):
            self._de(lugar, "json").write_text(
                json.dumps(datos, ensure_ascii=False), encoding="utf-8"
            )

    def _quien(self) -> str:
        for lugar in self._lugares:
            with suppress(OSError, ValueError, KeyError, TypeError):
                datos = json.loads(self._de(lugar, "json").read_text(encoding="utf-8"))
                desde = datetime.fromisoformat(datos["desde"]).astimezone(ZONA)
                return (
                    f"Otra corrida de esta carpeta usa el portal desde las {desde:%H:%M:%S}: "
                    f"{datos['asunto']} (proceso {datos['proceso']} en {datos['equipo']})."
                )
        return "Otra corrida de esta carpeta usa el portal."

    def _de(self, lugar: str, extension: str) -> Path:
        return self._carpeta / f"{lugar}.{extension}"


@dataclass
class _Fila:
    """Somebody's time in line, in seconds."""

    esperado: float = 0.0
    avisada: bool = False
