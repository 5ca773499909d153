"""Every way in which an e.firma can be wrong has its own error."""

from __future__ import annotations

import copy
import dataclasses
import io
import logging
import pickle
import traceback
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from fixtures.autoridad import Autoridad, der, emitir_efirma
from fixtures.autoridad.llave import cifrar_pkcs8
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma import Clave, Efirma, ProblemaDeEfirma, errores

if TYPE_CHECKING:
    from tests.efirma.conftest import Escenario, Escribir


def fallo(
    escenario: Escenario, rutas: tuple[Path, Path], clave: str | None = None
) -> ProblemaDeEfirma:
    """Open what can't be opened; whatever is raised must hold no password and no cause."""
    secreta = escenario.clave if clave is None else clave
    with pytest.raises(ProblemaDeEfirma) as caso:
        Efirma.abrir(*rutas, Clave(secreta), ahora=escenario.ahora)
    error = caso.value
    assert error.remedio
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None
    escrito = "".join(traceback.format_exception(error))
    assert not secreta or secreta not in escrito
    return error


def test_lo_bueno_se_abre(escenario: Escenario, escribir: Escribir) -> None:
    fisica = Efirma.abrir(
        *escribir(escenario.fisica), Clave(escenario.clave), ahora=escenario.ahora
    )
    moral = Efirma.abrir(
        *escribir(escenario.moral, carpeta="m"), Clave(escenario.clave), ahora=escenario.ahora
    )
    assert (fisica.rfc, fisica.rfc_representante) == (RFC("PEÑA8001019Z0"), None)
    assert (moral.rfc, moral.rfc_representante) == (RFC("P&C100101AA2"), RFC("PEÑA8001019Z0"))
    assert fisica.nombre == moral.nombre == "PEÑA & CÍA DE PRUEBA"
    assert fisica.curp == moral.curp == "PEXA800101HDFXXX09"
    assert (fisica.vigente_desde, fisica.vigente_hasta) == (escenario.desde, escenario.hasta)
    assert len(fisica.numero_serie) == 20
    assert fisica.numero_serie.isdigit()
    assert fisica.es_de_replica


def test_vigencia_en_sus_orillas(escenario: Escenario, escribir: Escribir) -> None:
    rutas = escribir(escenario.fisica)
    instante = timedelta(seconds=1)
    for bueno in (escenario.desde, escenario.hasta):
        assert Efirma.abrir(*rutas, Clave(escenario.clave), ahora=bueno)
    with pytest.raises(errores.EfirmaAunNoVigente) as antes:
        Efirma.abrir(*rutas, Clave(escenario.clave), ahora=escenario.desde - instante)
    with pytest.raises(errores.EfirmaVencida) as despues:
        Efirma.abrir(*rutas, Clave(escenario.clave), ahora=escenario.hasta + instante)
    assert antes.value.quien == despues.value.quien == "contribuyente"
    assert despues.value.rfc == RFC("PEÑA8001019Z0")


def test_vence_pronto(efirma: Efirma, escenario: Escenario) -> None:
    assert efirma.vence_pronto(escenario.ahora) is None
    assert efirma.vence_pronto(escenario.hasta - timedelta(days=61)) is None
    assert efirma.vence_pronto(escenario.hasta - timedelta(days=60)) == 60
    assert efirma.vence_pronto(escenario.hasta - timedelta(hours=3)) == 0


def test_clave_equivocada(escenario: Escenario, escribir: Escribir) -> None:
    error = fallo(escenario, escribir(escenario.fisica), "otra cosa")
    assert type(error) is errores.ClaveIncorrecta
    assert "PEÑA8001019Z0" in str(error)
    assert "prueba.key" in str(error)


def test_clave_vacia(escenario: Escenario, escribir: Escribir) -> None:
    assert type(fallo(escenario, escribir(escenario.fisica), "")) is errores.ClaveVacia


def test_clave_que_no_se_puede_codificar(escenario: Escenario, escribir: Escribir) -> None:
    error = fallo(escenario, escribir(escenario.fisica), "mala\udcff")
    assert type(error) is errores.ClaveIncorrecta


def test_basura_con_relleno_valido_es_clave_equivocada(
    escenario: Escenario, escribir: Escribir
) -> None:
    """Once in 256 a wrong password leaves bytes that unpad; here they always do."""
    basura = cifrar_pkcs8(b"\x30\x03basura que no es llave", escenario.clave.encode("cp1252"))
    error = fallo(escenario, escribir(escenario.fisica, key=basura))
    assert type(error) is errores.ClaveIncorrecta


def test_clave_en_utf8_y_con_acentos_descompuestos(
    escenario: Escenario, escribir: Escribir
) -> None:
    llave = load_der_private_key(escenario.fisica.key, escenario.clave.encode("cp1252"))
    for octetos in (escenario.clave.encode("utf-8"), escenario.clave.encode("cp1252")):
        key = llave.private_bytes(
            Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(octetos)
        )
        rutas = escribir(escenario.fisica, key=key)
        descompuesta = unicodedata.normalize("NFD", escenario.clave)
        assert descompuesta != escenario.clave
        for texto in (escenario.clave, descompuesta):
            efirma = Efirma.abrir(*rutas, Clave(texto), ahora=escenario.ahora)
            assert efirma.clave.revelar() == escenario.clave


def test_pareja_que_no_es(escenario: Escenario, escribir: Escribir) -> None:
    error = fallo(escenario, escribir(escenario.fisica, key=escenario.moral.key))
    assert type(error) is errores.LlaveDeOtroCertificado
    assert "prueba.cer" in str(error)
    assert "prueba.key" in str(error)


def test_sello_digital(escenario: Escenario, escribir: Escribir) -> None:
    error = fallo(escenario, escribir(escenario.csd))
    assert type(error) is errores.EsSelloDigital
    assert error.rfc == RFC("P&C100101AA2")


def test_signos_que_no_concuerdan(escenario: Escenario, escribir: Escribir) -> None:
    """Usages of an e.firma and an OU, or a seal's without one: neither is believed."""
    con_ou = escenario.fisica.cer.replace(b"\x06\x03\x55\x04\x0a", b"\x06\x03\x55\x04\x0b")
    sin_ou = escenario.csd.cer.replace(b"\x06\x03\x55\x04\x0b", b"\x06\x03\x55\x04\x0d")
    for cer in (con_ou, sin_ou):
        error = fallo(escenario, escribir(escenario.fisica, cer=cer))
        assert type(error) is errores.NoEsEfirma
        assert "no se reconoce como e.firma" in str(error)


def test_archivos_cambiados(escenario: Escenario, escribir: Escribir) -> None:
    par = escenario.fisica
    for rutas in (escribir(par, cer=par.key), escribir(par, key=par.cer)):
        assert type(fallo(escenario, rutas)) is errores.ArchivosCambiados


def test_pem_en_lugar_de_der(escenario: Escenario, escribir: Escribir) -> None:
    pem = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    cifrada = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n"
    par = escenario.fisica
    for rutas in (escribir(par, cer=pem), escribir(par, key=cifrada)):
        assert type(fallo(escenario, rutas)) is errores.ArchivoEnPem


@pytest.mark.parametrize("formato", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("codificacion", [Encoding.DER, Encoding.PEM])
def test_llave_sin_cifrar(
    escenario: Escenario, escribir: Escribir, formato: PrivateFormat, codificacion: Encoding
) -> None:
    llave = load_der_private_key(escenario.fisica.key, escenario.clave.encode("cp1252"))
    abierta = llave.private_bytes(codificacion, formato, NoEncryption())
    error = fallo(escenario, escribir(escenario.fisica, key=abierta))
    assert type(error) is errores.LlaveSinCifrar


@pytest.mark.parametrize(
    ("hallado", "puesto"),
    [
        ("06092a864886f70d01050d", "06092a864886f70d010506"),  # not PBES2
        ("06092a864886f70d01050c", "06092a864886f70d01050f"),  # not PBKDF2
        ("06082a864886f70d0307", "06082a864886f70d0302"),  # RC2 instead of 3DES
        ("", None),  # billions of rounds
    ],
)
def test_cifrado_desconocido(
    escenario: Escenario, escribir: Escribir, hallado: str, puesto: str | None
) -> None:
    key = escenario.fisica.key
    if puesto is None:
        assert key.count(b"\x02\x02\x08\x00") == 1
        key = _con_vueltas(key, b"\x02\x04\x7f\xff\xff\xff")
    else:
        assert key.count(bytes.fromhex(hallado)) == 1
        key = key.replace(bytes.fromhex(hallado), bytes.fromhex(puesto))
    assert type(fallo(escenario, escribir(escenario.fisica, key=key))) is (
        errores.CifradoDesconocido
    )


def _con_vueltas(key: bytes, entero: bytes) -> bytes:
    """Replace the INTEGER of 2,048 and mend the five lengths around it."""
    inicio = key.index(b"\x02\x02\x08\x00")
    sal = key[inicio - 10 : inicio]
    cifrador = key[inicio + 4 : inicio + 4 + 22]
    resto = key[inicio + 4 + 22 :]
    kdf = der.secuencia(bytes.fromhex("06092a864886f70d01050c"), der.secuencia(sal + entero))
    algoritmo = der.secuencia(bytes.fromhex("06092a864886f70d01050d"), der.secuencia(kdf, cifrador))
    return der.secuencia(algoritmo, resto)


def test_llave_que_no_es_rsa(escenario: Escenario, escribir: Escribir) -> None:
    curva = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(escenario.clave.encode("cp1252"))
    )
    error = fallo(escenario, escribir(escenario.fisica, key=curva))
    assert type(error) is errores.LlaveInadecuada


def test_certificado_que_no_es_rsa(escenario: Escenario, escribir: Escribir) -> None:
    curva = Autoridad("PEÑA8001019Z0", "curva").certificado.public_bytes(Encoding.DER)
    cer = curva.replace(b"\x06\x03\x55\x04\x0a", b"\x06\x03\x55\x04\x2d")  # O becomes the RFC
    error = fallo(escenario, escribir(escenario.fisica, cer=cer))
    assert type(error) is errores.LlaveInadecuada


def test_rsa_demasiado_corta(
    escenario: Escenario, escribir: Escribir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("icsoe_bot.efirma.certificado.BITS_MINIMOS", 4096)
    error = fallo(escenario, escribir(escenario.fisica))
    assert type(error) is errores.LlaveInadecuada


@pytest.mark.parametrize("parte", [0, 1])
def test_archivos_que_no_estan_vacios_enormes_o_raros(
    escenario: Escenario, escribir: Escribir, parte: int
) -> None:
    rutas = escribir(escenario.fisica)
    ruta = rutas[parte]
    ajeno = (errores.NoEsCertificado, errores.NoEsLlave)[parte]
    casos: list[tuple[bytes, type[ProblemaDeEfirma]]] = [
        (b"", errores.ArchivoVacio),
        (b"x" * 100_000, errores.ArchivoEnorme),
        (b"hola", ajeno),
        (b"\x30\x00", ajeno),
        (b"PK\x03\x04", ajeno),
    ]
    for contenido, clase in casos:
        ruta.write_bytes(contenido)
        error = fallo(escenario, rutas)
        assert type(error) is clase
        assert "prueba" in str(error)
    ruta.unlink()
    assert type(fallo(escenario, rutas)) is errores.FaltaArchivo
    ruta.mkdir()
    assert type(fallo(escenario, rutas)) is errores.FaltaArchivo


def test_archivo_ilegible(
    escenario: Escenario, escribir: Escribir, monkeypatch: pytest.MonkeyPatch
) -> None:
    rutas = escribir(escenario.fisica)

    def negar(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", negar)
    assert type(fallo(escenario, rutas)) is errores.ArchivoIlegible


def test_nombre_en_latin1_dentro_de_teletex(escenario: Escenario, escribir: Escribir) -> None:
    """What makes ``Certificate.subject`` raise on 16 of 65 of SAT's test certificates."""
    par = emitir_efirma(
        rfc="MU?A8001019Z0",
        nombre="JOS? MU?OZ",
        curp="MUXA800101HDFXXX09",
        clave=escenario.clave,
        desde=escenario.desde,
        hasta=escenario.hasta,
    )
    cer = par.cer.replace(b"\x0c\x0aJOS? MU?OZ", "\x14\x0aJOSÉ MUÑOZ".encode("latin-1"))
    cer = cer.replace(b"\x0c\x0dMU?A8001019Z0", "\x14\x0dMUÑA8001019Z0".encode("latin-1"))
    efirma = Efirma.abrir(*escribir(par, cer=cer), Clave(escenario.clave), ahora=escenario.ahora)
    assert efirma.nombre == "JOSÉ MUÑOZ"
    assert efirma.rfc == RFC("MUÑA8001019Z0")


def test_sin_rfc_no_es_efirma(escenario: Escenario, escribir: Escribir) -> None:
    cer = escenario.fisica.cer.replace("PEÑA8001019Z0".encode(), "PEÑA8099999Z0".encode())
    assert type(fallo(escenario, escribir(escenario.fisica, cer=cer))) is errores.NoEsEfirma


def test_de_otra_autoridad(escenario: Escenario, escribir: Escribir) -> None:
    par = emitir_efirma(
        rfc="PEÑA8001019Z0",
        nombre="PEÑA",
        curp="PEXA800101HDFXXX09",
        clave=escenario.clave,
        desde=escenario.desde,
        hasta=escenario.hasta,
        autoridad=Autoridad("OTRA AUTORIDAD DE PRUEBA", "otra"),
        cifrado="aes",
    )
    efirma = Efirma.abrir(*escribir(par), Clave(escenario.clave), ahora=escenario.ahora)
    assert not efirma.es_de_replica
    assert efirma.emisor == "OTRA AUTORIDAD DE PRUEBA"


def test_rfc_de_la_presentacion(efirma: Efirma) -> None:
    efirma.exigir_rfc(RFC("PEÑA8001019Z0"))
    with pytest.raises(errores.EfirmaDelRepresentante, match="representante legal"):
        efirma.exigir_rfc(RFC("P&C100101AA2"))
    with pytest.raises(errores.EfirmaDeOtroRFC) as otro:
        efirma.exigir_rfc(RFC("XIQB891116QE4"))
    assert type(otro.value) is errores.EfirmaDeOtroRFC


def test_no_se_ve_ni_se_cambia_ni_se_guarda(efirma: Efirma, escenario: Escenario) -> None:
    assert repr(efirma) == "<Efirma PEÑA8001019Z0, vence 2029-02-28>"
    assert escenario.clave not in f"{efirma} {efirma!r} {dataclasses.asdict(efirma)}"
    with pytest.raises(dataclasses.FrozenInstanceError):
        efirma.rfc = RFC("XIQB891116QE4")  # type: ignore[misc]
    assert copy.copy(efirma) is efirma
    with pytest.raises(TypeError):
        pickle.dumps(efirma)


def test_la_clave_no_se_muestra(escenario: Escenario) -> None:
    clave = Clave(escenario.clave)
    salida = io.StringIO()
    bitacora = logging.Logger("prueba")
    bitacora.addHandler(logging.StreamHandler(salida))
    bitacora.error("%s %r %s", clave, clave, [clave])
    vistas = [repr(clave), str(clave), f"{clave}", f"{clave:>40}", f"{[clave]}", salida.getvalue()]
    assert not any(escenario.clave in vista for vista in vistas)
    assert copy.copy(clave) is clave
    assert copy.deepcopy(clave) is clave
    with pytest.raises(TypeError):
        pickle.dumps(clave)
    assert clave.revelar() == escenario.clave


def test_todo_error_dice_quien_actua() -> None:
    """Each class is one of ours, with exit code 1, or 2 for wrong configuration."""
    clases = [
        clase
        for clase in vars(errores).values()
        if isinstance(clase, type) and issubclass(clase, ProblemaDeEfirma)
    ]
    assert len(clases) > 20
    for clase in clases:
        error = clase("m", remedio="r", archivo=Path("a"))
        esperado = 2 if clase is errores.ComandoDeClaveMalEscrito else 1
        assert (error.exit_code, str(error)) == (esperado, "m r")
