"""Processor time of a process with all of its descendants."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time

import psutil

_CADA_S = 0.05
"""How often the tree is looked at where the system doesn't add it up."""

_ADOPTAR = 36
"""``PR_SET_CHILD_SUBREAPER`` of Linux."""

_PLAZO_S = 20
"""For descendants that outlive the process."""


class EnLinux:
    """Exact: what the kernel has added up of all processes that ended and were waited for.

    This process adopts those whose parents end before them and waits for them too, so that none is
    lost, however short it lived. Nothing else may run below this process meanwhile.
    """

    def __init__(self) -> None:
        if ctypes.CDLL(None).prctl(_ADOPTAR, 1, 0, 0, 0):
            raise OSError("PR_SET_CHILD_SUBREAPER")
        self._antes = _de_los_hijos()

    def mirar(self, pid: int) -> None:
        """The process has begun."""

    def cerrar(self) -> float:
        """Seconds of it and its descendants; it has ended and been waited for."""
        limite = time.monotonic() + _PLAZO_S
        while time.monotonic() < limite:
            try:
                if os.waitpid(-1, os.WNOHANG) == (0, 0):
                    time.sleep(_CADA_S)
            except ChildProcessError:
                return _de_los_hijos() - self._antes
        raise SystemExit("a process of the run is still there")


class PorMiradas:
    """Elsewhere: the tree is looked at now and then, and what lives shorter than that is lost."""

    def __init__(self) -> None:
        self._vistos: dict[tuple[int, float], float] = {}
        self._alto = threading.Event()

    def mirar(self, pid: int) -> None:
        """Look at it from now on."""
        self._raiz = psutil.Process(pid)
        self._hilo = threading.Thread(target=self._seguir, daemon=True)
        self._hilo.start()

    def cerrar(self) -> float:
        """Seconds that were seen."""
        self._alto.set()
        self._hilo.join()
        return sum(self._vistos.values())

    def _seguir(self) -> None:
        while not self._alto.wait(_CADA_S):
            try:
                arbol = [self._raiz, *self._raiz.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            for proceso in arbol:
                try:
                    tiempos = proceso.cpu_times()
                    self._vistos[proceso.pid, proceso.create_time()] = tiempos.user + tiempos.system
                except (psutil.NoSuchProcess, psutil.AccessDenied):
                    continue


def cuenta() -> EnLinux | PorMiradas:
    """The better of the two that this system has; to be made before the process starts."""
    return EnLinux() if sys.platform == "linux" else PorMiradas()


def _de_los_hijos() -> float:
    tiempos = os.times()
    return tiempos.children_user + tiempos.children_system
