"""Bringing acuses home: all of them, whole, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fixtures.replica.acuse_pdf import acuse_pdf
from flows.acuses.bajar import AcusesIncompletos, Recolector
from flows.acuses.cosecha import Cosecha, Pedido
from flows.pasos import DESCARGAR, Paso
from flows.seguimiento import Seguimiento
from icsoe_bot.domain.informativa import Presentacion, TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.errors import IcsoeError
from icsoe_bot.ledger.estados import Estado
from icsoe_bot.portal.errores import SesionExpirada
from tests.flujo.conftest import Caso, caso, desde_la_puerta

__all__ = ["caso", "desde_la_puerta"]

DOCE: list[dict[str, Any]] = [
    *({"periodo": f"{anio}-{n}"} for anio in (2022, 2023, 2024) for n in (1, 2, 3)),
    {"periodo": "2025-1", "tipo": "Normal", "contratos": "3"},
    {"periodo": "2025-1", "tipo": "Normal", "complementaria": "Corrección"},
    {"periodo": "2025-2", "tipo": "De nuevo cuño", "complementaria": "Sin Efectos"},
]


def recolectar(
    caso: Caso, *observadores: Callable[[Paso], None], desde: str = "", hasta: str = ""
) -> Cosecha:
    pedido = Pedido(
        caso.presentacion.rfc,
        Periodo.parse(desde) if desde else None,
        Periodo.parse(hasta) if hasta else None,
    )
    recolector = Recolector(pedido, caso.efirma, caso.bitacora, caso.carpeta.abrir_archivo())
    with caso.pestana() as pestana:
        return recolector.recolectar(pestana, Seguimiento(pedido.titulo, *observadores))


def pdfs(caso: Caso) -> list[Path]:
    return sorted((caso.carpeta.raiz / "acuses").rglob("*.pdf"))


def test_trae_todos_los_de_todas_las_paginas_y_luego_ninguno(caso: Caso) -> None:
    caso.sembrar(acuses=DOCE)
    cosecha = recolectar(caso)
    assert (cosecha.listados, cosecha.ya, len(cosecha.bajados)) == (12, 0, 12)
    assert {ruta.read_bytes() for ruta in pdfs(caso)} == {
        acuse_pdf(presentada) for presentada in caso.replica.presentadas
    }
    nombres = " ".join(ruta.name for ruta in pdfs(caso))
    assert "_2025-1_normal-correccion_" in nombres
    assert "_2025-2_de-nuevo-cuno-sin-efectos_" in nombres
    otra = recolectar(caso)
    assert (otra.listados, otra.ya, otra.bajados) == (12, 12, [])
    assert caso.veces("acuse_descargado") == 12
    assert caso.veces("sesion_abierta") == caso.veces("sesion_cerrada") == 2
    # What people filed by hand is in the ledger; the complementarias are no filings of ours.
    registros = {(r.presentacion.periodo, r.presentacion.tipo): r for r in caso.bitacora.listar()}
    assert len(registros) == 10
    normal = registros[Periodo.parse("2025-1"), TipoInformativa.NORMAL]
    assert (normal.estado, normal.declarante) == (Estado.ACUSE_ARCHIVADO, "")
    detalle = next(
        s.detalle for s in caso.bitacora.sucesos(normal) if s.suceso == Estado.PRESENTADA.value
    )
    assert detalle["hallada"]


def test_solo_los_periodos_pedidos(caso: Caso) -> None:
    caso.sembrar(acuses=DOCE[:9])
    cosecha = recolectar(caso, desde="2022-3", hasta="2023-1")
    assert [str(uno.acuse.periodo) for uno in cosecha.bajados] == ["2022-3", "2023-1"]
    assert cosecha.listados == 2


RECHAZADOS = (
    "html",
    "truncado",
    "otro_folio",
    "otro_rfc",
    "de_carga",
)


@pytest.mark.lento
def test_lo_que_no_es_el_acuse_se_rechaza_y_los_demas_llegan(caso: Caso) -> None:
    caso.sembrar(acuses=DOCE[:6])
    for falla in RECHAZADOS:
        caso.falla(f"acuse_{falla}")
    with pytest.raises(AcusesIncompletos) as error:
        recolectar(caso)
    assert sum(p.folio in error.value.mensaje for p in caso.replica.presentadas) == 5
    assert len(pdfs(caso)) == 1
    assert len(list((caso.carpeta.raiz / "acuses" / "apartados").iterdir())) == 5
    assert not caso.replica.sesiones
    segunda = recolectar(caso)
    assert (segunda.ya, len(segunda.bajados)) == (1, 5)
    assert len(pdfs(caso)) == 6


def test_lo_que_falta_o_se_altero_se_trae_de_nuevo(caso: Caso) -> None:
    caso.sembrar(acuses=DOCE[:3])
    recolectar(caso)
    perdido, alterado, _ = pdfs(caso)
    bueno = alterado.read_bytes()
    perdido.unlink()
    alterado.write_bytes(bueno + b"\n%%EOF\n")
    cosecha = recolectar(caso)
    assert (cosecha.ya, [uno.version for uno in cosecha.bajados]) == (1, [1, 1])
    assert alterado.read_bytes() == bueno
    assert perdido.is_file()
    assert len(list((caso.carpeta.raiz / "acuses" / "apartados").iterdir())) == 1
    assert len(pdfs(caso)) == 3


@pytest.mark.lento
def test_uno_que_cambio_es_otra_version_y_se_dice(caso: Caso) -> None:
    caso.sembrar(acuses=DOCE[:1])
    recolectar(caso)
    (primera,) = pdfs(caso)
    primera.unlink()
    caso.falla("acuse_cambiado")
    (bajado,) = recolectar(caso).bajados
    assert (bajado.version, bajado.cambio) == (2, True)
    (segunda,) = pdfs(caso)
    assert segunda.name == primera.name.replace(".pdf", "_v2.pdf")


def test_una_corrida_interrumpida_continua_donde_se_quedo(caso: Caso) -> None:
    caso.sembrar(acuses=DOCE[:4])
    cuenta = 0

    def cortar(paso: Paso) -> None:
        nonlocal cuenta
        cuenta += paso is DESCARGAR
        if paso is DESCARGAR and cuenta == 3:
            raise IcsoeError("Se cortó.")

    with pytest.raises(IcsoeError, match="Se cortó"):
        recolectar(caso, cortar)
    assert not caso.replica.sesiones
    assert len(pdfs(caso)) == 2
    assert len(recolectar(caso).bajados) == 2
    assert caso.veces("acuse_descargado") == 4


@pytest.mark.lento
def test_una_sesion_que_expira_se_dice_y_la_siguiente_los_trae(caso: Caso) -> None:
    caso.sembrar(acuses=DOCE[:2])
    caso.falla("sesion_expirada", pantalla="descarga")
    with pytest.raises(SesionExpirada):
        recolectar(caso)
    assert not caso.replica.sesiones
    assert len(recolectar(caso).bajados) == 2


def test_lo_desconocido_lo_aclara_la_lista_de_acuses(caso: Caso) -> None:
    presentacion = Presentacion(caso.presentacion.rfc, Periodo.parse("2024-1"))
    registro = caso.bitacora.planear(presentacion, caso.protesta)
    caso.bitacora.mover(registro, [Estado.PLANEADA], Estado.DESCONOCIDA)
    caso.sembrar(acuses=[{"periodo": "2024-1", "folio": "SI2400001"}])
    recolectar(caso)
    aclarado = caso.bitacora.leer(presentacion)
    assert (aclarado.estado, str(aclarado.folio)) == (Estado.ACUSE_ARCHIVADO, "SI2400001")
    assert aclarado.declarante == caso.protesta.declarante
