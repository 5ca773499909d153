"""Folders as people keep them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from icsoe_bot.domain.rfc import RFC, RFCInvalido
from icsoe_bot.efirma import Clave, Efirma, Lectura, errores, listar, listar_sueltas, localizar
from icsoe_bot.errors import IcsoeError

if TYPE_CHECKING:
    from tests.efirma.conftest import Escenario

FISICA = RFC("PEÑA8001019Z0")
MORAL = RFC("P&C100101AA2")

Poner = Callable[..., Path]


@pytest.fixture
def poner(tmp_path: Path) -> Poner:
    def _poner(nombre: str, *archivos: str, contenidos: tuple[bytes, ...] = ()) -> Path:
        carpeta = tmp_path / "efirmas" / nombre
        carpeta.mkdir(parents=True, exist_ok=True)
        for posicion, archivo in enumerate(archivos):
            datos = contenidos[posicion] if contenidos else b"x"
            (carpeta / archivo).write_bytes(datos)
        return carpeta

    return _poner


@pytest.mark.parametrize(
    "nombre", ["PEÑA8001019Z0", "peña8001019z0", unicodedata.normalize("NFD", "PEÑA8001019Z0")]
)
def test_la_carpeta_se_reconoce_como_la_gente_la_escribe(
    tmp_path: Path, poner: Poner, nombre: str
) -> None:
    carpeta = poner(nombre, "a.CER", "b.Key")
    assert localizar(tmp_path / "efirmas", FISICA) == (carpeta / "a.CER", carpeta / "b.Key")


def test_lo_que_no_es_cer_ni_key_no_estorba(tmp_path: Path, poner: Poner) -> None:
    carpeta = poner(
        str(FISICA),
        *("a.cer", "a.key", "._a.cer", ".a.key", "Thumbs.db", "desktop.ini", ".DS_Store"),
        *("clave.txt", "a.cer.bak", "a.req"),
    )
    (carpeta / "vieja.key").mkdir()
    assert localizar(tmp_path / "efirmas", FISICA) == (carpeta / "a.cer", carpeta / "a.key")


def test_lo_que_falta_o_sobra(tmp_path: Path, poner: Poner) -> None:
    efirmas = tmp_path / "efirmas"
    with pytest.raises(errores.FaltaArchivo, match="No existe la carpeta"):
        localizar(efirmas, FISICA)
    poner(str(MORAL))
    with pytest.raises(errores.FaltaArchivo, match="PEÑA8001019Z0"):
        localizar(efirmas, FISICA)
    poner(str(FISICA), "a.cer")
    with pytest.raises(errores.FaltaArchivo, match=r"\.key"):
        localizar(efirmas, FISICA)
    poner(str(FISICA), "a.key", "b.KEY")
    with pytest.raises(errores.ArchivosDeMas, match=r"«a\.key», «b\.KEY»"):
        localizar(efirmas, FISICA)
    if not (efirmas / str(FISICA).lower()).exists():  # where the case of names counts
        poner(str(FISICA).lower(), "a.cer", "a.key")
        with pytest.raises(errores.CarpetaRepetida):
            localizar(efirmas, FISICA)


def test_la_lista_aisla_cada_fallo(tmp_path: Path, poner: Poner, escenario: Escenario) -> None:
    fisica, moral = escenario.fisica, escenario.moral
    poner(str(FISICA), "f.cer", "f.key", contenidos=fisica)
    poner(str(MORAL).lower(), "m.cer", "m.key", contenidos=fisica)
    poner("XIQB891116QE4", "x.cer", "x.key", contenidos=moral)
    poner("EKU9003173C9", "v.key")
    poner("viejas", "v.cer", "v.key", contenidos=fisica)
    poner(".git")
    (tmp_path / "efirmas" / "suelto.cer").write_bytes(b"x")
    lectura = Lectura(lambda _rfc: Clave(escenario.clave), escenario.ahora)
    lista = listar(tmp_path / "efirmas", lectura)
    assert [(item.nombre, type(item.resultado)) for item in lista] == [
        ("EKU9003173C9", errores.FaltaArchivo),
        ("p&c100101aa2", errores.EfirmaDelRepresentante),
        ("PEÑA8001019Z0", Efirma),
        ("viejas", RFCInvalido),
        ("XIQB891116QE4", errores.EfirmaDeOtroRFC),
    ]


def test_lo_que_no_sirve_dice_de_quien_es_si_se_puede_leer(
    tmp_path: Path, poner: Poner, escenario: Escenario
) -> None:
    poner(str(FISICA), "f.cer", "f.key", contenidos=escenario.fisica)
    poner(str(MORAL), "m.cer", "m.key", contenidos=escenario.csd)

    def sin_clave(rfc: RFC) -> Clave:
        raise errores.FaltaClave("No hay contraseña.", rfc=rfc)

    en_regla = Lectura(sin_clave, escenario.ahora)
    casos: list[tuple[Lectura, type[IcsoeError]]] = [
        (en_regla, errores.FaltaClave),
        (replace(en_regla, acepta_replica=False), errores.EfirmaSinValidez),
        (replace(en_regla, ahora=escenario.hasta + timedelta(days=1)), errores.EfirmaVencida),
    ]
    for lectura, clase in casos:
        sello, efirma = listar(tmp_path / "efirmas", lectura)
        assert type(sello.resultado) is errores.EsSelloDigital
        assert type(efirma.resultado) is clase
        for item, rfc in ((sello, MORAL), (efirma, FISICA)):
            assert item.certificado is not None
            assert (item.certificado.rfc, item.certificado.nombre) == (rfc, "PEÑA & CÍA DE PRUEBA")
            assert item.certificado.vigente_hasta == escenario.hasta


def test_los_pares_sueltos_se_juntan_por_su_nombre(tmp_path: Path, escenario: Escenario) -> None:
    for nombre, datos in (
        ("b.cer", escenario.moral.cer),
        ("B.KEY", escenario.moral.key),
        ("a.cer", escenario.fisica.cer),
        ("a.key", escenario.fisica.key),
        ("sin llave.cer", escenario.fisica.cer),
        ("sin cer.key", escenario.fisica.key),
        ("dañado.cer", b"x"),
        ("dañado.key", escenario.fisica.key),
    ):
        (tmp_path / nombre).write_bytes(datos)
    lectura = Lectura(lambda _rfc: Clave(escenario.clave), escenario.ahora)
    assert [
        (item.nombre, item.rfc, type(item.resultado)) for item in listar_sueltas(tmp_path, lectura)
    ] == [
        ("a", FISICA, Efirma),
        ("b", MORAL, Efirma),
        ("dañado", None, errores.NoEsCertificado),
        ("sin llave", FISICA, errores.FaltaArchivo),
    ]
