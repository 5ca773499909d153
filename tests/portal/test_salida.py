"""Behind an office's proxy, with an authority of its own: nothing is passed over, nothing leaks."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Error, Playwright

from flows.avisos import avisador_de
from flows.configuracion import leer_configuracion
from flows.mundo import reloj_del_portal
from flows.red import red_de
from icsoe_bot.portal import navegador
from icsoe_bot.portal.direcciones import Ambiente, Direcciones
from icsoe_bot.portal.errores import PortalFueraDeServicio, RedInservible
from icsoe_bot.portal.pestana import Paciencia, Pestana
from icsoe_bot.portal.salida import Proxy, Red, problema_de_la_red, sin_confianza_al_bajar
from tests.conftest import ELEGIDO, LIGERO, Icsoe
from tests.intermediario import AJUSTE, CLAVE, Intermediario, intermediario

SEGURO = "https://www.imss.gob.mx/icsoe"
PORTAL = Direcciones.de(Ambiente.PRODUCCION, SEGURO)


@pytest.fixture
def oficina_con_proxy(tmp_path: Path) -> Iterator[Intermediario]:
    with intermediario(tmp_path) as abierto:
        yield abierto


@contextmanager
def abierto(playwright: Playwright, red: Red) -> Iterator[Browser]:
    hallado = navegador.localizar(playwright, LIGERO or ELEGIDO)
    with navegador.abierto(playwright, hallado, ambiente=Ambiente.PRODUCCION, red=red) as browser:
        yield browser


def ir(browser: Browser, url: str) -> Pestana:
    pestana = Pestana(
        browser.new_page(), PORTAL, paciencia=Paciencia(pantalla=20, firma=20, descarga=20)
    )
    pestana.ir_a(url)
    return pestana


def test_el_navegador_pasa_por_el_proxy_y_no_confia_en_cualquiera(
    playwright: Playwright, oficina_con_proxy: Intermediario
) -> None:
    red = Red(Proxy.leer(oficina_con_proxy.ajuste))
    with abierto(playwright, red) as browser:
        pestana = ir(browser, "http://www.imss.gob.mx/")
        assert pestana.page.inner_text("h1") == "Micrositio"
        with pytest.raises(RedInservible, match="ERR_CERT_AUTHORITY_INVALID") as error:
            ir(browser, PORTAL.micrositio)
        assert "nunca se pasan por alto" in error.value.remedio
        with pytest.raises(Error) as otro:
            browser.new_context().request.get(PORTAL.micrositio)
        assert sin_confianza_al_bajar(otro.value.message)
    # Inside HTTPS nothing was ever said to whom nobody trusts.
    assert {pedido.split("/")[2] for pedido in oficina_con_proxy.pedidos} == {"www.imss.gob.mx"}


def test_con_otra_clave_el_proxy_no_deja_pasar_y_se_dice(
    playwright: Playwright, oficina_con_proxy: Intermediario
) -> None:
    red = Red(Proxy.leer(f"http://ana:otra@127.0.0.1:{oficina_con_proxy.puerto}"))
    with abierto(playwright, red) as browser, pytest.raises(RedInservible, match="El proxy"):
        ir(browser, "http://www.imss.gob.mx/")
    assert oficina_con_proxy.rechazos
    assert not oficina_con_proxy.pedidos


def test_sin_proxy_que_conteste_se_dice_que_es_el_proxy(playwright: Playwright) -> None:
    with (
        abierto(playwright, Red(Proxy("http://127.0.0.1:9"))) as browser,
        pytest.raises(PortalFueraDeServicio, match="ERR_PROXY_CONNECTION_FAILED") as error,
    ):
        ir(browser, PORTAL.micrositio)
    assert "ICSOE_PROXY" in error.value.remedio


def test_revisar_dice_donde_instalar_la_autoridad_y_no_la_clave(
    tmp_path: Path, oficina_con_proxy: Intermediario, icsoe: Icsoe
) -> None:
    (tmp_path / ".env").write_text(
        f"ICSOE_AMBIENTE=produccion\nICSOE_PROXY={oficina_con_proxy.ajuste}\n"
        f"ICSOE_CA={oficina_con_proxy.ca.name}\nICSOE_ESPERA=20\nICSOE_PORTAL={SEGURO}\n",
        encoding="utf-8",
    )
    hecha = icsoe("-C", tmp_path, "--registro", "depuracion", "revisar", "--json")
    hallazgos = {uno["asunto"]: uno for uno in hecha.json}
    red = hallazgos["red"]
    assert not red["bien"]
    assert red["error"]["error"] == "RedInservible"
    assert "instale su autoridad" in red["error"]["remedio"]
    # What isn't the browser takes it from the file.
    assert hallazgos["reloj"]["bien"], hallazgos["reloj"]
    archivos = [uno for uno in tmp_path.rglob("*") if uno.is_file() and uno.name != ".env"]
    escrito = "".join(uno.read_text("utf-8", "replace") for uno in archivos)
    for forma in (CLAVE, "s3creta"):
        assert forma not in hecha.salida + hecha.errores + escrito


def test_el_controlador_confia_en_la_autoridad_del_archivo(
    oficina_con_proxy: Intermediario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NODE_EXTRA_CA_CERTS", raising=False)
    # In a process of its own: only one Playwright fits into this one.
    guion = (
        "import sys; from pathlib import Path\n"
        "from icsoe_bot.portal.navegador import playwright_discreto\n"
        "from icsoe_bot.portal.salida import Red\n"
        "with playwright_discreto(Red(ca=Path(sys.argv[1]))) as p:\n"
        "    pide = p.request.new_context(proxy={'server': sys.argv[2], 'username': 'ana',"
        " 'password': sys.argv[3]})\n"
        "    print(pide.get('https://www.imss.gob.mx/').status)\n"
        "import os; print(os.environ.get('NODE_EXTRA_CA_CERTS'))\n"
    )
    servidor = f"http://127.0.0.1:{oficina_con_proxy.puerto}"
    hecho = subprocess.run(
        [sys.executable, "-c", guion, str(oficina_con_proxy.ca), servidor, CLAVE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert hecho.stdout == "200\nNone\n", hecho.stderr


def test_la_hora_del_portal_se_pide_por_el_proxy_y_con_su_autoridad(
    oficina_con_proxy: Intermediario,
) -> None:
    proxy = Proxy.leer(oficina_con_proxy.ajuste)
    assert reloj_del_portal(PORTAL, Red(proxy, oficina_con_proxy.ca)) is not None
    with pytest.raises(RedInservible, match="No se confía en el certificado"):
        reloj_del_portal(PORTAL, Red(proxy))
    otra = Proxy.leer(f"http://ana:otra@127.0.0.1:{oficina_con_proxy.puerto}")
    with pytest.raises(RedInservible, match="El proxy"):
        reloj_del_portal(PORTAL, Red(otra, oficina_con_proxy.ca))


def test_los_avisos_confian_en_la_autoridad_y_no_dejan_la_clave_en_el_ambiente(
    oficina_con_proxy: Intermediario, tmp_path: Path
) -> None:
    antes = dict(os.environ)
    with buzon_seguro(oficina_con_proxy.tls) as puerto:
        avisos = f"jsons://localhost:{puerto}/"
        pares = {"ICSOE_AMBIENTE": "produccion", "ICSOE_AVISOS": avisos}
        assert not avisador_de(leer_configuracion(pares, tmp_path / ".env")).avisar("T", "c")
        pares |= {"ICSOE_CA": oficina_con_proxy.ca.name, "ICSOE_PROXY": oficina_con_proxy.ajuste}
        assert avisador_de(leer_configuracion(pares, tmp_path / ".env")).avisar("T", "c")
        # What isn't on this machine goes through the proxy.
        pares["ICSOE_AVISOS"] = "json://avisos.despacho.example/"
        assert avisador_de(leer_configuracion(pares, tmp_path / ".env")).avisar("T", "c")
    (pedido,) = oficina_con_proxy.pedidos
    assert pedido.startswith("POST http://avisos.despacho.example")
    assert dict(os.environ) == antes


@contextmanager
def buzon_seguro(tls: ssl.SSLContext) -> Iterator[int]:
    class Manejador(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Servidor(HTTPServer):
        def handle_error(self, *_: object) -> None:
            """Who doesn't trust it hangs up."""

    with Servidor(("127.0.0.1", 0), Manejador) as servidor:
        servidor.socket = tls.wrap_socket(servidor.socket, server_side=True)
        hilo = Thread(target=lambda: servidor.serve_forever(poll_interval=0.02))
        hilo.start()
        yield servidor.server_port
        servidor.shutdown()
        hilo.join()


def test_la_clave_del_proxy_no_se_ve_y_se_escribe_como_se_leyo() -> None:
    proxy = Proxy.leer(AJUSTE.format(puerto=3128))
    assert proxy.servidor == "http://127.0.0.1:3128"
    assert proxy.para_playwright() == {
        "server": "http://127.0.0.1:3128",
        "username": "ana",
        "password": CLAVE,
    }
    assert Proxy.leer(proxy.direccion()).para_playwright() == proxy.para_playwright()
    assert "s3creta" not in f"{proxy!r} {Red(proxy)!r}"
    assert "ana" not in f"{proxy!r}"
    assert Proxy.leer("http://proxy.oficina.example:8080").direccion() == (
        "http://proxy.oficina.example:8080"
    )
    assert Proxy.leer("http://[::1]:8080").servidor == "http://[::1]:8080"


@pytest.mark.parametrize(
    "mal",
    [
        "s3creta",
        "proxy.example:8080",
        "http://proxy.example",
        "https://proxy.example:8080",
        "socks5://proxy.example:1080",
        "http://ana:s3creta@proxy.example:puerto",
        "http://ana:s3creta@proxy.example:8080/camino",
        "http://ana:s3creta@:8080",
    ],
)
def test_un_proxy_mal_escrito_se_rechaza_sin_repetirlo(mal: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="address") as error:
        Proxy.leer(mal)
    assert "s3creta" not in str(error.value)
    with pytest.raises(Exception, match="ICSOE_PROXY no es posible") as otro:
        leer_configuracion({"ICSOE_PROXY": mal}, tmp_path / ".env")
    assert "s3creta" not in str(otro.value)
    assert "http://usuario:contraseña@equipo:puerto" in str(otro.value)


def test_una_autoridad_es_un_archivo_pem_de_la_carpeta(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    (tmp_path / "vacía.pem").write_text("nada", encoding="utf-8")
    for mal in ("no está.pem", "vacía.pem"):
        with pytest.raises(Exception, match="ICSOE_CA no es posible"):
            leer_configuracion({"ICSOE_CA": mal}, env)


def test_en_la_replica_no_hay_nada_en_medio(oficina_con_proxy: Intermediario) -> None:
    pares = {"ICSOE_PROXY": oficina_con_proxy.ajuste, "ICSOE_CA": str(oficina_con_proxy.ca)}
    env = Path(".env")
    assert red_de(leer_configuracion(pares, env)) == Red()
    red = red_de(leer_configuracion(pares | {"ICSOE_AMBIENTE": "produccion"}, env))
    assert red.ca == oficina_con_proxy.ca
    assert red.proxy is not None


@pytest.mark.parametrize(
    ("fallo", "palabra"),
    [
        ("net::ERR_CERT_AUTHORITY_INVALID", "certificado"),
        ("net::ERR_CERT_DATE_INVALID", "certificado"),
        ("error 407", "proxy"),
        ("net::ERR_PROXY_AUTH_UNSUPPORTED", "proxy"),
        ("net::ERR_CONNECTION_RESET", ""),
        ("error 503", ""),
        ("net::ERR_TUNNEL_CONNECTION_FAILED", ""),
    ],
)
def test_lo_que_es_de_la_red_se_distingue(fallo: str, palabra: str) -> None:
    problema = problema_de_la_red(fallo, PORTAL.raiz)
    assert (palabra in problema.mensaje) if problema else palabra == ""
