"""The same tests on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import postgresql

BASES = ("sqlite",) if sys.platform == "win32" else ("sqlite", "postgresql")


@pytest.fixture(params=BASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bitacora.sqlite3'}"
    return postgresql.base_nueva(request.getfixturevalue("servidor_postgresql"))
