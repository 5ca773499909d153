"""What the replica's authority issues looks like SAT's, and is worth nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)

from fixtures.autoridad import (
    NOMBRE_DE_LA_REPLICA,
    ArchivosEfirma,
    Autoridad,
    certificado_autoridad,
    emitir_efirma,
)

SAT = Path(__file__).parents[1] / "efirma" / "sat"


def emitir(
    *, moral: bool = False, csd: bool = False, autoridad: Autoridad | None = None
) -> ArchivosEfirma:
    comunes: dict[str, Any] = {"autoridad": autoridad} if autoridad else {}
    return emitir_efirma(
        rfc="P&C100101AA2" if moral else "PEÑA8001019Z0",
        nombre="PEÑA & CÍA",
        curp="PEXA800101HDFXXX09",
        rfc_representante="PEÑA8001019Z0" if moral else None,
        clave="clave ñ",
        desde=datetime(2026, 1, 1, tzinfo=UTC),
        hasta=datetime(2030, 1, 1, tzinfo=UTC),
        csd=csd,
        numero=99999000000000000042,
        bits=1024,
        **comunes,
    )


def leer(par: ArchivosEfirma) -> x509.Certificate:
    return x509.load_der_x509_certificate(par.cer)


@pytest.mark.parametrize(
    ("genuino", "moral", "csd"),
    [
        ("sample-fisica", False, False),
        ("sample-moral", True, False),
        ("sample-csd", True, True),
    ],
)
def test_misma_estructura_que_los_del_sat(genuino: str, moral: bool, csd: bool) -> None:
    del_sat = x509.load_der_x509_certificate((SAT / f"{genuino}.cer").read_bytes())
    nuestro = leer(emitir(moral=moral, csd=csd))
    assert [a.oid for a in nuestro.subject] == [a.oid for a in del_sat.subject]
    for clase in (x509.KeyUsage, x509.ExtendedKeyUsage):
        suyas, nuestras = (
            [e.value for e in c.extensions if isinstance(e.value, clase)]
            for c in (del_sat, nuestro)
        )
        assert nuestras == suyas
    assert del_sat.serial_number.to_bytes(20, "big").isdigit()
    assert nuestro.serial_number.to_bytes(20, "big") == b"99999000000000000042"


def test_rfc_y_curp_de_la_moral_llevan_al_representante() -> None:
    sujeto = {a.oid.dotted_string: a.value for a in leer(emitir(moral=True)).subject}
    assert sujeto["2.5.4.45"] == "P&C100101AA2 / PEÑA8001019Z0"
    assert sujeto["2.5.4.5"] == " / PEXA800101HDFXXX09"


def test_la_llave_tiene_la_envoltura_del_sat() -> None:
    """Byte for byte the same outline: only salt, IV, key and the lengths around it differ."""
    nuestra, suya = emitir().key, (SAT / "sample-fisica.key").read_bytes()
    assert nuestra[8:34] == suya[8:34]
    assert nuestra[44:60] == suya[44:60]
    load_der_private_key(nuestra, "clave ñ".encode("cp1252"))
    with pytest.raises(ValueError, match="password"):
        load_der_private_key(nuestra, "clave ñ".encode())


def test_la_autoridad_es_la_misma_en_toda_maquina_y_no_vale() -> None:
    numeros = (
        certificado_autoridad()
        .public_key()
        .public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    )
    assert numeros.hex() == "02f30f525d57dfd6c0a70be3477fb839a30a3fa1fe6e101f0c4f76de191ad097f7"
    assert "SIN VALIDEZ" in NOMBRE_DE_LA_REPLICA
    assert NOMBRE_DE_LA_REPLICA in certificado_autoridad().subject.rfc4514_string().replace(
        "\\", ""
    )


def test_firma_la_suya_y_no_la_ajena() -> None:
    leer(emitir()).verify_directly_issued_by(certificado_autoridad())
    homonima = Autoridad(NOMBRE_DE_LA_REPLICA, "otra frase")
    with pytest.raises(InvalidSignature):
        leer(emitir(autoridad=homonima)).verify_directly_issued_by(certificado_autoridad())
    ajena = Autoridad("AJENA", "otra frase")
    with pytest.raises(ValueError, match="Issuer"):
        leer(emitir(autoridad=ajena)).verify_directly_issued_by(certificado_autoridad())
