"""The loader reads what SAT really issues."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma import Clave, Efirma
from icsoe_bot.efirma.errores import (
    ClaveIncorrecta,
    EfirmaDelRepresentante,
    EfirmaVencida,
    EsSelloDigital,
    LlaveDeOtroCertificado,
)

SAT = Path(__file__).parent / "sat"
EN_2022 = datetime(2022, 1, 1, tzinfo=UTC)


def abrir(nombre: str, *, key: str | None = None, clave: str = "12345678a") -> Efirma:
    return Efirma.abrir(
        SAT / f"{nombre}.cer", SAT / f"{key or nombre}.key", Clave(clave), ahora=EN_2022
    )


@pytest.mark.parametrize(
    ("archivo", "rfc", "representante", "nombre", "curp", "serie", "vence"),
    [
        (
            "sample-moral",
            "EKU9003173C9",
            "XIQB891116QE4",
            "ESCUELA KEMPER URGATE SA DE CV",
            "XIQB891116MGRMZR05",
            "30001000000400002417",
            datetime(2023, 6, 13, 21, 5, 15, tzinfo=UTC),
        ),
        (
            "sample-fisica",
            "XIQB891116QE4",
            None,
            "BERENICE XIMO QUEZADA",
            "XIQB891116MGRMZR05",
            "30001000000400002311",
            datetime(2023, 5, 27, 21, 58, 42, tzinfo=UTC),
        ),
        (
            "sample-fisica-enie",
            "CAÑF770131PA3",
            None,
            "FERNANDO CASTILLO ÑABARRO",
            "CANF770131HBCSBR08",
            "30001000000400002432",
            datetime(2023, 6, 13, 22, 0, 28, tzinfo=UTC),
        ),
    ],
)
def test_se_lee_completa(
    archivo: str,
    rfc: str,
    representante: str | None,
    nombre: str,
    curp: str,
    serie: str,
    vence: datetime,
) -> None:
    efirma = abrir(archivo)
    assert efirma.rfc == RFC(rfc)
    assert efirma.rfc_representante == (RFC(representante) if representante else None)
    assert efirma.nombre == nombre
    assert efirma.curp == curp
    assert efirma.numero_serie == serie
    assert efirma.vigente_hasta == vence
    assert efirma.emisor == "AC UAT"
    assert not efirma.es_de_replica


def test_el_sello_digital_no_es_efirma() -> None:
    with pytest.raises(EsSelloDigital, match="EKU9003173C9"):
        abrir("sample-csd")


def test_el_sello_se_reconoce_antes_que_su_vencimiento_o_su_clave() -> None:
    with pytest.raises(EsSelloDigital):
        Efirma.abrir(
            SAT / "sample-csd.cer",
            SAT / "sample-csd.key",
            Clave("otra"),
            ahora=datetime(2026, 1, 1, tzinfo=UTC),
        )


def test_vencida_y_con_fecha() -> None:
    with pytest.raises(EfirmaVencida, match="13/06/2023") as vencida:
        Efirma.abrir(
            SAT / "sample-moral.cer",
            SAT / "sample-moral.key",
            Clave("12345678a"),
            ahora=datetime(2026, 1, 1, tzinfo=UTC),
        )
    assert vencida.value.quien == "contribuyente"


def test_llave_de_otra_efirma() -> None:
    with pytest.raises(LlaveDeOtroCertificado):
        abrir("sample-moral", key="sample-fisica")


def test_clave_de_otra() -> None:
    with pytest.raises(ClaveIncorrecta):
        abrir("sample-moral", clave="12345678b")


def test_el_representante_no_entra_por_la_empresa() -> None:
    empresa = abrir("sample-moral").rfc
    with pytest.raises(EfirmaDelRepresentante, match="representante legal"):
        abrir("sample-fisica").exigir_rfc(empresa)
