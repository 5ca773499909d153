"""docs/replica.md and the program say the same."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fixtures.replica import acuses, captura, portal
from fixtures.replica.apariencia import Apariencia
from fixtures.replica.control import crear_control
from fixtures.replica.direcciones import PUERTOS
from fixtures.replica.estado import Estado
from fixtures.replica.fallas import CATALOGO
from tests.replica.conftest import Cliente

DOCUMENTO = (Path(__file__).parents[2] / "docs" / "replica.md").read_text(encoding="utf-8")
CURL = [linea for linea in DOCUMENTO.splitlines() if linea.startswith("curl ")]
(SIEMBRA,) = re.findall(r"```json\n(.*?)```", DOCUMENTO, re.DOTALL)


def leer_curl(linea: str) -> tuple[str, str, bytes | None]:
    """Method, path and body of a line of the document."""
    partes = shlex.split(linea, comments=True)[1:]
    metodo, cuerpo = "GET", None
    while partes[0] in ("-X", "--json"):
        if partes[0] == "-X":
            metodo = partes[1]
        else:
            metodo, cuerpo = "POST", partes[1].replace("@siembra.json", SIEMBRA).encode()
        partes = partes[2:]
    (direccion,) = partes
    assert direccion.startswith(PUERTOS.direcciones.control)
    return metodo, urlsplit(direccion).path, cuerpo


def test_cada_ruta_del_control_tiene_su_linea() -> None:
    app = crear_control(Estado())
    lecturas = app.test_client().get("/control/cuales").json["error"]  # type: ignore[index]
    debidas = {
        (metodo, f"/control/{lectura.strip(' .')}")
        for lectura in lecturas.rpartition(":")[2].split(",")
        for metodo in ("GET",)
    } | {
        (metodo, str(regla))
        for regla in app.url_map.iter_rules()
        for metodo in (regla.methods or set()) - {"HEAD", "OPTIONS"}
        if str(regla).startswith("/control/") and "<" not in str(regla)
    }
    assert len(debidas) > 12
    assert {leer_curl(linea)[:2] for linea in CURL} == debidas


@pytest.mark.parametrize("linea", CURL)
def test_cada_linea_hace_lo_que_dice(linea: str, control: Cliente) -> None:
    metodo, ruta, cuerpo = leer_curl(linea)
    respuesta = control.pedir(
        ruta, cuerpo, metodo=metodo, encabezados={"Content-Type": "application/json"}
    )
    assert respuesta.codigo == 200, respuesta.texto


def test_la_siembra_del_documento_siembra_todo(control: Cliente, estado: Estado) -> None:
    assert control.mandar("/control/sembrar", json.loads(SIEMBRA)).json == {"sembrados": 2}
    assert [str(p.periodo) for p in estado.presentadas] == ["2026-1", "2025-3"]
    assert [str(b.periodo) for b in estado.borradores] == ["2026-2"]
    assert estado.sin_alta == {"LOÑD9005051X5"}


def test_cada_falla_esta_en_la_tabla() -> None:
    filas = [linea.split("|")[1] for linea in DOCUMENTO.splitlines() if linea.startswith("| `")]
    assert sorted(re.findall(r"`(\w+)`", " ".join(filas))) == sorted(CATALOGO)


def test_cada_apariencia_se_describe() -> None:
    parrafos = DOCUMENTO.partition("## Appearances")[2].partition("\n## ")[0]
    assert re.findall(r"^- `(\w+)`", parrafos, re.MULTILINE) == list(Apariencia)


def test_cada_pantalla_se_nombra() -> None:
    codigo = "\n".join(
        Path(str(modulo.__file__)).read_text(encoding="utf-8")
        for modulo in (portal, captura, acuses)
    )
    pantallas = set(re.findall(r'(?:con_sesion\(portal, |estorbo\()"(\w+)"', codigo))
    assert len(pantallas) > 10
    parrafo = DOCUMENTO.partition("Screens:")[2].partition(". ")[0]
    assert set(re.findall(r"`(\w+)`", parrafo)) == pantallas
