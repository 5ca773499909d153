"""A working folder with fictitious taxpayers, and the same taxpayers as the peers read them."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dotenv import dotenv_values

from bench.replica_medida import ReplicaMedida
from fixtures.contribuyentes import ContribuyenteFicticio
from fixtures.sembrar import sembrar
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico
from icsoe_bot.portal.navegador import VARIABLE, localizar, playwright_discreto


@dataclass(frozen=True, slots=True)
class Oficina:
    """A replica, and a folder that files on it."""

    raiz: Path
    replica: ReplicaMedida
    contribuyentes: list[ContribuyenteFicticio]
    periodo: Periodo

    @property
    def carpeta(self) -> Path:
        """The working folder."""
        return self.raiz / "oficina"

    @property
    def lote(self) -> Path:
        """All of them, as ``sembrar`` writes it."""
        return self.carpeta / "lote.csv"

    def lote_de(self, cuantos: int, *, desde: int = 0) -> Path:
        """A batch file of some of them."""
        renglones = self.lote.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        parte = self.carpeta / f"lote-{desde}-{cuantos}.csv"
        parte.write_text(
            "".join([renglones[0], *renglones[1 + desde : 1 + desde + cuantos]]),
            encoding="utf-8-sig",
        )
        return parte

    def lista_de(self, cuantos: int, *, desde: int = 0) -> Path:
        """The same as the peers read it, passwords in the clear: nothing here is worth anything."""
        claves = dotenv_values(self.carpeta / ".env", interpolate=False)
        salida = self.raiz / "pares"
        salida.mkdir(exist_ok=True)
        contribuyentes = []
        for quien in self.contribuyentes[desde : desde + cuantos]:
            efirma = self.carpeta / "efirmas" / str(quien.rfc)
            contribuyentes.append(
                {
                    "rfc": str(quien.rfc),
                    "cer": str(next(efirma.glob("*.cer"))),
                    "key": str(next(efirma.glob("*.key"))),
                    "clave": claves[f"ICSOE_CLAVE_{quien.rfc}"],
                    "anio": str(self.periodo.anio),
                    "meses": self.periodo.meses,
                    "cuatrimestre": self.periodo.cuatrimestre.nombre,
                }
            )
        lista = {
            "navegador": navegador_de_todos(),
            "micrositio": f"{self.replica.direcciones.portal}/icsoe",
            "salida": str(salida),
            "contribuyentes": contribuyentes,
        }
        archivo = self.raiz / f"lista-{desde}-{cuantos}.json"
        archivo.write_text(json.dumps(lista), encoding="utf-8")
        return archivo

    def veces(self, suceso: str) -> int:
        """How often the replica saw something."""
        return [s["suceso"] for s in self.replica.estado.sucesos].count(suceso)

    def exigir_presentadas(self, cuantas: int) -> None:
        """See that so many were filed, and as many acuses handed out: half a run is no figure.

        Raises:
            SystemExit: it was another number.
        """
        vistas = (
            len(self.replica.estado.presentadas),
            self.veces("acuse_descargado"),
            self.veces("sesion_cerrada"),
        )
        if vistas != (cuantas,) * 3:
            raise SystemExit(
                f"filed, downloaded and logged out: {vistas}, and it should be {cuantas} each"
            )


@contextmanager
def oficina(cuantos: int) -> Iterator[Oficina]:
    """An office of so many, gone at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as raiz,
        ReplicaMedida() as replica,
    ):
        ahora = datetime.now(ZONA)
        sembrados = sembrar(
            Path(raiz) / "oficina", cuantos, ahora=ahora, direcciones=replica.direcciones
        )
        periodo = Periodo.ultimo_terminado(dia_en_mexico(ahora))
        yield Oficina(Path(raiz), replica, sembrados, periodo)


def navegador_de_todos() -> str:
    """The program that ``icsoe`` drives on this machine, for the peers to drive as well."""
    with playwright_discreto() as playwright:
        return str(localizar(playwright, os.environ.get(VARIABLE)).ruta)
