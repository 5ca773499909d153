"""Errors, named after who must act. Each owns its exit code.

::

    IcsoeError                  1
    ├── UsageProblem            2   whoever typed the command or wrote the configuration
    ├── OperatorMustAct         1   the accountant who runs the bot
    ├── TaxpayerMustAct         1   the client, before SAT or IMSS
    ├── OutcomeUnknown          3   a person must look before anything is tried again
    ├── RetryLater             75   nobody: come back at ``cuando``
    └── OurFault                1   the maintainers of this project

A message is one Spanish sentence that says what happened and to whom; ``remedio`` says what to
do. Neither ever holds a secret. Exit codes follow sysexits only for 75 (EX_TEMPFAIL).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar


class IcsoeError(Exception):
    """Root of every expected failure."""

    exit_code: ClassVar[int] = 1
    quien: ClassVar[str] = "operador"
    """Who must act, as reports and ``--json`` show it."""

    def __init__(self, mensaje: str, *, remedio: str = "") -> None:
        super().__init__(mensaje)
        self.mensaje = mensaje
        self.remedio = remedio

    def __str__(self) -> str:
        return f"{self.mensaje} {self.remedio}".strip()


class UsageProblem(IcsoeError):
    """Wrong use or configuration: nothing was opened, nothing was sent."""

    exit_code = 2


class OperatorMustAct(IcsoeError):
    """The person who runs the bot must put something right."""


class TaxpayerMustAct(IcsoeError):
    """Only the taxpayer can put it right (renew the e.firma, register with IMSS…)."""

    quien = "contribuyente"


class OutcomeUnknown(IcsoeError):
    """The portal may or may not have accepted a filing. A person must look."""

    exit_code = 3
    quien = "persona"


class RetryLater(IcsoeError):
    """The portal is slow, down or full. ``cuando`` is when to come back, if it is known."""

    exit_code = 75
    quien = "nadie"

    def __init__(self, mensaje: str, *, remedio: str = "", cuando: datetime | None = None) -> None:
        super().__init__(mensaje, remedio=remedio)
        self.cuando = cuando


class OurFault(IcsoeError):
    """The bot met something that it was not taught, or has a defect."""

    quien = "icsoe-bot"
