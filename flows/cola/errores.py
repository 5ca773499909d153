"""What keeps the queue from being used."""

from __future__ import annotations

from icsoe_bot.errors import OperatorMustAct, UsageProblem


class ColaSinPostgreSQL(UsageProblem):
    """The ledger is a file of this machine, which no other one can share."""


class ColaMasNueva(OperatorMustAct):
    """A later version of icsoe-bot uses this queue."""


class NadieLaTiene(UsageProblem):
    """There is nobody whose acuses could be asked for."""


class NoEstaEnCola(UsageProblem):
    """What was to be withdrawn isn't in the queue."""


class OtraProtesta(OperatorMustAct):
    """This machine's profile declares another text than the one that was agreed to."""
