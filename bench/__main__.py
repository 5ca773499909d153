"""``python -m bench``: runs every benchmark, prints a table and writes ``bench/resultado.json``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import acuses

_RESULTADO = Path(__file__).with_name("resultado.json")


def main() -> None:
    opciones = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    opciones.add_argument("--contribuyentes", type=int, default=100)
    opciones.add_argument("--acuses", type=int, default=10)
    pedido = opciones.parse_args()
    resultado = acuses.medir(pedido.contribuyentes, pedido.acuses)
    _RESULTADO.write_text(json.dumps(resultado, indent=2) + "\n", encoding="utf-8")
    tabla = Table("figure", "value")
    for nombre, valor in resultado.items():
        tabla.add_row(nombre, str(valor))
    Console().print(tabla)


main()
