"""The first page of an acuse as a picture, with what must be checked on it ringed.

Its texts are drawn where the PDF has them; lines, colours and seals are left out.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from pypdf import PdfReader

from flows.grabar.laminas import Lamina, en_linea
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.portal.textos import compacto
from icsoe_bot.recording.rodaje import Caja
from icsoe_bot.recording.trazos import letra, numerar

logger = logging.getLogger(__name__)

_ESCALA = 2.0
"""Pixels for each point of the page."""
_MAS_ANCHAS = 0.86
"""Our letters are that much wider than those that documents use."""
_PIE = 60
"""Points of the page that are shown below the last ring."""
_ORILLA = 14
"""Points below the last line."""
_TINTA, _BORDE = "#1c2430", "#c9c5bc"


@dataclass(frozen=True, slots=True)
class AcuseGuardado:
    """An acuse in the archive, and what it must say."""

    ruta: Path
    relativa: str
    """Inside the folder ``acuses/``."""
    rfc: str
    periodo: Periodo
    folio: str


@dataclass(frozen=True, slots=True)
class _Renglon:
    texto: str
    x: float
    y: float
    """Of its foot, in points from the page's top left corner."""
    puntos: float
    gruesa: bool

    @property
    def caja(self) -> Caja:
        """Where it is drawn, in pixels."""
        fuente = self.fuente
        return Caja(
            self.x * _ESCALA,
            self.y * _ESCALA - fuente.size,
            fuente.getlength(self.texto),
            fuente.size * 1.2,
        )

    @property
    def fuente(self) -> Any:
        return letra(max(6, round(self.puntos * _ESCALA * _MAS_ANCHAS)), gruesa=self.gruesa)


def lamina_del_acuse(acuse: AcuseGuardado) -> Lamina | None:
    """The picture; ``None`` if the file has no text that can be placed."""
    try:
        pagina = PdfReader(io.BytesIO(acuse.ruta.read_bytes()), strict=False).pages[0]
        renglones = _renglones(pagina)
    # Of a damaged file the reader raises what its parts raise; the guide does without it.
    except Exception as error:
        logger.warning("no se pudo dibujar el acuse: %s", type(error).__name__)
        return None
    if not renglones:
        return None
    marcados = _marcados(renglones, acuse)
    ancho, alto = (float(lado) for lado in pagina.mediabox[2:])
    fin = max((r.y for r in marcados.values()), default=alto / 2) + _PIE
    renglones = [renglon for renglon in renglones if renglon.y <= fin]
    # A line that begins above the end is drawn whole.
    fin = min(alto, max((renglon.y for renglon in renglones), default=fin) + _ORILLA)
    imagen = Image.new("RGB", (round(ancho * _ESCALA), round(fin * _ESCALA)), "#ffffff")
    lapiz = ImageDraw.Draw(imagen)
    for renglon in renglones:
        donde = (renglon.x * _ESCALA, renglon.y * _ESCALA)
        lapiz.text(donde, renglon.texto, font=renglon.fuente, fill=_TINTA, anchor="ls")
    lapiz.rectangle((0, 0, imagen.width - 1, imagen.height - 1), outline=_BORDE)
    numerar(imagen, [renglon.caja for renglon in marcados.values()])
    return Lamina(en_linea(imagen), list(marcados), "El acuse")


def _renglones(pagina: Any) -> list[_Renglon]:
    """The page's texts; what is written askew, such as a watermark, is left out."""
    izquierda, abajo, _, arriba = (float(lado) for lado in pagina.mediabox)
    hallados: list[_Renglon] = []

    def leer(
        texto: str, cm: Sequence[float], tm: Sequence[float], tipo: Any, puntos: float
    ) -> None:
        escrito = " ".join(texto.split())
        if not escrito or abs(cm[1]) + abs(cm[2]) + abs(tm[1]) + abs(tm[2]) > 0.01:
            return
        x, y = cm[0] * tm[4] + cm[4], cm[3] * tm[5] + cm[5]
        alto = puntos * abs(tm[3] * cm[3])
        nombre = str((tipo or {}).get("/BaseFont", ""))
        hallados.append(
            _Renglon(escrito, x - izquierda, arriba - abajo - (y - abajo), alto, "Bold" in nombre)
        )

    pagina.extract_text(visitor_text=leer)
    return sorted(hallados, key=lambda uno: (uno.y, uno.x))


def _marcados(renglones: Sequence[_Renglon], acuse: AcuseGuardado) -> dict[str, _Renglon]:
    """By what people call it, the first line that says it."""
    periodo = acuse.periodo
    senas = {
        "RFC": (acuse.rfc,),
        "Cuatrimestre": (periodo.cuatrimestre.nombre,),
        "Periodo": (f"{periodo.mes_inicial} - {periodo.mes_final}", str(periodo)),
        "Año": (str(periodo.anio),),
        "Folio": (acuse.folio,),
    }
    hallados: dict[str, _Renglon] = {}
    for nombre, valores in senas.items():
        buscados = {compacto(valor) for valor in valores}
        suyo = next((r for r in renglones if compacto(r.texto) in buscados), None) or next(
            (r for r in renglones if len(r.texto) < _LARGO and _dice(r.texto, buscados)), None
        )
        if suyo is not None and suyo not in hallados.values():
            hallados[nombre] = suyo
    return dict(sorted(hallados.items(), key=lambda par: (par[1].y, par[1].x)))


_LARGO = 90
"""Letters of a line that is read; longer ones are seals and signatures."""


def _dice(texto: str, buscados: set[str]) -> bool:
    return any(buscado in compacto(texto) for buscado in buscados)
