"""The browser as people would get it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser(navegador_completo: Browser) -> Browser:
    """What a browser lets out, and what it tells of itself, is tried on a whole one."""
    return navegador_completo


@pytest.fixture(autouse=True)
def sin_eleccion(con_navegador_completo: None) -> None:
    """Nothing in the environment chooses another one."""
