"""When a session may begin, and before which steps it may be made to wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows import pasos
from flows.carpeta import CarpetaDeTrabajo
from flows.configuracion import leer_configuracion
from flows.cortesia.cortesia import Cortesia
from flows.cortesia.errores import HoraDeSilencio, PortalOcupado, PortalPideEspera
from flows.cortesia.espera import Espera
from flows.cortesia.sesiones import Sesiones
from flows.mundo import Mundo
from icsoe_bot.domain.horario import HorasDeSilencio
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, Calendario
from icsoe_bot.portal.lentitud import Lentitud
from icsoe_bot.portal.ritmo import Ritmo

PERIODO = Periodo.parse("2026-2")
"""Due on Thursday 17 September 2026."""


@dataclass
class Escena:
    """A run whose waits pass at once, on a clock of its own."""

    ahora: datetime = datetime(2026, 9, 10, 12, 0, tzinfo=ZONA)
    segundos: float = 0.0
    siestas: list[float] = field(default_factory=list)
    avisos: list[str] = field(default_factory=list)
    advertencias: list[str] = field(default_factory=list)

    def dormir(self, segundos: float) -> None:
        self.siestas.append(segundos)
        self.segundos += segundos
        self.ahora += timedelta(seconds=segundos)

    def cortesia(
        self,
        *,
        tope: int = 0,
        silencio: str = "",
        sesiones: Callable[[Espera], Sesiones] | None = None,
    ) -> Cortesia:
        espera = Espera(self.dormir, lambda m, _: self.avisos.append(m), self.advertencias.append)
        return Cortesia(
            sesiones=sesiones(espera) if sesiones else None,
            ritmo=Ritmo(tope, lambda: self.segundos) if tope else None,
            lentitud=Lentitud(8, lambda: self.segundos),
            silencio=HorasDeSilencio.parse(silencio) if silencio else None,
            calendario=Calendario,
            ahora=lambda: self.ahora,
            espera=espera,
        )


@pytest.fixture
def escena() -> Escena:
    return Escena()


def entra(cortesia: Cortesia, por_presentar: Periodo | None = None) -> bool:
    with cortesia.sesion("presentar", por_presentar):
        return True


def test_sin_nada_que_lo_impida_se_entra_sin_esperar(escena: Escena) -> None:
    assert entra(escena.cortesia(tope=60, silencio="22:00-06:00"), PERIODO)
    assert escena.siestas == []


def test_en_horas_de_silencio_no_se_entra_y_se_dice_cuando_volver(escena: Escena) -> None:
    escena.ahora = escena.ahora.replace(hour=23)
    with pytest.raises(HoraDeSilencio) as error:
        entra(escena.cortesia(silencio="22:00-06:00"), PERIODO)
    assert error.value.exit_code == 75
    assert error.value.cuando == datetime(2026, 9, 11, 6, 0, tzinfo=ZONA)
    assert "06:00 del 11/09/2026" in error.value.remedio


@pytest.mark.parametrize("hora", [0, 23])
def test_el_ultimo_dia_se_presenta_y_se_advierte_una_vez(hora: int, escena: Escena) -> None:
    escena.ahora = escena.ahora.replace(day=17, hour=hora)
    cortesia = escena.cortesia(silencio="22:00-06:00")
    for _ in range(2):
        assert entra(cortesia, PERIODO)
    (frase,) = escena.advertencias
    assert "hoy vence el plazo de 2026-2" in frase
    # What has no deadline today waits for the morning.
    for otro in (None, Periodo.parse("2026-1")):
        with pytest.raises(HoraDeSilencio):
            entra(cortesia, otro)


def test_el_turno_que_llega_ya_de_noche_no_se_usa(escena: Escena, tmp_path: Path) -> None:
    escena.ahora = escena.ahora.replace(hour=21, minute=59, second=59)
    otra = Sesiones(tmp_path, 1, Espera()).una("otra")
    otra.__enter__()

    def dormir(segundos: float) -> None:
        escena.ahora += timedelta(seconds=5)
        otra.__exit__(None, None, None)

    cortesia = escena.cortesia(
        silencio="22:00-06:00", sesiones=lambda _: Sesiones(tmp_path, 1, Espera(dormir))
    )
    with pytest.raises(HoraDeSilencio):
        entra(cortesia)


def test_un_portal_lento_se_deja_descansar_y_se_dice(escena: Escena) -> None:
    cortesia = escena.cortesia()
    for _ in range(9):
        cortesia.respondio(11.2)
    assert entra(cortesia)
    assert escena.siestas == [15]
    assert escena.avisos == ["El portal está lento (11 s por respuesta): se espera 15 s."]


def test_lo_que_pide_el_portal_se_espera_si_no_es_mucho(escena: Escena) -> None:
    cortesia = escena.cortesia()
    cortesia.pide_espera(300)
    assert entra(cortesia)
    assert escena.siestas == [300]
    cortesia.pide_espera(3600)
    with pytest.raises(PortalPideEspera) as error:
        entra(cortesia)
    assert error.value.cuando is not None
    assert escena.siestas == [300]


def test_con_el_tope_lleno_la_sesion_espera_a_que_quepa(escena: Escena) -> None:
    cortesia = escena.cortesia(tope=20)
    for _ in range(20):
        cortesia.pidio()
        escena.segundos += 1
    assert entra(cortesia)
    # Six requests of a step fit once the first six are a minute old.
    assert escena.siestas == [60 - 20 + 5]
    assert "20 peticiones por minuto" in escena.avisos[0]


def test_desde_la_protesta_no_se_espera_nada(escena: Escena) -> None:
    cortesia = escena.cortesia(tope=20)
    vigilar = cortesia.observador()
    esperaron = []
    for paso in (*pasos.PASOS[:5], pasos.REVISAR, *pasos.PASOS[5:]):
        for _ in range(20):
            cortesia.pidio()
        antes = len(escena.siestas)
        vigilar(paso)
        if len(escena.siestas) > antes:
            esperaron.append(paso)
    assert esperaron == [*pasos.PASOS[:5], pasos.REVISAR, *pasos.PASOS[5:9]]
    # The next session waits again, also before it fetches an acuse; leaving never waits.
    vigilar = cortesia.observador()
    for paso in (pasos.DESCARGAR, pasos.CERRAR_SESION):
        for _ in range(20):
            cortesia.pidio()
        vigilar(paso)
    assert len(escena.siestas) == len(esperaron) + 1


def test_antes_del_periodo_se_hace_lugar_para_firmar_de_corrido(escena: Escena) -> None:
    cortesia = escena.cortesia(tope=60)
    for _ in range(45):
        cortesia.pidio()
    vigilar = cortesia.observador()
    vigilar(pasos.NUEVA)
    assert escena.siestas == []
    vigilar(pasos.PERIODO)
    assert escena.siestas == [60]


@pytest.mark.parametrize(
    ("ajustes", "sesiones", "tope"),
    [
        ({}, 0, 0),
        ({"ICSOE_AMBIENTE": "produccion"}, 1, 60),
        (
            {
                "ICSOE_AMBIENTE": "produccion",
                "ICSOE_SESIONES": "0",
                "ICSOE_PETICIONES_POR_MINUTO": "0",
            },
            0,
            0,
        ),
        ({"ICSOE_SESIONES": "3", "ICSOE_PETICIONES_POR_MINUTO": "90"}, 3, 90),
    ],
)
def test_en_produccion_hay_limites_aunque_nadie_los_ponga(
    ajustes: dict[str, str], sesiones: int, tope: int, tmp_path: Path
) -> None:
    configuracion = leer_configuracion(ajustes, tmp_path / ".env")
    assert configuracion.sesiones_a_la_vez == sesiones
    assert configuracion.tope_por_minuto == tope


def test_los_ajustes_de_la_carpeta_valen(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "ICSOE_SESIONES=1\nICSOE_HORAS_DE_SILENCIO=22:00-06:00\nICSOE_LENTO=2\n", encoding="utf-8"
    )
    carpeta = CarpetaDeTrabajo(tmp_path)
    siestas: list[float] = []
    # By the clock of the world, not by this machine's.
    noche = Mundo("replica:a", datetime.now(ZONA).replace(hour=23, minute=0))
    dia = Mundo("replica:a", datetime.now(ZONA).replace(hour=12, minute=0))
    with pytest.raises(HoraDeSilencio):
        entra(Cortesia.de(carpeta, noche, Espera(siestas.append)))
    cortesia = Cortesia.de(carpeta, dia, Espera(siestas.append))
    for _ in range(9):
        cortesia.respondio(3)
    with cortesia.sesion("una"):
        assert siestas == [15]
        otra = Cortesia.de(carpeta, dia, Espera(siestas.append))
        with pytest.raises(PortalOcupado):
            entra(otra)
