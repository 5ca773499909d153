"""Who works on a taxpayer: a process, told from every other on this machine and elsewhere."""

from __future__ import annotations

import os
import secrets
import socket
import uuid
from dataclasses import dataclass

import psutil

_REDONDEO_S = 2.0
"""A process's start is compared with this slack: systems round it differently."""


@dataclass(frozen=True, slots=True)
class Duenio:
    """A piece of work in a process; ``str`` gives a form that ``leer`` reads back."""

    equipo: str
    pid: int
    inicio: float
    """When the process began, in seconds since 1970: numbers of processes are used again."""
    trabajo: str

    @classmethod
    def este(cls) -> Duenio:
        """A new piece of work in this process."""
        return cls(
            _este_equipo(),
            os.getpid(),
            round(psutil.Process().create_time(), 2),
            secrets.token_hex(4),
        )

    @classmethod
    def leer(cls, texto: str) -> Duenio | None:
        """What ``str`` wrote; ``None`` for anything else."""
        try:
            equipo, pid, inicio, trabajo = texto.split("|")
            return cls(equipo, int(pid), float(inicio), trabajo)
        except ValueError:
            return None

    @property
    def murio(self) -> bool:
        """Whether its process is known to be gone; of another machine's nothing is known."""
        if self.equipo != _este_equipo():
            return False
        try:
            return abs(psutil.Process(self.pid).create_time() - self.inicio) > _REDONDEO_S
        except psutil.NoSuchProcess:
            return True
        except psutil.Error:
            return False

    def __str__(self) -> str:
        return f"{self.equipo}|{self.pid}|{self.inicio}|{self.trabajo}"


def _este_equipo() -> str:
    # Two machines may have the same name; hardly ever the same network card too.
    return f"{socket.gethostname().replace('|', '')[:80]}/{uuid.getnode():x}"
