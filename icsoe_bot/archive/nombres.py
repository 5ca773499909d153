"""Where an acuse lives, by what it says."""

from __future__ import annotations

from pathlib import PurePath

from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import Presentacion


def ruta_de_acuse(presentacion: Presentacion, folio: Folio) -> PurePath:
    """``<RFC>/<year>/<RFC>_<period>_<kind>_<folio>.pdf``, relative to the archive.

    Names sort by RFC and period, and hold only what Windows, macOS and Linux accept.
    """
    periodo = presentacion.periodo
    nombre = f"{presentacion.rfc}_{periodo}_{presentacion.tipo.clave}_{folio}.pdf"
    return PurePath(str(presentacion.rfc), str(periodo.anio), nombre)
