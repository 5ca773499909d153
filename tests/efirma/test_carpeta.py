"""Folders as people keep them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from icsoe_bot.domain.rfc import RFC, RFCInvalido
from icsoe_bot.efirma import Clave, Efirma, errores, listar, localizar

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
    poner("EKU9003173C9", "v.cer")
    poner("viejas", "v.cer", "v.key", contenidos=fisica)
    poner("SINC800101AB2", "s.cer", "s.key", contenidos=fisica)
    poner(".git")
    (tmp_path / "efirmas" / "suelto.cer").write_bytes(b"x")
    sin_clave = RFC("SINC800101AB2")

    def resolver(rfc: RFC) -> Clave:
        if rfc == sin_clave:
            raise errores.FaltaClave("No hay contraseña.", rfc=rfc)
        return Clave(escenario.clave)

    lista = listar(tmp_path / "efirmas", resolver=resolver, ahora=escenario.ahora)
    assert [(item.carpeta, type(item.resultado)) for item in lista] == [
        ("EKU9003173C9", errores.FaltaArchivo),
        ("p&c100101aa2", errores.EfirmaDelRepresentante),
        ("PEÑA8001019Z0", Efirma),
        ("SINC800101AB2", errores.FaltaClave),
        ("viejas", RFCInvalido),
        ("XIQB891116QE4", errores.EfirmaDeOtroRFC),
    ]
