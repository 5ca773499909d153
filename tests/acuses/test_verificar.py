"""``icsoe acuses verificar``: whatever happened to the archive is named, and nothing else."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.acuses.anotado import Anotado
from flows.acuses.lectura import que_es
from flows.acuses.verificacion import Clase, Verificador
from flows.cli.main import ejecutar
from flows.mundo import Mundo
from icsoe_bot.archive.archivo import Archivo, escribir_de_una_vez
from icsoe_bot.archive.nombres import ruta_de_acuse
from icsoe_bot.archive.verificacion import NoEsUnAcuse
from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.ledger.acuses import AcuseRegistrado
from icsoe_bot.portal.direcciones import Ambiente
from tests.acuses.archivados import AHORA, AMPERSAND, ENIE, OTRA, SOSA, Despacho, acuse, pdf

UNO = acuse()
DOS = acuse(AMPERSAND, folio="SI26000002")
AJENO = acuse(OTRA, folio="SI26000003")


def pedir(
    capsys: pytest.CaptureFixture[str], despacho: Despacho, *argumentos: object, codigo: int = 1
) -> dict[str, Any]:
    orden = ["-C", str(despacho.carpeta.raiz), "acuses", "verificar", "--json"]
    assert ejecutar([*orden, *map(str, argumentos)]) == codigo
    dato: dict[str, Any] = json.loads(capsys.readouterr().out)
    return dato


def unico(dato: dict[str, Any]) -> dict[str, Any]:
    (hallazgo,) = dato["hallazgos"]
    assert isinstance(hallazgo, dict)
    return hallazgo


def test_un_archivo_integro_termina_en_cero(
    despacho: Despacho, capsys: pytest.CaptureFixture[str]
) -> None:
    despacho.archivar(UNO, DOS)
    despacho.archivar(UNO, contenido=pdf(UNO, nombre="REIMPRESO"), version=2)
    (despacho.acuses / ".DS_Store").write_bytes(b"x")
    dato = pedir(capsys, despacho, codigo=0)
    assert dato == {
        "ambiente": "replica",
        "integro": True,
        "revisados": 3,
        "cuentas": {},
        "hallazgos": [],
    }
    assert ejecutar(["-C", str(despacho.carpeta.raiz), "acuses", "verificar"]) == 0
    visto = capsys.readouterr().out
    assert "RÉPLICA — SIN VALIDEZ · Archivo íntegro" in visto
    assert "3 acuses revisados" in visto


def test_lo_borrado_falta(despacho: Despacho, capsys: pytest.CaptureFixture[str]) -> None:
    despacho.archivar(DOS)
    ruta = despacho.archivar(UNO)
    ruta.unlink()
    hallazgo = unico(pedir(capsys, despacho))
    assert (hallazgo["clase"], hallazgo["grave"]) == ("falta", True)
    assert hallazgo["archivo"] == ruta_de_acuse(UNO).as_posix()
    assert (hallazgo["rfc"], hallazgo["periodo"]) == (str(ENIE), "2026-1")
    assert f"icsoe acuses {ENIE}" in hallazgo["que_hacer"]


def voltear(contenido: bytes) -> bytes:
    lugar = contenido.index(b"stream") + 20
    return contenido[:lugar] + bytes([contenido[lugar] ^ 1]) + contenido[lugar + 1 :]


@pytest.mark.parametrize(
    ("alterar", "palabras"),
    [
        (lambda contenido: contenido + b"\n%%EOF\n", "Sigue siendo un acuse de esa presentación"),
        (lambda contenido: contenido[:-300], "no es un PDF entero"),
        (lambda _: b"", "no es un PDF entero"),
        (lambda _: pdf(AJENO), f"es un acuse de la réplica de {OTRA}, y no el de esa"),
        (lambda _: pdf(DOS), f"En su lugar está el acuse SI26000002 de {AMPERSAND}."),
        (voltear, "El archivo"),
    ],
    ids=["agregado", "cortado", "vacio", "ajeno", "de-otro", "un-bit"],
)
def test_lo_alterado_se_nombra_y_se_dice_que_es(
    alterar: Callable[[bytes], bytes],
    palabras: str,
    despacho: Despacho,
    capsys: pytest.CaptureFixture[str],
) -> None:
    despacho.archivar(DOS)
    ruta = despacho.archivar(UNO)
    ruta.write_bytes(alterar(ruta.read_bytes()))
    hallazgo = unico(pedir(capsys, despacho))
    assert (hallazgo["clase"], hallazgo["folio"]) == ("alterado", "SI26000001")
    assert palabras in hallazgo["que_es"]


def test_lo_que_la_bitacora_dice_de_otro_no_corresponde(
    despacho: Despacho, capsys: pytest.CaptureFixture[str]
) -> None:
    despacho.archivar(UNO)
    archivo = despacho.carpeta.abrir_archivo()
    otro = replace(UNO, folio=Folio("SI26999999"))
    with despacho.bitacora() as bitacora:
        (bueno,) = bitacora.acuses.listar()
        bitacora.acuses.anotar(otro, 1, bueno.ruta, bueno.sha256)
    assert archivo.tiene(bueno.ruta)
    hallazgo = unico(pedir(capsys, despacho))
    assert (hallazgo["clase"], hallazgo["folio"]) == ("no corresponde", "SI26999999")


@pytest.mark.parametrize(
    ("contenido", "palabras"),
    [
        (pdf(AJENO), f"es un acuse de la réplica de {OTRA}"),
        (b"%PDF-1.4\n%%EOF\n", "no es un PDF entero"),
        (b"hola", "no es un PDF entero"),
    ],
)
def test_un_pdf_que_nadie_anoto_es_desconocido(
    contenido: bytes, palabras: str, despacho: Despacho, capsys: pytest.CaptureFixture[str]
) -> None:
    despacho.archivar(UNO)
    (despacho.acuses / str(ENIE) / "copia de Ñandú.PDF").write_bytes(contenido)
    hallazgo = unico(pedir(capsys, despacho))
    assert hallazgo["clase"] == "desconocido"
    assert hallazgo["archivo"] == f"{ENIE}/copia de Ñandú.PDF"
    assert palabras in hallazgo["que_es"]


def test_lo_movido_se_encuentra(despacho: Despacho, capsys: pytest.CaptureFixture[str]) -> None:
    ruta = despacho.archivar(UNO)
    ruta.rename(despacho.acuses / "movido.pdf")
    falta, fuera = pedir(capsys, despacho)["hallazgos"]
    assert (falta["clase"], falta["que_es"]) == ("falta", "Está en movido.pdf.")
    assert (fuera["clase"], fuera["grave"]) == ("fuera de lugar", False)
    assert fuera["lugar"] == falta["archivo"] == ruta_de_acuse(UNO).as_posix()


def test_una_copia_y_lo_apartado_no_estorban(
    despacho: Despacho, capsys: pytest.CaptureFixture[str]
) -> None:
    ruta = despacho.archivar(UNO)
    ruta.with_name("copia.pdf").write_bytes(ruta.read_bytes())
    ruta.with_name("notas.txt").write_text("x", encoding="utf-8")
    with pytest.raises(NoEsUnAcuse):
        despacho.carpeta.abrir_archivo().guardar(b"<html>", DOS)
    cuentas = pedir(capsys, despacho, codigo=0)["cuentas"]
    assert cuentas == {"fuera de lugar": 1, "apartado": 1, "otro archivo": 1}


def test_una_presentada_sin_acuse_se_dice(
    despacho: Despacho, capsys: pytest.CaptureFixture[str]
) -> None:
    despacho.archivar(UNO, acuse(SOSA, complementaria="Corrección", folio="SI26000009"))
    despacho.presentar(ENIE, "2026-1")
    # A complementaria's acuse isn't the first return's.
    despacho.presentar(SOSA, "2026-1", folio="SI26000005")
    hallazgo = unico(pedir(capsys, despacho))
    assert (hallazgo["clase"], hallazgo["rfc"]) == ("presentada sin acuse", str(SOSA))
    assert (hallazgo["folio"], hallazgo["archivo"]) == ("SI26000005", None)


def test_se_revisa_solo_a_quien_se_pide(
    despacho: Despacho, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NoEsUnAcuse):
        despacho.carpeta.abrir_archivo().guardar(b"<html>", UNO)
    despacho.archivar(UNO).unlink()
    despacho.archivar(DOS)
    despacho.presentar(ENIE, "2025-3")
    (despacho.acuses / str(ENIE) / "otro.pdf").write_bytes(b"x")
    dato = pedir(capsys, despacho, str(AMPERSAND).lower(), codigo=0)
    assert (dato["revisados"], dato["hallazgos"]) == (1, [])
    dato = pedir(capsys, despacho, ENIE)
    assert dato["cuentas"] == {
        "falta": 1,
        "desconocido": 1,
        "presentada sin acuse": 1,
        "apartado": 1,
    }
    dato = pedir(capsys, despacho, OTRA, codigo=2)
    assert (dato["error"], str(OTRA) in dato["mensaje"]) == ("NadaQueVerificar", True)


def test_lo_que_no_se_deja_leer_se_dice_y_lo_demas_se_revisa(
    despacho: Despacho, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ruta = despacho.archivar(UNO)
    despacho.archivar(DOS).unlink()
    leer = Path.read_bytes

    def cerrado(de: Path) -> bytes:
        if de == ruta:
            raise PermissionError(13, "Permission denied")
        return leer(de)

    monkeypatch.setattr(Path, "read_bytes", cerrado)
    dato = pedir(capsys, despacho)
    assert dato["cuentas"] == {"falta": 1, "ilegible": 1}


def test_se_muestra_a_las_personas(despacho: Despacho, capsys: pytest.CaptureFixture[str]) -> None:
    despacho.archivar(UNO).unlink()
    assert ejecutar(["-C", str(despacho.carpeta.raiz), "acuses", "verificar"]) == 1
    visto = capsys.readouterr().out
    assert "El archivo no está íntegro" in visto
    assert "1 acuse revisado · 1 falta" in visto


def anotado(*registrados: AcuseRegistrado) -> Anotado:
    return Anotado(Mundo("replica:x", AHORA), list(registrados), [])


def guardado(raiz: Path, de: Acuse) -> AcuseRegistrado:
    relativa, contenido = ruta_de_acuse(de).as_posix(), pdf(de)
    escribir_de_una_vez(raiz / relativa, contenido)
    return AcuseRegistrado(de, 1, relativa, hashlib.sha256(contenido).hexdigest(), AHORA)


def test_un_disco_que_separa_la_enie_no_confunde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archivo = Archivo(tmp_path / "acuses", "replica")
    registrado = guardado(tmp_path / "acuses", UNO)
    separada = unicodedata.normalize("NFD", registrado.ruta)
    assert separada != registrado.ruta
    monkeypatch.setattr(Archivo, "recorrer", lambda _, rfc=None: iter([separada]))
    visto = Verificador(archivo, anotado(registrado), Ambiente.REPLICA).verificar()
    assert visto.hallazgos == ()


def test_lo_que_otro_disco_nombro_con_dos_letras_se_encuentra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archivo = Archivo(tmp_path / "acuses", "replica")
    registrado = guardado(tmp_path / "acuses", UNO)
    separada = unicodedata.normalize("NFD", registrado.ruta)
    monkeypatch.setattr(Archivo, "recorrer", lambda _, rfc=None: iter([separada]))
    # The name as the ledger writes it leads nowhere on this disk.
    monkeypatch.setattr(Archivo, "leer", lambda _, ruta: {separada: pdf(UNO)}.get(ruta))
    visto = Verificador(archivo, anotado(registrado), Ambiente.REPLICA).verificar()
    falta, fuera = visto.hallazgos
    assert (falta.clase, fuera.clase) == (Clase.FALTA, Clase.FUERA_DE_LUGAR)
    assert falta.que_es == f"Está en {separada}."


def test_una_carpeta_enlazada_no_se_sigue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archivo = Archivo(tmp_path / "acuses", "replica")
    registrado = guardado(tmp_path / "acuses", UNO)
    (tmp_path / "acuses" / "vuelta").mkdir()
    (tmp_path / "acuses" / "vuelta" / "x.pdf").write_bytes(b"x")
    # As a link could: not every system lets everybody make one.
    monkeypatch.setattr(Path, "is_symlink", lambda ruta: ruta.name == "vuelta")
    visto = Verificador(archivo, anotado(registrado), Ambiente.REPLICA).verificar()
    assert visto.integro


@settings(max_examples=8)
@given(
    danos=st.dictionaries(
        st.integers(0, 3), st.sampled_from(["borrado", "volteado", "vaciado"]), max_size=4
    ),
    extras=st.integers(0, 2),
)
def test_se_nombra_exactamente_lo_danado(
    tmp_path_factory: pytest.TempPathFactory, danos: dict[int, str], extras: int
) -> None:
    raiz = tmp_path_factory.mktemp("a") / "acuses"
    archivo = Archivo(raiz, "replica")
    rfcs = (SOSA, ENIE, AMPERSAND, OTRA)
    registrados = [guardado(raiz, acuse(rfc, folio=f"SI2600{n}")) for n, rfc in enumerate(rfcs)]
    for cual, dano in danos.items():
        ruta = raiz / registrados[cual].ruta
        if dano == "borrado":
            ruta.unlink()
        else:
            ruta.write_bytes(voltear(ruta.read_bytes()) if dano == "volteado" else b"")
    for numero in range(extras):
        (raiz / f"extra {numero}.pdf").write_bytes(b"%PDF")
    visto = Verificador(archivo, anotado(*registrados), Ambiente.REPLICA).verificar()
    assert {(uno.ruta, uno.clase) for uno in visto.hallazgos} == {
        *(
            (registrados[cual].ruta, Clase.FALTA if dano == "borrado" else Clase.ALTERADO)
            for cual, dano in danos.items()
        ),
        *((f"extra {numero}.pdf", Clase.DESCONOCIDO) for numero in range(extras)),
    }
    assert visto.integro == (not danos and not extras)


@settings(max_examples=30)
@given(st.binary(max_size=200))
def test_de_cualquier_cosa_se_dice_que_es(basura: bytes) -> None:
    assert que_es(basura) == "no es un PDF entero"
