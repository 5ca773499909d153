"""What can be said of any piece of work and of its ending, whatever they are about."""

from __future__ import annotations

from typing import Protocol

from icsoe_bot.errors import IcsoeError, OurFault


class Trabajo(Protocol):
    """A piece of work."""

    @property
    def titulo(self) -> str:
        """What it is about, in logs and displays."""

    @property
    def contribuyente(self) -> str:
        """Whose it is: the RFC."""


class Desenlace(Protocol):
    """How a piece of work ended."""

    @property
    def trabajo(self) -> Trabajo:
        """Which."""

    @property
    def titulo(self) -> str:
        """What it was about, short enough for a table."""

    @property
    def rotulo(self) -> str:
        """How it ended, in a few words."""

    @property
    def bien(self) -> bool:
        """Whether nobody has to do anything."""

    @property
    def grave(self) -> bool:
        """Whether a person must look before anything else."""

    @property
    def detalle(self) -> str:
        """What came of it, or what happened and what to do, in one line."""

    @property
    def problema(self) -> IcsoeError | None:
        """Why it didn't end well."""

    @property
    def que_paso(self) -> str:
        """The same for people; empty when it ended well."""


def defecto_con(titulo: str) -> OurFault:
    """What people are told when we have a defect; the log keeps its traceback."""
    return OurFault(
        f"icsoe-bot tuvo un defecto con {titulo}.",
        remedio="El detalle está en registro/icsoe.log; envíelo a quien le da soporte, y "
        "haga este trámite a mano si el plazo apremia.",
    )
