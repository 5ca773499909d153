"""What a run kept of a screen: read for the pack, whatever of it is still there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.soporte.limpieza import Limpiar

_DE_PERSONAS = ("motivo", "texto")
"""What was written to be read: anything may stand there."""

TOPE = 12
"""So many of the latest screens go into a pack."""


@dataclass(frozen=True, slots=True)
class Evidencia:
    """A screen at the moment when something went wrong."""

    nombre: str
    """Of its files, without endings."""
    datos: dict[str, Any]
    red: dict[str, Any]
    """What the network had done by then; empty if that wasn't kept."""
    imagen: Path | None
    copia: Path | None

    @property
    def momento(self) -> datetime | None:
        """When it was kept, by this machine's clock."""
        try:
            return datetime.fromisoformat(self.datos["momento"])
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def titulos(self) -> list[str]:
        """What the page called itself."""
        encabezados = self.datos.get("encabezados") or []
        return [str(uno) for uno in encabezados if str(uno).strip()]

    @property
    def diferencia_s(self) -> float | None:
        """How far the portal's clock was ahead of ours, in seconds."""
        reloj = self.red.get("reloj") or {}
        diferencia = reloj.get("diferencia_s")
        return float(diferencia) if isinstance(diferencia, int | float) else None


def leer(carpeta: Path, nombres: Iterable[str], limpiar: Limpiar) -> list[Evidencia]:
    """The latest of the named ones, oldest first; ``nombres`` are those of their texts."""
    propios = [nombre for nombre in dict.fromkeys(nombres) if Path(nombre).name == nombre]
    halladas = [carpeta / nombre for nombre in propios if (carpeta / nombre).is_file()]
    return [_leer(ruta, limpiar) for ruta in halladas[-TOPE:]]


def _leer(ruta: Path, limpiar: Limpiar) -> Evidencia:
    imagen, copia = ruta.with_suffix(".png"), ruta.with_suffix(".html")
    return Evidencia(
        nombre=ruta.stem,
        datos={
            clave: limpiar(valor) if clave in _DE_PERSONAS and isinstance(valor, str) else valor
            for clave, valor in _json(ruta).items()
        },
        red=_json(ruta.with_name(f"{ruta.stem}.red.json")),
        imagen=imagen if imagen.is_file() else None,
        copia=copia if copia.is_file() else None,
    )


def _json(ruta: Path) -> dict[str, Any]:
    try:
        datos = json.loads(ruta.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return datos if isinstance(datos, dict) else {}
