"""Where an acuse lives, by what it says."""

from __future__ import annotations

from pathlib import PurePath

from icsoe_bot.domain.acuse import Acuse


def ruta_de_acuse(acuse: Acuse, version: int = 1) -> PurePath:
    """``<RFC>/<year>/<RFC>_<period>_<kind>_<folio>.pdf``, relative to the archive.

    From the second version on the name ends in ``_v2``. Names sort by RFC and period, and hold
    only what Windows, macOS and Linux accept.
    """
    periodo = acuse.periodo
    otra = f"_v{version}" if version > 1 else ""
    nombre = f"{acuse.rfc}_{periodo}_{acuse.clave}_{acuse.folio}{otra}.pdf"
    return PurePath(str(acuse.rfc), str(periodo.anio), nombre)
