"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

Navegadores = Annotated[
    int | None,
    typer.Option(
        "--navegadores",
        metavar="N",
        min=1,
        max=20,
        help="Cuántos navegadores trabajan a la vez en este equipo; en producción, uno si no se "
        "indica otra cosa.",
    ),
]
