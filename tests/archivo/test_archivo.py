"""The archive: names, verification, and nothing lost."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.contribuyentes import contribuyentes_ficticios
from fixtures.replica.acuse_pdf import acuse_pdf
from fixtures.replica.estado import Presentada
from icsoe_bot.archive.archivo import Archivo, ArchivoDeOtroAmbiente
from icsoe_bot.archive.nombres import ruta_de_acuse
from icsoe_bot.archive.verificacion import AcuseAjeno, AcuseSinValidez, NoEsUnAcuse, verificar
from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.periodo import Cuatrimestre, Periodo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.rfc import RFC

ACUSE = Acuse(
    rfc=RFC.parse("EKU9003173C9"),
    periodo=Periodo.parse("2026-2"),
    folio=Folio("SI26123456"),
    tipo="Sin información",
    complementaria="",
    fecha_presentacion=date(2026, 9, 3),
)
CONTRIBUYENTES = contribuyentes_ficticios(16)


def pdf(acuse: Acuse = ACUSE) -> bytes:
    return acuse_pdf(
        Presentada(
            rfc=str(acuse.rfc),
            nombre="EMPRESA FICTICIA & COMPAÑÍA SA DE CV",
            periodo=acuse.periodo,
            tipo=acuse.tipo,
            folio=str(acuse.folio),
            fecha=datetime(2026, 9, 3, 12, tzinfo=ZONA),
            complementaria=acuse.complementaria,
        )
    )


@pytest.fixture
def archivo(tmp_path: Path) -> Archivo:
    return Archivo(tmp_path / "acuses", "replica")


@settings(max_examples=6)
@given(
    st.sampled_from([c.rfc for c in CONTRIBUYENTES]),
    st.integers(2021, 2098),
    st.sampled_from(Cuatrimestre),
    st.from_regex(r"[A-Z]{1,2}[0-9]{6,12}", fullmatch=True),
)
def test_el_acuse_propio_pasa_y_ningun_otro(
    rfc: RFC, anio: int, cuatrimestre: Cuatrimestre, folio: str
) -> None:
    propio = replace(ACUSE, rfc=rfc, periodo=Periodo(anio, cuatrimestre), folio=Folio(folio))
    contenido = pdf(propio)
    verificar(contenido, propio, acepta_replica=True)
    ajeno = next(c.rfc for c in CONTRIBUYENTES if c.rfc != rfc)
    for otro in (
        replace(propio, rfc=ajeno),
        replace(propio, periodo=propio.periodo.siguiente),
        replace(propio, periodo=Periodo(anio + 1, cuatrimestre)),
        replace(propio, tipo="Normal"),
        replace(propio, complementaria="Corrección"),
        replace(propio, folio=Folio(folio + "0")),
        replace(propio, folio=Folio(folio[:-1] + "A")),
    ):
        with pytest.raises(AcuseAjeno):
            verificar(contenido, otro, acepta_replica=True)


@given(st.binary(max_size=400) | st.integers(0, 1500).map(lambda n: pdf()[:n]))
def test_lo_que_no_es_un_pdf_entero_se_nombra_asi(contenido: bytes) -> None:
    with pytest.raises(NoEsUnAcuse):
        verificar(contenido, ACUSE, acepta_replica=True)


@given(st.integers(9, 2500), st.binary(min_size=1, max_size=40))
def test_un_pdf_danado_nunca_da_otro_error(lugar: int, basura: bytes) -> None:
    contenido = pdf()
    danado = contenido[:lugar] + basura + contenido[lugar + len(basura) :]
    with contextlib.suppress(NoEsUnAcuse, AcuseAjeno, AcuseSinValidez):
        verificar(danado, ACUSE, acepta_replica=True)


def test_el_nombre_ordena_y_dice_de_que_es() -> None:
    ruta = ruta_de_acuse(ACUSE)
    assert ruta.as_posix() == (
        "EKU9003173C9/2026/EKU9003173C9_2026-2_sin-informacion_SI26123456.pdf"
    )
    rara = replace(ACUSE, tipo="Normal", complementaria="Sin Efectos / ¿«otra»?")
    assert ruta_de_acuse(rara, 3).name == (
        "EKU9003173C9_2026-2_normal-sin-efectos-otra_SI26123456_v3.pdf"
    )


def test_guardar_deja_solo_el_acuse(archivo: Archivo, tmp_path: Path) -> None:
    guardado = archivo.guardar(pdf(), ACUSE)
    assert guardado.ruta == tmp_path / "acuses" / ruta_de_acuse(ACUSE)
    assert [ruta.name for ruta in guardado.ruta.parent.iterdir()] == [guardado.ruta.name]
    assert archivo.vigente(ACUSE) == guardado
    assert archivo.guardar(pdf(), ACUSE) == guardado


def test_una_escritura_a_medias_no_deja_un_acuse(archivo: Archivo, tmp_path: Path) -> None:
    with (
        patch("icsoe_bot.archive.archivo.os.fsync", side_effect=OSError("disco lleno")),
        pytest.raises(OSError, match="disco lleno"),
    ):
        archivo.guardar(pdf(), ACUSE)
    assert not [ruta for ruta in (tmp_path / "acuses").rglob("*") if ruta.suffix != ""]


def test_lo_que_no_pasa_se_aparta_y_nada_se_pierde(archivo: Archivo, tmp_path: Path) -> None:
    for contenido, error in (
        (b"<html>Error</html>", NoEsUnAcuse),
        (pdf()[:-200], NoEsUnAcuse),
        (pdf(replace(ACUSE, folio=Folio("SI26999999"))), AcuseAjeno),
    ):
        with pytest.raises(error) as visto:
            archivo.guardar(contenido, ACUSE)
        apartados = list((tmp_path / "acuses" / "apartados").iterdir())
        assert any(ruta.read_bytes() == contenido for ruta in apartados)
        assert any(str(ruta) in visto.value.remedio for ruta in apartados)
    assert not list((tmp_path / "acuses").rglob("*.pdf"))


def test_nada_se_sobrescribe_lo_distinto_es_otra_version(archivo: Archivo) -> None:
    primera = archivo.guardar(pdf(), ACUSE)
    distinto = pdf() + b"\n%%EOF\n"
    segunda = archivo.guardar(distinto, ACUSE)
    assert (primera.version, segunda.version) == (1, 2)
    assert primera.ruta.read_bytes() == pdf()
    assert segunda.ruta.read_bytes() == distinto
    assert segunda.ruta.name == primera.ruta.name.replace(".pdf", "_v2.pdf")
    assert archivo.guardar(pdf(), ACUSE) == primera
    assert archivo.guardar(distinto, ACUSE) == segunda
    assert archivo.intacto(segunda.relativa, segunda.sha256) == segunda.ruta
    assert archivo.intacto(segunda.relativa, primera.sha256) is None


def test_lo_danado_hace_lugar_y_se_guarda_aparte(archivo: Archivo, tmp_path: Path) -> None:
    guardado = archivo.guardar(pdf(), ACUSE)
    guardado.ruta.write_bytes(pdf()[:100])
    assert archivo.vigente(ACUSE) is None
    assert archivo.guardar(pdf(), ACUSE) == guardado
    (apartado,) = (tmp_path / "acuses" / "apartados").iterdir()
    assert apartado.read_bytes() == pdf()[:100]


def test_produccion_no_guarda_lo_de_la_replica(tmp_path: Path) -> None:
    produccion = Archivo(tmp_path / "acuses", "produccion")
    with pytest.raises(AcuseSinValidez):
        produccion.guardar(pdf(), ACUSE)
    assert not list((tmp_path / "acuses").rglob("*.pdf"))


@pytest.mark.parametrize(("uno", "otro"), [("replica", "produccion"), ("produccion", "replica")])
def test_una_carpeta_es_de_un_solo_ambiente(uno: str, otro: str, tmp_path: Path) -> None:
    del_otro = Archivo(tmp_path / "acuses", otro)
    with pytest.raises(NoEsUnAcuse):
        Archivo(tmp_path / "acuses", uno).guardar(b"ni un PDF", ACUSE)
    for usar in (
        lambda: Archivo(tmp_path / "acuses", otro),
        lambda: del_otro.guardar(b"ni un PDF", ACUSE),
    ):
        with pytest.raises(ArchivoDeOtroAmbiente) as error:
            usar()
        assert error.value.exit_code == 2


def test_mirar_la_carpeta_no_la_hace_de_un_ambiente(tmp_path: Path) -> None:
    Archivo(tmp_path / "acuses", "replica").vigente(ACUSE)
    Archivo(tmp_path / "acuses", "produccion")
    assert not list(tmp_path.iterdir())
