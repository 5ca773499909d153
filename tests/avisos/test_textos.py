"""What notices say: the counts, who must act, and no more about anybody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from flows.avisos_textos import aviso_de_persona, aviso_final, sin_carpetas
from flows.tanda.resumen import Final
from icsoe_bot.errors import OperatorMustAct
from icsoe_bot.portal.direcciones import Ambiente
from tests.tandas_de_ejemplo import bien, mal, renglon, tanda, tanda_variada

OFICINA = Path("/srv/oficina")
MARCA = "RÉPLICA — SIN VALIDEZ"


def test_el_titulo_cuenta() -> None:
    presentadas = [bien(replace(renglon(1), fila=n), OFICINA) for n in range(2, 50)]
    titulo, _ = aviso_final(tanda(OFICINA, *presentadas, mal(renglon(1)), mal(renglon(2))))
    assert titulo == "icsoe: 48 presentadas, 2 requieren atención"
    titulo, _ = aviso_final(tanda_variada(OFICINA))
    assert titulo == ("icsoe: 1 presentada, 1 ya presentada, 3 requieren atención, 2 pendientes")
    titulo, _ = aviso_final(tanda(OFICINA))
    assert titulo == "icsoe: nada que presentar"


def test_una_simulacion_no_se_confunde_con_una_presentacion() -> None:
    titulo, cuerpo = aviso_final(tanda(OFICINA, Final(renglon(1), simulada=True), simulacion=True))
    assert titulo == "icsoe: 1 simulada"
    assert "Fue una simulación: no se presentó nada." in cuerpo


def test_el_cuerpo_dice_a_quien_que_paso_y_que_hacer() -> None:
    resumen = replace(tanda_variada(OFICINA), interrumpida=True)
    _, cuerpo = aviso_final(resumen)
    rfc = renglon(4).presentacion.rfc
    assert (
        f"{rfc}, Mayo - Agosto de 2026 (2026-2): requiere al contribuyente.\n"
        "Qué pasó: La e.firma venció el 01/11/2026.\n"
        "Qué hacer: Renuévela ante el SAT." in cuerpo
    )
    assert "de 26/11/2026 21:00 a 26/11/2026 21:48" in cuerpo
    assert "a partir del 26/11/2026 22:30" in cuerpo
    assert "Se interrumpió" in cuerpo
    assert "Desenlace desconocido: 1" in cuerpo
    # Neither who needs nothing, nor names, nor folders.
    for numero in (1, 2, 6, 7):
        assert str(renglon(numero).presentacion.rfc) not in cuerpo
    for final in resumen.finales:
        assert final.renglon.nombre not in cuerpo
    assert "/srv" not in cuerpo


def test_el_cuerpo_tiene_tope() -> None:
    _, cuerpo = aviso_final(tanda(OFICINA, *[mal(renglon(1))] * 33))
    assert cuerpo.count("Qué pasó") == 20
    assert cuerpo.endswith("y 13 más: véalas en el informe.")


def test_uno_solo_avisa_en_su_momento() -> None:
    titulo, cuerpo = aviso_de_persona(mal(renglon(3)), Ambiente.PRODUCCION)
    rfc = renglon(3).presentacion.rfc
    assert titulo == f"icsoe: {rfc} requiere atención"
    assert "alguien más empezó" in cuerpo
    assert "Revísela" in cuerpo
    assert renglon(3).nombre not in cuerpo


def test_las_carpetas_de_la_oficina_no_salen() -> None:
    problema = OperatorMustAct("Algo falló.", remedio="Revise /srv/of/evidencia/2026.json y siga.")
    _, cuerpo = aviso_de_persona(mal(renglon(3), problema), Ambiente.PRODUCCION)
    assert "Qué hacer: Revise 2026.json y siga." in cuerpo


def test_una_frase_larga_se_corta() -> None:
    _, cuerpo = aviso_de_persona(
        mal(renglon(3), OperatorMustAct("palabra " * 500)), Ambiente.PRODUCCION
    )
    assert len(cuerpo) < 500
    assert "[…]" in cuerpo


@pytest.mark.parametrize("ambiente", Ambiente)
def test_solo_lo_de_la_replica_lleva_su_marca(ambiente: Ambiente) -> None:
    for texto in (
        *aviso_final(tanda_variada(OFICINA, ambiente=ambiente)),
        *aviso_de_persona(mal(renglon(3)), ambiente),
    ):
        assert (MARCA in texto) is (ambiente is Ambiente.REPLICA)


@pytest.mark.parametrize(
    ("texto", "debido"),
    [
        (
            r"Está en C:\Users\Ana López\Mi oficina\A_2.pdf.apartado. Vea 12/05/2026 y/o C:\x.",
            "Está en A_2.pdf.apartado. Vea 12/05/2026 y/o x.",
        ),
        (r"Vea \\servidor\los de casa\x.pdf, y siga", "Vea x.pdf, y siga"),
        (
            "Revise /srv/of/ev/2026.json y presente a mano y/o espere al 17/01/2027",
            "Revise 2026.json y presente a mano y/o espere al 17/01/2027",
        ),
        ("Abra «C:/of/x.cer».", "Abra «x.cer»."),
        (
            "No responde http://127.0.0.1:8710/icsoe/x.",
            "No responde http://127.0.0.1:8710/icsoe/x.",
        ),
    ],
)
def test_de_una_ruta_queda_el_archivo(texto: str, debido: str) -> None:
    assert sin_carpetas(texto) == debido
