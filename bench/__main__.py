"""``python -m bench``: runs every benchmark, prints a table and writes ``bench/resultado.json``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import acuses, estado, grabacion

_RESULTADO = Path(__file__).with_name("resultado.json")


def main() -> None:
    opciones = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    opciones.add_argument("--contribuyentes", type=int, default=100)
    opciones.add_argument("--acuses", type=int, default=10)
    opciones.add_argument("--solo", action="append", choices=["acuses", "grabacion", "estado"])
    pedido = opciones.parse_args()
    medidas = {
        "acuses": lambda: acuses.medir(pedido.contribuyentes, pedido.acuses),
        "grabacion": grabacion.medir,
        "estado": estado.medir,
    }
    resultado: dict[str, Any] = {}
    for nombre in pedido.solo or medidas:
        resultado |= medidas[nombre]()
    _RESULTADO.write_text(json.dumps(resultado, indent=2) + "\n", encoding="utf-8")
    tabla = Table("figure", "value")
    for nombre, valor in resultado.items():
        tabla.add_row(nombre, str(valor))
    Console().print(tabla)


main()
