"""Recording a run on the replica: what the folder holds, and what it must not hold."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fixtures.replica.estado import Estado
from fixtures.replica.fallas import Fallas
from flows.carpeta import CarpetaDeTrabajo
from flows.encargo import Encargo, preparar
from flows.grabar import guia
from flows.grabar.grabar import Encuadre, GrabacionPerdida, grabar_presentacion
from flows.grabar.practica import en_plazo
from flows.grabar.produccion import ARCHIVOS, CarpetaConGrabacion, Grabacion, exigir_libre
from flows.pasos import PASOS, PROTESTA
from icsoe_bot.archive.verificacion import texto_de_pdf
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import Oportunidad, oportunidad
from icsoe_bot.efirma.escaner import escanear, secretos_de
from icsoe_bot.portal.errores import FirmaSinDesenlace, PantallaDesconocida
from icsoe_bot.recording.pelicula import Tarjeta
from icsoe_bot.recording.rodaje import Rodaje
from tests.conftest import Icsoe, Oficina

Grabar = Callable[..., Grabacion]


@pytest.fixture
def encargo(oficina: Oficina) -> Encargo:
    contribuyente = oficina.contribuyentes[1]
    return preparar(
        CarpetaDeTrabajo(oficina.carpeta), str(contribuyente.rfc), "2026-2", "Ana Ficticia"
    )


@pytest.fixture
def grabar(
    oficina: Oficina, encargo: Encargo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Grabar:
    # How smoothly the pointer moves, and the time to read, are for test_pelicula; here they would
    # take most of the time.
    monkeypatch.setattr("icsoe_bot.recording.pelicula._PASO_S", 1)
    monkeypatch.setattr("icsoe_bot.recording.reloj.lectura", lambda *_: 0)

    def ejecutar(*ocultos: str, presentar: bool = True) -> Grabacion:
        encuadre = Encuadre(tmp_path / "grabación", visible=False, ritmo=0, ocultos=ocultos)
        carpeta = CarpetaDeTrabajo(oficina.carpeta)
        # It opens a Playwright of its own, of which a thread has one.
        with ThreadPoolExecutor(1) as hilo:
            return hilo.submit(
                grabar_presentacion, carpeta, encargo, encuadre, [], presentar=presentar
            ).result()

    return ejecutar


@pytest.fixture
def sin_pelicula(monkeypatch: pytest.MonkeyPatch) -> None:
    """The film has tests of its own, and takes the longest."""
    monkeypatch.setattr("icsoe_bot.recording.pelicula._Montaje._instantes", lambda *_: [])


@pytest.mark.usefixtures("sin_pelicula")
def test_la_guia_trae_los_diecisiete_pasos_y_ningun_dato(
    grabar: Grabar, encargo: Encargo, tmp_path: Path, estado: Estado
) -> None:
    efirma = encargo.efirma
    grabacion = grabar(str(efirma.rfc), efirma.nombre)
    carpeta = grabacion.carpeta
    assert {archivo.name for archivo in carpeta.iterdir()} == set(ARCHIVOS)
    indice = json.loads((carpeta / "indice.json").read_text(encoding="utf-8"))
    capitulos = {c["numero"]: c for c in indice["capitulos"] if c["numero"]}
    assert sorted(capitulos) == [paso.numero for paso in PASOS]
    # All but what has nothing to be clicked: the menu's options show already.
    assert [numero for numero, c in capitulos.items() if not c["gestos"]] == [1, 2, 6, 16]
    escrita = (carpeta / "guia.html").read_text(encoding="utf-8")
    # Named as on the screen, and numbered from top to bottom.
    senales = re.findall(r"<li><b>(\d+)</b>(.+?)</li>", escrita.split('id="validar_e_ingresar"')[1])
    assert senales[:5] == [
        ("1", "RFC"),
        ("2", "Certificado (.cer)"),
        ("3", "Clave privada (.key)"),
        ("4", "Contraseña de clave privada"),
        ("5", "Validar e Ingresar"),
    ]
    impresa = texto_de_pdf((carpeta / "guia.pdf").read_bytes())
    for paso in PASOS:
        assert paso.titulo in escrita
        assert " ".join(paso.titulo.split()) in " ".join(impresa.split())
    assert escrita.count("<img") >= len(PASOS)
    for texto in (escrita, impresa):
        assert "RÉPLICA — SIN VALIDEZ" in texto
    for archivo in carpeta.glob("*.*"):
        if archivo.suffix != ".mp4":
            contenido = archivo.read_text(encoding="utf-8", errors="replace")
            for dato in (str(efirma.rfc), efirma.nombre, str(tmp_path)):
                assert dato not in contenido, archivo.name
    assert str(efirma.rfc) not in impresa
    assert escanear([carpeta], secretos_de(efirma), []) == []
    assert len(estado.presentadas) == 1
    with pytest.raises(CarpetaConGrabacion):
        exigir_libre(carpeta)


@pytest.mark.lento
@pytest.mark.usefixtures("sin_pelicula")
def test_sin_quien_declare_se_cancela_en_la_protesta(grabar: Grabar, estado: Estado) -> None:
    grabacion = grabar(presentar=False)
    assert grabacion.capitulos[-3].clave == PROTESTA.clave
    assert not estado.presentadas
    assert not estado.borradores
    assert not estado.sesiones
    escrita = (grabacion.carpeta / "guia.html").read_text(encoding="utf-8")
    assert "Ensayo: llega hasta la protesta y se cancela; no se presentó nada." in escrita
    assert "Aquí se pulsó «Cancelar»" in escrita
    assert "acuse" not in escrita.split("Antes de dar por terminado")[1].lower()
    reproductor = (grabacion.carpeta / "reproducir.html").read_text(encoding="utf-8")
    assert "no se presentó nada" in reproductor


@pytest.mark.usefixtures("sin_pelicula")
def test_lo_que_fallo_queda_grabado_con_su_explicacion(
    grabar: Grabar, estado: Estado, tmp_path: Path
) -> None:
    falla = {"nombre": "dialogo_desconocido", "pantalla": "inicio"}
    estado.fallas.activas.append(Fallas.leer(falla))
    with pytest.raises(PantallaDesconocida):
        grabar()
    carpeta = tmp_path / "grabación"
    indice = json.loads((carpeta / "indice.json").read_text(encoding="utf-8"))
    assert indice["fallo"]
    ultimo = indice["capitulos"][-1]
    assert ultimo["titulo"] == "La grabación se detuvo aquí"
    assert "centro de trabajo" in ultimo["explicacion"]
    escrita = (carpeta / "guia.html").read_text(encoding="utf-8")
    portada, resto = escrita.split("Qué se necesita", 1)
    assert "Esta corrida no terminó: se detuvo en «5. Validar e ingresar»" in portada
    assert "centro de trabajo" in portada
    assert "Antes de dar por terminado" not in escrita
    assert "después de detenerse" in resto.split("Dónde se detuvo")[1]
    assert 'id="cerrar_sesion"' in resto.split("después de detenerse")[1]
    assert str(tmp_path) not in escrita
    assert "no terminó" in (carpeta / "reproducir.html").read_text(encoding="utf-8")


@pytest.mark.lento
@pytest.mark.usefixtures("sin_pelicula")
def test_tras_firmar_sin_respuesta_lo_que_sigue_tiene_su_nombre(
    grabar: Grabar, estado: Estado, monkeypatch: pytest.MonkeyPatch
) -> None:
    escritas: list[tuple[Rodaje, Tarjeta]] = []
    escribir = guia.escribir_guia

    def anotar(texto: guia.Texto, rodaje: Rodaje, cierre: Tarjeta, *resto: Any, **mas: Any) -> None:
        escritas.append((rodaje, cierre))
        escribir(texto, rodaje, cierre, *resto, **mas)

    monkeypatch.setattr(guia, "escribir_guia", anotar)
    estado.fallas.activas.append(Fallas.leer({"nombre": "firmada_no_guardada"}))
    with pytest.raises(FirmaSinDesenlace):
        grabar()
    ((rodaje, cierre),) = escritas
    claves = [escena.clave for escena in rodaje.escenas]
    assert claves[-3:] == ["firmar", "tras_problema", "cerrar_sesion"]
    assert rodaje.escenas[-1].titulo == "Después de detenerse: cerrar la sesión"
    # The page that answered to «Firmar», and not the list that was read afterwards.
    assert cierre.pagina is rodaje.escenas[-3].problema
    assert cierre.pagina


@pytest.mark.lento
def test_si_no_cabe_la_grabacion_se_dice_que_paso_con_lo_demas(
    grabar: Grabar, tmp_path: Path, estado: Estado, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lleno(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("icsoe_bot.recording.pelicula.Pelicula.revelar", lleno)
    with pytest.raises(GrabacionPerdida, match="No se presentó nada"):
        grabar(presentar=False)
    assert not estado.sesiones
    assert not (tmp_path / "grabación").exists()


def test_sin_donde_guardar_no_se_empieza(grabar: Grabar, tmp_path: Path, estado: Estado) -> None:
    (tmp_path / "grabación").touch()
    with pytest.raises(GrabacionPerdida, match="No se ha hecho nada"):
        grabar()
    assert not estado.sucesos


def test_lo_mal_pedido_se_explica_antes_de_abrir_nada(icsoe: Icsoe, tmp_path: Path) -> None:
    (tmp_path / "video.mp4").write_bytes(b"")
    for opciones, palabra in (
        (("--salida", tmp_path), "ya tiene una grabación"),
        (("--declara", "Ana Ficticia"), "--con"),
        (("--con", "VBP1212167FA", "--declara", "Ana Ficticia"), "periodo"),
    ):
        salida = icsoe("-C", tmp_path, "grabar", *opciones)
        assert salida.codigo == 2
        assert palabra in salida.errores
    salida = icsoe("grabar", "--no-hay")
    assert (salida.codigo, "«icsoe grabar --help»" in salida.errores) == (2, True)


@pytest.mark.parametrize("dia", ["2026-09-01", "2026-09-17", "2026-09-18", "2026-11-26"])
def test_lo_que_se_ensena_se_hace_a_tiempo(dia: str) -> None:
    periodo, ahora = Periodo.parse("2026-2"), datetime.fromisoformat(f"{dia}T12:00:00-06:00")
    movido = ahora + en_plazo(periodo, ahora)
    assert oportunidad(movido, periodo) is Oportunidad.EN_TIEMPO
    assert movido >= datetime.fromisoformat("2026-09-01T00:00:00-06:00")
