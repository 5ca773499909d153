"""Worker threads, each at a desk of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from queue import SimpleQueue
from types import TracebackType

from flows.mesa import Mesa

AbreMesa = Callable[[], Mesa]
"""The desk of the thread that asks, opened when it is first asked for.

Raises:
    IcsoeError: it can't be opened.
"""
Tarea = Callable[[AbreMesa], None]
"""A piece of work; it must not raise."""

_CADA_S = 0.5
"""Waiting for a thread, Windows notices Ctrl+C no sooner than this."""


class Puestos(AbstractContextManager["Puestos"]):
    """``cuantos`` threads. What belongs to a browser never leaves the thread that opened it.

    At the end each one finishes what it is at and closes its desk; unless the whole program is
    being cut off, which ends them too.
    """

    def __init__(self, cuantos: int, otra_mesa: AbreMesa) -> None:
        self._todos = [_Puesto(f"puesto-{n}", otra_mesa) for n in range(1, cuantos + 1)]
        self._libres = list(reversed(self._todos))

    @property
    def hay_libre(self) -> bool:
        """Whether one of them has nothing to do."""
        return bool(self._libres)

    def encargar(self, tarea: Tarea) -> Callable[[], None]:
        """Give work to a free one; returns what to call when that is done."""
        puesto = self._libres.pop()
        puesto.encargar(tarea)
        return lambda: self._libres.append(puesto)

    def __exit__(
        self,
        tipo: type[BaseException] | None,
        error: BaseException | None,
        rastro: TracebackType | None,
    ) -> None:
        for puesto in self._todos:
            puesto.despedir()
        if error is None or isinstance(error, Exception):
            for puesto in self._todos:
                puesto.esperar()


class _Puesto:
    def __init__(self, nombre: str, otra_mesa: AbreMesa) -> None:
        self._otra_mesa = otra_mesa
        self._tareas: SimpleQueue[Tarea | None] = SimpleQueue()
        self._hilo = threading.Thread(target=self._trabajar, name=nombre, daemon=True)
        self._empezado = False

    def encargar(self, tarea: Tarea) -> None:
        self._tareas.put(tarea)
        if not self._empezado:
            self._empezado = True
            self._hilo.start()

    def despedir(self) -> None:
        self._tareas.put(None)

    def esperar(self) -> None:
        while self._hilo.is_alive():
            self._hilo.join(_CADA_S)

    def _trabajar(self) -> None:
        mesa: Mesa | None = None
        with ExitStack() as cierre:

            def abrir() -> Mesa:
                nonlocal mesa
                if mesa is None:
                    mesa = cierre.enter_context(self._otra_mesa())
                return mesa

            while (tarea := self._tareas.get()) is not None:
                tarea(abrir)
