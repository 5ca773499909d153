"""Working folders that share a ledger in a real PostgreSQL, as machines of one office do."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy

from flows.carpeta import CarpetaDeTrabajo
from flows.cola.cola import Cola
from tests import postgresql
from tests.conftest import Oficina

# The wheel's PostgreSQL isn't for Windows.
collect_ignore_glob = ["test_*.py"] if sys.platform == "win32" else []


@pytest.fixture(scope="session")
def plantilla(servidor_postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with ledger and queue, still without anything in them."""
    base = postgresql.base_nueva(servidor_postgresql)
    carpeta = tmp_path_factory.mktemp("plantilla")
    (carpeta / ".env").write_text(f"ICSOE_BITACORA={base}\n", encoding="utf-8")
    with Cola(CarpetaDeTrabajo(carpeta)):
        pass
    nombre = sqlalchemy.make_url(base).database
    assert nombre is not None
    return nombre


@pytest.fixture
def base(servidor_postgresql: str, plantilla: str) -> str:
    """The address of a database of the test's own."""
    return postgresql.base_nueva(servidor_postgresql, plantilla)


@pytest.fixture
def base_vacia(servidor_postgresql: str) -> str:
    """The address of a database without any table."""
    return postgresql.base_nueva(servidor_postgresql)


@dataclass(frozen=True)
class Equipos:
    """Makes working folders of the same office, each on what plays another machine."""

    oficina: Oficina
    base: str
    raiz: Path

    @property
    def rfcs(self) -> list[str]:
        return [str(uno.rfc) for uno in self.oficina.contribuyentes]

    def uno(self, nombre: str, rfcs: Sequence[str] = ()) -> CarpetaDeTrabajo:
        """A folder with the e.firmas of ``rfcs`` alone."""
        carpeta = self.raiz / nombre
        shutil.copytree(self.oficina.carpeta, carpeta)
        for hija in (carpeta / "efirmas").iterdir():
            if hija.name not in rfcs:
                shutil.rmtree(hija)
        with (carpeta / ".env").open("a", encoding="utf-8") as env:
            env.write(f"ICSOE_BITACORA={self.base}\nICSOE_PAUSA=0.2\nICSOE_AGENDA_REPASO=nunca\n")
        return CarpetaDeTrabajo(carpeta)


@pytest.fixture
def equipos(oficina: Oficina, base: str, tmp_path: Path) -> Equipos:
    return Equipos(oficina, base, tmp_path)
