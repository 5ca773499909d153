"""How long the portal takes, for the figures that weigh the program against the portal's waits.

Nobody here has timed the real portal. Clients of its signing widget wait 3 to 15 s after
«Validar» [W]: the profile takes the lowest, since longer waits flatter every ratio. The rest is
a portal on a good day.
"""

from __future__ import annotations

PANTALLAS_MS = {"*": 300, "presentar": 1500}
"""Of the replica's own: each screen, each request of a screen and the download; storing a filing
takes longer, since the portal verifies the signature."""

RECUADRO_MS = {"chfecyn": 300, "validar": 3000}
"""Of the widget's service, by the last part of the address: its form, and its «Validar» [W]."""

ULTIMO_DIA = 3
"""So many times slower when everybody files: screens take almost a second, «Validar» 9 of the 3 to
15 s that its clients wait."""
