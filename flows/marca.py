"""What is said of everything that comes from the replica."""

from __future__ import annotations

from icsoe_bot.portal.direcciones import Ambiente

SIN_VALIDEZ = "RÉPLICA — SIN VALIDEZ"


def marcar(texto: str, ambiente: Ambiente) -> str:
    """``texto`` as it is, or, in the replica's environment, with the mark before it."""
    return f"{SIN_VALIDEZ} · {texto}" if ambiente is Ambiente.REPLICA else texto
