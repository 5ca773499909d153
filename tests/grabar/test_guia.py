"""What a guide tells, made without a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from fixtures.replica.acuse_pdf import acuse_pdf
from fixtures.replica.estado import Presentada
from flows import pasos
from flows.grabar.acuse_a_la_vista import AcuseGuardado, lamina_del_acuse
from flows.grabar.guia import Acuse, Texto, escribir_guia
from flows.grabar.laminas import en_orden, laminas
from flows.grabar.produccion import donde_se_detuvo, hubo_problema
from flows.grabar.textos import ACUSES, ENSAYO, NOTAS, PRESENTAR, TRAS_PROBLEMA, Guion
from flows.pasos import Paso
from flows.soporte.contenido import CORREO
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.recording.pelicula import Tarjeta
from icsoe_bot.recording.rodaje import Caja, Escena, Gesto, Rodaje
from tests.grabar.conftest import AZUL, INICIO, VERDE, pintada

PERIODO = Periodo.parse("2026-2")
FOTO = pintada(AZUL, "PNG")


def escena(paso: Paso, numero: int | None = None) -> Escena:
    return Escena(
        paso.numero if numero is None else numero,
        paso.clave,
        paso.titulo,
        paso.explicacion,
        INICIO,
    )


def guia(rodaje: Rodaje, guion: Guion, destino: Path, acuse: Acuse | None = None) -> str:
    escribir_guia(
        Texto(guion, rodaje.marca, "10/09/2026", "la réplica"),
        rodaje,
        Tarjeta("Listo", ()),
        destino,
        detenida=None,
        acuse=acuse or Acuse(),
    )
    return destino.read_text(encoding="utf-8")


def test_lo_que_se_repite_con_cada_renglon_se_dice_una_vez(tmp_path: Path) -> None:
    rodaje = Rodaje()
    rodaje.escenas += [escena(pasos.ACUSES, 6)]
    for _ in range(3):
        rodaje.escenas += [escena(pasos.DESCARGAR, 7), escena(pasos.ARCHIVAR, 8)]
    rodaje.escenas += [escena(pasos.CERRAR_SESION, 9)]
    escrita = guia(rodaje, ACUSES, tmp_path / "guia.html")
    assert re.findall(r"<h3><b>(\d+)</b>", escrita) == ["6", "7", "8", "9"]
    assert "Repita los pasos 7 y 8 con cada renglón" in escrita


def test_al_revisar_se_ve_la_lista_y_al_guardar_donde_queda(tmp_path: Path) -> None:
    revisar = replace(escena(pasos.REVISAR), vistas=[FOTO], despues=pintada(VERDE, "PNG"))
    otra = replace(escena(pasos.NUEVA), vistas=[FOTO], despues=FOTO)
    rodaje = Rodaje("", [], [revisar, otra, escena(pasos.ARCHIVAR)])
    escrita = guia(rodaje, PRESENTAR, tmp_path / "guia.html", Acuse("VBP/2026/x.pdf"))
    de_cada_uno = escrita.split('<section class="paso')[1:]
    assert [paso.count("<img") for paso in de_cada_uno] == [2, 1, 0]
    assert "acuses/RFC/año/RFC_periodo_tipo_folio.pdf" in de_cada_uno[2]
    assert "Éste: acuses/VBP/2026/x.pdf." in de_cada_uno[2]


def gesto(nombre: str, x: float, y: float, *, pulsa: bool = True) -> Gesto:
    return Gesto(nombre, Caja(x, y, 100, 20), INICIO, pulsa=pulsa)


def test_sin_nada_que_pulsar_se_numera_lo_que_se_mira() -> None:
    mirado, pulsado = gesto("mirado", 10, 10, pulsa=False), gesto("pulsado", 10, 90)
    solo, con_otro = (
        replace(escena(pasos.INFORMATIVA), vistas=[FOTO], gestos=gestos)
        for gestos in ([mirado], [mirado, pulsado])
    )
    assert [lamina.senalados for lamina in laminas(solo)] == [["mirado"]]
    assert [lamina.senalados for lamina in laminas(con_otro)] == [["pulsado"]]


@pytest.mark.parametrize("guion", [PRESENTAR, ENSAYO, ACUSES])
def test_dice_que_hacer_si_algo_sale_distinto(tmp_path: Path, guion: Guion) -> None:
    escrita = guia(Rodaje("", [], [escena(pasos.FIRMAR)]), guion, tmp_path / "guia.html")
    assert "Si algo sale distinto" in escrita
    assert NOTAS[pasos.FIRMAR.clave] in escrita
    assert CORREO in escrita


def test_se_numera_como_se_lee() -> None:
    gestos = [gesto("d", 10, 200), gesto("b", 300, 104), gesto("c", 10, 140), gesto("a", 10, 100)]
    assert [uno.nombre for uno in en_orden(gestos)] == ["a", "b", "c", "d"]


def test_el_acuse_se_dibuja_con_lo_que_hay_que_comprobar(tmp_path: Path) -> None:
    presentada = Presentada(
        rfc="VBP1212167FA",
        nombre="VIVEROS DE PRUEBA SA DE CV",
        periodo=PERIODO,
        tipo="Sin información",
        folio="SI264312345",
        fecha=datetime(2026, 9, 10, tzinfo=ZONA),
    )
    archivo = tmp_path / "acuse.pdf"
    archivo.write_bytes(acuse_pdf(presentada))
    acuse = AcuseGuardado(archivo, "x.pdf", presentada.rfc, PERIODO, presentada.folio)
    lamina = lamina_del_acuse(acuse)
    assert lamina is not None
    assert lamina.senalados == ["RFC", "Año", "Cuatrimestre", "Periodo", "Folio"]
    # What it doesn't say isn't ringed.
    otra = lamina_del_acuse(replace(acuse, folio="SI990000001"))
    assert otra is not None
    assert "Folio" not in otra.senalados
    archivo.write_bytes(b"%PDF-1.7 nada")
    assert lamina_del_acuse(acuse) is None


@pytest.mark.parametrize(
    ("claves", "problema", "detenida", "hubo"),
    [
        ([pasos.PERIODO, pasos.FIRMAR, TRAS_PROBLEMA, pasos.CERRAR_SESION], 1, 1, True),
        # The problem was overcome, and another step went wrong without a word.
        ([pasos.FIRMAR, TRAS_PROBLEMA, pasos.ACUSES, pasos.CERRAR_SESION], 0, 2, False),
    ],
)
def test_donde_se_detuvo(claves: list[Paso], problema: int, detenida: int, hubo: bool) -> None:
    rodaje = Rodaje("", [], [escena(paso) for paso in claves])
    rodaje.escenas[problema].problema = FOTO
    assert (donde_se_detuvo(rodaje), hubo_problema(rodaje)) == (detenida, hubo)
