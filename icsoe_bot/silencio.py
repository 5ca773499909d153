"""Playwright's own debug output, which prints every password that is typed: off, always.

Its Python half reads these variables when it is first imported, its driver when it starts; so
this runs before either, from the package's ``__init__``.
"""

from __future__ import annotations

import os

VARIABLES = ("DEBUG", "DEBUG_FILE", "PWDEBUG")


def callar_a_playwright() -> None:
    """Drop the variables that switch the output on."""
    for variable in VARIABLES:
        os.environ.pop(variable, None)
