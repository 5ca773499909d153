"""Filings that failed, without a browser: what ledger, log and evidence would hold of them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fixtures.contribuyentes import contribuyentes_ficticios
from flows import pasos
from flows.carpeta import CarpetaDeTrabajo
from flows.pasos import Paso
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.ledger.bitacora import Bitacora, Registro
from icsoe_bot.ledger.estados import ANTES_DE_FIRMAR, Estado

PERIODO = Periodo.parse("2026-2")
PROPIO, AJENO = contribuyentes_ficticios(2)
PRESENTACION = Presentacion(PROPIO.rfc, PERIODO)
OTRA = Presentacion(AJENO.rfc, PERIODO)
PROTESTA = Protesta("Ana Ficticia López", date(2026, 9, 3))
DICHO = "El componente se encuentra fuera de servicio, favor de intentarlo nuevamente."
MUNDO = "replica:a"


@dataclass
class Historia:
    """What a working folder remembers of filings."""

    carpeta: CarpetaDeTrabajo
    bitacora: Bitacora

    def intento(
        self,
        presentacion: Presentacion = PRESENTACION,
        *,
        hasta: Paso = pasos.VALIDAR_E_INGRESAR,
        error: str = "PortalFueraDeServicio",
        motivo: str = f"El portal dice: «{DICHO}».",
        adelanto: float = 90,
    ) -> str:
        """One try that stopped at a step; returns the name of its evidence."""
        registro = self.bitacora.planear(presentacion, PROTESTA)
        for paso in pasos.PASOS:
            self._paso(presentacion, paso)
            if paso is hasta:
                break
        self._paso(presentacion, hasta, fallo=True)
        nombre = self.evidencia(presentacion, adelanto)
        detalle = {"error": error, "motivo": motivo, "evidencia": [f"{nombre}.json"]}
        self.bitacora.anotar(registro, "detenida", detalle)
        self._paso(presentacion, pasos.CERRAR_SESION)
        return nombre

    def firmada(self) -> Registro:
        registro = self.bitacora.planear(PRESENTACION, PROTESTA)
        registro = self.bitacora.mover(registro, ANTES_DE_FIRMAR, Estado.FIRMANDO)
        return self.bitacora.mover(registro, [Estado.FIRMANDO], Estado.DESCONOCIDA)

    def evidencia(self, presentacion: Presentacion, adelanto: float) -> str:
        ahora = datetime.now(ZONA)
        carpeta = self.carpeta.evidencia
        carpeta.mkdir(exist_ok=True)
        nombre = f"{ahora:%Y%m%d-%H%M%S-%f}-portalfueradeservicio"
        self._json(
            carpeta / f"{nombre}.json",
            {
                "momento": ahora.isoformat(),
                "motivo": "PortalFueraDeServicio",
                "navegador": "chromium 1.2.3",
                "direccion": "https://s-icsoe.imss.gob.mx/inicio",
                "encabezados": ["Aviso"],
                "texto": f"{presentacion.rfc} {DICHO}",
            },
        )
        self._json(
            carpeta / f"{nombre}.red.json",
            {
                "reloj": {
                    "anfitrion": "s-icsoe.imss.gob.mx",
                    "portal": (ahora + timedelta(seconds=adelanto)).isoformat(),
                    "nuestro": ahora.isoformat(),
                    "diferencia_s": adelanto,
                },
                "peticiones": [
                    {
                        "momento": ahora.isoformat(),
                        "metodo": "GET",
                        "direccion": "https://s-icsoe.imss.gob.mx/inicio",
                        "desenlace": "503",
                        "milisegundos": 1234,
                    }
                ],
            },
        )
        (carpeta / f"{nombre}.html").write_text("<p>•••</p>", encoding="utf-8")
        imagen = io.BytesIO()
        Image.new("RGB", (64, 40), "white").save(imagen, "PNG")
        (carpeta / f"{nombre}.png").write_bytes(imagen.getvalue())
        return nombre

    def _paso(self, presentacion: Presentacion, paso: Paso, *, fallo: bool = False) -> None:
        self.carpeta.registro.mkdir(exist_ok=True)
        linea: dict[str, Any] = {
            "momento": datetime.now(ZONA).isoformat(),
            "nivel": "WARNING" if fallo else "INFO",
            "mensaje": str(paso),
            "presentacion": str(presentacion),
            "paso": paso.clave,
        }
        with (self.carpeta.registro / "icsoe.log").open("a", encoding="utf-8") as registro:
            datos = linea | ({"fallo": True} if fallo else {})
            registro.write(json.dumps(datos, ensure_ascii=False) + "\n")

    @staticmethod
    def _json(ruta: Path, dato: dict[str, Any]) -> None:
        ruta.write_text(json.dumps(dato, ensure_ascii=False), encoding="utf-8")


@pytest.fixture
def carpeta(tmp_path: Path) -> CarpetaDeTrabajo:
    raiz = tmp_path / "oficina de Ñandú"
    raiz.mkdir()
    (raiz / ".env").write_text("ICSOE_AMBIENTE=replica\n", encoding="utf-8")
    return CarpetaDeTrabajo(raiz)


@pytest.fixture
def historia(carpeta: CarpetaDeTrabajo) -> Iterator[Historia]:
    with carpeta.abrir_bitacora(MUNDO) as bitacora:
        yield Historia(carpeta, bitacora)
