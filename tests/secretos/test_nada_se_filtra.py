"""The gate: whatever a run leaves, at its loudest, holds neither password nor key."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from fixtures.replica.estado import Estado
from fixtures.replica.fallas import Falla
from fixtures.replica.semilla import sembrar
from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.efirma.escaner import SecretoBuscado, escanear, secretos_de
from tests.conftest import Oficina, abrir_efirma
from tests.procesos import Proceso, empezar, matar

CLAVE_MALA = "no-es-esta-clave-ñ&"


@dataclass(frozen=True)
class Corrida:
    """A run at its loudest, and everything that it left: folder, output, temporary files."""

    oficina: Oficina
    todo: Path
    temporal: Path
    efirma: Efirma

    def correr(self, *orden: str, espera: int = 20) -> int:
        """Run to the end, a filing if nothing else is said; returns the exit code."""
        return self._lanzar(espera, orden).wait()

    def matar_en(self, paso: str) -> None:
        """Kill the program, its browser included, as soon as it tells of ``paso``."""
        proceso = self._lanzar(60)
        registro = self.oficina.carpeta / "registro" / "icsoe.log"
        while proceso.poll() is None:
            if registro.is_file() and paso in registro.read_text(encoding="utf-8"):
                break
        matar(proceso)

    def _lanzar(self, espera: int, orden: Sequence[str] = ()) -> Proceso:
        presentar = ("presentar", str(self.efirma.rfc), "--declara", "Ana Ficticia", "--traza")
        return empezar(
            [
                *("-C", str(self.oficina.carpeta), "--registro", "depuracion"),
                *(orden or (*presentar, "--periodo", "2026-2")),
            ],
            {
                "TMPDIR": str(self.temporal),
                "DEBUG": "pw:*",
                "PWDEBUG": "console",
                "ICSOE_ESPERA": str(espera),
            },
            salida=self.todo / "salida.txt",
        )

    def exigir_limpio(self, *otros: SecretoBuscado) -> None:
        permitidos = [self.oficina.carpeta / ".env", self.efirma.key]
        hallados = escanear(
            [self.todo, self.temporal], [*secretos_de(self.efirma), *otros], permitidos
        )
        assert hallados == []

    @property
    def trazas(self) -> list[Path]:
        return sorted((self.oficina.carpeta / "evidencia").rglob("traza-*.zip"))


@pytest.fixture
def corrida(oficina: Oficina, tmp_path: Path) -> Iterator[Corrida]:
    # The second taxpayer's password has accents and a Ñ.
    carpeta = CarpetaDeTrabajo(oficina.carpeta)
    efirma = abrir_efirma(carpeta, oficina.contribuyentes[1].rfc, datetime.now(ZONA))
    # Not under tmp_path: Chromium's socket there would have too long a name.
    with tempfile.TemporaryDirectory(prefix="icsoe-", ignore_cleanup_errors=True) as temporal:
        yield Corrida(oficina, tmp_path, Path(temporal), efirma)


def test_una_presentacion_completa_no_deja_secretos(corrida: Corrida) -> None:
    assert corrida.correr() == 0
    corrida.exigir_limpio()
    assert len(corrida.trazas) == 3


@pytest.mark.lento
def test_la_grabacion_de_una_descarga_no_deja_secretos(corrida: Corrida, estado: Estado) -> None:
    rfc = str(corrida.efirma.rfc)
    sembrar(estado, {"contribuyentes": [{"rfc": rfc, "acuses": [{"periodo": "2026-2"}]}]})
    destino = corrida.todo / "grabacion"
    orden = ("grabar", "acuses", "--con", rfc, "--salida", str(destino), "--ritmo", "0")
    assert corrida.correr(*orden, "--sin-ventana", "--ocultar") == 0
    assert (destino / "guia.pdf").stat().st_size > 10_000
    assert list(corrida.oficina.carpeta.glob("acuses/**/*.pdf"))
    corrida.exigir_limpio()
    for archivo in destino.glob("*.*"):
        assert rfc.encode() not in archivo.read_bytes(), archivo.name


def test_la_busqueda_encontraria_una_fuga(corrida: Corrida) -> None:
    registro = corrida.oficina.carpeta / "registro"
    registro.mkdir()
    (registro / "icsoe.log").write_text(
        f'{{"mensaje": "{corrida.efirma.clave.revelar()}"}}', encoding="utf-8"
    )
    with pytest.raises(AssertionError):
        corrida.exigir_limpio()


def test_una_contrasena_equivocada_no_queda_en_ninguna_parte(corrida: Corrida) -> None:
    env = corrida.oficina.carpeta / ".env"
    lineas = [
        f"ICSOE_CLAVE_{corrida.efirma.rfc}='{CLAVE_MALA}'"
        if f"CLAVE_{corrida.efirma.rfc}" in linea
        else linea
        for linea in env.read_text(encoding="utf-8").splitlines()
    ]
    env.write_text("\n".join(lineas), encoding="utf-8")
    assert corrida.correr() == 1
    corrida.exigir_limpio(SecretoBuscado.de_clave(CLAVE_MALA, "clave equivocada"))


@pytest.mark.lento
def test_un_recuadro_que_no_responde_no_deja_secretos(corrida: Corrida, estado: Estado) -> None:
    # By then all was typed twice: to enter and to sign.
    estado.fallas.activas.append(Falla("firmar_mudo"))
    assert corrida.correr(espera=2) == 3
    assert corrida.trazas
    corrida.exigir_limpio()


def test_un_proceso_muerto_a_media_firma_no_deja_secretos(corrida: Corrida, estado: Estado) -> None:
    estado.fallas.activas.append(Falla("firmar_mudo"))
    corrida.matar_en('"paso": "firmar"')
    assert estado.sesiones
    corrida.exigir_limpio()
