"""One session at a time, over processes, and none is kept by a dead one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from flows.cortesia.errores import PortalOcupado
from flows.cortesia.espera import Espera
from flows.cortesia.sesiones import Sesiones
from icsoe_bot.errors import UsageProblem

OTRO = """
import sys
from pathlib import Path
from flows.cortesia.espera import Espera
from flows.cortesia.sesiones import Sesiones
with Sesiones(Path(sys.argv[1]), 1, Espera()).una("acuses de XIQB891116QE4"):
    print("dentro", flush=True)
    sys.stdin.read()
"""


class Reloj:
    """Waits pass at once; ``al_dormir`` happens during the first one."""

    def __init__(self) -> None:
        self.dormido = 0.0
        self.avisos: list[str] = []
        self.al_dormir = ExitStack()

    def dormir(self, segundos: float) -> None:
        self.dormido += segundos
        self.al_dormir.close()

    def avisar(self, motivo: str, _hasta: datetime) -> None:
        self.avisos.append(motivo)

    @property
    def espera(self) -> Espera:
        return Espera(self.dormir, self.avisar)


@pytest.fixture
def reloj() -> Reloj:
    return Reloj()


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    return tmp_path / "Oficina Núñez 100% ñandú" / "sesiones"


@contextmanager
def otro_proceso(carpeta: Path) -> Iterator[subprocess.Popen[str]]:
    orden = [sys.executable, "-c", OTRO, str(carpeta)]
    with subprocess.Popen(
        orden, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as proceso:
        assert proceso.stdout is not None
        assert proceso.stdout.readline() == "dentro\n"
        try:
            yield proceso
        finally:
            proceso.kill()


def test_mientras_otro_proceso_usa_el_portal_no_se_entra_y_se_dice_quien(
    carpeta: Path, reloj: Reloj
) -> None:
    with otro_proceso(carpeta) as proceso:
        with (
            pytest.raises(PortalOcupado) as error,
            Sesiones(carpeta, 1, reloj.espera, plazo_s=60).una("presentar"),
        ):
            pytest.fail("entró")
        for palabra in ("acuses de XIQB891116QE4", f"proceso {proceso.pid} ", "1 min."):
            assert palabra in error.value.mensaje
        assert error.value.exit_code == 75
        assert reloj.dormido == 60
        assert len(reloj.avisos) == 1
        assert "acuses de XIQB891116QE4" in reloj.avisos[0]
        # However it ends, its place is free at once.
        proceso.kill()
        proceso.wait()
        with Sesiones(carpeta, 1, reloj.espera, plazo_s=0).una("presentar"):
            pass


def test_se_entra_en_cuanto_el_otro_termina(carpeta: Path, reloj: Reloj) -> None:
    reloj.al_dormir.enter_context(Sesiones(carpeta, 1, reloj.espera).una("el primero"))
    with Sesiones(carpeta, 1, reloj.espera).una("el segundo"):
        assert 0 < reloj.dormido <= 1
    assert reloj.avisos == []


def test_quien_espera_pasa_antes_que_quien_acaba_de_salir(carpeta: Path) -> None:
    orden: list[str] = []
    tanda = Reloj()

    class Persona(Reloj):
        """While she stands in line the batch ends a session and wants the next one."""

        def dormir(self, segundos: float) -> None:
            super().dormir(segundos)
            with (
                pytest.raises(PortalOcupado),
                Sesiones(carpeta, 1, tanda.espera, plazo_s=0).una("la tanda otra vez"),
            ):
                orden.append("tanda")

    persona = Persona()
    persona.al_dormir.enter_context(Sesiones(carpeta, 1, tanda.espera).una("la tanda"))
    with Sesiones(carpeta, 1, persona.espera).una("la persona"):
        orden.append("persona")
    assert orden == ["persona"]


def test_caben_tantas_como_se_diga_y_cada_una_deja_su_lugar(carpeta: Path, reloj: Reloj) -> None:
    sesiones = Sesiones(carpeta, 2, reloj.espera, plazo_s=0)
    for _ in range(2):
        with (
            sesiones.una("una"),
            sesiones.una("otra"),
            pytest.raises(PortalOcupado),
            sesiones.una("la tercera"),
        ):
            pytest.fail("entró")
    assert list(carpeta.glob("*.json")) == []


def test_un_fallo_dentro_tambien_deja_el_lugar(carpeta: Path, reloj: Reloj) -> None:
    sesiones = Sesiones(carpeta, 1, reloj.espera, plazo_s=0)
    with pytest.raises(ZeroDivisionError), sesiones.una("una"):
        raise ZeroDivisionError
    with sesiones.una("otra"):
        pass


def test_donde_no_se_puede_escribir_se_dice(tmp_path: Path, reloj: Reloj) -> None:
    (tmp_path / "sesiones").touch()
    with (
        pytest.raises(UsageProblem, match="No se puede escribir"),
        Sesiones(tmp_path / "sesiones", 1, reloj.espera).una("una"),
    ):
        pytest.fail("entró")
