"""Each appearance has the traits it is there for, and a return is filed on it from end to end.

The walks are written with Playwright alone, as somebody would who sees that appearance only: what
they rely on is what a page object may rely on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from fixtures.autoridad import emitir_efirma
from fixtures.contribuyentes import contribuyentes_ficticios
from fixtures.replica.apariencia import Apariencia
from fixtures.replica.captura import PROTESTA
from fixtures.replica.comun import EXPIRADA
from fixtures.replica.estado import Estado
from fixtures.replica.fallas import Fallas
from fixtures.replica.semilla import sembrar
from fixtures.replica.servidor import Replica
from fixtures.replica.vestir import mayusculas
from icsoe_bot.archive.verificacion import texto_de_pdf
from tests.replica.conftest import AHORA, DESDE, HASTA, Cliente, Efirma, Portal, poner_reloj

MARCA = "RÉPLICA — sin validez oficial"
OTRAS = [apariencia for apariencia in Apariencia if apariencia is not Apariencia.CLASICA]
SIN_CONCLUIR = "El periodo seleccionado no ha concluido, no es posible presentarlo."
CONFIRME = "Confirme su centro de trabajo preferente"
EXITO = "La informativa se firmó y presentó exitosamente."


@dataclass(frozen=True)
class Quien:
    """A fictitious taxpayer and the files of the e.firma."""

    rfc: str
    nombre: str
    cer: Path
    key: Path
    clave: str


@pytest.fixture(scope="module")
def quien(tmp_path_factory: pytest.TempPathFactory) -> Quien:
    contribuyente = contribuyentes_ficticios(2)[1]
    clave = "ficticia ñ"
    par = emitir_efirma(
        rfc=str(contribuyente.rfc),
        nombre=contribuyente.nombre,
        curp=contribuyente.curp,
        rfc_representante=None,
        clave=clave,
        desde=DESDE,
        hasta=HASTA,
        bits=1024,
    )
    carpeta = tmp_path_factory.mktemp("efirma")
    cer, key = carpeta / "e firma.cer", carpeta / "e firma.key"
    cer.write_bytes(par.cer)
    key.write_bytes(par.key)
    return Quien(str(contribuyente.rfc), contribuyente.nombre, cer, key, clave)


@pytest.fixture(scope="module")
def vestida() -> Iterator[Replica]:
    with Replica() as replica:
        yield replica


@pytest.fixture
def estado(vestida: Replica, quien: Quien) -> Estado:
    """Fourteen acuses, a draft, and an announcement after entering."""
    estado = vestida.estado
    estado.reiniciar()
    poner_reloj(estado, AHORA)
    acuses = [
        {"periodo": f"{anio}-{cuatrimestre}", "folio": f"SI{anio}{cuatrimestre}"}
        for anio in range(2021, 2026)
        for cuatrimestre in (1, 2, 3)
    ][1:]
    borradores = [{"periodo": "2026-1"}]
    sembrar(
        estado,
        {"contribuyentes": [{"rfc": quien.rfc, "acuses": acuses, "borradores": borradores}]},
    )
    return estado


def fallar(estado: Estado, nombre: str, **mas: object) -> None:
    estado.fallas.activas.append(Fallas.leer({"nombre": nombre, **mas}))


def llenar(widget: FrameLocator, quien: Quien, *, con_rfc: bool = True) -> None:
    widget.locator("#inputCertificado").set_input_files(quien.cer)
    widget.locator("#inputKey").set_input_files(quien.key)
    widget.locator("#inputPassword").fill(quien.clave)
    if con_rfc:
        widget.locator("#inputRFC").fill(quien.rfc)
    widget.locator("#botonValidarCert").click()


def descargar(page: Page, icono: Locator) -> str:
    with page.expect_download() as descarga:
        icono.click()
    return texto_de_pdf(Path(descarga.value.path()).read_bytes())


PASAJEROS: dict[Apariencia, dict[str, str]] = {
    Apariencia.POBRE: {},
    Apariencia.JQUERY: {
        "filas por llegar": "#bandeja td.dataTables_empty",
        "opciones por llegar": "select#tipo:disabled",
        "petición en curso": ".blockUI.blockOverlay",
    },
    Apariencia.ANGULAR: {
        "filas por llegar": "table[mat-table] tbody:empty",
        "petición en curso": ".spinner-overlay",
    },
}
"""What shows for a moment only: looked for by the page itself, since a busy machine may miss it."""

_MIRAR = """pasajeros => {
  const mirar = () => Object.entries(pasajeros).forEach(([nombre, selector]) => {
    if (document.querySelector(selector)) sessionStorage.setItem(nombre, "visto");
  });
  const todo = { attributes: true, childList: true, subtree: true };
  new MutationObserver(mirar).observe(document, todo);
}"""


def en_pobre(page: Page, estado: Estado, quien: Quien) -> None:
    texto, dialogo = page.get_by_text, page.locator(".emergente:visible")
    texto("INGRESAR A ICISOE", exact=True).click()
    texto("INGRESAR CON E.FIRMA", exact=True).click()
    widget = page.frame_locator("iframe#firmaIframe[name=firmaIframe]")
    expect(widget.locator("#inputRFC")).to_be_disabled()
    expect(widget.locator("#botonValidarCert")).to_have_value("Validad e Ingresar")
    llenar(widget, quien, con_rfc=False)

    expect(dialogo).to_contain_text("MAÑANA HABRA MANTENIMIENTO")
    dialogo.locator("input[type=button]").click()
    texto("INFORMATIVA", exact=True).click()
    texto("CAPTURAR INFORMATIVA", exact=True).click()
    expect(texto(f"RFC: {quien.rfc}")).to_be_visible()
    expect(page.locator(".renglon").nth(1)).to_contain_text("PRIMERO")
    expect(page.get_by_title("CONTINUAR CAPTURA")).to_be_visible()
    page.locator("input[value='NUEVA INFORMATIVA']").click()

    def campo(etiqueta: str) -> Locator:
        return page.locator(f"td:text-is('{etiqueta}') + td > *")

    campo("*AÑO:").select_option("2026")
    campo("*TIPO DE INFORMATIVA A PRESENTAR:").select_option(label="SIN INFORMACION")
    continuar = page.locator("#captura input[value=CONTINUAR]")
    for meses, cuatrimestre, dicho in (
        ("SEPTIEMBRE - DICIEMBRE", "TERCERO", mayusculas(SIN_CONCLUIR)),
        ("MAYO - AGOSTO", "SEGUNDO", PROTESTA),
    ):
        campo("*PERIODO A INFORMAR:").select_option(label=meses)
        expect(campo("CUATRIMESTRE:")).to_have_value(cuatrimestre)
        continuar.click()
        expect(dialogo).to_contain_text(dicho)
        dialogo.locator("input[type=button]").last.click()

    expect(widget.locator("#inputRFC")).to_have_value(quien.rfc)
    llenar(widget, quien, con_rfc=False)
    widget.locator("#botonFirmar:enabled").click()
    expect(dialogo).to_contain_text(mayusculas(EXITO))
    dialogo.locator("input[value=CERRAR]").click()
    expect(page.locator(".renglon")).to_have_count(2)

    texto("ACUSES DE PRESENTACION", exact=True).click()
    expect(page.locator(".renglon")).to_have_count(11)
    texto("SIGUIENTE", exact=True).click()
    texto("PAGINA 2 DE 2").wait_for()
    fila = page.locator(".renglon").filter(has_text=estado.presentadas[-1].folio)
    assert estado.presentadas[-1].folio in descargar(page, fila.locator("a:has(img[alt])"))
    fallar(estado, "dialogo_desconocido")
    texto("INICIO", exact=True).click()
    expect(dialogo).to_contain_text(mayusculas(CONFIRME))
    sin_semantica = "[role], [aria-label], [aria-modal], label, button, h1, h2, th, .renglon td"
    assert page.locator(sin_semantica).count() == 0
    texto("CERRAR SESION", exact=True).click()
    texto("SU SESION HA TERMINADO.").wait_for()


def en_angular(page: Page, estado: Estado, quien: Quien) -> None:
    dialogo = page.locator(".cdk-overlay-container mat-dialog-container[role=dialog]")
    widget = page.frame_locator("[role=tabpanel] #formFirmaDigital")

    def elegir(rotulo: str, opcion: str) -> None:
        combo = page.get_by_role("combobox", name=re.compile(f"^{rotulo}"))
        combo.click()
        expect(combo).to_have_attribute("aria-expanded", "true")
        expect(page.locator("body > :last-child").get_by_role("listbox")).to_be_visible()
        page.get_by_role("option", name=opcion, exact=True).click()
        expect(page.locator(".cdk-overlay-container")).to_have_count(0)
        expect(combo).to_contain_text(opcion)

    page.get_by_role("link", name="Ingresar a ICISOE").click()
    efirma = page.get_by_role("tab", name="Ingresar con E.Firma")
    expect(efirma).to_have_attribute("aria-selected", "false")
    expect(page.get_by_role("tab", name="Ingresar con Usuario y contraseña")).to_be_visible()
    assert page.locator("iframe").count() == 0
    efirma.click()
    expect(efirma).to_have_attribute("aria-selected", "true")
    llenar(widget, quien)

    expect(dialogo).to_contain_text("Mañana habrá mantenimiento")
    expect(dialogo).to_have_attribute("aria-modal", "true")
    expect(page.locator("app-root")).to_have_attribute("aria-hidden", "true")
    dialogo.get_by_role("button", name="Cerrar").click()
    expect(dialogo).to_have_count(0)
    expect(page.locator("app-root")).not_to_have_attribute("aria-hidden", "true")
    page.get_by_role("button", name="Informativa", exact=True).click()
    page.get_by_role("menuitem", name="Capturar informativa").click()
    tabla = page.locator("table[role=table]")
    expect(tabla.get_by_role("row")).to_have_count(2)
    expect(tabla.get_by_role("button", name="Continuar captura")).to_be_visible()
    page.get_by_role("button", name="Nueva informativa").click()

    assert page.locator("select").count() == 0
    elegir("Año", "2026")
    elegir("Tipo de informativa", "Sin información")
    cuatrimestre = page.get_by_label("Cuatrimestre")
    for meses, nombre, dicho in (
        ("Septiembre - Diciembre", "Tercero", SIN_CONCLUIR),
        ("Mayo - Agosto", "Segundo", PROTESTA),
    ):
        elegir("Periodo a informar", meses)
        expect(cuatrimestre).to_have_value(nombre)
        page.get_by_role("button", name="Continuar").click()
        expect(dialogo).to_contain_text(dicho)
        dialogo.get_by_role("button").last.click()

    widget = page.frame_locator("mat-card #formFirmaDigital")
    llenar(widget, quien)
    widget.locator("#botonFirmar:enabled").click()
    expect(dialogo).to_contain_text(EXITO)
    dialogo.get_by_role("button", name="Cerrar").click()
    expect(tabla.get_by_role("row")).to_have_count(2)

    page.get_by_role("menuitem", name="Acuses de presentación").click()
    expect(page.get_by_text("1 – 10 de 15")).to_be_visible()
    expect(tabla.get_by_role("row")).to_have_count(11)
    siguiente = page.get_by_role("button", name="Página siguiente")
    expect(page.get_by_role("button", name="Página anterior")).to_be_disabled()
    siguiente.click()
    expect(page.get_by_text("11 – 15 de 15")).to_be_visible()
    expect(siguiente).to_be_disabled()
    folio = estado.presentadas[-1].folio
    fila = tabla.get_by_role("row").filter(has_text=folio)
    assert folio in descargar(page, fila.get_by_role("button", name="Descargar Acuse"))
    elegir("Elementos por página", "5")
    expect(page.get_by_text("1 – 5 de 15")).to_be_visible()
    fallar(estado, "dialogo_desconocido")
    page.get_by_role("button", name="Inicio").click()
    expect(dialogo).to_contain_text(CONFIRME)
    dialogo.get_by_role("button", name="Confirmar").click()
    expect(dialogo).to_be_visible()
    page.get_by_role("button", name="Cerrar sesión", include_hidden=True).dispatch_event("click")
    page.get_by_text("Su sesión ha terminado.").wait_for()


def en_jquery(page: Page, estado: Estado, quien: Quien) -> None:
    dialogo, velo = page.locator("div.ui-dialog[role=dialog]"), page.locator(".ui-widget-overlay")
    widget = page.frame_locator("#formFirmaDigital")
    page.get_by_role("link", name="Ingresar a ICISOE").click()
    page.get_by_role("button", name="Ingresar con E.Firma").click()
    llenar(widget, quien)

    expect(dialogo).to_contain_text("Mañana habrá mantenimiento")
    expect(dialogo).not_to_have_attribute("aria-modal", "true")
    expect(velo).to_be_visible()
    dialogo.get_by_title("Close").click()
    expect(dialogo).to_have_count(0)
    expect(velo).to_have_count(0)
    page.get_by_text("Informativa", exact=True).click()
    page.get_by_role("link", name="Capturar informativa").click()
    expect(page.get_by_text("registros del 1 al 1 de un total de 1")).to_be_visible()
    expect(page.get_by_text("Procesando...")).to_be_hidden()
    expect(page.get_by_title("Continuar captura")).to_be_visible()
    page.get_by_role("link", name="Nueva informativa").click()

    anio, meses, tipo = (page.locator(f"select#{cual}") for cual in ("anio", "periodo", "tipo"))
    anio.select_option("2026")
    tipo.select_option("Sin información")
    continuar = page.locator("#captura").get_by_role("button", name="Continuar")
    for elegido, cuatrimestre, dicho in (
        ("Septiembre - Diciembre", "Tercero", SIN_CONCLUIR),
        ("Mayo - Agosto", "Segundo", PROTESTA),
    ):
        meses.select_option(elegido)
        expect(page.locator("#cuatrimestre")).to_have_value(cuatrimestre)
        continuar.click()
        expect(dialogo).to_contain_text(dicho)
        dialogo.locator(".ui-dialog-buttonset button").last.click()

    expect(dialogo.locator("iframe#formFirmaDigital")).to_be_visible()
    llenar(widget, quien)
    widget.locator("#botonFirmar:enabled").click()
    expect(dialogo).to_contain_text(EXITO)
    dialogo.get_by_role("button", name="Cerrar").click()
    expect(page.get_by_text("registros del 1 al 1 de un total de 1")).to_be_visible()

    page.get_by_role("link", name="Acuses de presentación").click()
    expect(page.get_by_text("registros del 1 al 10 de un total de 15")).to_be_visible()
    expect(page.locator("a.paginate_button.previous")).to_have_class(re.compile(r"\bdisabled\b"))
    page.locator("a.paginate_button", has_text="Siguiente").click()
    expect(page.get_by_text("registros del 11 al 15 de un total de 15")).to_be_visible()
    expect(page.locator("a.paginate_button.next")).to_have_class(re.compile(r"\bdisabled\b"))
    folio = estado.presentadas[-1].folio
    page.get_by_label("Buscar:").fill(folio)
    expect(page.locator("tbody tr")).to_have_count(1)
    assert folio in descargar(page, page.get_by_title("Descargar Acuse"))
    page.get_by_label("Buscar:").fill("nada")
    expect(page.locator("tbody td[colspan='11']")).to_have_text("No se encontraron resultados")
    fallar(estado, "dialogo_desconocido")
    page.get_by_role("link", name="Inicio", exact=True).click()
    expect(dialogo).to_contain_text(CONFIRME)
    dialogo.get_by_role("button", name="Confirmar").click()
    expect(dialogo).to_be_visible()
    dialogo.press("Escape")
    page.get_by_role("link", name="Cerrar sesión").click()
    page.get_by_text("Su sesión ha terminado.").wait_for()


RECORRIDOS: dict[Apariencia, Callable[[Page, Estado, Quien], None]] = {
    Apariencia.ANGULAR: en_angular,
    Apariencia.JQUERY: en_jquery,
    Apariencia.POBRE: en_pobre,
}


@pytest.mark.lento
@pytest.mark.parametrize(
    ("apariencia", "continua"),
    [
        (Apariencia.POBRE, True),
        (Apariencia.POBRE, False),
        (Apariencia.JQUERY, True),
        (Apariencia.JQUERY, False),
        (Apariencia.ANGULAR, True),
    ],
)
def test_se_presenta_de_principio_a_fin(
    apariencia: Apariencia,
    continua: bool,
    vestida: Replica,
    estado: Estado,
    quien: Quien,
    page: Page,
) -> None:
    vestida.vestir(apariencia)
    estado.continua = continua
    fallar(estado, "anuncio")
    page.set_default_timeout(10_000)
    pasajeros = PASAJEROS[apariencia]
    page.add_init_script(f"({_MIRAR})({json.dumps(pasajeros)})")
    page.goto(f"{vestida.direcciones.portal}/icsoe")
    RECORRIDOS[apariencia](page, estado, quien)
    assert [str(p.periodo) for p in estado.presentadas[14:]] == ["2026-2"]
    assert not estado.sesiones
    assert set(page.evaluate("Object.keys(sessionStorage)")) == set(pasajeros)
    assert estado.fallas.en_json() == []


@pytest.mark.parametrize("apariencia", OTRAS)
def test_toda_pantalla_lleva_la_marca_y_lo_suyo(
    apariencia: Apariencia, vestida: Replica, estado: Estado, efirma: Efirma
) -> None:
    vestida.vestir(apariencia)
    portal = Portal(vestida.direcciones.portal)
    paginas = [portal.pedir(r) for r in ("/icsoe", "/icisoe/", "/icisoe/contrasena")]
    ingreso = portal.pedir("/icisoe/efirma")
    portal.entrar(efirma)
    paginas += [ingreso, portal.abrir_firma("2026-2")]
    for ruta in (
        "inicio",
        "informativas",
        "informativas/nueva",
        "firma-y-presentacion",
        "acuses",
        "otras/Detalle",
    ):
        paginas.append(portal.pedir(f"/icisoe/{ruta}"))
    estado.sin_alta.add(efirma.rfc)
    paginas.append(portal.pedir("/icisoe/inicio"))
    guiones: set[str] = set()
    widget = Cliente(vestida.direcciones.widget)
    recuadro = widget.pedir("/firmaElectronicaWeb/widget/chfecyn", b"params={}")
    for cliente, pagina in [*((portal, pagina) for pagina in paginas), (widget, recuadro)]:
        assert pagina.codigo == 200, pagina.ruta
        assert MARCA in pagina.texto, pagina.ruta
        assert f"/static/{apariencia}/" in pagina.texto or cliente is widget, pagina.ruta
        for archivo in re.findall(r'(?:src|href)="(/static/[^"]+)"', pagina.texto):
            assert cliente.pedir(archivo).codigo == 200, archivo
            guiones.add(PurePosixPath(archivo).stem)
    # What the fault «guion_tardio» can name.
    assert {"captura", "menu", "anfitrion", "efirma", "widget", "navegar"} <= guiones


@pytest.mark.parametrize("apariencia", OTRAS)
@pytest.mark.parametrize(
    ("nombre", "ruta", "dicho"),
    [
        ("recaptcha", "", "No soy un robot"),
        ("mantenimiento", "", "Servicio no disponible. Reintente mas tarde"),
        ("sesion_expirada", "acuses", EXPIRADA),
        ("primer_uso", "inicio", "captura los datos generales"),
        ("anuncio", "inicio", "mantenimiento programado"),
        ("dialogo_desconocido", "acuses", CONFIRME),
        ("protesta_cambiada", "informativas/nueva", "ni trabajadores que registrar"),
        ("acuse_no_disponible", "acuses/SI1/pdf", "No se puede descargar su acuse"),
    ],
)
def test_cada_falla_de_pantalla_se_lee(
    nombre: str,
    ruta: str,
    dicho: str,
    apariencia: Apariencia,
    vestida: Replica,
    estado: Estado,
    efirma: Efirma,
) -> None:
    vestida.vestir(apariencia)
    acuses = [{"periodo": "2025-1", "folio": "SI1"}]
    sembrar(estado, {"contribuyentes": [{"rfc": efirma.rfc, "acuses": acuses}]})
    fallar(estado, nombre)
    portal = Portal(vestida.direcciones.portal)
    if ruta:
        portal.entrar(efirma)
    assert mayusculas(dicho) in mayusculas(portal.pedir(f"/icisoe/{ruta}").texto)
    assert estado.fallas.en_json() == []


@pytest.mark.lento
@pytest.mark.parametrize("apariencia", OTRAS)
def test_el_acuse_se_entrega_de_cada_forma(
    apariencia: Apariencia, vestida: Replica, estado: Estado, efirma: Efirma, page: Page
) -> None:
    vestida.vestir(apariencia)
    raiz = vestida.direcciones.portal
    (galleta,) = Portal(raiz).entrar(efirma).galletas
    page.context.add_cookies([{"name": galleta.name, "value": galleta.value or "", "url": raiz}])
    page.set_default_timeout(10_000)
    icono = {
        Apariencia.ANGULAR: "button[aria-label='Descargar Acuse']",
        Apariencia.JQUERY: "a[title='Descargar Acuse']",
        Apariencia.POBRE: "a:has(img[alt='DESCARGAR ACUSE'])",
    }[apariencia]

    def pulsar(forma: str) -> None:
        fallar(estado, f"acuse_{forma}")
        page.goto(f"{raiz}/icisoe/acuses")
        page.locator(icono).first.click()

    with page.expect_download() as descarga:
        pulsar("blob")
    assert descarga.value.url.startswith("blob:")
    with page.expect_popup() as ventana:
        pulsar("blob_ventana")
    ventana.value.close()
    with page.expect_popup() as ventana:
        pulsar("visor")
    ventana.value.wait_for_url(f"{vestida.direcciones.widget}/**", wait_until="commit")
    ventana.value.close()
    pulsar("incrustado")
    expect(page.locator("dialog iframe[src^='blob:']")).to_be_visible()
    pulsar("no_disponible")
    texto = re.compile("no se puede descargar su acuse", re.IGNORECASE)
    expect(page.get_by_text(texto)).to_be_visible()


def test_la_clasica_no_tiene_carpeta_y_cada_otra_si() -> None:
    carpetas = Path(__file__).parents[2] / "fixtures" / "replica" / "apariencias"
    assert {carpeta.name for carpeta in carpetas.iterdir()} == set(OTRAS)


def test_vestir_cambia_solo_el_aspecto(vestida: Replica, estado: Estado, efirma: Efirma) -> None:
    vestida.vestir(Apariencia.CLASICA)
    portal = Portal(vestida.direcciones.portal).entrar(efirma)
    identidad = estado.identidad
    assert "<h1>Acuses de Presentación</h1>" in portal.pedir("/icisoe/acuses").texto
    vestida.vestir("pobre")
    pobre = portal.pedir("/icisoe/acuses").texto
    assert "ACUSES DE PRESENTACION" in pobre
    assert "<h1>" not in pobre
    assert estado.identidad == identidad


@pytest.mark.parametrize(
    ("texto", "escrito"),
    [
        ("Sin información", "SIN INFORMACION"),
        ("Año", "AÑO"),
        ("An\u0303o", "AÑO"),
        ("Enero - Abril", "ENERO - ABRIL"),
        ("«Pingüino»", "«PINGUINO»"),
    ],
)
def test_mayusculas_sin_acentos(texto: str, escrito: str) -> None:
    assert mayusculas(texto) == escrito
