"""Where passwords come from, and in which order."""

from __future__ import annotations

import sys
import threading
import time
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma import (
    Clave,
    FuentesDeClave,
    claves,
    comando,
    errores,
    guardar_en_llavero,
    llavero,
    resolver_clave,
)

ENIE = RFC("PEÑA8001019Z0")
Y = RFC("P&C100101AA2")


class LlaveroDePrueba(KeyringBackend):
    """In memory; fails or hangs on request."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.guardadas: dict[tuple[str, str], str] = {}
        self.error: Exception | None = None
        self.espera = threading.Event()
        self.espera.set()

    def get_password(self, service: str, username: str) -> str | None:
        self.espera.wait()
        if self.error:
            raise self.error
        return self.guardadas.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.error:
            raise self.error
        self.guardadas[service, username] = password


@pytest.fixture
def de_prueba() -> Iterator[LlaveroDePrueba]:
    anterior, nuevo = keyring.get_keyring(), LlaveroDePrueba()
    keyring.set_keyring(nuevo)
    yield nuevo
    nuevo.espera.set()
    keyring.set_keyring(anterior)


def que_imprime(texto: str, tmp_path: Path, codigo: int = 0) -> str:
    """A command that prints ``texto`` and its argument, on any system."""
    guion = tmp_path / "una carpeta" / "guion.py"
    guion.parent.mkdir(exist_ok=True)
    guion.write_text(
        "import sys\n"
        f"sys.stdout.buffer.write({texto!r}.format(*sys.argv[1:]).encode())\n"
        "sys.stderr.write('ruido')\n"
        f"sys.exit({codigo})\n",
        encoding="utf-8",
    )
    return f'"{sys.executable}" "{guion}" sat/{{rfc}}'


def test_el_orden_de_las_fuentes(de_prueba: LlaveroDePrueba, tmp_path: Path) -> None:
    nombre = f"ICSOE_CLAVE_{Y}"
    entorno, dotenv = {nombre: "del entorno"}, {nombre: "de .env"}
    guardar_en_llavero(Y, Clave("del llavero"))
    orden = que_imprime("del comando\n", tmp_path)

    def resolver(
        *,
        entorno: Mapping[str, str] = entorno,
        dotenv: Mapping[str, str | None] = dotenv,
        con_llavero: bool = True,
        comando: str | None = orden,
    ) -> str:
        return resolver_clave(
            Y,
            entorno=entorno,
            dotenv=dotenv,
            llavero=con_llavero,
            comando=comando,
            preguntar=lambda pregunta: f"de la persona: {pregunta}",
        ).revelar()

    assert resolver() == "del entorno"
    assert resolver(entorno={}) == "de .env"
    assert resolver(entorno={nombre: ""}) == "de .env"
    assert resolver(entorno={}, dotenv={}) == "del llavero"
    assert resolver(entorno={}, dotenv={nombre: None}, con_llavero=False) == "del comando"
    de_prueba.guardadas.clear()
    assert resolver(entorno={}, dotenv={}) == "del comando"
    assert resolver(entorno={}, dotenv={}, comando=None) == (
        "de la persona: Contraseña de la e.firma de P&C100101AA2: "
    )


def test_nada_en_ninguna_parte_dice_las_cuatro(de_prueba: LlaveroDePrueba) -> None:
    del de_prueba
    ajena = {"ICSOE_CLAVE_XIQB891116QE4": "ajena"}
    with pytest.raises(errores.FaltaClave) as falta:
        FuentesDeClave(entorno=ajena, dotenv=ajena).resolver(ENIE)
    texto = str(falta.value)
    for parte in (
        "ICSOE_CLAVE_PEÑA8001019Z0",
        ".env",
        "llavero",
        "ICSOE_CLAVE_COMANDO",
        "terminal",
    ):
        assert parte in texto
    assert "ajena" not in texto


def test_la_persona_que_no_contesta() -> None:
    def cerrar(_pregunta: str) -> str:
        raise EOFError

    for preguntar in (cerrar, lambda _pregunta: ""):
        with pytest.raises(errores.FaltaClave):
            FuentesDeClave(llavero=False, preguntar=preguntar).resolver(ENIE)


@pytest.mark.parametrize(
    "nombre",
    [
        "ICSOE_CLAVE_PEÑA8001019Z0",
        "icsoe_clave_peña8001019z0",
        unicodedata.normalize("NFD", "ICSOE_CLAVE_PEÑA8001019Z0"),
    ],
)
def test_el_nombre_no_depende_de_mayusculas_ni_de_la_forma_de_la_enie(nombre: str) -> None:
    clave = FuentesDeClave(entorno={nombre: "Clave ñ"}, llavero=False).resolver(ENIE)
    assert clave.revelar() == "Clave ñ"


def test_las_fuentes_no_se_muestran() -> None:
    fuentes = FuentesDeClave(entorno={"A": "secreta1"}, dotenv={"B": "secreta2"})
    assert "secreta" not in repr(fuentes)


@pytest.mark.parametrize("error", [keyring.errors.NoKeyringError(), RuntimeError("D-Bus")])
def test_un_llavero_roto_se_salta(de_prueba: LlaveroDePrueba, error: Exception) -> None:
    de_prueba.error = error
    fuentes = FuentesDeClave(preguntar=lambda _pregunta: "contestada")
    assert fuentes.resolver(ENIE).revelar() == "contestada"
    with pytest.raises(errores.LlaveroInservible) as fallo:
        guardar_en_llavero(ENIE, Clave("secretísima"))
    assert "secretísima" not in str(fallo.value)
    assert fallo.value.__cause__ is None


def test_un_llavero_que_no_responde_se_salta(
    de_prueba: LlaveroDePrueba, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(llavero, "SEGUNDOS", 0.05)
    de_prueba.espera.clear()
    inicio = time.monotonic()
    assert llavero.leer(ENIE) is None
    assert time.monotonic() - inicio < 2


def test_el_comando_recibe_el_rfc_como_un_solo_argumento(tmp_path: Path) -> None:
    orden = que_imprime("{0}\r\nsegunda línea\n", tmp_path)
    assert comando.pedir(orden, Y) == "sat/P&C100101AA2"
    assert comando.pedir(que_imprime(" con ñ y espacios ", tmp_path), Y) == " con ñ y espacios "


def test_el_comando_que_falla_no_dice_lo_que_escribio(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comando, "SEGUNDOS", 0.5)
    dormido = f'"{sys.executable}" -c "import time; print(7777, flush=True); time.sleep(9)" {{rfc}}'
    casos = {
        que_imprime("secreta", tmp_path, codigo=3): "código 3",
        "no-existe-este-programa {rfc}": "no se pudo ejecutar",
        dormido: "no terminó",
    }
    for orden, motivo in casos.items():
        with pytest.raises(errores.ComandoDeClaveFallido, match=motivo) as fallo:
            comando.pedir(orden, ENIE)
        assert "secreta" not in str(fallo.value)
        assert "7777" not in str(fallo.value)
        assert fallo.value.__cause__ is None
    with pytest.raises(errores.ComandoDeClaveFallido, match="no escribió nada"):
        comando.pedir(que_imprime("\n", tmp_path), ENIE)


@pytest.mark.parametrize("orden", ["pass show", 'pass "sat/{rfc}', "{rfc}", ""])
def test_el_comando_mal_escrito_es_configuracion(orden: str) -> None:
    with pytest.raises(errores.ComandoDeClaveMalEscrito) as fallo:
        comando.pedir(orden, ENIE)
    assert fallo.value.exit_code == 2


def test_solo_se_pregunta_en_una_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def __init__(self, es: bool) -> None:
            self._es = es

        def isatty(self) -> bool:
            return self._es

    monkeypatch.setattr(sys, "stdin", Terminal(False))
    assert claves.pregunta_de_terminal() is None
    monkeypatch.setattr(sys, "stdin", None)
    assert claves.pregunta_de_terminal() is None
    monkeypatch.setattr(sys, "stdin", Terminal(True))
    assert claves.pregunta_de_terminal() is not None
