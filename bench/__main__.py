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

from bench import (
    acuses,
    contra_pares,
    esperas,
    estado,
    grabacion,
    memoria,
    sobrecosto,
    trabajadores,
)

_RESULTADO = Path(__file__).with_name("resultado.json")


def main() -> None:
    """Run what was asked for; the results so far are kept after each family."""
    opciones = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    opciones.add_argument(
        "--corta", action="store_true", help="smaller samples: a quarter of an hour"
    )
    corta = opciones.parse_known_args()[0].corta
    medidas: dict[str, Callable[[], dict[str, Any]]] = {
        "sobrecosto": lambda: sobrecosto.medir(4 if corta else 8),
        "contra_pares": lambda: contra_pares.medir(*((10, 1) if corta else (10, 2))),
        "esperas": lambda: esperas.medir(2 if corta else 3),
        "trabajadores": lambda: trabajadores.medir(4 if corta else 6, tambien_rapido=not corta),
        "estado": estado.medir,
        "grabacion": grabacion.medir,
        "memoria": lambda: memoria.medir(70 if corta else 300),
        "acuses": lambda: acuses.medir(10 if corta else 100, 10),
    }
    opciones.add_argument("--solo", action="append", choices=list(medidas), help="one family")
    resultado: dict[str, Any] = {"corta": corta}
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
