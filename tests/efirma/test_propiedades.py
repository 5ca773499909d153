"""Whatever bytes lie in the files: one of our errors, soon, and no secret in it."""

from __future__ import annotations

import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_der_private_key,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.autoridad.llave import cifrar_pkcs8, octetos_de_clave
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma import Clave, Efirma, ProblemaDeEfirma
from icsoe_bot.efirma.llave import abrir_llave

if TYPE_CHECKING:
    from tests.efirma.conftest import Escenario

rapido = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

imprimibles = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=24
)


@st.composite
def danos(draw: st.DrawFn, original: bytes) -> bytes:
    """A truncation, some flipped bits, or a foreign piece in the middle."""
    forma = draw(st.sampled_from(("corte", "bits", "injerto", "cabeza")))
    if forma == "corte":
        return original[: draw(st.integers(0, len(original) - 1))]
    if forma == "injerto":
        donde = draw(st.integers(0, len(original)))
        return original[:donde] + draw(st.binary(max_size=40)) + original[donde:]
    danado = bytearray(original)
    alcance = 120 if forma == "cabeza" else len(original)
    for _ in range(draw(st.integers(1, 4))):
        danado[draw(st.integers(0, min(alcance, len(original)) - 1))] ^= 1 << draw(
            st.integers(0, 7)
        )
    return bytes(danado)


def intentar(escenario: Escenario, cer: bytes, key: bytes) -> Efirma | None:
    with tempfile.TemporaryDirectory() as carpeta:
        rutas = Path(carpeta, "a.cer"), Path(carpeta, "a.key")
        rutas[0].write_bytes(cer)
        rutas[1].write_bytes(key)
        fallo: ProblemaDeEfirma
        try:
            return Efirma.abrir(*rutas, Clave(escenario.clave), ahora=escenario.ahora)
        except ProblemaDeEfirma as error:
            fallo = error
    assert escenario.clave not in "".join(traceback.format_exception(fallo))
    assert fallo.__cause__ is None
    return None


@rapido
@given(datos=st.binary(max_size=400))
def test_cualquier_cosa_en_cualquiera_de_los_dos(escenario: Escenario, datos: bytes) -> None:
    assert intentar(escenario, datos, escenario.fisica.key) is None
    assert intentar(escenario, escenario.fisica.cer, datos) is None


@rapido
@given(data=st.data())
def test_certificado_danado(escenario: Escenario, data: st.DataObject) -> None:
    """It may still open: the signature isn't ours to verify; but nothing else may happen."""
    cer = data.draw(danos(escenario.fisica.cer))
    intentar(escenario, cer, escenario.fisica.key)


@rapido
@given(data=st.data())
def test_llave_danada(escenario: Escenario, data: st.DataObject) -> None:
    key = data.draw(danos(escenario.fisica.key))
    abierta = intentar(escenario, escenario.fisica.cer, key)
    assert abierta is None or abierta.rfc == RFC("PEÑA8001019Z0")


@settings(rapido, max_examples=10)
@given(clave=imprimibles)
def test_toda_clave_imprimible_abre_su_llave_y_ninguna_otra(
    escenario: Escenario, clave: str
) -> None:
    llave = load_der_private_key(escenario.fisica.key, escenario.clave.encode("cp1252"))
    plana = llave.private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(octetos_de_clave(clave))
    )
    abierta, forma = abrir_llave(plana, Clave(clave), rfc=RFC("PEÑA8001019Z0"), ruta=Path("a.key"))
    assert abierta.private_numbers() == llave.private_numbers()  # type: ignore[union-attr]
    assert forma.revelar() == clave
    with pytest.raises(ProblemaDeEfirma) as caso:
        abrir_llave(plana, Clave(clave + "x"), rfc=RFC("PEÑA8001019Z0"), ruta=Path("a.key"))
    assert str(caso.value).startswith("La contraseña no abre la llave privada «a.key»")


@rapido
@given(plana=st.binary(min_size=1, max_size=300))
def test_lo_descifrado_que_no_es_llave(escenario: Escenario, plana: bytes) -> None:
    """A password that opens the envelope with anything at all inside it."""
    key = cifrar_pkcs8(plana, octetos_de_clave(escenario.clave))
    assert intentar(escenario, escenario.fisica.cer, key) is None
