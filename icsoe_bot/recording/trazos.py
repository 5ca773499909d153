"""What is drawn upon a picture of the page: rings, numbers, the pointer, captions and cards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageStat

from icsoe_bot.recording.rodaje import Caja

_LETRAS = Path(reportlab.__file__).parent / "fonts"
"""Bitstream Vera, which comes with the library that draws the replica's PDFs: the same letters on
every system, with accents and Ñ."""

_GUINDA, _BLANCO, _TINTA, _TENUE = "#6b1d36", "#ffffff", "#1c2430", "#5a6675"
_AVISO, _MAL = "#e4572e", "#9b1c1c"
_MARGEN = 28
_RADIO = 15
"""Of the round with a ring's number, in pixels."""
_ESQUINA = 9
"""Radius of a ring's corners, in pixels."""
_TAPAR_OTRO = 1000.0
"""How much worse it is to cover another ring or number than anything of the page."""
_PUNTERO = ((0, 0), (0, 25), (6, 20), (10, 30), (15, 28), (11, 18), (19, 18))

_Esquinas = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@cache
def letra(puntos: int, *, gruesa: bool = False) -> ImageFont.FreeTypeFont:
    """The typeface in a size of so many pixels."""
    return ImageFont.truetype(_LETRAS / ("VeraBd.ttf" if gruesa else "Vera.ttf"), puntos)


def renglones(texto: str, fuente: ImageFont.FreeTypeFont, ancho: float) -> list[str]:
    """``texto`` broken into lines of at most ``ancho`` pixels."""
    lineas: list[str] = []
    for palabra in texto.split():
        if lineas and fuente.getlength(f"{lineas[-1]} {palabra}") <= ancho:
            lineas[-1] += f" {palabra}"
        else:
            lineas.append(palabra)
    return lineas


def anillo(imagen: Image.Image, caja: Caja, *, delgado: bool = False) -> None:
    """Ring an element; a thin ring is for what is only to be looked at."""
    esquinas = _alrededor(imagen, caja)
    if esquinas is not None:
        color, grueso = (_GUINDA, 2) if delgado else (_AVISO, 4)
        x, y, x1, y1 = esquinas
        lapiz = ImageDraw.Draw(imagen)
        if min(x1 - x, y1 - y) > 2 * _ESQUINA + grueso:
            lapiz.rounded_rectangle(esquinas, radius=_ESQUINA, outline=color, width=grueso)
        else:
            # Little of it is on the picture; round corners would overlap, which can't be drawn.
            lapiz.rectangle(esquinas, outline=color, width=grueso)


def numerar(imagen: Image.Image, cajas: Sequence[Caja]) -> None:
    """Ring elements and number them from one.

    Each number is set down beside its ring, where it covers least: an icon has neighbours.
    """
    orillas = imagen.convert("L").filter(ImageFilter.FIND_EDGES)
    ocupados: list[_Esquinas] = []
    for caja in cajas:
        anillo(imagen, caja)
        esquinas = _alrededor(imagen, caja)
        if esquinas is not None:
            ocupados.append(esquinas)
    lapiz = ImageDraw.Draw(imagen)
    for numero, caja in enumerate(cajas, 1):
        esquinas = _alrededor(imagen, caja)
        if esquinas is None:
            continue
        cx, cy = _lugar_libre(orillas, esquinas, ocupados)
        redondel = (cx - _RADIO, cy - _RADIO, cx + _RADIO, cy + _RADIO)
        lapiz.ellipse(redondel, fill=_AVISO, outline=_BLANCO, width=2)
        lapiz.text((cx, cy), str(numero), font=letra(17, gruesa=True), fill=_BLANCO, anchor="mm")
        ocupados.append(redondel)


def _alrededor(imagen: Image.Image, caja: Caja) -> _Esquinas | None:
    """Where the ring of an element goes; ``None`` if none of it is on the picture."""
    x, y = max(2.0, caja.x - 6), max(2.0, caja.y - 6)
    x1 = min(imagen.width - 3.0, caja.x + caja.ancho + 6)
    y1 = min(imagen.height - 3.0, caja.y + caja.alto + 6)
    return None if x1 <= x or y1 <= y else (x, y, x1, y1)


def _lugar_libre(
    imagen: Image.Image, anillo_: _Esquinas, ocupados: Sequence[_Esquinas]
) -> tuple[float, float]:
    """The middle of the place beside a ring where least is drawn, by the edges of ``imagen``:
    right of it, below, left, above, or on its corners.
    """
    x, y, x1, y1 = anillo_
    lejos, medio_x, medio_y = _RADIO + 3, (x + x1) / 2, (y + y1) / 2
    lugares = (
        (x1 + lejos, medio_y),
        (medio_x, y1 + lejos),
        (x - lejos, medio_y),
        (medio_x, y - lejos),
        (x1, y1),
        (x1, y),
        (x, y1),
        (x, y),
    )
    caben = [
        (cx, cy)
        for cx, cy in lugares
        if _RADIO < cx < imagen.width - _RADIO and _RADIO < cy < imagen.height - _RADIO
    ]

    def estorba(lugar: tuple[float, float]) -> float:
        cx, cy = lugar
        cuadro = (cx - _RADIO, cy - _RADIO, cx + _RADIO, cy + _RADIO)
        encima = sum(_se_tocan(cuadro, otro) for otro in ocupados if otro != anillo_)
        return encima * _TAPAR_OTRO + float(ImageStat.Stat(imagen.crop(cuadro)).mean[0])

    return min(caben, key=estorba, default=(x1, y1))


def _se_tocan(uno: _Esquinas, otro: _Esquinas) -> bool:
    return uno[0] < otro[2] and otro[0] < uno[2] and uno[1] < otro[3] and otro[1] < uno[3]


def puntero(imagen: Image.Image, donde: tuple[float, float], *, pulsa: float = 0) -> None:
    """The pointer's tip at ``donde``; ``pulsa``, from 0 to 1, is how far its click has spread."""
    lapiz = ImageDraw.Draw(imagen)
    x, y = donde
    if pulsa:
        radio = 8 + 20 * pulsa
        lapiz.ellipse((x - radio, y - radio, x + radio, y + radio), outline=_AVISO, width=4)
    lapiz.polygon([(x + dx, y + dy) for dx, dy in _PUNTERO], fill=_TINTA, outline=_BLANCO, width=2)


def rotulo(
    ancho: int, alto: int, titulo: str, explicacion: str, *, marca: str = "", fallo: bool = False
) -> Image.Image:
    """The caption below the page."""
    imagen = Image.new("RGB", (ancho, alto), _BLANCO)
    lapiz = ImageDraw.Draw(imagen)
    lapiz.rectangle((0, 0, ancho, 5), fill=_MAL if fallo else _GUINDA)
    fuente = letra(30, gruesa=True)
    lapiz.text((_MARGEN, 18), titulo, font=fuente, fill=_MAL if fallo else _GUINDA)
    if marca:
        lapiz.text(
            (ancho - _MARGEN, 26), marca, font=letra(16, gruesa=True), fill=_MAL, anchor="ra"
        )
    y = 62
    for puntos in (20, 17, 14):
        cuerpo, paso = letra(puntos), round(puntos * 1.35)
        lineas = renglones(explicacion, cuerpo, ancho - 2 * _MARGEN)
        caben = (alto - y) // paso
        if len(lineas) <= caben:
            break
    for linea in lineas[:caben]:
        lapiz.text((_MARGEN, y), linea, font=cuerpo, fill=_TINTA)
        y += paso
    return imagen


def tarjeta(
    ancho: int, alto: int, titulo: str, lineas: Sequence[str], *, marca: str = ""
) -> Image.Image:
    """A card of the picture's whole size, for the beginning and the end."""
    imagen = Image.new("RGB", (ancho, alto), "#f4f6f8")
    lapiz = ImageDraw.Draw(imagen)
    lapiz.rectangle((0, 0, 18, alto), fill=_GUINDA)
    if marca:
        lapiz.rectangle((0, 0, ancho, 54), fill=_MAL)
        lapiz.text((ancho / 2, 27), marca, font=letra(24, gruesa=True), fill=_BLANCO, anchor="mm")
    fuente, cuerpo, hueco = letra(46, gruesa=True), letra(24), 90
    titulares = renglones(titulo, fuente, ancho - 2 * hueco)
    parrafos = [renglones(linea, cuerpo, ancho - 2 * hueco) for linea in lineas]
    y = max(80.0, (alto - 60 * len(titulares) - sum(34 * len(p) + 12 for p in parrafos)) / 2 - 20)
    for linea in titulares:
        lapiz.text((hueco, y), linea, font=fuente, fill=_GUINDA)
        y += 60
    y += 20
    for parrafo in parrafos:
        for linea in parrafo:
            lapiz.text((hueco, y), linea, font=cuerpo, fill=_TINTA)
            y += 34
        y += 12
    lapiz.text((hueco, alto - 46), "Hecho por icsoe-bot", font=letra(16), fill=_TENUE)
    return imagen
