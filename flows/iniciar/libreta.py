"""What was made, what was kept as it was, and what is left for a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Libreta:
    """Kept while an office is made; each entry is a Spanish sentence or a file's name."""

    creado: list[str] = field(default_factory=list)
    conservado: list[str] = field(default_factory=list)
    """It was there before, and nothing of it was changed."""
    pendiente: list[str] = field(default_factory=list)

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "creado": self.creado,
            "conservado": self.conservado,
            "pendiente": self.pendiente,
        }
