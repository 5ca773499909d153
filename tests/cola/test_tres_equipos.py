"""Processes, browsers and a real PostgreSQL; machines are folders, and one of them dies."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import inspect

from fixtures.replica.estado import Estado
from flows.carpeta import CarpetaDeTrabajo
from flows.cola.cola import Cola
from flows.mundo import preguntar
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.escaner import SecretoBuscado, escanear, secretos_de
from tests.caos.caos import escribir_lote
from tests.caos.corrida import Registro
from tests.cola.conftest import Equipos
from tests.cola.trabajadores import Proceso, esperar
from tests.conftest import Icsoe, abrir_efirma

CLAVE_DE_LA_BASE = "Clave#De/LaBase-2026"


def estado_desde(icsoe: Icsoe, carpeta: CarpetaDeTrabajo) -> str:
    dicho = icsoe("-C", carpeta.raiz, "estado", "--json")
    assert dicho.codigo == 0, dicho.errores
    return dicho.salida


def test_lo_que_un_equipo_encola_otro_lo_presenta(
    equipos: Equipos, icsoe: Icsoe, estado: Estado
) -> None:
    con_clave = sqlalchemy.make_url(equipos.base).set(password=CLAVE_DE_LA_BASE)
    equipos = replace(equipos, base=con_clave.render_as_string(hide_password=False))
    oficina, taller = equipos.uno("oficina ñ"), equipos.uno("taller", equipos.rfcs[:1])
    assert icsoe("-C", oficina.raiz, "encolar").codigo == 0
    trabajador = Proceso.empezar(taller.raiz, "--hasta-vaciar", "--json", ruidoso=True)
    assert trabajador.terminar() == 0, trabajador.dicho
    exigir_sin_secretos(equipos, taller, trabajador.salida)
    assert json.loads(trabajador.dicho.splitlines()[-1])["cuentas"] == {"presentada": 1}
    assert [una.rfc for una in estado.presentadas] == equipos.rfcs[:1]
    otro = equipos.uno("otro", equipos.rfcs[2:])
    visto = estado_desde(icsoe, oficina)
    assert visto == estado_desde(icsoe, otro)
    casillas = {una["rfc"]: una for una in json.loads(visto)["casillas"]}
    hecha, falta = casillas[equipos.rfcs[0]], casillas[equipos.rfcs[1]]
    assert (taller.acuses / hecha["acuse"]).is_file()
    assert hecha["equipo"]
    assert falta["en_cola"] == "en cola, sin trabajador encendido que tenga su e.firma"


def exigir_sin_secretos(equipos: Equipos, carpeta: CarpetaDeTrabajo, salida: Path) -> None:
    """Neither the e.firma's nor the database's password, in any file or in the queue's tables."""
    volcado = carpeta.raiz / "cola.txt"
    with Cola(carpeta) as cola, cola.transaccion() as conexion:
        tablas = inspect(conexion).get_table_names(schema=cola.esquema)
        filas = [conexion.exec_driver_sql(f'SELECT * FROM "{una}"').all() for una in tablas]
    volcado.write_text(repr(filas), encoding="utf-8")
    efirma = abrir_efirma(carpeta, RFC(equipos.rfcs[0]), datetime.now(ZONA))
    secretos = [*secretos_de(efirma), SecretoBuscado.de_clave(CLAVE_DE_LA_BASE)]
    permitidos = [carpeta.archivo_env, efirma.key]
    assert escanear([carpeta.raiz, salida], secretos, permitidos) == []
    assert "procrastinate" in (carpeta.registro / "icsoe.log").read_text(encoding="utf-8")


@pytest.mark.lento
def test_tres_trabajadores_y_uno_muere_a_media_presentacion(
    equipos: Equipos, icsoe: Icsoe, estado: Estado
) -> None:
    rfcs = equipos.rfcs
    # Each taxpayer's e.firma is on at least one machine that lives.
    carpetas = [
        equipos.uno("uno", rfcs[:3]),
        equipos.uno("dos", rfcs[:2]),
        equipos.uno("tres", rfcs[2:]),
    ]
    for carpeta in carpetas:
        env = carpeta.archivo_env.read_text(encoding="utf-8")
        carpeta.archivo_env.write_text(
            env.replace("ICSOE_AGENDA_REPASO=nunca", "ICSOE_AGENDA_REPASO=15 6 * * *"),
            encoding="utf-8",
        )
    ultimo = Periodo.ultimo_terminado(dia_en_mexico(estado.ahora))
    encargadas = [
        Presentacion(contribuyente.rfc, periodo)
        for contribuyente in equipos.oficina.contribuyentes
        for periodo in (ultimo, ultimo.anterior)
    ]
    declara = equipos.oficina.contribuyentes[0].declarante
    escribir_lote(carpetas[0].lote, encargadas, declara, estado.ahora)
    assert icsoe("-C", carpetas[0].raiz, "encolar").codigo == 0
    mundo = preguntar(carpetas[0].direcciones).nombre
    with Cola(carpetas[0]) as cola:
        with cola.transaccion() as conexion:
            # Yesterday's was done; today's is still due, to one of them.
            conexion.exec_driver_sql(
                "INSERT INTO icsoe_agenda VALUES ('repaso', now() - interval '30 hours')"
            )
        vivos = [Proceso.empezar(carpeta.raiz, "--navegadores", "1") for carpeta in carpetas]
        try:
            matar_tras_firmar(vivos[0], carpetas[0].registro / "icsoe.log")
            esperar(lambda: len(estado.presentadas) == len(encargadas), 240)
            esperar(lambda: cola.en_cola(mundo) == [], 120)
            codigos = [vivo.detener() for vivo in vivos[1:]]
        finally:
            for vivo in vivos:
                vivo.matar()
    assert codigos == [0, 0]
    presentadas = Counter((una.rfc, una.periodo) for una in estado.presentadas)
    assert presentadas == Counter((str(cual.rfc), cual.periodo) for cual in encargadas)
    vistos = {estado_desde(icsoe, carpeta) for carpeta in carpetas}
    assert len(vistos) == 1
    casillas = json.loads(vistos.pop())["casillas"]
    assert Counter(una["estado"] for una in casillas) == {"acuse_archivado": len(encargadas)}
    bitacoras = "".join(
        (carpeta.registro / "icsoe.log").read_text(encoding="utf-8") for carpeta in carpetas
    )
    assert bitacoras.count("agenda repaso: ") == 1
    assert bitacoras.count("se retoma de un trabajador que murió: presentar[") == 1
    assert "Traceback" not in "".join(vivo.dicho for vivo in vivos)


def matar_tras_firmar(proceso: Proceso, ruta: Path) -> None:
    """Once something was signed, and its acuse isn't home yet."""
    registro = Registro(ruta)
    try:
        esperar(lambda: any(linea.get("paso") == "acuses" for linea in registro.nuevas()), 120)
    finally:
        registro.cerrar()
        proceso.matar()
