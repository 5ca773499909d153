"""``python -m tests.calibracion``: a rewritten portal, repaired by pasting what is proposed.

More than half of the default ways of finding things lead nowhere on it. Each look at it proposes
lines for ``portal.toml``; when they are pasted, at most three times, a filing goes through.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from fixtures.sembrar import sembrar
from flows.calibracion.revisar import revisar_portal
from flows.carpeta import CarpetaDeTrabajo
from flows.ejecucion import ejecutar
from flows.encargo import preparar
from flows.taller import Opciones
from icsoe_bot.domain.plazos import ZONA
from tests.calibracion.retocada import OTRA_VERSION, retocada

_VECES = 4


def main() -> None:
    with tempfile.TemporaryDirectory() as raiz, retocada(OTRA_VERSION) as replica:
        oficina = Path(raiz) / "oficina"
        (quien,) = sembrar(oficina, 1, ahora=datetime.now(ZONA), direcciones=replica.direcciones)
        for vez in range(1, _VECES + 1):
            revision = revisar_portal(CarpetaDeTrabajo(oficina), str(quien.rfc), espera=4)
            renglones = revision.calibracion.renglones
            print(f"{vez}: {len(renglones)} proposals; safe: {revision.calibracion.segura}")  # noqa: T201
            if revision.calibracion.segura:
                break
            with (oficina / "portal.toml").open("a", encoding="utf-8") as ajustes:
                ajustes.write("\n".join([*renglones, ""]))
        else:
            raise SystemExit("the proposals didn't repair it")
        if replica.estado.borradores or replica.estado.presentadas or replica.estado.sesiones:
            raise SystemExit("looking left something behind")
        carpeta = CarpetaDeTrabajo(oficina)
        encargo = preparar(carpeta, str(quien.rfc), "2026-2", quien.declarante)
        print(f"filed: {ejecutar(carpeta, encargo, Opciones()).folio}")  # noqa: T201


main()
