"""The guard of the tests itself: nothing but this machine may be reached."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from tests.procesos import GUARDIA

FUERA = "198.51.100.7"


def test_este_proceso_no_sale() -> None:
    with socket.socket() as enchufe, pytest.raises(RuntimeError, match=FUERA):
        enchufe.connect((FUERA, 80))
    with pytest.raises(RuntimeError, match=r"icsoe-bot\.example"):
        socket.getaddrinfo("icsoe-bot.example", 80)


def test_sus_procesos_tampoco() -> None:
    proceso = subprocess.run(
        [sys.executable, "-c", f"import socket; socket.create_connection(('{FUERA}', 80))"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"PYTHONPATH": str(GUARDIA)},
    )
    assert proceso.returncode != 0
    assert "los ensayos solo llegan a este equipo" in proceso.stderr


def test_este_equipo_si_se_alcanza() -> None:
    with socket.create_server(("127.0.0.1", 0)) as servidor:
        socket.create_connection(servidor.getsockname(), timeout=5).close()
