"""Why a session isn't begun now, though nothing is wrong with the taxpayer.

::

    RetryLater
    └── AhoraNo                 waiting a little, or trying again, doesn't help
        ├── PortalOcupado       another run has the portal, and keeps it
        ├── PortalPideEspera    the portal said itself when to come back, and that is long
        └── HoraDeSilencio      the office's quiet hours
"""

from __future__ import annotations

from typing import ClassVar

from icsoe_bot.errors import RetryLater


class AhoraNo(RetryLater):
    """This is not the moment to begin a session."""

    para_todos: ClassVar[bool] = True
    """Whether the next taxpayer would be told the same."""


class PortalOcupado(AhoraNo):
    """Another run of this folder uses the portal, and didn't let go of it in time."""


class PortalPideEspera(AhoraNo):
    """The portal asked, with «Retry-After», for more patience than a run has."""


class HoraDeSilencio(AhoraNo):
    """The office doesn't want the portal to be used at this hour."""

    para_todos = False
    # What is due today is filed all the same.
