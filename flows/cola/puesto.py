"""A thread of its own for each browser: Playwright's objects never leave the one that made them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future

from flows.carpeta import CarpetaDeTrabajo
from flows.cortesia.cortesia import Cortesia
from flows.mesa import Mesa
from flows.mundo import Mundo
from flows.taller import Opciones

Trabajo = Callable[["Puesto"], None]


class Comun:
    """What the desks of one process share: the working folder, and manners towards the portal."""

    def __init__(self, carpeta: CarpetaDeTrabajo, opciones: Opciones) -> None:
        self.carpeta = carpeta
        self.opciones = opciones
        self._candado = threading.Lock()
        self._cortesias: dict[str, Cortesia] = {}

    def cortesia(self, mundo: Mundo) -> Cortesia:
        """The manners in a world."""
        with self._candado:
            if mundo.nombre not in self._cortesias:
                # A replica that began anew is another world, and the old one is no more.
                self._cortesias = {
                    mundo.nombre: Cortesia.de(self.carpeta, mundo, self.opciones.espera)
                }
            return self._cortesias[mundo.nombre]


class Puesto:
    """A desk and its thread, which does one piece of work after another."""

    def __init__(self, numero: int, comun: Comun) -> None:
        self._comun = comun
        self._recados: queue.SimpleQueue[tuple[Future[None], Trabajo] | None] = queue.SimpleQueue()
        self._mesa: Mesa | None = None
        self._mundo = ""
        # When somebody insists on ending at once, nobody waits for it.
        self._hilo = threading.Thread(target=self._correr, name=f"puesto-{numero}", daemon=True)
        self._hilo.start()

    def hacer(self, trabajo: Trabajo) -> Future[None]:
        """Have ``trabajo`` done in the desk's thread."""
        futuro: Future[None] = Future()
        self._recados.put((futuro, trabajo))
        return futuro

    def cerrar(self) -> None:
        """Close the browser, after what is being done, and wait for it."""
        self._recados.put(None)
        self._hilo.join()

    def mesa(self, mundo: Mundo) -> Mesa:
        """The desk, as of ``mundo``; only in the desk's own thread.

        Raises:
            IcsoeError: ledger or archive can't be opened.
        """
        if self._mesa is not None and self._mundo == mundo.nombre:
            self._mesa.poner_al_dia(mundo)
            return self._mesa
        self._levantar()
        comun = self._comun
        self._mesa = Mesa(comun.carpeta, mundo, comun.opciones, cortesia=comun.cortesia(mundo))
        self._mundo = mundo.nombre
        return self._mesa

    def _correr(self) -> None:
        while (recado := self._recados.get()) is not None:
            futuro, trabajo = recado
            try:
                trabajo(self)
            except BaseException as error:
                futuro.set_exception(error)
            else:
                futuro.set_result(None)
        self._levantar()

    def _levantar(self) -> None:
        mesa, self._mesa = self._mesa, None
        if mesa is not None:
            mesa.__exit__(None, None, None)
