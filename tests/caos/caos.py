"""One whole trial: sow, let everything go wrong, put it in order as a person would, compare."""

from __future__ import annotations

import csv
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fixtures.replica.fallas import Fallas
from fixtures.replica.servidor import Replica
from fixtures.sembrar import COLUMNAS, sembrar
from icsoe_bot.domain.informativa import Presentacion, TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico
from tests.caos.corrida import Corrida
from tests.caos.plan import trazar
from tests.caos.revision import revisar

_AJUSTES = """\
ICSOE_ESPERA={espera}
ICSOE_PAUSA=0.2
ICSOE_INTENTOS=2
ICSOE_CAIDAS=8
ICSOE_ESPERA_DESENLACE=0.05
"""
_RONDAS = 8
_POR_JORNADA = 10
"""Taxpayers of a batch. With hundreds in one, what waits for a person would be read again by every
process that follows a killed one: most of the time would go into that."""
_SIN_PROBLEMA = 0
_AUTORIZA = ("--autoriza", "Persona Ficticia")


@dataclass(frozen=True, slots=True)
class Informe:
    """What came of a trial."""

    presentaciones: int
    fallas: int
    muertes: int
    autorizadas: int
    segundos: float
    errores: list[str]


def probar(
    semilla: int,
    *,
    contribuyentes: int,
    periodos: int,
    bitacora: str | None,
    espera: float = 10,
    contar: Callable[[str], None] = lambda _: None,
) -> Informe:
    """``bitacora`` is the address of an empty PostgreSQL database; ``None`` means SQLite."""
    inicio = time.monotonic()
    with (
        # Not under pytest's folder: Chromium's socket there would have too long a name.
        tempfile.TemporaryDirectory(prefix="caos-", ignore_cleanup_errors=True) as raiz,
        Replica() as replica,
    ):
        carpeta, temporal = Path(raiz) / "oficina", Path(raiz) / "tmp"
        temporal.mkdir()
        ahora = datetime.now(ZONA)
        sembrados = sembrar(
            carpeta, contribuyentes, ahora=ahora, direcciones=replica.direcciones, semilla=semilla
        )
        with (carpeta / ".env").open("a", encoding="utf-8") as env:
            env.write(_AJUSTES.format(espera=espera))
            if bitacora is not None:
                env.write(f"ICSOE_BITACORA={bitacora}\n")
        terminados = [Periodo.ultimo_terminado(dia_en_mexico(ahora))]
        while len(terminados) < periodos:
            terminados.append(terminados[-1].anterior)
        rfcs = [c.rfc for c in sembrados]
        plan = trazar(semilla, rfcs, terminados)
        corrida = Corrida(carpeta, temporal, contar=contar)
        autorizadas: Counter[tuple[str, str]] = Counter()
        esperadas: list[Presentacion] = []
        for jornada in plan.jornadas(rfcs, _POR_JORNADA):
            lote = [Presentacion(rfc, periodo) for periodo in terminados for rfc in jornada.rfcs]
            esperadas += lote
            escribir_lote(carpeta / "lote.csv", lote, sembrados[0].declarante, ahora)
            replica.estado.fallas.activas[:] = [Fallas.leer(falla) for falla in jornada.fallas]
            corrida.muertes = list(jornada.muertes)
            autorizadas += _hasta_el_final(corrida, replica, contar)
        escribir_lote(carpeta / "lote.csv", esperadas, sembrados[0].declarante, ahora)
        antes = len(replica.estado.sucesos)
        codigos = corrida.lote(2)
        contar(f"todo otra vez: {codigos}")
        errores = revisar(
            carpeta,
            temporal,
            esperadas,
            [p.en_json() for p in replica.estado.presentadas],
            replica.estado.sucesos,
            autorizadas,
        )
        if codigos != [_SIN_PROBLEMA] * 2 or len(replica.estado.sucesos) != antes:
            errores.append(f"hecho todo, una corrida más no fue ociosa: {codigos}")
        if errores:
            contar((temporal / "salida.txt").read_text(encoding="utf-8")[-4000:])
    return Informe(
        presentaciones=len(esperadas),
        fallas=len(plan.fallas),
        muertes=len(corrida.cumplidas),
        autorizadas=sum(autorizadas.values()),
        segundos=time.monotonic() - inicio,
        errores=errores,
    )


def _hasta_el_final(
    corrida: Corrida, replica: Replica, contar: Callable[[str], None]
) -> Counter[tuple[str, str]]:
    """Run until all is done: first with everything that goes wrong, then once in peace."""
    autorizadas: Counter[tuple[str, str]] = Counter()
    for ronda in range(_RONDAS):
        ultima = ronda >= _RONDAS // 2
        if ultima:
            replica.estado.fallas.activas.clear()
            replica.estado.ocultas.clear()
        codigos = corrida.lote(1 if ultima else 2)
        contar(f"ronda {ronda + 1}: {codigos}, {len(replica.estado.presentadas)} presentadas")
        if set(codigos) == {_SIN_PROBLEMA} and not corrida.muertes:
            break
        _decidir(corrida, replica, autorizadas)
    return autorizadas


def _decidir(corrida: Corrida, replica: Replica, autorizadas: Counter[tuple[str, str]]) -> None:
    """What a person does between two runs: looks at the portal, and decides by what it shows."""
    hechas = {(p.rfc, str(p.periodo)) for p in replica.estado.presentadas}
    with (corrida.carpeta / "lote.csv").open(encoding="utf-8-sig", newline="") as lote:
        renglones = list(csv.DictReader(lote))
    for renglon in renglones:
        cual = (renglon["rfc"], renglon["periodo"])
        if cual in hechas:
            continue
        codigo, expediente = corrida.orden("resolver", *cual)
        if codigo == 3:
            codigo, _ = corrida.orden("resolver", *cual, "--permitir-otra-firma", *_AUTORIZA)
            autorizadas[cual] += codigo == 0
        if expediente and expediente.get("efirma_rechazada"):
            corrida.orden("resolver", *cual, "--reintentar-efirma", *_AUTORIZA)


def escribir_lote(
    archivo: Path, presentaciones: list[Presentacion], declara: str, ahora: datetime
) -> None:
    """A batch file that asks for them, all declared by one person today."""
    with archivo.open("w", encoding="utf-8-sig", newline="") as salida:
        escritor = csv.writer(salida)
        escritor.writerow(COLUMNAS)
        for p in presentaciones:
            escritor.writerow(
                (
                    p.rfc,
                    p.periodo,
                    TipoInformativa.SIN_INFORMACION.value,
                    declara,
                    dia_en_mexico(ahora).isoformat(),
                )
            )
