"""``python -m tests.caos``: hundreds of filings through everything that can go wrong."""

from __future__ import annotations

import argparse
import random
import sys
from contextlib import ExitStack

from tests import postgresql
from tests.caos.caos import probar

_PERIODOS = 5


def main() -> int:
    opciones = argparse.ArgumentParser(prog="python -m tests.caos", description=__doc__)
    opciones.add_argument("--presentaciones", type=int, default=500)
    opciones.add_argument("--semilla", type=int, default=random.SystemRandom().randrange(10**6))
    opciones.add_argument("--bitacora", choices=("sqlite", "postgresql", "ambas"), default="ambas")
    pedido = opciones.parse_args()
    bases = ("sqlite", "postgresql") if pedido.bitacora == "ambas" else (pedido.bitacora,)
    mal = False
    for base in bases:
        _decir(f"semilla {pedido.semilla}, {pedido.presentaciones} presentaciones, {base}")
        with ExitStack() as abierto:
            direccion = None
            if base == "postgresql":
                servidor = abierto.enter_context(postgresql.servidor())
                direccion = postgresql.base_nueva(servidor)
            informe = probar(
                pedido.semilla,
                contribuyentes=max(1, -(-pedido.presentaciones // _PERIODOS)),
                periodos=_PERIODOS,
                bitacora=direccion,
                contar=_decir,
            )
        for error in informe.errores:
            _decir(f"ERROR: {error}")
        _decir(
            f"{base}: {informe.presentaciones} presentaciones, {informe.fallas} fallas, "
            f"{informe.muertes} muertes, {informe.autorizadas} firmas autorizadas, "
            f"{informe.segundos:.0f} s, {len(informe.errores)} errores"
        )
        mal |= bool(informe.errores)
    return int(mal)


def _decir(texto: str) -> None:
    sys.stdout.write(f"{texto}\n")
    sys.stdout.flush()


sys.exit(main())
