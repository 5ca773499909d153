"""The log of a working folder: a JSON object a line, rotated, without secrets."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from enum import Enum
from pathlib import Path

from concurrent_log_handler import ConcurrentRotatingFileHandler

from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.efirma.redaccion import FiltroDeSecretos
from icsoe_bot.errors import UsageProblem

_TAMANIO = 2_000_000
_ARCHIVOS = 5


class Nivel(Enum):
    """How much is written."""

    NORMAL = "normal"
    DETALLE = "detalle"
    DEPURACION = "depuracion"


_NIVELES = {
    Nivel.NORMAL: logging.WARNING,
    Nivel.DETALLE: logging.INFO,
    Nivel.DEPURACION: logging.DEBUG,
}


class _EnJson(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        linea = {
            "momento": datetime.fromtimestamp(record.created, ZONA).isoformat(),
            "nivel": record.levelname,
            "proceso": record.process,
            "origen": record.name,
            "mensaje": record.getMessage(),
            **getattr(record, "datos", {}),
        }
        # The filter of secrets has rendered the traceback already, without them.
        if record.exc_text:
            linea["rastro"] = record.exc_text
        return json.dumps(linea, ensure_ascii=False, default=str)


def abrir_registro(carpeta: Path, nivel: Nivel) -> None:
    """Send the log to ``carpeta/icsoe.log``; a log opened before is closed.

    The programs' own steps are always written; ``nivel`` decides about the rest.

    Raises:
        UsageProblem: the folder can't be written.
    """
    try:
        carpeta.mkdir(parents=True, exist_ok=True)
        # The handler opens it later, and could complain on the terminal only.
        (carpeta / "icsoe.log").open("a", encoding="utf-8").close()
    except OSError as error:
        raise UsageProblem(
            f"No se puede escribir en {carpeta}: {error.strerror or 'error del sistema'}.",
            remedio="Use una carpeta de trabajo en la que pueda escribir.",
        ) from None
    # Two processes on one folder write one log, and take turns at turning it over.
    destino = ConcurrentRotatingFileHandler(
        str(carpeta / "icsoe.log"),
        maxBytes=_TAMANIO,
        backupCount=_ARCHIVOS,
        encoding="utf-8",
    )
    destino.setFormatter(_EnJson())
    destino.addFilter(FiltroDeSecretos())
    raiz = logging.getLogger()
    for anterior in list(raiz.handlers):
        if isinstance(anterior, ConcurrentRotatingFileHandler):
            raiz.removeHandler(anterior)
            anterior.close()
    raiz.addHandler(destino)
    raiz.setLevel(_NIVELES[nivel])
    for propio in ("flows", "icsoe_bot"):
        logging.getLogger(propio).setLevel(min(logging.INFO, _NIVELES[nivel]))
