"""Archived acuses in the ledger: added, never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.bitacora import Bitacora

ACUSE = Acuse(
    rfc=RFC.parse("XIQB891116QE4"),
    periodo=Periodo.parse("2026-2"),
    folio=Folio("SI26123456"),
    tipo="Sin información",
    complementaria="",
    fecha_presentacion=date(2026, 9, 3),
)


def test_se_listan_en_orden_y_por_contribuyente(url: str) -> None:
    otro = replace(ACUSE, rfc=RFC.parse("EKU9003173C9"), tipo="Normal", complementaria="Corrección")
    antes = replace(ACUSE, periodo=Periodo.parse("2025-3"), folio=Folio("SI25999999"))
    with Bitacora(url, "replica:a") as bitacora:
        for acuse in (ACUSE, otro, antes):
            bitacora.acuses.anotar(acuse, 1, f"{acuse.folio}.pdf", "a" * 64)
        assert [uno.acuse for uno in bitacora.acuses.listar()] == [otro, antes, ACUSE]
        assert [uno.acuse for uno in bitacora.acuses.listar(ACUSE.rfc)] == [antes, ACUSE]
    with Bitacora(url, "produccion") as bitacora:
        assert bitacora.acuses.listar() == []


def test_lo_mismo_dos_veces_es_uno_y_otro_contenido_es_otro(url: str) -> None:
    with Bitacora(url, "replica:a") as bitacora:
        for _ in range(2):
            bitacora.acuses.anotar(ACUSE, 1, "uno.pdf", "a" * 64)
        (primero,) = bitacora.acuses.listar()
        assert (primero.version, primero.ruta, primero.sha256) == (1, "uno.pdf", "a" * 64)
        assert primero.archivado.tzinfo is not None
        bitacora.acuses.anotar(ACUSE, 2, "uno_v2.pdf", "b" * 64)
        assert [uno.version for uno in bitacora.acuses.listar()] == [1, 2]


def test_inesperados_son_los_que_las_presentaciones_no_cuentan(url: str) -> None:
    correccion = replace(ACUSE, folio=Folio("SI26123457"), complementaria="Corrección")
    sola = replace(ACUSE, periodo=Periodo.parse("2025-3"), folio=Folio("SI25999999"))
    de_otro_tipo = replace(
        ACUSE, periodo=Periodo.parse("2025-2"), folio=Folio("SI25999998"), tipo="Otra"
    )
    with Bitacora(url, "replica:a") as bitacora:
        for acuse in (ACUSE, sola):
            bitacora.hallar(acuse, TipoInformativa.SIN_INFORMACION)
        for acuse in (ACUSE, correccion, sola, de_otro_tipo):
            bitacora.acuses.anotar(acuse, 1, f"{acuse.folio}.pdf", "a" * 64)
        bitacora.acuses.anotar(correccion, 2, "otra.pdf", "b" * 64)
        hallados = bitacora.acuses.inesperados()
        assert set(hallados) == {ACUSE, correccion, de_otro_tipo}
        assert len(hallados) == 3
    with Bitacora(url, "produccion") as bitacora:
        assert bitacora.acuses.inesperados() == []
