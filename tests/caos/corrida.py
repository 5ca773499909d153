"""Running the installed program through a plan: killing it, starting it again, deciding."""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.caos.plan import Muerte
from tests.procesos import Proceso, correr, empezar, matar

_LOTE = ("presentar", "--lote", "lote.csv", "--json")
_MAS_TARDE = 75
_VUELTAS = 10
_VISTAZO_S = 0.02


@dataclass
class Registro:
    """The log of a working folder, read as it grows and turns over."""

    ruta: Path
    _abierto: io.TextIOWrapper | None = None

    def nuevas(self) -> Iterator[dict[str, Any]]:
        """The lines that came since the last call."""
        while True:
            if self._abierto is None:
                if not self.ruta.is_file():
                    return
                self._abierto = self.ruta.open(encoding="utf-8")
            while True:
                donde = self._abierto.tell()
                linea = self._abierto.readline()
                if not linea.endswith("\n"):
                    self._abierto.seek(donde)
                    break
                yield json.loads(linea)
            if not self.ruta.is_file() or self._es_el_abierto():
                return
            self._abierto.close()
            self._abierto = None

    def cerrar(self) -> None:
        """Let go of the file."""
        if self._abierto is not None:
            self._abierto.close()

    def _es_el_abierto(self) -> bool:
        assert self._abierto is not None
        return os.fstat(self._abierto.fileno()).st_ino == self.ruta.stat().st_ino


@dataclass
class Corrida:
    """The program on one working folder."""

    carpeta: Path
    temporal: Path
    muertes: list[Muerte] = field(default_factory=list)
    cumplidas: list[Muerte] = field(default_factory=list)
    contar: Callable[[str], None] = lambda _: None

    def lote(self, procesos: int) -> list[int]:
        """Run the batch in so many processes at once, killing as planned; their exit codes.

        Every killed process is followed by another one, as a schedule or a person would, and so
        is, a few times, one that found the portal down.
        """
        registro = Registro(self.carpeta / "registro" / "icsoe.log")
        for _ in registro.nuevas():
            pass
        vivos = [self._lanzar(*_LOTE) for _ in range(procesos)]
        codigos: list[int] = []
        vueltas = _VUELTAS
        while vivos:
            for linea in registro.nuevas():
                muerte = self._muerte_en(linea)
                condenado = next((p for p in vivos if p.pid == linea.get("proceso")), None)
                if muerte is not None and condenado is not None:
                    self.muertes.remove(muerte)
                    self._matar(condenado, muerte)
                    vivos.remove(condenado)
                    vivos.append(self._lanzar(*_LOTE))
            for proceso in list(vivos):
                try:
                    codigo = proceso.wait(timeout=_VISTAZO_S)
                except subprocess.TimeoutExpired:
                    continue
                vivos.remove(proceso)
                if codigo == _MAS_TARDE and vueltas:
                    vueltas -= 1
                    vivos.append(self._lanzar(*_LOTE))
                else:
                    codigos.append(codigo)
        registro.cerrar()
        return codigos

    def orden(self, *argumentos: str) -> tuple[int, Any]:
        """Any other command, with ``--json``; its exit code and its document."""
        codigo, dicho, _ = correr(self._palabras(*argumentos, "--json"), self._entorno())
        return codigo, json.loads(dicho or "null")

    def _muerte_en(self, linea: dict[str, Any]) -> Muerte | None:
        partes = str(linea.get("presentacion", "")).split()
        if len(partes) < 2 or linea.get("fallo") or "segundos" in linea:
            return None
        aqui = (partes[0], partes[1], linea.get("paso"))
        return next((m for m in self.muertes if (m.rfc, m.periodo, m.paso) == aqui), None)

    def _matar(self, proceso: Proceso, muerte: Muerte) -> None:
        try:
            proceso.wait(timeout=muerte.demora_s)
        except subprocess.TimeoutExpired:
            matar(proceso)
        self.cumplidas.append(muerte)
        self.contar(f"kill -9 en {muerte.rfc} {muerte.periodo}, paso {muerte.paso}")

    def _lanzar(self, *argumentos: str) -> Proceso:
        return empezar(
            self._palabras(*argumentos), self._entorno(), salida=self.temporal / "salida.txt"
        )

    def _palabras(self, *argumentos: str) -> list[str]:
        return ["-C", str(self.carpeta), "--registro", "detalle", *argumentos]

    def _entorno(self) -> dict[str, str]:
        return {"TMPDIR": str(self.temporal), "ICSOE_LLAVERO": "false"}
