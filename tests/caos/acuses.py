"""``python -m tests.caos.acuses``: a thousand acuses through everything that can go wrong."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from fixtures.replica.acuse_pdf import acuse_pdf
from fixtures.replica.fallas import Fallas
from fixtures.replica.semilla import sembrar as sembrar_estado
from fixtures.replica.servidor import Replica
from fixtures.sembrar import sembrar
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico
from tests.procesos import correr

_RONDAS = 5
_AJUSTES = "ICSOE_ESPERA=10\nICSOE_PAUSA=0.2\nICSOE_INTENTOS=2\nICSOE_CAIDAS=8\n"
_FALLAS: tuple[dict[str, Any], ...] = (
    *(
        {"nombre": f"acuse_{nombre}"}
        for nombre in (
            *("html", "truncado", "otro_folio", "otro_rfc", "de_carga", "no_disponible"),
            *("ventana", "en_linea", "blob", "blob_ventana", "incrustado", "visor"),
        )
    ),
    *(
        {"nombre": nombre, "pantalla": pantalla}
        for nombre in ("error_5xx", "mantenimiento", "sesion_expirada")
        for pantalla in ("inicio", "acuses", "descarga")
    ),
    {"nombre": "maximo_sesiones"},
)


def probar(semilla: int, *, contribuyentes: int, acuses: int) -> list[str]:
    """One trial; returns everything that is wrong, in words."""
    azar = random.Random(f"{semilla}")
    with (
        tempfile.TemporaryDirectory(prefix="caos-", ignore_cleanup_errors=True) as raiz,
        Replica() as replica,
    ):
        carpeta = Path(raiz) / "oficina"
        ahora = datetime.now(ZONA)
        sembrados = sembrar(
            carpeta, contribuyentes, ahora=ahora, direcciones=replica.direcciones, semilla=semilla
        )
        with (carpeta / ".env").open("a", encoding="utf-8") as env:
            env.write(_AJUSTES)
        periodos = [Periodo.ultimo_terminado(dia_en_mexico(ahora))]
        while len(periodos) < acuses:
            periodos.append(periodos[-1].anterior)
        listados = [{"periodo": str(periodo)} for periodo in periodos]
        rfcs = [str(c.rfc) for c in sembrados]
        sembrar_estado(
            replica.estado,
            {
                "contribuyentes": [
                    {"rfc": rfc, "nombre": c.nombre, "acuses": listados}
                    for rfc, c in zip(rfcs, sembrados, strict=True)
                ]
            },
        )
        replica.estado.fallas.activas += [
            Fallas.leer({**azar.choice(_FALLAS), "rfc": rfc})
            for rfc in rfcs
            for _ in range(azar.choice((0, 1, 1, 2)))
        ]
        rondas = 0
        while _correr(carpeta, "acuses") and rondas < _RONDAS:
            rondas += 1
        errores = [] if rondas < _RONDAS else [f"no terminó en {_RONDAS} corridas"]
        debidos = {acuse_pdf(presentada) for presentada in replica.estado.presentadas}
        archivados = [ruta.read_bytes() for ruta in (carpeta / "acuses").rglob("*.pdf")]
        if len(archivados) != len(debidos) or set(archivados) != debidos:
            errores.append(
                f"hay {len(archivados)} acuses y se debían {len(debidos)}; "
                f"faltan {len(debidos - set(archivados))}, sobran {len(set(archivados) - debidos)}"
            )
        antes = len(replica.estado.sucesos)
        if _correr(carpeta, "acuses"):
            errores.append("la última corrida no terminó bien")
        if _correr(carpeta, "acuses", "verificar"):
            errores.append("el archivo no pasa la verificación")
        otros = [s["suceso"] for s in replica.estado.sucesos[antes:]]
        if "acuse_descargado" in otros:
            errores.append(f"volvió a bajar {otros.count('acuse_descargado')} acuses")
    return errores


def _correr(carpeta: Path, *orden: str) -> int:
    return correr(["-C", str(carpeta), *orden, "--json"], plazo=None)[0]


def main() -> int:
    opciones = argparse.ArgumentParser(prog="python -m tests.caos.acuses", description=__doc__)
    opciones.add_argument("--contribuyentes", type=int, default=100)
    opciones.add_argument("--acuses", type=int, default=10)
    opciones.add_argument("--semilla", type=int, default=random.SystemRandom().randrange(10**6))
    pedido = opciones.parse_args()
    sys.stdout.write(
        f"semilla {pedido.semilla}, {pedido.contribuyentes} × {pedido.acuses} acuses\n"
    )
    sys.stdout.flush()
    inicio = time.monotonic()
    errores = probar(pedido.semilla, contribuyentes=pedido.contribuyentes, acuses=pedido.acuses)
    for error in errores:
        sys.stdout.write(f"ERROR: {error}\n")
    segundos = time.monotonic() - inicio
    sys.stdout.write(f"{len(errores)} errores, {segundos:.0f} s\n")
    return int(bool(errores))


if __name__ == "__main__":
    sys.exit(main())
