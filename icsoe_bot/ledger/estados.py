"""The states of a filing and the moves between them."""

from __future__ import annotations

from enum import Enum


class Estado(Enum):
    """Where a filing stands."""

    PLANEADA = "planeada"
    CAPTURADA = "capturada"
    """The oath was accepted on the portal; a draft of ours may be in its tray."""
    FIRMANDO = "firmando"
    """Written before «Firmar» is clicked: from here on only the portal's acuses decide."""
    PRESENTADA = "presentada"
    """The portal lists an acuse."""
    ACUSE_ARCHIVADO = "acuse_archivado"
    """The acuse is verified and in its folder."""
    DESCONOCIDA = "desconocida"
    """Signed, and the portal lists no acuse. A person must look."""
    RECHAZADA = "rechazada"
    """The portal refused it before it was signed, and said why."""
    REQUIERE_PERSONA = "requiere_persona"
    """Stopped before it was signed: operator or taxpayer must put something right."""


ANTES_DE_FIRMAR = frozenset(
    {Estado.PLANEADA, Estado.CAPTURADA, Estado.RECHAZADA, Estado.REQUIERE_PERSONA}
)
"""Nothing was signed yet: the filing may be taken up again."""

CON_ACUSE = frozenset({Estado.PRESENTADA, Estado.ACUSE_ARCHIVADO})
"""The portal has shown an acuse."""
