"""What is checked before a browser opens, and in which order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows.carpeta import CarpetaDeTrabajo
from flows.encargo import Encargo, encargar
from flows.mundo import Mundo, mundo_local
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma import errores
from icsoe_bot.errors import IcsoeError
from icsoe_bot.ledger.rechazos import Rechazos
from tests.conftest import Oficina


class Despacho:
    """A practice folder whose e.firmas and passwords can be mixed up."""

    def __init__(self, oficina: Oficina, rechazos: Rechazos) -> None:
        self.raiz = oficina.carpeta
        self.rechazos = rechazos
        rfcs = [contribuyente.rfc for contribuyente in oficina.contribuyentes]
        self.moral = next(rfc for rfc in rfcs if rfc.es_moral)
        self.fisica, self.otra = (rfc for rfc in rfcs if rfc.es_fisica)
        self.mundo = mundo_local(oficina_configurada(self.raiz).direcciones)

    def poner(self, de: RFC, en: RFC) -> None:
        """The files of one, in the folder of another; each keeps its own password."""
        destino = self.raiz / "efirmas" / str(en)
        shutil.rmtree(destino)
        shutil.copytree(self.raiz / "efirmas" / str(de), destino)

    def sin_claves(self) -> None:
        env = self.raiz / ".env"
        lineas = env.read_text(encoding="utf-8").splitlines(keepends=True)
        env.write_text("".join(x for x in lineas if "_CLAVE_" not in x), encoding="utf-8")

    def encargar(self, rfc: RFC, mundo: Mundo | None = None) -> Encargo:
        ahora = mundo or self.mundo
        return encargar(
            oficina_configurada(self.raiz),
            Presentacion(rfc, Periodo.parse("2025-3")),
            Protesta("Ana Ficticia", ahora.ahora.date()),
            ahora,
            self.rechazos,
        )


def oficina_configurada(raiz: Path) -> CarpetaDeTrabajo:
    """Read anew each time: the folder keeps what it has read."""
    return CarpetaDeTrabajo(raiz)


@pytest.fixture
def despacho(oficina: Oficina) -> Iterator[Despacho]:
    with CarpetaDeTrabajo(oficina.carpeta).abrir_bitacora("replica:de-pruebas") as bitacora:
        yield Despacho(oficina, bitacora.rechazos)


@pytest.mark.parametrize("con_claves", [True, False])
def test_la_efirma_de_otro_se_reconoce_aunque_su_clave_sea_otra(
    con_claves: bool, despacho: Despacho
) -> None:
    if not con_claves:
        despacho.sin_claves()
    for de, en, clase in (
        (despacho.otra, despacho.fisica, errores.EfirmaDeOtroRFC),
        (despacho.otra, despacho.moral, errores.EfirmaDelRepresentante),
    ):
        despacho.poner(de, en)
        with pytest.raises(errores.EfirmaDeOtroRFC) as error:
            despacho.encargar(en)
        assert type(error.value) is clase
        assert despacho.rechazos.ultimo(en) is None


def test_lo_que_el_certificado_dice_va_antes_que_la_clave(despacho: Despacho) -> None:
    despacho.sin_claves()
    vencida = Mundo(despacho.mundo.nombre, despacho.mundo.ahora + timedelta(days=5 * 365))
    casos: list[tuple[Mundo, type[IcsoeError]]] = [
        (vencida, errores.EfirmaVencida),
        (despacho.mundo, errores.FaltaClave),
    ]
    for mundo, clase in casos:
        with pytest.raises(clase):
            despacho.encargar(despacho.fisica, mundo)


def test_en_produccion_una_efirma_de_la_replica_no_sirve(despacho: Despacho) -> None:
    (despacho.raiz / ".env").write_text("ICSOE_AMBIENTE=produccion\n", encoding="utf-8")
    with pytest.raises(errores.EfirmaSinValidez):
        despacho.encargar(despacho.fisica)
