"""Practising by hand: the tests' hands are the page objects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from fixtures.contribuyentes import ContribuyenteFicticio
from flows.practicar import hoja
from flows.practicar.ejercicio import CarpetaConEjercicio, Ejercicio, preparado
from flows.practicar.practicar import Practica
from flows.practicar.vigilancia import Aviso, Vigilancia
from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.efirma import Clave, Efirma
from icsoe_bot.pages.entrada import Entrada
from icsoe_bot.pages.inicio import Inicio
from icsoe_bot.pages.micrositio import Micrositio
from icsoe_bot.portal.errores import PortalRechaza
from icsoe_bot.portal.pestana import Paciencia, Pestana
from tests.conftest import Icsoe

SIN_INFORMACION = TipoInformativa.SIN_INFORMACION


class Alumno:
    """Somebody at the browser, with icsoe looking on after each thing that is done."""

    def __init__(self, ejercicio: Ejercicio, contexto: BrowserContext, page: Page) -> None:
        self.ejercicio = ejercicio
        self.dicho: list[Aviso] = []
        self.practica = Practica(ejercicio, contexto, self.dicho.append)
        self.pestana = Pestana(page, ejercicio.direcciones, paciencia=Paciencia(10, 10, 10))

    def mirar(self) -> str:
        antes = len(self.dicho)
        self.practica.mirar()
        return "\n".join(aviso.texto for aviso in self.dicho[antes:])

    @property
    def errores(self) -> list[str]:
        return self.practica.vigilancia.resultado.errores

    def entrar(self, quien: ContribuyenteFicticio, nombre: str) -> Inicio:
        carpeta = self.ejercicio.carpeta / nombre
        (cer,), (key,) = carpeta.glob("*.cer"), carpeta.glob("*.key")
        efirma = Efirma.abrir(cer, key, Clave(self.ejercicio.clave), ahora=datetime.now(UTC))
        assert efirma.rfc == quien.rfc
        entrada: Entrada = Micrositio.abrir(self.pestana).ingresar()
        self.efirma = efirma
        return entrada.con_efirma().validar_e_ingresar(efirma)


@pytest.fixture
def ejercicio(tmp_path: Path) -> Iterator[Ejercicio]:
    with preparado(tmp_path / "práctica", "2026-2", []) as ejercicio:
        yield ejercicio


@pytest.fixture
def alumno(ejercicio: Ejercicio, context: BrowserContext, page: Page) -> Alumno:
    return Alumno(ejercicio, context, page)


def test_quien_lo_hace_bien_lo_ve_paso_a_paso_y_en_su_hoja(alumno: Alumno, tmp_path: Path) -> None:
    inicio_de_la_practica = datetime.now(UTC)
    Micrositio.abrir(alumno.pestana)
    assert "Paso 3. Ingresar a ICISOE" in alumno.mirar()
    inicio = alumno.entrar(alumno.ejercicio.contribuyente, "empresa")
    dicho = alumno.mirar()
    assert "Bien: entrar con la e.firma" in dicho
    assert "Paso 6." in dicho
    inicio.menu.informativa()
    assert "Paso 7." in alumno.mirar()
    capturar = inicio.menu.capturar_informativa().nueva_informativa()
    assert "Paso 9." in alumno.mirar()
    capturar.elegir_periodo(alumno.ejercicio.periodo, SIN_INFORMACION)
    dialogo = capturar.continuar()
    dicho = alumno.mirar()
    assert "Paso 10." in dicho
    assert "Cuidado" not in dicho
    firma = dialogo.aceptar()
    assert "Bien: declarar" in alumno.mirar()
    firma.validar(alumno.efirma)
    dicho = alumno.mirar()
    assert "Paso 12. Firmar" in dicho
    assert "una sola vez" in dicho
    firma.firmar().cerrar()
    assert "Paso 14." in alumno.mirar()
    acuses = inicio.menu.acuses_de_presentacion()
    assert "Paso 15." in alumno.mirar()
    (fila,) = acuses.filas()
    acuses.descargar(fila.folio)
    dicho = alumno.mirar()
    assert "Paso 16." in dicho
    assert "Paso 17." in dicho
    inicio.menu.cerrar_sesion()
    alumno.mirar()
    resultado = alumno.practica.vigilancia.resultado
    assert list(alumno.practica.vigilancia.terminar()) == []
    assert resultado.completo
    assert resultado.errores == []
    destino = tmp_path / "hoja.html"
    hoja.escribir(alumno.ejercicio, resultado, inicio_de_la_practica, destino)
    texto = destino.read_text(encoding="utf-8")
    assert "Completa y sin errores" in texto
    assert "SIN VALIDEZ" in texto
    assert alumno.ejercicio.clave not in texto
    assert all(hoja.en_json(alumno.ejercicio, resultado)["metas"].values())


def test_la_efirma_del_representante_se_marca(alumno: Alumno) -> None:
    inicio = alumno.entrar(alumno.ejercicio.representante, "representante")
    dicho = alumno.mirar()
    assert "representante legal" in dicho
    assert "Paso 17. Cerrar la sesión" in dicho
    assert "Paso 6." not in dicho
    # Whatever is declared there is no merit.
    capturar = inicio.menu.capturar_informativa().nueva_informativa()
    capturar.elegir_periodo(alumno.ejercicio.periodo, SIN_INFORMACION)
    capturar.continuar().aceptar()
    assert "no es quien presenta" in alumno.mirar()
    assert not alumno.practica.vigilancia.resultado.logradas
    inicio.menu.cerrar_sesion()
    alumno.mirar()
    assert not alumno.practica.vigilancia.resultado.logradas
    list(alumno.practica.vigilancia.terminar())
    assert [error.split(",")[0] for error in alumno.errores[2:]] == [
        f"Quedó una informativa en captura a nombre de {alumno.ejercicio.representante.rfc}"
    ]


def test_tras_la_sesion_ajena_se_sigue_con_la_propia(ejercicio: Ejercicio) -> None:
    estado, vigilancia = ejercicio.replica.estado, Vigilancia(ejercicio)
    ajena, propia = str(ejercicio.representante.rfc), str(ejercicio.contribuyente.rfc)
    clave = estado.abrir_sesion(ajena, "Representante")
    assert "Paso 17." in list(vigilancia.mirar(Inicio))[-1].texto
    estado.cerrar_sesion(clave)
    estado.abrir_sesion(propia, "Empresa")
    assert "Paso 6." in list(vigilancia.mirar(Inicio))[-1].texto
    estado.abrir_sesion(ajena, "Representante")
    assert [aviso.error for aviso in vigilancia.terminar()][-1]


@pytest.mark.lento
def test_otro_periodo_se_advierte_antes_y_se_marca_despues(alumno: Alumno) -> None:
    otro = Periodo.parse("2026-1")
    inicio = alumno.entrar(alumno.ejercicio.contribuyente, "empresa")
    capturar = inicio.menu.capturar_informativa().nueva_informativa()
    capturar.elegir_periodo(otro, SIN_INFORMACION)
    dialogo = capturar.continuar()
    dicho = alumno.mirar()
    assert "Cuidado: va a declarar sobre 2026-1" in dicho
    assert "Paso 10." not in dicho
    assert alumno.mirar() == ""
    assert alumno.errores == []
    # Who cancels did well.
    dialogo.cancelar()
    alumno.mirar()
    assert hoja.en_json(alumno.ejercicio, alumno.practica.vigilancia.resultado)[
        "advertencias_atendidas"
    ] == ["Iba a declarar sobre 2026-1, y el ejercicio es sobre 2026-2: no se declaró."]
    dialogo = capturar.continuar()
    assert "Cuidado" in alumno.mirar()
    firma = dialogo.aceptar()
    assert "Se declaró bajo protesta sobre 2026-1" in alumno.mirar()
    firma.validar(alumno.efirma)
    firma.firmar().cerrar()
    assert "no es la que se pedía" in alumno.mirar()
    assert len(alumno.errores) == 2
    assert not alumno.practica.vigilancia.resultado.advertencias
    assert "firmar" not in alumno.practica.vigilancia.resultado.logradas


def test_otro_tipo_se_marca_al_continuar(alumno: Alumno) -> None:
    inicio = alumno.entrar(alumno.ejercicio.contribuyente, "empresa")
    capturar = inicio.menu.capturar_informativa().nueva_informativa()
    alumno.mirar()
    capturar.elegir_periodo(alumno.ejercicio.periodo, TipoInformativa.NORMAL)
    with pytest.raises(PortalRechaza):
        capturar.continuar()
    assert "Se intentó continuar con el tipo «Normal»" in alumno.mirar()
    assert len(alumno.errores) == 1


def test_firmar_dos_veces_y_dejar_borradores_se_marca(alumno: Alumno) -> None:
    estado, rfc = alumno.ejercicio.replica.estado, str(alumno.ejercicio.contribuyente.rfc)
    for _ in range(2):
        estado.anotar("firma_recibida", rfc=rfc, periodo="2026-2")
    estado.guardar_borrador(rfc, Periodo.parse("2026-2"), "Normal")
    dichos = [aviso.texto for aviso in alumno.practica.vigilancia.terminar()]
    assert "Se firmó más de una vez" in dichos[0]
    assert "«Normal»" in dichos[1]
    assert "Quedó una informativa en captura" in dichos[2]
    assert len(alumno.errores) == 3


def test_la_carpeta_ocupada_no_se_toca(tmp_path: Path) -> None:
    (tmp_path / "algo.txt").touch()
    with pytest.raises(CarpetaConEjercicio), preparado(tmp_path, "", []):
        pass


def test_lo_mal_pedido_se_explica(icsoe: Icsoe, tmp_path: Path) -> None:
    salida = icsoe("-C", tmp_path, "practicar", "--falla", "ninguna")
    assert (salida.codigo, "--falla lista" in salida.errores) == (2, True)
    salida = icsoe("-C", tmp_path, "practicar", "--falla", "lista")
    assert salida.codigo == 0
    assert "firmar_mudo" in salida.salida
    salida = icsoe("-C", tmp_path, "practicar", DISPLAY="", WAYLAND_DISPLAY="")
    assert (salida.codigo, "pantalla" in salida.errores) == (2, True)
