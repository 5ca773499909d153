"""The archive: names, verification, and nothing lost."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.contribuyentes import contribuyentes_ficticios
from fixtures.replica.acuse_pdf import acuse_pdf
from fixtures.replica.estado import Presentada
from icsoe_bot.archive.archivo import AcuseCambiado, Archivo, ArchivoDeOtroAmbiente
from icsoe_bot.archive.nombres import ruta_de_acuse
from icsoe_bot.archive.verificacion import AcuseAjeno, AcuseSinValidez, NoEsUnAcuse, verificar
from icsoe_bot.domain.acuse import Folio
from icsoe_bot.domain.informativa import Presentacion, TipoInformativa
from icsoe_bot.domain.periodo import Cuatrimestre, Periodo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.rfc import RFC

FOLIO = Folio("SI26123456")
PRESENTACION = Presentacion(RFC.parse("EKU9003173C9"), Periodo.parse("2026-2"))
CONTRIBUYENTES = contribuyentes_ficticios(16)


def pdf(presentacion: Presentacion = PRESENTACION, folio: Folio = FOLIO) -> bytes:
    return acuse_pdf(
        Presentada(
            rfc=str(presentacion.rfc),
            nombre="EMPRESA FICTICIA & COMPAÑÍA SA DE CV",
            periodo=presentacion.periodo,
            tipo=presentacion.tipo.value,
            folio=str(folio),
            fecha=datetime(2026, 9, 3, 12, tzinfo=ZONA),
        )
    )


@pytest.fixture
def archivo(tmp_path: Path) -> Archivo:
    return Archivo(tmp_path / "acuses", "replica")


@settings(max_examples=20)
@given(
    st.sampled_from([c.rfc for c in CONTRIBUYENTES]),
    st.integers(2021, 2098),
    st.sampled_from(Cuatrimestre),
    st.from_regex(r"[A-Z]{1,2}[0-9]{6,12}", fullmatch=True),
)
def test_el_acuse_propio_pasa_y_ningun_otro(
    rfc: RFC, anio: int, cuatrimestre: Cuatrimestre, folio: str
) -> None:
    propia = Presentacion(rfc, Periodo(anio, cuatrimestre))
    contenido = pdf(propia, Folio(folio))
    verificar(contenido, propia, Folio(folio), acepta_replica=True)
    ajena = next(c.rfc for c in CONTRIBUYENTES if c.rfc != rfc)
    for otra in (
        Presentacion(ajena, propia.periodo),
        Presentacion(rfc, propia.periodo.siguiente),
        Presentacion(rfc, Periodo(anio + 1, cuatrimestre)),
        Presentacion(rfc, propia.periodo, TipoInformativa.NORMAL),
    ):
        with pytest.raises(AcuseAjeno):
            verificar(contenido, otra, Folio(folio), acepta_replica=True)
    for otro in (Folio(folio + "0"), Folio(folio[:-1] + "A")):
        with pytest.raises(AcuseAjeno):
            verificar(contenido, propia, otro, acepta_replica=True)


@given(st.binary(max_size=400) | st.integers(0, 1500).map(lambda n: pdf()[:n]))
def test_lo_que_no_es_un_pdf_entero_se_nombra_asi(contenido: bytes) -> None:
    with pytest.raises(NoEsUnAcuse):
        verificar(contenido, PRESENTACION, FOLIO, acepta_replica=True)


@given(st.integers(9, 2500), st.binary(min_size=1, max_size=40))
def test_un_pdf_danado_nunca_da_otro_error(lugar: int, basura: bytes) -> None:
    contenido = pdf()
    danado = contenido[:lugar] + basura + contenido[lugar + len(basura) :]
    with contextlib.suppress(NoEsUnAcuse, AcuseAjeno, AcuseSinValidez):
        verificar(danado, PRESENTACION, FOLIO, acepta_replica=True)


def test_el_nombre_ordena_y_dice_de_que_es() -> None:
    ruta = ruta_de_acuse(PRESENTACION, FOLIO)
    assert ruta.as_posix() == (
        "EKU9003173C9/2026/EKU9003173C9_2026-2_sin-informacion_SI26123456.pdf"
    )


def test_guardar_deja_solo_el_acuse(archivo: Archivo, tmp_path: Path) -> None:
    guardado = archivo.guardar(pdf(), PRESENTACION, FOLIO)
    assert guardado.ruta == tmp_path / "acuses" / ruta_de_acuse(PRESENTACION, FOLIO)
    assert [ruta.name for ruta in guardado.ruta.parent.iterdir()] == [guardado.ruta.name]
    assert archivo.vigente(PRESENTACION, FOLIO) == guardado
    assert archivo.guardar(pdf(), PRESENTACION, FOLIO) == guardado


def test_una_escritura_a_medias_no_deja_un_acuse(archivo: Archivo, tmp_path: Path) -> None:
    with (
        patch("icsoe_bot.archive.archivo.os.fsync", side_effect=OSError("disco lleno")),
        pytest.raises(OSError, match="disco lleno"),
    ):
        archivo.guardar(pdf(), PRESENTACION, FOLIO)
    assert not [ruta for ruta in (tmp_path / "acuses").rglob("*") if ruta.suffix != ""]


def test_lo_que_no_pasa_se_aparta_y_nada_se_pierde(archivo: Archivo, tmp_path: Path) -> None:
    for contenido, error in (
        (b"<html>Error</html>", NoEsUnAcuse),
        (pdf()[:-200], NoEsUnAcuse),
        (pdf(folio=Folio("SI26999999")), AcuseAjeno),
    ):
        with pytest.raises(error) as visto:
            archivo.guardar(contenido, PRESENTACION, FOLIO)
        apartados = list((tmp_path / "acuses" / "apartados").iterdir())
        assert any(ruta.read_bytes() == contenido for ruta in apartados)
        assert any(str(ruta) in visto.value.remedio for ruta in apartados)
    assert not list((tmp_path / "acuses").rglob("*.pdf"))


def test_nada_se_sobrescribe(archivo: Archivo, tmp_path: Path) -> None:
    guardado = archivo.guardar(pdf(), PRESENTACION, FOLIO)
    distinto = pdf() + b"\n%%EOF\n"
    with pytest.raises(AcuseCambiado):
        archivo.guardar(distinto, PRESENTACION, FOLIO)
    assert guardado.ruta.read_bytes() == pdf()
    (apartado,) = (tmp_path / "acuses" / "apartados").iterdir()
    assert apartado.read_bytes() == distinto


def test_produccion_no_guarda_lo_de_la_replica(tmp_path: Path) -> None:
    produccion = Archivo(tmp_path / "acuses", "produccion")
    with pytest.raises(AcuseSinValidez):
        produccion.guardar(pdf(), PRESENTACION, FOLIO)
    assert not list((tmp_path / "acuses").rglob("*.pdf"))


@pytest.mark.parametrize(("uno", "otro"), [("replica", "produccion"), ("produccion", "replica")])
def test_una_carpeta_es_de_un_solo_ambiente(uno: str, otro: str, tmp_path: Path) -> None:
    Archivo(tmp_path / "acuses", uno)
    with pytest.raises(ArchivoDeOtroAmbiente) as error:
        Archivo(tmp_path / "acuses", otro)
    assert error.value.exit_code == 2
