"""e.firmas issued once for all tests of this folder: RSA keys are slow to make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fixtures.autoridad import ArchivosEfirma, emitir_efirma
from icsoe_bot.efirma import Clave, Efirma

CLAVE = "señal-€ 12"


@dataclass(frozen=True)
class Escenario:
    """A time, and what was issued around it."""

    ahora: datetime
    desde: datetime
    hasta: datetime
    clave: str
    fisica: ArchivosEfirma
    moral: ArchivosEfirma
    csd: ArchivosEfirma


@pytest.fixture(scope="session")
def escenario() -> Escenario:
    desde, hasta = datetime(2025, 3, 1, tzinfo=UTC), datetime(2029, 3, 1, tzinfo=UTC)

    def emitir(rfc: str, *, representante: str | None = None, csd: bool = False) -> ArchivosEfirma:
        return emitir_efirma(
            rfc=rfc,
            nombre="PEÑA & CÍA DE PRUEBA",
            curp="PEXA800101HDFXXX09",
            rfc_representante=representante,
            clave=CLAVE,
            desde=desde,
            hasta=hasta,
            csd=csd,
        )

    return Escenario(
        ahora=datetime(2026, 9, 1, tzinfo=UTC),
        desde=desde,
        hasta=hasta,
        clave=CLAVE,
        fisica=emitir("PEÑA8001019Z0"),
        moral=emitir("P&C100101AA2", representante="PEÑA8001019Z0"),
        csd=emitir("P&C100101AA2", representante="PEÑA8001019Z0", csd=True),
    )


Escribir = Callable[..., tuple[Path, Path]]


@pytest.fixture
def escribir(tmp_path: Path) -> Escribir:
    """Write a pair to a folder of its own and return both paths."""

    def _escribir(
        par: ArchivosEfirma,
        *,
        carpeta: str = "par",
        cer: bytes | None = None,
        key: bytes | None = None,
    ) -> tuple[Path, Path]:
        propia = tmp_path / carpeta
        propia.mkdir(parents=True, exist_ok=True)
        rutas = propia / "prueba.cer", propia / "prueba.key"
        rutas[0].write_bytes(par.cer if cer is None else cer)
        rutas[1].write_bytes(par.key if key is None else key)
        return rutas

    return _escribir


@pytest.fixture
def efirma(escenario: Escenario, escribir: Escribir) -> Efirma:
    cer, key = escribir(escenario.fisica)
    return Efirma.abrir(cer, key, Clave(escenario.clave), ahora=escenario.ahora)
