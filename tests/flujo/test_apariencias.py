"""One flow and one profile for every way of writing the same portal.

A sample: ``make apariencias`` runs the whole of tests/flujo on each.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fixtures.replica.apariencia import Apariencia
from fixtures.replica.servidor import Replica
from flows.pasos import FIRMAR
from icsoe_bot.portal.pestana import Paciencia
from tests.flujo.conftest import Caso


@pytest.fixture
def otra(request: pytest.FixtureRequest, replica: Replica) -> Iterator[Apariencia]:
    """The replica as another portal would be written."""
    antes = replica.apariencia
    replica.vestir(request.param)
    yield request.param
    replica.vestir(antes)


@pytest.mark.parametrize(
    "otra",
    [
        pytest.param(Apariencia.POBRE, marks=pytest.mark.lento),
        pytest.param(Apariencia.JQUERY, marks=pytest.mark.lento),
        pytest.param(Apariencia.ANGULAR, marks=pytest.mark.lento),
    ],
    indirect=True,
)
def test_se_presenta_en_cualquier_apariencia(otra: Apariencia, caso: Caso) -> None:
    caso.paciencia = Paciencia(10, 10, 10)
    resultado = caso.presentar()
    assert [str(resultado.folio)] == [p.folio for p in caso.replica.presentadas]
    assert resultado.acuse.is_file()
    assert FIRMAR in caso.pasos
    assert not caso.replica.sesiones
