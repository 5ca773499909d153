"""Tasks to schedule, and a stand-in for the system's programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time
from pathlib import Path

import pytest

from flows.carpeta import CarpetaDeTrabajo
from flows.programar.ejecutor import Respuesta
from flows.programar.tareas import Tarea, corrida, recordatorios

PROGRAMA = Path("/opt/mi programa/bin/icsoe")


class Equipo:
    """Answers for the system's programs, and notes what was run with which input."""

    def __init__(self, responde: Callable[[Sequence[str], str], Respuesta] | None = None) -> None:
        self.responde = responde or (lambda _orden, _entrada: Respuesta(0))
        self.corridas: list[tuple[str, ...]] = []

    def __call__(self, orden: Sequence[str], entrada: str) -> Respuesta:
        self.corridas.append(tuple(orden))
        return self.responde(orden, entrada)


@pytest.fixture
def carpeta(tmp_path: Path) -> CarpetaDeTrabajo:
    raiz = tmp_path / "Despacho Núñez & 'hijos' 100% $HOME"
    raiz.mkdir()
    return CarpetaDeTrabajo(raiz)


@pytest.fixture
def tareas(carpeta: CarpetaDeTrabajo) -> list[Tarea]:
    return [
        recordatorios(carpeta, PROGRAMA, time(9, 5)),
        corrida(carpeta, PROGRAMA, Path("lote.csv"), (5, 12, 16), time(21)),
    ]
