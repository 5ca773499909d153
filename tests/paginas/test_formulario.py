"""The signing form is filled where it was looked at, and the password goes into its field alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Frame, Locator, Route

from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.pages.ingreso import IngresoConEfirma
from icsoe_bot.pages.micrositio import Micrositio
from icsoe_bot.portal.direcciones import DireccionPeligrosa
from icsoe_bot.portal.errores import PantallaDesconocida, PortalLento
from icsoe_bot.portal.mirador import SinMirador
from icsoe_bot.portal.pestana import Pestana
from tests.conftest import Oficina

_OTRO_FORMULARIO = """<input id=inputRFC value={}><input id=inputCertificado type=file>
<input id=inputKey type=file><input id=inputPassword type=password>"""


class Mirador(SinMirador):
    """Has something happen just before the password is typed."""

    def __init__(self) -> None:
        self.antes_de_la_contrasena: Callable[[], None] = lambda: None
        self.vistos: list[str] = []

    def antes(self, que: Locator, nombre: str, *, pulsa: bool = True) -> None:
        self.vistos.append(str(que.get_attribute("id")))
        if nombre == "contraseña":
            self.antes_de_la_contrasena()


@pytest.fixture
def mirador(pestana: Pestana) -> Mirador:
    mirador = pestana.mirador = Mirador()
    return mirador


@pytest.fixture
def ingreso(pestana: Pestana, mirador: Mirador) -> IngresoConEfirma:
    return Micrositio.abrir(pestana).ingresar().con_efirma()


@pytest.fixture
def formulario(ingreso: IngresoConEfirma) -> Frame:
    marco = ingreso.page.locator("#formFirmaDigital")
    marco.content_frame.locator("#inputPassword").wait_for()
    frame = marco.element_handle().content_frame()
    assert frame is not None
    return frame


def test_quien_roba_el_cursor_no_recibe_la_contrasena(
    ingreso: IngresoConEfirma, formulario: Frame, efirma: Efirma
) -> None:
    formulario.evaluate("""() => document.querySelector('#inputPassword').addEventListener(
        'focus', () => document.querySelector('#inputRFC').focus())""")
    with pytest.raises(PantallaDesconocida, match="se lleva lo que se escribe"):
        ingreso.widget.llenar(efirma)
    assert formulario.locator("#inputRFC").input_value() == str(efirma.rfc)


def test_la_contrasena_que_acabo_en_otro_campo_no_se_muestra(
    ingreso: IngresoConEfirma, formulario: Frame, efirma: Efirma, oficina: Oficina
) -> None:
    # After the look at the cursor and before what is typed arrives.
    formulario.evaluate("""() => {
        const [rfc, clave] = ['#inputRFC', '#inputPassword'].map(q => document.querySelector(q));
        rfc.removeAttribute('maxlength');
        clave.addEventListener('beforeinput', suceso => {
          suceso.preventDefault();
          rfc.value = suceso.data;
        });
    }""")
    with pytest.raises(PantallaDesconocida, match="no llegó a su campo") as error:
        ingreso.widget.llenar(efirma)
    assert efirma.clave.revelar() not in str(error.value)
    # Emptied before the picture was taken.
    assert list((oficina.carpeta / "evidencia").glob("*.png"))
    assert formulario.locator("#inputRFC").input_value() == ""


def test_un_marco_que_se_fue_a_otra_direccion_no_recibe_la_contrasena(
    ingreso: IngresoConEfirma, formulario: Frame, efirma: Efirma, mirador: Mirador
) -> None:
    # Nobody answers there: the browser's own route does.
    otra = "http://localhost:9/otra"

    def responder(ruta: Route) -> None:
        ruta.fulfill(content_type="text/html", body=_OTRO_FORMULARIO.format(efirma.rfc))

    def irse() -> None:
        formulario.goto(otra)

    ingreso.page.route(otra, responder)
    mirador.antes_de_la_contrasena = irse
    with pytest.raises(DireccionPeligrosa, match="No se escribió la contraseña"):
        ingreso.widget.llenar(efirma)
    assert formulario.locator("#inputPassword").input_value() == ""


def test_un_formulario_que_se_cargo_otra_vez_no_se_valida_a_medias(
    ingreso: IngresoConEfirma, formulario: Frame, efirma: Efirma, mirador: Mirador
) -> None:
    contenido = formulario.content()

    def cargar_otra_vez() -> None:
        formulario.goto(formulario.url)

    ingreso.page.route(
        formulario.url, lambda ruta: ruta.fulfill(content_type="text/html", body=contenido)
    )
    mirador.antes_de_la_contrasena = cargar_otra_vez
    with pytest.raises(PortalLento):
        ingreso.widget.llenar(efirma)
    assert formulario.locator("#inputPassword").input_value() == ""


def test_un_campo_escondido_no_confunde(
    ingreso: IngresoConEfirma, formulario: Frame, efirma: Efirma, mirador: Mirador
) -> None:
    formulario.evaluate("""() => document.querySelector('form, body').prepend(
        Object.assign(document.createElement('input'), { type: 'password', hidden: true }))""")
    ingreso.widget.llenar(efirma)
    assert formulario.locator("#inputPassword").input_value() == efirma.clave.revelar()
    assert mirador.vistos[-1] == "inputPassword"
