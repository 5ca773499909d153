"""What marks everything that comes from the replica."""

from __future__ import annotations

from icsoe_bot.portal.direcciones import Ambiente

_SIN_VALIDEZ = "RÉPLICA — SIN VALIDEZ"


def marca(ambiente: Ambiente) -> str:
    """What marks everything of practice; empty in production."""
    return _SIN_VALIDEZ if ambiente is Ambiente.REPLICA else ""


def marcar(texto: str, ambiente: Ambiente) -> str:
    """``texto``, with the mark before it if there is one."""
    return " · ".join(filter(None, (marca(ambiente), texto)))
