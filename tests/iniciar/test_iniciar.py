"""``icsoe iniciar``: an office from nothing, and nothing of an existing one is changed."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import keyring
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fixtures.autoridad import emitir_efirma
from flows.cli.main import ejecutar
from flows.configuracion import leer_env
from flows.iniciar.ajustes import agregar_clave, entre_comillas
from flows.iniciar.hallar import CarpetaDeOrigen, buscar
from flows.lote.leer import leer_lote
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.claves import Clave
from tests.conftest import Icsoe, Oficina
from tests.efirma.test_claves import LlaveroDePrueba

SAT = Path(__file__).parent.parent / "efirma" / "sat"


@pytest.fixture(autouse=True)
def sin_abrir_navegador(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.revisar._navegador", lambda _carpeta: "uno")


@pytest.fixture
def clientes(molde: Oficina) -> Path:
    """Where the office keeps the e.firmas of its four clients today."""
    return molde.carpeta / "efirmas"


@pytest.fixture
def claves(molde: Oficina) -> dict[str, str]:
    """By RFC."""
    return {
        nombre.removeprefix("ICSOE_CLAVE_"): valor
        for nombre, valor in leer_env(molde.carpeta / ".env").items()
        if "_CLAVE_" in nombre
    }


@pytest.fixture
def aqui(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands are given."""
    lugar = tmp_path / "José Núñez 100%"
    lugar.mkdir()
    monkeypatch.chdir(lugar)
    return lugar


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


Contestar = Callable[[list[str], dict[str, str | list[str]]], None]


@pytest.fixture
def contestar(monkeypatch: pytest.MonkeyPatch) -> Contestar:
    """A person at a terminal: what they type and, by a piece of the question, their secrets."""

    def preparar(lineas: list[str], secretos: dict[str, str | list[str]]) -> None:
        monkeypatch.setattr(sys, "stdin", _Terminal("".join(f"{linea}\n" for linea in lineas)))

        def sin_eco(pregunta: str) -> str:
            cual = next((clave for clave in secretos if clave in pregunta), None)
            dicho = secretos[cual] if cual else ""
            return dicho.pop(0) if isinstance(dicho, list) else dicho

        monkeypatch.setattr("getpass.getpass", sin_eco)
        monkeypatch.setattr("flows.cli.entrevista._navegadores", list)

    return preparar


@pytest.fixture
def llavero_de_prueba(monkeypatch: pytest.MonkeyPatch) -> Iterator[LlaveroDePrueba]:
    anterior, nuevo = keyring.get_keyring(), LlaveroDePrueba()
    keyring.set_keyring(nuevo)
    monkeypatch.setenv("ICSOE_LLAVERO", "true")
    yield nuevo
    keyring.set_keyring(anterior)


def sin_preguntas(
    capsys: pytest.CaptureFixture[str], *argumentos: object, carpeta: str = "oficina"
) -> tuple[int, Any]:
    codigo = ejecutar(
        ["-C", carpeta, "iniciar", "--sin-preguntas", "--json", *map(str, argumentos)]
    )
    return codigo, json.loads(capsys.readouterr().out)


def huellas(raiz: Path) -> dict[str, bytes]:
    """Every file but those that any command may write."""
    return {
        str(ruta.relative_to(raiz)): ruta.read_bytes()
        for ruta in sorted(raiz.rglob("*"))
        if ruta.is_file() and "registro" not in ruta.parts and "bitacora" not in ruta.name
    }


def test_sin_terminal_ni_sin_preguntas_se_dice_y_no_se_escribe(
    icsoe: Icsoe, tmp_path: Path
) -> None:
    salida = icsoe("-C", tmp_path / "nueva", "iniciar", "--json")
    assert salida.codigo == 2
    assert "--sin-preguntas" in salida.json["remedio"]
    assert list(tmp_path.iterdir()) == []


def test_una_oficina_de_la_nada(
    aqui: Path, clientes: Path, molde: Oficina, capsys: pytest.CaptureFixture[str]
) -> None:
    quien = molde.contribuyentes[0]
    codigo, dicho = sin_preguntas(
        capsys,
        *("--efirmas", clientes, "--inhabil", "2027-01-18"),
        *("--declara", f"{quien.rfc}=Ana Ruiz Peña={dia_en_mexico(datetime.now(ZONA))}"),
    )
    oficina = aqui / "oficina"
    assert codigo == 1
    assert dicho["ambiente"] == "replica"
    assert dicho["carpeta"] == str(oficina.resolve())
    assert dicho["siguiente"] == ['icsoe -C "oficina" revisar']
    assert {uno["error"]["error"] for uno in dicho["revision"] if not uno["bien"]} >= {"FaltaClave"}
    assert (oficina / "dias-inhabiles.txt").read_text(encoding="utf-8").endswith("2027-01-18\n")
    lote = (oficina / "lote.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lote[0] == "rfc,periodo,tipo,declara,fecha_declaracion,nombre,nota"
    assert len(lote) == 1 + len(molde.contribuyentes)
    de_ana = [linea for linea in lote if "Ana Ruiz Peña" in linea]
    assert [linea.split(",")[0] for linea in de_ana] == [str(quien.rfc)]
    for contribuyente in molde.contribuyentes:
        propia, original = oficina / "efirmas" / str(contribuyente.rfc), clientes
        for archivo in (original / str(contribuyente.rfc)).iterdir():
            assert (propia / archivo.name).read_bytes() == archivo.read_bytes()
            if os.name != "nt":
                assert (propia / archivo.name).stat().st_mode & 0o077 == 0
    if os.name != "nt":
        assert (oficina / ".env").stat().st_mode & 0o077 == 0


def test_una_segunda_vez_conserva_todo(
    aqui: Path, clientes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    primera, *otras = sorted(clientes.iterdir())
    unos = tmp_path / "unos"
    shutil.copytree(primera, unos / primera.name)
    sin_preguntas(capsys, "--efirmas", unos)
    oficina = aqui / "oficina"
    (oficina / ".env").write_text("ICSOE_ESPERA=9", encoding="utf-8")
    (oficina / "LEEME.txt").write_text("mío", encoding="utf-8")
    (oficina / "efirmas" / primera.name / f"{primera.name.lower()}.key").write_bytes(b"otra")
    antes = huellas(oficina)
    _codigo, dicho = sin_preguntas(capsys, "--efirmas", clientes)
    despues = huellas(oficina)
    assert {nombre: despues[nombre] for nombre in antes} == antes
    assert len(despues) == len(antes) + 2 * len(otras)
    assert any(primera.name in uno for uno in dicho["conservado"])
    assert {"LEEME.txt", "lote.csv"} <= set(dicho["conservado"])
    assert all(otra.name in " ".join(dicho["pendiente"]) for otra in otras)


@pytest.mark.parametrize(
    ("argumentos", "palabras"),
    [
        (["--ambiente", "produccion"], "ICSOE_AMBIENTE es otro que el pedido"),
        (["--comando", "pass show sat"], "debe llevar {rfc}"),
        (["--claves", "comando"], "debe llevar {rfc}"),
        (["--claves", "llavero"], "no tiene un llavero"),
        (["--claves", "env", "--comando", "ver {rfc}"], "--comando va con"),
        (["--inhabil", "18/01/2027"], "no es una fecha"),
        (["--efirmas", "no-hay"], "no es una carpeta"),
        (["--declara", "EKU9003173C9=Ana Ruiz"], "no hay e.firma suya"),
        (["--declara", "EKU9003173C9=pendiente"], "Falta quién declara"),
        (["--declara", "EKU9003173C9=Ana Ruiz=2099-01-01"], "nadie podía haber declarado"),
    ],
)
def test_lo_que_no_puede_ser_se_dice_antes_de_escribir(
    argumentos: list[str], palabras: str, aqui: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    oficina = aqui / "oficina"
    oficina.mkdir()
    (oficina / ".env").write_text("ICSOE_ESPERA=9\n", encoding="utf-8")
    antes = huellas(aqui)
    codigo, dicho = sin_preguntas(capsys, *argumentos)
    assert codigo == 2
    assert palabras in f"{dicho['mensaje']} {dicho['remedio']}"
    assert huellas(aqui) == antes


def test_un_env_contrario_no_se_repite_en_el_mensaje(
    aqui: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (aqui / ".env").write_text("ICSOE_CLAVE_COMANDO=s3creto {rfc}\n", encoding="utf-8")
    codigo, dicho = sin_preguntas(capsys, "--comando", "otr0 {rfc}", carpeta=".")
    assert codigo == 2
    assert "s3creto" not in str(dicho)
    assert "otr0" not in str(dicho)


def test_una_persona_contesta_y_solo_se_guarda_la_clave_que_abre(
    aqui: Path,
    clientes: Path,
    claves: dict[str, str],
    molde: Oficina,
    contestar: Contestar,
    capsys: pytest.CaptureFixture[str],
) -> None:
    una, otra, *resto = sorted(claves)
    hoy = dia_en_mexico(datetime.now(ZONA))
    contestar(
        [
            *("Mi oficina", "otro", "", "no-hay", f'"{clientes}"', "S", "env", "s"),
            *("2027-01-18, mañana", "2027-01-18"),
            *("sí", "pendiente", "", "Ana Ruiz Peña", f"{hoy:%d/%m/%Y}", *[""] * 3),
        ],
        {"Dirección": ["hola", ""], una: ["mala-s3creta", claves[una]], otra: claves[otra]},
    )
    codigo = ejecutar(["iniciar"])
    salida = capsys.readouterr()
    oficina = aqui / "Mi oficina"
    assert codigo == 1
    assert "Escriba una de las opciones" in salida.err
    assert "no es una carpeta de este equipo" in salida.err
    assert "«mañana» no es una fecha" in salida.err
    assert "La primera dirección de ICSOE_AVISOS no es" in salida.err
    assert "Falta quién declara" in salida.err
    guardadas = {n: v for n, v in leer_env(oficina / ".env").items() if "_CLAVE_" in n}
    assert guardadas == {f"ICSOE_CLAVE_{rfc}": claves[rfc] for rfc in (una, otra)}
    assert "s3creta" not in (oficina / ".env").read_text(encoding="utf-8")
    for secreta in (claves[una], claves[otra], "s3creta"):
        assert secreta not in salida.out + salida.err
        for ruta in (oficina / "registro").iterdir():
            assert secreta.encode() not in ruta.read_bytes()
    for rfc in resto:
        assert f"No hay contraseña para la e.firma de {rfc}" in salida.out
    assert (oficina / "lote.csv").read_text(encoding="utf-8-sig").count("Ana Ruiz Peña") == 1
    assert '\n  icsoe -C "Mi oficina" revisar' in salida.out


def test_en_el_llavero_y_todo_declarado_no_queda_nada_por_hacer(
    aqui: Path,
    clientes: Path,
    claves: dict[str, str],
    molde: Oficina,
    llavero_de_prueba: LlaveroDePrueba,
    contestar: Contestar,
    capsys: pytest.CaptureFixture[str],
) -> None:
    contestar(["", "", str(clientes), "", "", "n", "", "n"], dict(claves))
    declaran = [
        f"--declara={c.rfc}=Ana Ruiz={datetime.now(ZONA).date()}" for c in molde.contribuyentes
    ]
    assert ejecutar(["iniciar", "--json", *declaran, "--efirmas", str(clientes)]) == 0
    dicho = json.loads(capsys.readouterr().out)
    assert dicho["pendiente"] == []
    assert llavero_de_prueba.guardadas == {
        ("icsoe-bot", rfc): clave for rfc, clave in claves.items()
    }
    assert "_CLAVE_" not in (aqui / "oficina" / ".env").read_text(encoding="utf-8")
    hoy = dia_en_mexico(datetime.now(ZONA))
    assert len(leer_lote(aqui / "oficina" / "lote.csv", hoy=hoy)) == len(claves)
    assert dicho["siguiente"][-1] == 'icsoe -C "oficina" presentar --lote lote.csv --simular'


def test_una_carpeta_ajena_no_se_vuelve_oficina_sin_querer(
    aqui: Path, contestar: Contestar, capsys: pytest.CaptureFixture[str]
) -> None:
    (aqui / "fotos").mkdir()
    (aqui / "fotos" / "una.jpg").touch()
    contestar([""], {})
    assert ejecutar(["iniciar", "-C", "fotos"]) == 130
    assert [ruta.name for ruta in (aqui / "fotos").iterdir()] == ["una.jpg"]


def test_de_lo_que_hay_solo_se_copia_lo_que_sirve(tmp_path: Path, clientes: Path) -> None:
    ahora = datetime.now(ZONA)
    shutil.copytree(SAT, tmp_path / "sat")
    una, otra, tercera, _cuarta = sorted(clientes.iterdir())
    shutil.copytree(una, tmp_path / "a" / "b" / "c")
    shutil.copytree(una, tmp_path / "la misma en otra parte")
    shutil.copytree(otra, tmp_path / "sin llave")
    next((tmp_path / "sin llave").glob("*.key")).unlink()
    for carpeta in ("renovada 1", "renovada 2"):
        archivos = emitir_efirma(
            rfc=tercera.name,
            nombre="X",
            curp="",
            clave="Clave-8",
            desde=ahora - timedelta(days=1),
            hasta=ahora + timedelta(days=9),
            bits=1024,
        )
        (tmp_path / carpeta).mkdir()
        (tmp_path / carpeta / "x.cer").write_bytes(archivos.cer)
        (tmp_path / carpeta / "Claveprivada_FIEL_x.key").write_bytes(archivos.key)
        (tmp_path / carpeta / "CSD_x.key").write_bytes(archivos.key)
    busqueda = buscar(tmp_path, ahora=ahora, acepta_replica=True, salvo=tmp_path / "efirmas")
    assert [str(una.certificado.rfc) for una in busqueda.halladas] == [una.name]
    motivos = " ".join(busqueda.descartadas)
    assert "sello digital" in motivos
    assert "venció" in motivos
    assert "no hay ninguno junto a él" in motivos
    assert f"más de una e.firma vigente de {tercera.name}" in motivos
    assert len(busqueda.descartadas) == 4 + 1 + 1
    en_produccion = buscar(tmp_path, ahora=ahora, acepta_replica=False, salvo=tmp_path)
    assert en_produccion.halladas == ()


def test_un_disco_entero_no_se_recorre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.iniciar.hallar.TOPE", 3)
    for numero in range(4):
        (tmp_path / f"{numero}.txt").touch()
    with pytest.raises(CarpetaDeOrigen, match="más de 3 archivos"):
        buscar(tmp_path, ahora=datetime.now(ZONA), acepta_replica=True, salvo=tmp_path / "x")


LETRAS = st.sampled_from("\\'\"$#={} ñ") | st.characters(exclude_categories=("Cs", "Cc"))
CLAVES = st.text(LETRAS, min_size=1, max_size=30)


@given(CLAVES)
@example("a\\'\\")
def test_lo_que_se_escribe_en_el_env_se_lee_igual(
    tmp_path_factory: pytest.TempPathFactory, texto: str
) -> None:
    archivo = tmp_path_factory.mktemp("env") / ".env"
    archivo.write_text(f"ICSOE_CLAVE_COMANDO={entre_comillas(texto)}", encoding="utf-8")
    agregar_clave(archivo, RFC("P&C100101AA2"), Clave(texto))
    assert leer_env(archivo) == {
        "ICSOE_CLAVE_COMANDO": texto,
        "ICSOE_CLAVE_P&C100101AA2": texto,
    }
