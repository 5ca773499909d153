"""Notices: they arrive, never stop anything, and give no address away."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from flows.avisos import Avisador, avisador_de
from flows.configuracion import Configuracion, ConfiguracionInvalida, leer_configuracion
from flows.registro import Nivel, abrir_registro

SECRETO = "token-que-nadie-debe-ver"
TELEGRAM = "tgram://123456789:CLAVE_DEL_BOT_QUE_NO_EXISTE_000000/987654321/"
CORREO = (
    "mailtos://usuario:clave@smtp.despacho.example:587"
    "?from=icsoe@despacho.example&to=ana@despacho.example"
)


@dataclass
class Buzon:
    """A program on this machine that takes notices."""

    puerto: int
    recibidos: list[dict[str, object]] = field(default_factory=list)
    codigo: int = 200
    destino: str = ""
    """Where it sends whoever comes, with a 307."""


@pytest.fixture
def buzon() -> Iterator[Buzon]:
    yield from _abrir_buzon()


@pytest.fixture
def otro_buzon() -> Iterator[Buzon]:
    yield from _abrir_buzon()


def _abrir_buzon() -> Iterator[Buzon]:
    class Manejador(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            largo = int(self.headers["Content-Length"])
            abierto.recibidos.append(json.loads(self.rfile.read(largo)))
            self.send_response(307 if abierto.destino else abierto.codigo)
            if abierto.destino:
                self.send_header("Location", abierto.destino)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Manejador) as servidor:
        abierto = Buzon(servidor.server_port)
        hilo = threading.Thread(target=lambda: servidor.serve_forever(poll_interval=0.02))
        hilo.start()
        yield abierto
        servidor.shutdown()
        hilo.join()


@pytest.fixture
def puerto_cerrado() -> int:
    with socket.create_server(("127.0.0.1", 0)) as servidor:
        return int(servidor.getsockname()[1])


@pytest.fixture
def registro(tmp_path: Path) -> Iterator[Path]:
    """The log at its loudest, as ``--registro depuracion`` opens it."""
    raiz = logging.getLogger()
    nivel = raiz.level
    abrir_registro(tmp_path / "registro", Nivel.DEPURACION)
    propio = next(
        m for m in raiz.handlers if getattr(m, "baseFilename", "").startswith(str(tmp_path))
    )
    yield tmp_path / "registro" / "icsoe.log"
    raiz.removeHandler(propio)
    propio.close()
    raiz.setLevel(nivel)


def configuracion(avisos: str, ambiente: str = "replica") -> Configuracion:
    pares = {"ICSOE_AMBIENTE": ambiente, "ICSOE_AVISOS": avisos}
    return leer_configuracion(pares, Path(".env"))


def avisador(avisos: str, ambiente: str = "replica") -> Avisador:
    return avisador_de(configuracion(avisos, ambiente))


def test_un_aviso_llega_a_cada_servicio(buzon: Buzon) -> None:
    donde = f"json://127.0.0.1:{buzon.puerto}"
    assert avisador(f"{donde}/uno, {donde}/dos\n{donde}/tres").avisar("Título", "Á\n\n<b> & ñ")
    assert [(r["title"], r["message"]) for r in buzon.recibidos] == [("Título", "Á\n\n<b> & ñ")] * 3


def test_lo_que_se_avisa_es_texto_tambien_donde_se_lee_html(buzon: Buzon) -> None:
    assert avisador(f"json://127.0.0.1:{buzon.puerto}/?format=html").avisar("Título", "<b>\nñ")
    assert buzon.recibidos[0]["message"] == "&lt;b&gt;<br/>ñ"


def test_sin_direcciones_no_hace_nada() -> None:
    assert avisador_de(leer_configuracion({}, Path(".env"))).avisar("Título", "cuerpo")
    assert avisador(" ,\n ").avisar("Título", "cuerpo")


def test_uno_que_falla_no_calla_a_los_demas(
    buzon: Buzon, puerto_cerrado: int, caplog: pytest.LogCaptureFixture
) -> None:
    dos = avisador(f"xml://127.0.0.1:{puerto_cerrado}/ json://127.0.0.1:{buzon.puerto}/")
    assert not dos.avisar("Título", "cuerpo")
    assert len(buzon.recibidos) == 1
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == [
        "no se pudo enviar el aviso por XML"
    ]


def test_un_servicio_que_no_contesta_no_detiene_nada() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mudo:
        puerto = mudo.getsockname()[1]
        hacia_el = avisador(
            f"mailto://ana@localhost:{puerto}?to=ana@despacho.example&rto=900&cto=900"
        )
        (servicio,) = hacia_el._servicios
        assert max(servicio.request_timeout) < 10
        assert not Avisador([servicio], plazo_s=0.2).avisar("Título", "cuerpo")
        # It came back without waiting for the service.
        assert "aviso-E-Mail" in {hilo.name for hilo in threading.enumerate()}


@pytest.mark.parametrize("codigo", [200, 500])
def test_nada_secreto_queda_en_el_registro(
    buzon: Buzon,
    puerto_cerrado: int,
    registro: Path,
    codigo: int,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    buzon.codigo = codigo
    caplog.set_level(1)
    for puerto in (buzon.puerto, puerto_cerrado):
        avisos = f"json://ana:{SECRETO}@127.0.0.1:{puerto}/{SECRETO}?-llave={SECRETO}"
        ajustes = configuracion(avisos)
        assert avisador_de(ajustes).avisar("Título", "cuerpo reservado") is (
            codigo == 200 and puerto == buzon.puerto
        )
        assert SECRETO not in f"{ajustes!r} {ajustes} {avisador_de(ajustes)!r}"
    assert len(buzon.recibidos) == 1
    escrito = registro.read_text(encoding="utf-8") + caplog.text + "".join(capfd.readouterr())
    assert "no se pudo enviar el aviso por JSON" in escrito
    assert SECRETO not in escrito
    assert "cuerpo reservado" not in escrito


@pytest.mark.parametrize(
    ("avisos", "cual"),
    [
        (f"{TELEGRAM} hola-{SECRETO}\nmailtos://ana@despacho.example", "La primera"),
        (f"{TELEGRAM}\n{SECRETO}", "La segunda"),
        (f"{CORREO}, nada://{SECRETO}", "La segunda"),
        (f"{CORREO};json://;{TELEGRAM}", "La segunda"),
        (f"json://[::1/{SECRETO}", "La primera"),
        ("json://localhost " * 10 + f"tgram://{SECRETO}", "La dirección número 11"),
    ],
)
def test_una_direccion_mala_se_nombra_por_su_lugar(
    avisos: str, cual: str, registro: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    with pytest.raises(ConfiguracionInvalida, match=f"^{cual}.* de ICSOE_AVISOS") as recogido:
        avisador(avisos, "produccion")
    assert SECRETO not in f"{recogido.value} {recogido.getrepr(chain=True)} {caplog.text}"
    assert not registro.exists() or SECRETO not in registro.read_text(encoding="utf-8")


@pytest.mark.parametrize("ambiente", ["replica", "produccion"])
@pytest.mark.parametrize(
    "afuera",
    [
        TELEGRAM,
        CORREO,
        "json://avisos.despacho.example/x",
        "json://localhost.despacho.example/x",
        "json://127.0.0.1@despacho.example/x",
        # Its host means nothing: it goes to its maker's.
        "discord://localhost/CLAVE_QUE_NO_EXISTE",
        "mailto://ana@localhost?smtp=smtp.despacho.example&to=ana@despacho.example",
        "mailto://ana@localhost?wkd=yes&to=ana@despacho.example",
    ],
)
def test_los_avisos_de_practica_no_salen_del_equipo(afuera: str, ambiente: str) -> None:
    if ambiente == "produccion":
        avisador(afuera, ambiente)
        return
    with pytest.raises(ConfiguracionInvalida, match=r"La segunda .* no salen de él") as recogido:
        avisador(f"json://127.0.0.1:9/ {afuera}")
    assert recogido.value.exit_code == 2


@pytest.mark.parametrize(
    "adentro",
    ["json://127.0.0.1:9/", "JSON://LocalHost/", "form://[::1]:9/", "mailto://ana@localhost:2525"],
)
def test_los_de_este_equipo_se_aceptan_en_practica(adentro: str) -> None:
    avisador(adentro)


def test_ninguna_redireccion_se_sigue(buzon: Buzon, otro_buzon: Buzon) -> None:
    buzon.destino = f"http://127.0.0.1:{otro_buzon.puerto}/"
    assert not avisador(f"json://127.0.0.1:{buzon.puerto}/?redirect=yes").avisar("Título", "cuerpo")
    assert len(buzon.recibidos) == 1
    assert otro_buzon.recibidos == []


def test_en_practica_ningun_intermediario_los_ve(
    buzon: Buzon, otro_buzon: Buzon, monkeypatch: pytest.MonkeyPatch
) -> None:
    for nombre in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(nombre, "despacho.example")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{otro_buzon.puerto}")
    for _ in range(2):
        assert avisador(f"json://127.0.0.1:{buzon.puerto}/").avisar("Título", "cuerpo")
    assert len(buzon.recibidos) == 2
    assert otro_buzon.recibidos == []
    assert os.environ["no_proxy"] == "despacho.example,127.0.0.0/8,localhost,::1"


def test_lo_que_tarda_en_cargarse_solo_se_carga_si_hace_falta() -> None:
    guion = (
        "import sys, flows.avisos, flows.avisos_textos, flows.informes.informe;"
        "print({'apprise', 'jinja2', 'openpyxl', 'requests'} & sys.modules.keys())"
    )
    proceso = subprocess.run(
        [sys.executable, "-c", guion], capture_output=True, encoding="utf-8", check=True
    )
    assert proceso.stdout.strip() == "set()"
