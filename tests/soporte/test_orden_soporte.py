"""``icsoe soporte``, and what a filing that fails leaves by itself: in a browser, once."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from fixtures.replica.estado import Estado
from fixtures.replica.fallas import Falla
from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.efirma.escaner import escanear, secretos_de
from tests.conftest import Icsoe, Oficina, abrir_efirma


@pytest.mark.lento
def test_una_firma_que_fallo_deja_su_paquete_sin_secretos(
    icsoe: Icsoe, oficina: Oficina, estado: Estado
) -> None:
    contribuyente = oficina.contribuyentes[1]
    rfc = str(contribuyente.rfc)
    # By then all was typed twice: to enter and to sign.
    estado.fallas.activas.append(Falla("firmada_no_guardada"))
    carpeta = ("-C", oficina.carpeta)
    presentada = icsoe(
        *carpeta, "presentar", rfc, "--periodo", "2026-2", "--declara", "Ana Ficticia", "--json"
    )
    assert presentada.codigo == 3
    (solo,) = (oficina.carpeta / "soporte").iterdir()
    assert str(solo) in presentada.json["remedio"]

    pedido = icsoe(*carpeta, "soporte", rfc, "2026-2", "--json")
    assert pedido.codigo == 0
    assert pedido.json["estado"] == "desconocida"
    assert "quedó presentada" in pedido.json["solicitud"]
    paquete = Path(pedido.json["paquete"])
    assert paquete != solo
    with zipfile.ZipFile(paquete) as abierto:
        nombres = abierto.namelist()
        intentos = json.loads(abierto.read("intentos.json"))
        red = json.loads(abierto.read("red.json"))
        copias = [abierto.read(nombre).decode() for nombre in nombres if nombre.endswith(".html")]
    assert intentos["nombre"] == contribuyente.nombre
    assert [hecho["que"] for hecho in intentos["intentos"][0]["hechos"]].count("12. Firmar") == 1
    assert abs(intentos["diferencia_del_reloj_s"]) < 60
    assert all(una["peticiones"] for una in red["pantallas"].values())
    assert copias
    for copia in copias:
        assert "Firma" in copia
        assert rfc not in copia
        assert contribuyente.nombre not in copia
    efirma = abrir_efirma(CarpetaDeTrabajo(oficina.carpeta), contribuyente.rfc, datetime.now(ZONA))
    assert escanear([solo, paquete], secretos_de(efirma)) == []


def test_de_lo_que_nunca_se_intento_lo_dice(icsoe: Icsoe, oficina: Oficina) -> None:
    rfc = str(oficina.contribuyentes[0].rfc)
    salida = icsoe("-C", oficina.carpeta, "soporte", rfc, "2026-1")
    assert salida.codigo == 1
    assert "Nunca se intentó presentar" in salida.errores
    assert "icsoe estado" in salida.errores
