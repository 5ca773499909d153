"""What the portal said and nobody knew, kept for the profile."""

from __future__ import annotations

import logging
import threading
import tomllib
from collections.abc import Sequence
from pathlib import Path

from icsoe_bot.portal.perfil.modelo import entre_comillas
from icsoe_bot.portal.textos import plano

logger = logging.getLogger(__name__)

_candado = threading.Lock()
"""The threads of a run share the file."""

_ENCABEZADO = """\
# Lo que el portal dijo y icsoe-bot no conocía. Ponga en cada uno quién debe actuar («error», como
# en docs/portal.md) y qué hacer («remedio»), y páselo a portal.toml.
"""


def guardar_desconocidos(archivo: Path, textos: Sequence[str]) -> None:
    """Add to ``archivo`` those of ``textos`` that it lacks, each ready for ``portal.toml``.

    What can't be written is only logged: it is in the evidence too.
    """
    try:
        with _candado:
            _agregar(archivo, textos)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        logger.warning("no se guardó lo desconocido en %s: %s", archivo, error)


def _agregar(archivo: Path, textos: Sequence[str]) -> None:
    hay = archivo.read_text(encoding="utf-8") if archivo.is_file() else _ENCABEZADO
    conocidos = {
        plano(texto)
        for grupo in tomllib.loads(hay).get("mensajes", [])
        for texto in grupo["textos"]
    }
    nuevos = {plano(texto): texto for texto in textos if plano(texto) not in conocidos}
    if not nuevos:
        return
    archivo.parent.mkdir(parents=True, exist_ok=True)
    entradas = [
        f'\n[[mensajes]]\nerror = ""\ntextos = [{entre_comillas(texto)}]\nremedio = ""\n'
        for texto in nuevos.values()
    ]
    archivo.write_text("".join([hay, *entradas]), encoding="utf-8")
