"""``icsoe revisar``: every red line says what is wrong, why it matters and what to do."""

from __future__ import annotations

import email.message
import json
import os
import shutil
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from fixtures.autoridad import emitir_efirma
from flows.carpeta import CarpetaDeTrabajo
from flows.cli.main import ejecutar
from flows.mundo import reloj_del_portal
from flows.revisar import revisar
from flows.revision import custodia
from flows.revision.motivos import porque
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.efirma import errores as efirma
from icsoe_bot.errors import IcsoeError
from icsoe_bot.portal.direcciones import Ambiente, Direcciones
from icsoe_bot.portal.salida import Red
from tests.conftest import Oficina

solo_posix = pytest.mark.skipif(os.name == "nt", reason="permisos de POSIX")


@pytest.fixture(autouse=True)
def sin_abrir_navegador(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.revisar._navegador", lambda _carpeta: "uno")


def mirar(raiz: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code and what was found, by its subject."""
    codigo = ejecutar(["-C", str(raiz), "revisar", "--json"])
    return codigo, {uno["asunto"]: uno for uno in json.loads(capsys.readouterr().out)}


def cambiar_env(raiz: Path, cambio: Callable[[str], str]) -> None:
    env = raiz / ".env"
    env.write_text(cambio(env.read_text(encoding="utf-8")), encoding="utf-8")


def nombre_de(hallazgo: dict[str, Any]) -> str:
    return str(hallazgo["asunto"]).removeprefix("e.firma de ")


def _sin_claves(raiz: Path) -> None:
    cambiar_env(
        raiz, lambda t: "\n".join(x for x in t.splitlines() if "_CLAVE_" not in x or "=" not in x)
    )


def _otra_clave(raiz: Path) -> None:
    _sin_claves(raiz)
    cambiar_env(raiz, lambda t: f"{t}\nICSOE_CLAVE_{_rfc(raiz)}=equivocada\n")


def _rfc(raiz: Path) -> str:
    return sorted(hija.name for hija in (raiz / "efirmas").iterdir())[0]


def _llave(raiz: Path) -> Path:
    return next((raiz / "efirmas" / _rfc(raiz)).glob("*.key"))


def _bitacora_nueva(raiz: Path) -> None:
    with CarpetaDeTrabajo(raiz).abrir_bitacora("replica"):
        pass
    base = sqlite3.connect(raiz / "bitacora-replica.sqlite3")
    base.execute("UPDATE alembic_version SET version_num = '9999'")
    base.commit()
    base.close()


def _agregar_al_lote(raiz: Path, renglon: str) -> None:
    with (raiz / "lote.csv").open("a", encoding="utf-8") as lote:
        lote.write(renglon + "\r\n")


DESCOMPOSTURAS: dict[str, tuple[Callable[[Path], object], str, str, str]] = {
    "llave que otros leen": (
        lambda raiz: _llave(raiz).chmod(0o644),
        *("permisos", "PermisosAbiertos", "chmod -R go= "),
    ),
    ".env que otros leen": (
        lambda raiz: (raiz / ".env").chmod(0o640),
        *("permisos", "PermisosAbiertos", ".env"),
    ),
    "efirmas que otros escriben": (
        lambda raiz: (raiz / "efirmas").chmod(0o777),
        *("permisos", "PermisosAbiertos", "efirmas"),
    ),
    "sin contraseña": (_sin_claves, "e.firma", "FaltaClave", "llavero"),
    "contraseña equivocada": (_otra_clave, "e.firma", "ClaveIncorrecta", "contraseña"),
    "sin llave": (lambda raiz: _llave(raiz).unlink(), "e.firma", "FaltaArchivo", "Copie ahí"),
    "bitácora más nueva": (_bitacora_nueva, "bitácora", "BitacoraMasNueva", "Actualice"),
    "lote con errores": (
        lambda raiz: _agregar_al_lote(raiz, "NADIE,2026-9,Normal,pendiente,ayer"),
        *("lote.csv", "LoteInvalido", "Fila 6, columna rfc"),
    ),
    "lote de quien no tiene e.firma": (
        lambda raiz: shutil.rmtree(raiz / "efirmas" / _rfc(raiz)),
        *("lote.csv", "LoteSinEfirma", "efirmas/<RFC>/"),
    ),
    "día inhábil ilegible": (
        lambda raiz: (raiz / "dias-inhabiles.txt").write_bytes("2027-01-18 # año".encode("cp1252")),
        *("días inhábiles", "UsageProblem", "UTF-8"),
    ),
    "avisos mal escritos": (
        lambda raiz: cambiar_env(raiz, lambda texto: f"{texto}ICSOE_AVISOS=hola\n"),
        *("avisos", "ConfiguracionInvalida", "docs/avisos.md"),
    ),
    "dirección del otro ambiente": (
        lambda raiz: cambiar_env(raiz, lambda texto: texto.replace("replica", "produccion", 1)),
        *("direcciones", "UsageProblem", "Corrija el archivo .env"),
    ),
}


@solo_posix
@pytest.mark.parametrize("cual", DESCOMPOSTURAS)
def test_cada_renglon_rojo_dice_que_pasa_por_que_importa_y_que_hacer(
    cual: str, oficina: Oficina, capsys: pytest.CaptureFixture[str]
) -> None:
    descomponer, asunto, clase, palabras = DESCOMPOSTURAS[cual]
    descomponer(oficina.carpeta)
    codigo, hallazgos = mirar(oficina.carpeta, capsys)
    rojos = {nombre: uno for nombre, uno in hallazgos.items() if not uno["bien"]}
    rojo = next(uno for nombre, uno in rojos.items() if nombre.startswith(asunto))
    assert rojo["error"]["error"] == clase
    assert palabras in f"{rojo['detalle']} {rojo['remedio']}"
    assert codigo == min(uno["error"]["codigo"] for uno in rojos.values())
    for uno in rojos.values():
        assert all((uno["detalle"], uno["porque"], uno["remedio"])), uno
    assert ejecutar(["-C", str(oficina.carpeta), "revisar"]) == codigo
    dicho = " ".join(capsys.readouterr().out.split())
    for uno in rojos.values():
        assert f"Por qué importa: {uno['porque']}" in dicho
        assert dicho.count(f"Por qué importa: {uno['porque']}") == 1
    remedio = " ".join(rojo["remedio"].split())
    if sum(uno["porque"] == rojo["porque"] for uno in rojos.values()) > 1:
        remedio = remedio.replace(nombre_de(rojo), "<RFC>")
    assert f"Qué hacer: {remedio}" in dicho


def test_con_ajustes_ilegibles_hay_un_renglon_rojo_y_no_diez(
    oficina: Oficina, capsys: pytest.CaptureFixture[str]
) -> None:
    cambiar_env(oficina.carpeta, lambda texto: f"{texto}ICSOE_AMBIENTEE=produccion\n")
    codigo, hallazgos = mirar(oficina.carpeta, capsys)
    assert codigo == 2
    assert [nombre for nombre, uno in hallazgos.items() if not uno["bien"]] == ["ajustes"]
    assert "¿Quiso escribir ICSOE_AMBIENTE?" in hallazgos["ajustes"]["remedio"]


def test_las_efirmas_se_distinguen_por_lo_que_les_pasa(
    oficina: Oficina, capsys: pytest.CaptureFixture[str]
) -> None:
    ahora = datetime.now(ZONA)
    casos: dict[str, dict[str, Any]] = {
        "sello": {"csd": True},
        "vencida": {"hasta": ahora - timedelta(days=1)},
        "por vencer": {"hasta": ahora + timedelta(days=20, hours=1)},
    }
    lineas = []
    for contribuyente, caso in zip(oficina.contribuyentes, casos.values(), strict=False):
        rfc = str(contribuyente.rfc)
        datos: dict[str, Any] = {
            "curp": contribuyente.curp or "AEAA800101HDFBBB00",
            "desde": ahora - timedelta(days=1000),
            "hasta": ahora + timedelta(days=400),
        }
        archivos = emitir_efirma(
            rfc=rfc, nombre=contribuyente.nombre, clave="Clave-8", bits=1024, **(datos | caso)
        )
        (oficina.carpeta / "efirmas" / rfc / f"{rfc.lower()}.cer").write_bytes(archivos.cer)
        (oficina.carpeta / "efirmas" / rfc / f"{rfc.lower()}.key").write_bytes(archivos.key)
        lineas.append(f"ICSOE_CLAVE_{rfc}=Clave-8")
    cambiar_env(
        oficina.carpeta,
        lambda t: "\n".join([*(x for x in t.splitlines() if "_CLAVE_" not in x), *lineas]),
    )
    codigo, hallazgos = mirar(oficina.carpeta, capsys)
    sello, vencida, pronto = (
        hallazgos[f"e.firma de {contribuyente.rfc}"] for contribuyente in oficina.contribuyentes[:3]
    )
    assert codigo == 1
    assert sello["error"]["error"] == "EsSelloDigital"
    assert "facturar" in sello["porque"]
    assert vencida["error"]["error"] == "EfirmaVencida"
    assert vencida["error"]["quien"] == "contribuyente"
    assert pronto["bien"]
    assert pronto["atencion"]
    assert pronto["detalle"] == "vence en 20 días"
    assert f"{ahora + timedelta(days=20, hours=1):%d/%m/%Y}" in pronto["remedio"]


def test_un_lote_que_espera_a_quien_declara_no_es_un_error(
    oficina: Oficina, capsys: pytest.CaptureFixture[str]
) -> None:
    lote = oficina.carpeta / "lote.csv"
    encabezado, primero, *_ = lote.read_text(encoding="utf-8-sig").splitlines()
    rfc, periodo, tipo, *_ = primero.split(",")
    lote.write_text(f"{encabezado}\n{rfc},{periodo},{tipo},,\n", encoding="utf-8")
    codigo, hallazgos = mirar(oficina.carpeta, capsys)
    assert codigo == 0
    assert hallazgos["lote.csv"]["atencion"]
    assert "1 renglón" in hallazgos["lote.csv"]["detalle"]
    lote.write_text(f"{encabezado}\n{rfc},{periodo},{tipo},,ayer\n", encoding="utf-8")
    codigo, hallazgos = mirar(oficina.carpeta, capsys)
    assert (codigo, hallazgos["lote.csv"]["error"]["error"]) == (2, "LoteInvalido")


def test_una_variable_del_equipo_contraria_al_env_se_advierte(
    oficina: Oficina, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ICSOE_ESPERA", "30")
    codigo, hallazgos = mirar(oficina.carpeta, capsys)
    assert codigo == 0
    assert hallazgos["ajustes"]["atencion"]
    assert "ICSOE_ESPERA" in hallazgos["ajustes"]["detalle"]


@pytest.mark.parametrize(("libre", "codigo", "bien"), [(10, 1, False), (500, 0, True)])
def test_el_espacio_en_disco(
    libre: int,
    codigo: int,
    bien: bool,
    oficina: Oficina,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    uso = SimpleNamespace(free=libre * 1024 * 1024)
    monkeypatch.setattr("flows.revision.oficina.shutil.disk_usage", lambda _raiz: uso)
    dado, hallazgos = mirar(oficina.carpeta, capsys)
    assert dado == codigo
    disco = hallazgos["disco"]
    assert (disco["bien"], disco["atencion"]) == (bien, bien)
    assert f"{libre} MB" in disco["detalle"]
    assert disco["remedio"]


def test_en_la_nube_se_advierte_y_en_una_unidad_de_red_no_se_sigue(
    oficina: Oficina, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nube = oficina.carpeta.parent / "OneDrive - Despacho" / "oficina"
    shutil.copytree(oficina.carpeta, nube)
    codigo, hallazgos = mirar(nube, capsys)
    assert codigo == 0
    assert "OneDrive - Despacho" in hallazgos["carpeta"]["detalle"]
    unidad = psutil._ntuples.sdiskpart
    monkeypatch.setattr(
        psutil,
        "disk_partitions",
        lambda all: [  # noqa: A006
            unidad("/dev/sda1", "/", "ext4", "rw"),
            unidad("//servidor/clientes", str(oficina.carpeta.parent.resolve()), "cifs", "rw"),
        ],
    )
    codigo, hallazgos = mirar(oficina.carpeta, capsys)
    assert (codigo, hallazgos["carpeta"]["error"]["error"]) == (1, "CarpetaEnRed")
    assert not custodia.es_de_red(Path("/otra/carpeta"))


def test_en_windows_la_carpeta_personal_es_la_reservada(tmp_path: Path) -> None:
    personal = tmp_path / "José Núñez"
    assert custodia.en_lo_propio(personal / "Declaraciones 2026", personal)
    assert not custodia.en_lo_propio(tmp_path / "compartida", personal)


def test_en_produccion_se_recuerda_revisar_antes_el_portal(
    oficina: Oficina, monkeypatch: pytest.MonkeyPatch
) -> None:
    cambiar_env(
        oficina.carpeta,
        lambda texto: "\n".join(
            ["ICSOE_AMBIENTE=produccion", *(x for x in texto.splitlines() if "_CLAVE_" in x)]
        ),
    )
    monkeypatch.setattr("flows.revisar.reloj_del_portal", lambda _direcciones: None)
    ambiente = _hallazgo(oficina.carpeta, "ambiente")
    assert ambiente.atencion is not None
    assert "icsoe portal revisar" in ambiente.remedio
    (oficina.carpeta / "portal").mkdir()
    (oficina.carpeta / "portal" / "informe.html").touch()
    assert _hallazgo(oficina.carpeta, "ambiente").atencion is None


def _hallazgo(raiz: Path, asunto: str) -> Any:
    return next(uno for uno in revisar(CarpetaDeTrabajo(raiz)) if uno.asunto == asunto)


def test_un_servidor_que_se_niega_a_servir_tambien_dice_la_hora(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cabeceras = email.message.Message()
    cabeceras["Date"] = "Mon, 18 Jan 2027 05:00:00 GMT"

    def negarse(_abridor: object, url: str, timeout: float) -> None:
        raise urllib.error.HTTPError(url, 403, "Forbidden", cabeceras, None)

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", negarse)
    hora = reloj_del_portal(Direcciones.de(Ambiente.PRODUCCION), Red())
    assert hora == datetime(2027, 1, 17, 23, tzinfo=ZONA)


def test_todo_problema_tiene_su_porque() -> None:
    pendientes: list[type[IcsoeError]] = [efirma.ProblemaDeEfirma]
    while pendientes:
        clase = pendientes.pop()
        pendientes += clase.__subclasses__()
        assert porque(clase("x")).endswith(".")
    assert porque(efirma.EfirmaVencida("x")) != porque(efirma.EfirmaDeOtroRFC("x"))
