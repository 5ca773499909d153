"""How a worker's end is told, and whom it tells of what a person must see to."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import cast

import pytest

from flows.avisos import Avisador
from flows.cli.trabajador import codigo_de
from flows.cola.avisos import POR_HORA, AvisosDelTrabajador
from flows.cola.oficio import Cuentas
from flows.cola.trabajador import Resumen
from icsoe_bot.errors import RetryLater
from icsoe_bot.portal.direcciones import Ambiente
from tests.tandas_de_ejemplo import bien, mal, renglon


class Oido:
    def __init__(self) -> None:
        self.dicho: list[str] = []

    def avisar(self, titulo: str, cuerpo: str) -> bool:
        self.dicho.append(f"{titulo}\n{cuerpo}")
        return True


def test_se_avisa_de_lo_de_una_persona_y_no_sin_fin(tmp_path: Path) -> None:
    oido = Oido()
    testigo = AvisosDelTrabajador(cast(Avisador, oido), Ambiente.PRODUCCION)
    testigo.termina(bien(renglon(1), tmp_path))
    testigo.termina(mal(renglon(1), RetryLater("El portal no respondió.")))
    assert oido.dicho == []
    for _ in range(POR_HORA + 3):
        testigo.termina(mal(renglon(1)))
    assert len(oido.dicho) == POR_HORA
    assert "El trabajador sigue con los demás" in oido.dicho[0]
    assert "tanda" not in oido.dicho[0]


@pytest.mark.parametrize(
    ("graves", "de_personas", "motivo", "codigo"),
    [
        (0, 0, "", 0),
        (0, 2, "", 1),
        (1, 2, "", 3),
        (1, 2, "El portal no está disponible.", 3),
        (0, 2, "El portal no está disponible.", 75),
    ],
)
def test_el_codigo_dice_lo_mas_grave(
    graves: int, de_personas: int, motivo: str, codigo: int
) -> None:
    cuentas = Cuentas(Counter(), graves, de_personas)
    assert codigo_de(Resumen(cuentas, vaciada=False, volver=None, motivo=motivo)) == codigo
