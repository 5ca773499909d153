"""How a run waits: interruptibly, and telling whoever looks on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


def _callar(*_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Espera:
    """What to do while time passes. By default it passes in silence."""

    dormir: Callable[[float], None] = time.sleep
    """Let so many seconds pass. It may raise, if somebody asks to stop."""
    avisar: Callable[[str, datetime], None] = _callar
    """Told why the run waits, and until when at most."""
    advertir: Callable[[str], None] = _callar
    """Told what people should know though nothing waits for it."""
