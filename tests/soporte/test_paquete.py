"""The pack: what it tells, and of whom it tells nothing."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest

from flows import pasos
from flows.acuses.destino import YaExiste
from flows.carpeta import CarpetaDeTrabajo
from flows.soporte.contenido import CORREO, NadaQueReportar, reunir
from flows.soporte.intentos import Hecho, Intento
from flows.soporte.paquete import Armado, armar
from flows.soporte.pdf import informe_pdf
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.portal.errores import PortalFueraDeServicio
from tests.soporte.conftest import (
    AJENO,
    DICHO,
    OTRA,
    PERIODO,
    PRESENTACION,
    PROPIO,
    PROTESTA,
    Historia,
)

A_TIEMPO = datetime(2026, 9, 3, 12, tzinfo=ZONA)


def empacar(historia: Historia, ahora: datetime = A_TIEMPO, **mas: Any) -> Armado:
    return armar(historia.carpeta, historia.bitacora, PRESENTACION, ahora=ahora, **mas)


def leer(armado: Armado) -> dict[str, bytes]:
    with zipfile.ZipFile(armado.ruta) as paquete:
        assert paquete.testzip() is None
        return {nombre: paquete.read(nombre) for nombre in paquete.namelist()}


def texto_del_informe(pdf: bytes) -> str:
    (pagina,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(pagina.extract_text().split())


def test_el_paquete_cuenta_que_se_intento_y_que_respondio_el_portal(historia: Historia) -> None:
    nombre = historia.intento()
    armado = empacar(historia)
    archivos = leer(armado)
    assert set(archivos) == {
        "LEEME.txt",
        "informe.pdf",
        "intentos.json",
        "red.json",
        "versiones.json",
        f"pantallas/{nombre}.png",
        f"paginas/{nombre}.html",
    }
    assert armado.ruta.parent == historia.carpeta.soporte
    assert armado.ruta.name.startswith(f"{PROPIO.rfc}-2026-2-2")
    intentos = json.loads(archivos["intentos.json"])
    (intento,) = intentos["intentos"]
    assert [hecho["que"] for hecho in intento["hechos"]][:3] == [
        "Se planeó la presentación",
        "1. Abrir el micrositio del ICISOE",
        "2. Bajar hasta el final de la página",
    ]
    # Ninety seconds ahead, each moment by both clocks.
    suyo = datetime.fromisoformat(intento["inicio_portal"])
    assert abs((suyo - datetime.fromisoformat(intento["inicio"])).total_seconds() - 90) <= 1
    red = json.loads(archivos["red.json"])["pantallas"][nombre]
    assert red["peticiones"][0]["desenlace"] == "503"
    assert json.loads(archivos["versiones.json"])["navegador"] == "chromium 1.2.3"


def test_el_informe_es_una_hoja_para_la_mesa_de_ayuda(historia: Historia) -> None:
    historia.intento()
    texto = texto_del_informe(leer(empacar(historia))["informe.pdf"])
    for dicho in (
        CORREO,
        "800 623 23 23",
        str(PROPIO.rfc),
        "Mayo - Agosto de 2026 (2026-2)",
        f"«{DICHO}»",
        "Confirmar la falla del servicio",
        "Validar e ingresar",
        "503, 1,234 ms",
        "El reloj del portal va 90 s adelantado",
        "icsoe-bot",
        "vence el 17/09/2026: faltan 14 días",
    ):
        assert dicho in texto, dicho


def test_todo_lo_de_una_replica_lo_dice(historia: Historia) -> None:
    historia.intento()
    archivos = leer(empacar(historia))
    assert texto_del_informe(archivos["informe.pdf"]).count("RÉPLICA — SIN VALIDEZ") == 2
    assert "RÉPLICA — SIN VALIDEZ" in archivos["LEEME.txt"].decode("utf-8-sig")
    for nombre in ("intentos.json", "red.json", "versiones.json"):
        assert json.loads(archivos[nombre])["marca"] == "RÉPLICA — SIN VALIDEZ"


def test_en_produccion_no_hay_marca(historia: Historia) -> None:
    historia.intento()
    (historia.carpeta.archivo_env).write_text("ICSOE_AMBIENTE=produccion\n", encoding="utf-8")
    historia.carpeta = CarpetaDeTrabajo(historia.carpeta.raiz)
    archivos = leer(empacar(historia))
    assert "RÉPLICA" not in texto_del_informe(archivos["informe.pdf"])
    assert json.loads(archivos["intentos.json"])["marca"] is None


def test_nada_de_otros_ni_de_este_equipo(historia: Historia) -> None:
    clave = historia.carpeta.raiz / "efirmas" / "x.key"
    historia.intento(OTRA)
    historia.intento(Presentacion(PROPIO.rfc, PERIODO.anterior))
    historia.intento(motivo=f"No se pudo abrir «{clave}»: {historia.carpeta.raiz} no se lee.")
    historia.intento(motivo="No se pudo abrir «C:\\Users\\José Pérez\\oficina\\x.key».")
    armado = empacar(historia)
    archivos = leer(armado)
    assert len(armado.contenido.intentos) == 2
    assert sum(nombre.endswith(".png") for nombre in archivos) == 2
    proceso = historia.bitacora.sucesos(historia.bitacora.leer(PRESENTACION))[0].proceso
    todo = "\n".join(
        texto_del_informe(datos) if nombre.endswith(".pdf") else datos.decode("utf-8", "replace")
        for nombre, datos in archivos.items()
    )
    assert "x.key" in todo
    for ajeno in (
        str(AJENO.rfc),
        AJENO.nombre,
        str(historia.carpeta.raiz),
        historia.carpeta.raiz.name,
        "José Pérez",
        proceso.partition(":")[0],
    ):
        assert ajeno not in todo, ajeno


@pytest.mark.parametrize(
    ("dia", "dicho"),
    [(14, "faltan 3 días"), (16, "falta 1 día"), (17, "hoy es el último"), (18, "venció el 17")],
)
def test_el_plazo_se_cuenta_con_el_calendario_del_portal(
    historia: Historia, dia: int, dicho: str
) -> None:
    historia.intento()
    contenido = empacar(historia, A_TIEMPO.replace(day=dia)).contenido
    assert dicho in contenido.sobre_el_plazo
    assert contenido.apremia is (dia > 14)


def test_si_no_se_sabe_si_quedo_es_lo_que_se_pregunta(historia: Historia) -> None:
    historia.intento()
    historia.firmada()
    assert "Confirmar si la informativa quedó presentada" in empacar(historia).contenido.solicitud


def test_lo_que_acaba_de_pasar_va_al_final(historia: Historia) -> None:
    historia.intento(motivo="Otra cosa.")
    fallo = PortalFueraDeServicio("El portal dice: «Servicio no disponible».")
    contenido = empacar(historia, fallo=fallo).contenido
    assert contenido.fallo is not None
    assert contenido.fallo.motivo == fallo.mensaje


def test_cada_intento_es_uno_aunque_se_haya_perdido_el_registro(historia: Historia) -> None:
    for _ in range(3):
        historia.intento()
    armado = empacar(historia)
    assert len(armado.contenido.intentos) == 3
    assert {intento.hasta for intento in armado.contenido.intentos} == {
        pasos.VALIDAR_E_INGRESAR.titulo
    }
    (historia.carpeta.registro / "icsoe.log").write_text("{\n[]\n", encoding="utf-8")
    sin_registro = empacar(historia).contenido
    assert sin_registro.intentos
    assert len(sin_registro.evidencias) == 3


def test_dos_en_el_mismo_segundo_son_dos(historia: Historia) -> None:
    historia.intento()
    assert len({empacar(historia).ruta for _ in range(3)}) == 3
    assert not list(historia.carpeta.soporte.glob("*.parcial"))


def test_lo_que_ya_existe_no_se_reemplaza(historia: Historia, tmp_path: Path) -> None:
    historia.intento()
    salida = tmp_path / "mío.zip"
    assert empacar(historia, salida=salida).ruta == salida
    antes = salida.read_bytes()
    with pytest.raises(YaExiste):
        empacar(historia, salida=salida)
    assert salida.read_bytes() == antes


def test_sin_intentos_no_hay_que_reportar(historia: Historia) -> None:
    with pytest.raises(NadaQueReportar, match=str(PROPIO.rfc)):
        empacar(historia)
    historia.bitacora.planear(PRESENTACION, PROTESTA)
    with pytest.raises(NadaQueReportar):
        empacar(historia)
    assert not historia.carpeta.soporte.exists()


def test_la_hoja_es_una_por_mucho_que_haya_que_contar(
    historia: Historia, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Much longer than what is let in: what doesn't fit is made smaller.
    monkeypatch.setattr("flows.soporte.pdf._LARGO", 1500)
    historia.intento()
    contenido = reunir(historia.carpeta, historia.bitacora, PRESENTACION, ahora=A_TIEMPO)
    dichos = "".join(f"El portal dice: «<b>{letra} {'larguísimo ' * 200}&».\n" for letra in "abcd")
    hecho = Hecho(A_TIEMPO, "Se detuvo", error="PortalLento", motivo=f"{dichos}漢字\x00")
    intento = Intento([hecho])
    largo = replace(contenido, nombre="X" * 900, intentos=[intento] * 40, fallo=hecho)
    pdf = informe_pdf(largo)
    texto = texto_del_informe(pdf)
    assert "Y 35 intentos anteriores" in texto
    assert "<b>a larguísimo" in texto
    alturas: list[float] = []

    def ver(texto: str, cm: list[float], tm: list[float], *_: object) -> None:
        if texto.strip():
            alturas.append(cm[3] * tm[5] + cm[5])

    pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=ver)
    assert min(alturas) > 20
