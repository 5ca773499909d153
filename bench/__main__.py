"""``python -m bench``: runs every benchmark, prints a table and writes ``bench/resultado.json``."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import acuses, contra_pares, esperas, grabacion, memoria, sobrecosto, trabajadores

_RESULTADO = Path(__file__).with_name("resultado.json")


def main() -> None:
    opciones = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    opciones.add_argument(
        "--completo", action="store_true", help="every sample in full: most of an hour"
    )
    completo = opciones.parse_known_args()[0].completo
    medidas: dict[str, Callable[[], dict[str, Any]]] = {
        "sobrecosto": lambda: sobrecosto.medir(10 if completo else 4),
        "contra_pares": lambda: contra_pares.medir(*((20, 2) if completo else (10, 1))),
        "esperas": lambda: esperas.medir(20 if completo else 2, con_latencia=completo),
        "trabajadores": lambda: trabajadores.medir(20 if completo else 8),
        "memoria": lambda: memoria.medir(300 if completo else 70),
        "acuses": lambda: acuses.medir(100 if completo else 10, 10),
        "grabacion": grabacion.medir,
    }
    opciones.add_argument("--solo", action="append", choices=list(medidas))
    resultado: dict[str, Any] = {"completo": completo}
    for nombre in opciones.parse_args().solo or medidas:
        inicio = time.monotonic()
        resultado |= medidas[nombre]()
        print(f"{nombre}: {time.monotonic() - inicio:.0f} s", flush=True)  # noqa: T201
    _RESULTADO.write_text(json.dumps(resultado, indent=2) + "\n", encoding="utf-8")
    tabla = Table("figure", "value")
    for nombre, valor in resultado.items():
        tabla.add_row(nombre, str(valor))
    Console().print(tabla)


main()
