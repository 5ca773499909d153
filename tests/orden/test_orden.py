"""The installed command line, as a process, against the replica."""

from __future__ import annotations

import shutil
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from fixtures.autoridad import emitir_efirma
from fixtures.replica.estado import Estado
from flows.carpeta import CarpetaDeTrabajo
from flows.cli.main import ejecutar
from flows.encargo import preparar
from icsoe_bot.archive.verificacion import texto_de_pdf
from icsoe_bot.domain.periodo import PeriodoSinTerminar
from tests.conftest import Icsoe, Oficina, leer_control
from tests.procesos import empezar

DECLARA = ("--declara", "Ana Ficticia López")


def test_presentar_deja_el_acuse_y_la_segunda_vez_lo_encuentra(
    icsoe: Icsoe, oficina: Oficina
) -> None:
    rfc = str(oficina.contribuyentes[1].rfc)
    assert "Ñ" in rfc
    orden = ("-C", oficina.carpeta, "presentar", rfc.lower(), "--periodo", "2026-2", *DECLARA)
    primera = icsoe(*orden, "--json")
    assert primera.codigo == 0, primera.errores
    dato = primera.json
    (filed,) = leer_control(oficina.direcciones, "presentaciones")
    assert (filed["rfc"], filed["anio"], filed["cuatrimestre"]) == (rfc, 2026, 2)
    assert filed["folio"] == dato["folio"]
    acuse = Path(dato["acuse"])
    assert acuse.parent == (oficina.carpeta / "acuses" / rfc / "2026").resolve()
    assert acuse.name == f"{rfc}_2026-2_sin-informacion_{dato['folio']}.pdf"
    assert "RÉPLICA — SIN VALIDEZ" in texto_de_pdf(acuse.read_bytes())
    assert (dato["estado"], dato["periodo"]) == ("acuse_archivado", "2026-2")
    assert "17/17" in primera.errores
    segunda = icsoe(*orden)
    assert segunda.codigo == 0
    assert f"Ya estaba presentada: {rfc}" in segunda.salida
    sucesos = [s["suceso"] for s in leer_control(oficina.direcciones, "bitacora")]
    assert sucesos.count("firma_recibida") == 1
    assert sucesos.count("acuse_descargado") == 1
    assert sucesos.count("sesion_cerrada") == sucesos.count("sesion_abierta") == 2


def _par(oficina: Oficina, indice: int = 0) -> tuple[Path, Path]:
    carpeta = oficina.carpeta / "efirmas" / str(oficina.contribuyentes[indice].rfc)
    (cer,), (key,) = carpeta.glob("*.cer"), carpeta.glob("*.key")
    return cer, key


def _escribir(oficina: Oficina, **cambios: object) -> None:
    """Another e.firma in the first taxpayer's folder, with the password «ficticia8»."""
    contribuyente = oficina.contribuyentes[0]
    from datetime import UTC, datetime

    ahora = datetime.now(UTC)
    datos: dict[str, object] = {
        "rfc": str(contribuyente.rfc),
        "nombre": contribuyente.nombre,
        "curp": "PEXA800101HDFXXX09",
        "clave": "ficticia8",
        "desde": ahora - timedelta(days=400),
        "hasta": ahora + timedelta(days=400),
    }
    archivos = emitir_efirma(**(datos | cambios))  # type: ignore[arg-type]
    cer, key = _par(oficina)
    cer.write_bytes(archivos.cer)
    key.write_bytes(archivos.key)
    env = oficina.carpeta / ".env"
    lineas = [
        linea
        for linea in env.read_text(encoding="utf-8").splitlines()
        if f"CLAVE_{contribuyente.rfc}" not in linea
    ]
    env.write_text(
        "\n".join([*lineas, f"ICSOE_CLAVE_{contribuyente.rfc}=ficticia8", ""]), encoding="utf-8"
    )


def _vencida(oficina: Oficina) -> None:
    from datetime import UTC, datetime

    _escribir(oficina, hasta=datetime.now(UTC) - timedelta(days=1))


def _clave_mala(oficina: Oficina) -> None:
    env = oficina.carpeta / ".env"
    texto = env.read_text(encoding="utf-8")
    rfc = oficina.contribuyentes[0].rfc
    lineas = [
        f"ICSOE_CLAVE_{rfc}=otra-cosa" if f"CLAVE_{rfc}" in linea else linea
        for linea in texto.splitlines()
    ]
    env.write_text("\n".join(lineas) + "\n", encoding="utf-8")


def _sin_llave(oficina: Oficina) -> None:
    _par(oficina)[1].unlink()


def _de_otro(oficina: Oficina) -> None:
    for propio, ajeno in zip(_par(oficina), _par(oficina, 1), strict=True):
        shutil.copyfile(ajeno, propio)
    env = oficina.carpeta / ".env"
    ajena = next(
        linea.partition("=")[2]
        for linea in env.read_text(encoding="utf-8").splitlines()
        if f"CLAVE_{oficina.contribuyentes[1].rfc}" in linea
    )
    texto = env.read_text(encoding="utf-8").splitlines()
    rfc = oficina.contribuyentes[0].rfc
    env.write_text(
        "\n".join(
            f"ICSOE_CLAVE_{rfc}={ajena}" if f"CLAVE_{rfc}" in linea else linea for linea in texto
        ),
        encoding="utf-8",
    )


def _csd(oficina: Oficina) -> None:
    _escribir(oficina, csd=True)


def _nada(_oficina: Oficina) -> None:
    pass


@pytest.mark.parametrize(
    ("preparar", "periodo", "declara", "codigo", "error", "palabras"),
    [
        (_clave_mala, "2026-2", "Ana Ficticia", 1, "ClaveIncorrecta", "contraseña"),
        (_vencida, "2026-2", "Ana Ficticia", 1, "EfirmaVencida", "venció"),
        (_csd, "2026-2", "Ana Ficticia", 1, "EsSelloDigital", "sello digital"),
        (_sin_llave, "2026-2", "Ana Ficticia", 1, "FaltaArchivo", ".key"),
        (_de_otro, "2026-2", "Ana Ficticia", 1, "Efirma", "e.firma de"),
        (_nada, "2026-5", "Ana Ficticia", 2, "PeriodoInvalido", "no existe"),
        (_nada, "2026-3", "Ana Ficticia", 2, "PeriodoSinTerminar", "no ha terminado"),
        (_nada, "2026-2", "", 2, "FaltaDeclarante", "Falta quién declara"),
        (_nada, "", "Ana Ficticia", 2, "PeriodoInvalido", "no existe"),
    ],
    ids=lambda valor: getattr(valor, "__name__", None),
)
def test_cada_tropiezo_tiene_su_frase_y_nada_se_presenta(
    preparar: object,
    periodo: str,
    declara: str,
    codigo: int,
    error: str,
    palabras: str,
    icsoe: Icsoe,
    oficina: Oficina,
) -> None:
    preparar(oficina)  # type: ignore[operator]
    rfc = oficina.contribuyentes[0].rfc
    orden = ["-C", oficina.carpeta, "presentar", rfc, "--periodo", periodo, "--declara", declara]
    salida = icsoe(*orden, "--json")
    assert salida.codigo == codigo, salida
    assert salida.json["error"].startswith(error)
    assert palabras in salida.json["mensaje"]
    assert salida.json["remedio"]
    assert salida.json["codigo"] == codigo
    assert salida.errores == ""
    assert leer_control(oficina.direcciones, "bitacora") == []


def test_a_las_personas_se_les_dice_en_una_frase_sin_rastros(
    icsoe: Icsoe, oficina: Oficina
) -> None:
    _clave_mala(oficina)
    rfc = oficina.contribuyentes[0].rfc
    salida = icsoe("-C", oficina.carpeta, "presentar", rfc, "--periodo", "2026-2", *DECLARA)
    assert salida.codigo == 1
    assert salida.salida == ""
    mensaje, remedio = salida.errores.splitlines()
    assert "La contraseña no abre la llave privada" in mensaje
    assert str(rfc) in mensaje
    assert "Corrija la contraseña" in remedio
    registro = (oficina.carpeta / "registro" / "icsoe.log").read_text(encoding="utf-8")
    assert "Traceback" in registro


def test_interrumpir_cierra_la_sesion_y_no_firma(oficina: Oficina) -> None:
    rfc = oficina.contribuyentes[0].rfc
    errores = oficina.carpeta / "errores.txt"
    proceso = empezar(
        [
            *("-C", str(oficina.carpeta), "presentar", str(rfc)),
            *("--periodo", "2026-2", *DECLARA),
        ],
        salida=oficina.carpeta / "salida.txt",
        errores=errores,
    )
    while proceso.poll() is None:
        if errores.is_file() and "7/17" in errores.read_text(encoding="utf-8"):
            break
    proceso.send_signal(signal.SIGINT)
    assert proceso.wait() == 130
    assert "No se firmó nada" in errores.read_text(encoding="utf-8")
    sucesos = [s["suceso"] for s in leer_control(oficina.direcciones, "bitacora")]
    assert sucesos.count("sesion_cerrada") == 1
    assert "firma_recibida" not in sucesos


def test_sin_replica_se_dice_como_iniciarla(icsoe: Icsoe, oficina: Oficina) -> None:
    env = oficina.carpeta / ".env"
    texto = env.read_text(encoding="utf-8").replace(
        oficina.direcciones.portal, "http://127.0.0.1:9"
    )
    env.write_text(texto, encoding="utf-8")
    salida = icsoe(
        "-C", oficina.carpeta, "presentar", oficina.contribuyentes[0].rfc, "--periodo", "2026-2",
        *DECLARA,
    )  # fmt: skip
    assert salida.codigo == 75
    assert "icsoe replica" in salida.errores


@pytest.mark.parametrize(
    ("linea", "palabras"),
    [
        ("ICSOE_AMBIENT=replica", "¿Quiso escribir ICSOE_AMBIENTE?"),
        ("OTRA=1", "no existe el ajuste «OTRA»"),
        ("ICSOE_AMBIENTE=prueba", "Escriba replica o produccion"),
        ("ICSOE_PORTAL=http://198.51.100.7/icsoe", "no corresponde al ambiente"),
        ("ICSOE_AMBIENTE=produccion", "no corresponde al ambiente"),
    ],
)
def test_una_configuracion_imposible_se_rechaza(
    linea: str, palabras: str, oficina: Oficina, capsys: pytest.CaptureFixture[str]
) -> None:
    env = oficina.carpeta / ".env"
    nombre = linea.partition("=")[0]
    otras = [x for x in env.read_text(encoding="utf-8").splitlines() if not x.startswith(nombre)]
    env.write_text("\n".join([*otras, linea, ""]), encoding="utf-8")
    rfc = oficina.contribuyentes[0].rfc
    orden = ["-C", str(oficina.carpeta), "presentar", str(rfc), "--periodo", "2026-2", *DECLARA]
    assert ejecutar(orden) == 2
    assert palabras in " ".join(capsys.readouterr().err.split())


def test_efirma_muestra_todas_y_las_malas_no_ocultan_las_buenas(
    icsoe: Icsoe, oficina: Oficina
) -> None:
    buena = icsoe("efirma", oficina.carpeta)
    assert buena.codigo == 0
    for contribuyente in oficina.contribuyentes:
        assert str(contribuyente.rfc) in buena.salida
    _csd(oficina)
    mala = icsoe("-C", oficina.carpeta, "efirma", "--json")
    assert mala.codigo == 1
    estados = [efirma["error"] for efirma in mala.json]
    assert estados.count("EsSelloDigital") == 1
    assert estados.count(None) == len(oficina.contribuyentes) - 1


def test_revisar_mira_todo(icsoe: Icsoe, oficina: Oficina) -> None:
    salida = icsoe("-C", oficina.carpeta, "revisar", "--json")
    assert salida.codigo == 0, salida
    asuntos = {hallazgo["asunto"] for hallazgo in salida.json}
    assert {"navegador", "carpeta", "direcciones", "reloj"} <= asuntos
    assert all(hallazgo["bien"] for hallazgo in salida.json)


def test_el_reloj_de_la_replica_manda_en_la_practica(oficina: Oficina, estado: Estado) -> None:
    carpeta, rfc = CarpetaDeTrabajo(oficina.carpeta), str(oficina.contribuyentes[0].rfc)
    with pytest.raises(PeriodoSinTerminar):
        preparar(carpeta, rfc, "2026-3", "Ana Ficticia")
    estado.desfase = timedelta(days=60)
    assert str(preparar(carpeta, rfc, "2026-3", "Ana Ficticia").presentacion.periodo) == "2026-3"


@pytest.mark.parametrize(
    ("argumentos", "palabras"),
    [
        (["--help"], ["Uso:", "Opciones", "Órdenes", "presentar"]),
        (["presentar", "--help"], ["Uso:", "Argumentos", "Opciones", "--declara"]),
        (["replica", "--help"], ["Uso:", "Opciones", "sembrar"]),
        (["replica", "sembrar", "--help"], ["Uso:", "Argumentos", "--carpeta"]),
        (["revisar", "--help"], ["--instalar"]),
        (["efirma", "--help"], ["[CARPETA]"]),
        (["demo", "--help"], ["--oculto"]),
    ],
)
def test_la_ayuda_esta_en_espanol(
    argumentos: list[str], palabras: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(argumentos) == 0
    ayuda = capsys.readouterr().out
    for palabra in palabras:
        assert palabra in ayuda
    for ajena in ("usage", "option", "arg", "command", "show this", "default", "<", "required"):
        assert ajena not in ayuda.lower().replace("argument", "")


@pytest.mark.parametrize(
    ("argumentos", "palabras"),
    [
        (["presentarr"], "No existe la orden"),
        (["presentar"], "Falta a quién presentar"),
        (["resolver"], "Falta el argumento RFC"),
        (["presentar", "X", "--periood", "1"], "No existe la opción --periood"),
        (["presentar", "X", "--ritmo", "muy"], "El valor de la opción --ritmo"),
        (["-C", "no-existe", "efirma"], "No existe la carpeta de trabajo"),
        (["replica", "sembrar", "0", "--carpeta", "x"], "El valor de"),
    ],
)
def test_una_orden_mal_escrita_se_explica_en_espanol(
    argumentos: list[str], palabras: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(argumentos) == 2
    errores = capsys.readouterr().err
    assert palabras in errores
    assert "Traceback" not in errores


def test_un_proceso_dice_lo_mismo(icsoe: Icsoe) -> None:
    assert icsoe("--version").salida.startswith("icsoe-bot ")
    mala = icsoe("presentarr")
    assert (mala.codigo, mala.salida) == (2, "")
    assert "No existe la orden presentarr" in mala.errores
    sin_carpeta = icsoe("-C", "no-existe", "efirma")
    assert sin_carpeta.codigo == 2
    assert "Traceback" not in sin_carpeta.errores
