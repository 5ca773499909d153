"""The film: the page with pointer and ring, the caption below it, and a chapter for each scene."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, takewhile
from pathlib import Path

import av
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from PIL import Image

from icsoe_bot.portal.navegador import TAMANIO
from icsoe_bot.recording.rodaje import Cuadro, Escena, Gesto, Rodaje
from icsoe_bot.recording.trazos import anillo, puntero, rotulo, tarjeta

ALTO_DEL_ROTULO = 144
"""In pixels. With the page above it, the picture has sides that are multiples of sixteen."""
TARJETA_S = 4.0
"""Seconds that the first and the last card show."""

_VIAJE_S, _CLIC_S, _PASO_S = 0.6, 0.3, 0.08
_LATIDO_S = 1.0
"""At least so often there is a frame, for players that seek."""
_MILESIMA = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Tarjeta:
    """A card before or after the run."""

    titulo: str
    lineas: Sequence[str]
    pagina: bytes | None = None
    """What the page showed, for a run that failed: then the card is a caption below it."""


@dataclass(frozen=True, slots=True)
class Capitulo:
    """A scene's place in the film, in seconds from its beginning."""

    rotulo: str
    explicacion: str
    inicio: float
    fin: float
    numero: int = 0
    clave: str = ""


class Pelicula:
    """A film, H.264 in MP4, which is put together while its ``rodaje`` still grows.

    It belongs to one thread at a time.

    Raises:
        OSError: ``destino`` can't be written.
    """

    def __init__(self, rodaje: Rodaje, portada: Tarjeta, destino: Path) -> None:
        self._rodaje = rodaje
        self._portada = portada
        self._montaje = _Montaje(rodaje, portada)
        self._contenedor = av.open(str(destino), "w", options={"movflags": "+faststart"})
        self._contenedor.metadata["title"] = portada.titulo
        self._contenedor.metadata["comment"] = rodaje.marca
        self._pista = self._contenedor.add_stream(
            "libx264", rate=Fraction(1000, 1), options=_AJUSTES
        )
        self._pista.width, self._pista.height = TAMANIO[0], TAMANIO[1] + ALTO_DEL_ROTULO
        self._pista.pix_fmt = "yuv420p"
        codigo = self._pista.codec_context
        codigo.time_base = _MILESIMA
        # No frame is shown before the one that was filmed before it.
        codigo.max_b_frames = 0
        # Beside the run there may be one processor for the film, and no more.
        codigo.thread_count = 1
        codigo.color_range = ColorRange.MPEG
        codigo.colorspace = Colorspace.ITU709
        codigo.color_primaries = ColorPrimaries.BT709
        codigo.color_trc = ColorTrc.BT709

    def revelar(self, hasta: float) -> None:
        """Take in what was filmed before ``hasta``, in seconds since the epoch.

        What comes later of an earlier time is shown from ``hasta`` on.
        """
        for momento, imagen, entera in self._montaje.imagenes(hasta):
            cuadro = av.VideoFrame.from_image(imagen).reformat(  # type: ignore[no-untyped-call]
                format="yuv420p",
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.MPEG,
            )
            cuadro.pts, cuadro.time_base = momento, _MILESIMA
            if entera:
                cuadro.pict_type = av.video.frame.PictureType.I
            self._contenedor.mux(self._pista.encode(cuadro))

    def terminar(self, cierre: Tarjeta) -> list[Capitulo]:
        """Take in all the rest, close the file and return its chapters.

        Raises:
            ValueError: there is no scene.
        """
        partes = self._capitulos(cierre)
        self._montaje.cierre = cierre
        self.revelar(math.inf)
        self._contenedor.mux(self._pista.encode())
        self._contenedor.set_chapters(
            [
                {
                    "id": indice,
                    "start": round(parte.inicio * 1000),
                    "end": round(parte.fin * 1000),
                    "time_base": _MILESIMA,
                    "metadata": {"title": parte.rotulo},
                }
                for indice, parte in enumerate(partes, 1)
            ]
        )
        self._contenedor.close()
        return partes

    def abandonar(self) -> None:
        """Close the file as it is; it is of no use to anybody."""
        with suppress(OSError, ValueError):
            self._contenedor.close()

    def _capitulos(self, cierre: Tarjeta) -> list[Capitulo]:
        escenas = self._rodaje.escenas
        if not escenas:
            raise ValueError("no se grabó ninguna escena")
        cero = escenas[0].inicio - TARJETA_S
        fin = self._rodaje.fin - cero
        cortes = [*(escena.inicio - cero for escena in escenas), fin]
        portada = self._portada
        return [
            Capitulo(portada.titulo, " ".join(portada.lineas), 0, TARJETA_S, clave="portada"),
            *(
                Capitulo(e.rotulo, e.explicacion, inicio, hasta, e.numero, e.clave)
                for e, (inicio, hasta) in zip(escenas, pairwise(cortes), strict=True)
            ),
            Capitulo(cierre.titulo, " ".join(cierre.lineas), fin, fin + TARJETA_S, clave="cierre"),
        ]


_AJUSTES = {"preset": "veryfast", "crf": "23", "bf": "0", "tune": "stillimage"}


class _Montaje:
    """Puts the pictures together, in order."""

    def __init__(self, rodaje: Rodaje, portada: Tarjeta) -> None:
        self.cierre: Tarjeta | None = None
        self._rodaje = rodaje
        self._portada = portada
        self._ancho, self._alto = TAMANIO[0], TAMANIO[1] + ALTO_DEL_ROTULO
        self._ultimo: float | None = None
        self._marca = -1
        self._base: tuple[Cuadro, Image.Image] | None = None
        self._leyenda: tuple[Escena, Image.Image] | None = None

    def imagenes(self, hasta: float) -> Iterator[tuple[int, Image.Image, bool]]:
        """Each new picture with its time in the film, in milliseconds, and whether it begins one
        of its chapters. The last card comes when ``hasta`` has no end.
        """
        escenas = tuple(self._rodaje.escenas)
        if not escenas:
            return
        inicio = escenas[0].inicio
        if self._ultimo is None:
            self._ultimo = inicio - _PASO_S
            yield from self._quieta(self._portada, 0)
        fin = self._rodaje.fin if math.isinf(hasta) else hasta
        comienzos = {escena.inicio for escena in escenas}
        for momento in self._instantes(escenas, self._ultimo, fin):
            marca = round((momento - inicio + TARJETA_S) * 1000)
            if marca > self._marca:
                self._marca = marca
                yield marca, self._imagen(escenas, momento), momento in comienzos
        self._ultimo = max(self._ultimo, fin)
        if self.cierre is not None:
            marca = round((fin - inicio + TARJETA_S) * 1000)
            yield from self._quieta(self.cierre, max(marca, self._marca + 1))

    def _quieta(self, carta: Tarjeta, desde: int) -> Iterator[tuple[int, Image.Image, bool]]:
        imagen = self._carta(carta)
        for latido in range(int(TARJETA_S / _LATIDO_S)):
            yield desde + round(latido * _LATIDO_S * 1000), imagen, latido == 0

    def _carta(self, carta: Tarjeta) -> Image.Image:
        marca = self._rodaje.marca
        if carta.pagina is None:
            return tarjeta(self._ancho, self._alto, carta.titulo, carta.lineas, marca=marca)
        return self._sobre(
            _abrir(carta.pagina),
            rotulo(
                self._ancho,
                ALTO_DEL_ROTULO,
                carta.titulo,
                " ".join(carta.lineas),
                marca=marca,
                fallo=True,
            ),
        )

    def _instantes(self, escenas: Sequence[Escena], desde: float, hasta: float) -> list[float]:
        """When the picture changes, or must be there for a player to find."""
        inicio = escenas[0].inicio
        instantes = {cuadro.momento for cuadro in tuple(self._rodaje.cuadros)}
        instantes |= {escena.inicio for escena in escenas}
        for gesto in _gestos(escenas):
            for comienzo, dura in ((gesto.anunciado, _VIAJE_S), (gesto.hecho, _CLIC_S)):
                if comienzo + dura + 2 * _PASO_S > desde and not math.isinf(comienzo):
                    pasos = round(dura / _PASO_S) + 1
                    instantes |= {comienzo + paso * _PASO_S for paso in range(pasos + 1)}
        latidos = range(int((desde - inicio) / _LATIDO_S), int((hasta - inicio) / _LATIDO_S) + 1)
        instantes |= {inicio + latido * _LATIDO_S for latido in latidos}
        return sorted(uno for uno in instantes if inicio <= uno and desde <= uno < hasta)

    def _imagen(self, escenas: Sequence[Escena], momento: float) -> Image.Image:
        imagen = self._pagina(momento).copy()
        anunciados = [gesto for gesto in _gestos(escenas) if gesto.anunciado <= momento]
        if anunciados:
            gesto = anunciados[-1]
            if momento < gesto.hecho + _CLIC_S:
                anillo(imagen, gesto.caja)
            pulsa = (momento - gesto.hecho) / _CLIC_S if gesto.pulsa else 0
            puntero(imagen, _donde(anunciados, momento), pulsa=pulsa if 0 < pulsa < 1 else 0)
        escena = next(e for e in reversed(escenas) if e.inicio <= momento)
        return self._sobre(imagen, self._rotulo(escena))

    def _sobre(self, pagina: Image.Image, leyenda: Image.Image) -> Image.Image:
        entera = Image.new("RGB", (self._ancho, self._alto))
        entera.paste(pagina, (0, 0))
        entera.paste(leyenda, (0, TAMANIO[1]))
        return entera

    def _pagina(self, momento: float) -> Image.Image:
        """What the page showed then. Frames that are past are let go."""
        cuadros = self._rodaje.cuadros
        pasados = sum(1 for _ in takewhile(lambda c: c.momento <= momento, tuple(cuadros)))
        if pasados or self._base is None:
            if not cuadros:
                return Image.new("RGB", TAMANIO, "#ffffff")
            cuadro = cuadros[max(0, pasados - 1)]
            self._base = cuadro, _abrir(cuadro.imagen)
            del cuadros[:pasados]
        return self._base[1]

    def _rotulo(self, escena: Escena) -> Image.Image:
        if self._leyenda is None or self._leyenda[0] is not escena:
            dibujado = rotulo(
                self._ancho,
                ALTO_DEL_ROTULO,
                escena.rotulo,
                escena.explicacion,
                marca=self._rodaje.marca,
            )
            self._leyenda = escena, dibujado
        return self._leyenda[1]


def _gestos(escenas: Sequence[Escena]) -> list[Gesto]:
    return [gesto for escena in escenas for gesto in tuple(escena.gestos)]


def _donde(anunciados: Sequence[Gesto], momento: float) -> tuple[float, float]:
    """The pointer goes to an element within ``_VIAJE_S`` of its announcement."""
    x, y = anunciados[-1].caja.centro
    antes_x, antes_y = (
        anunciados[-2].caja.centro if len(anunciados) > 1 else (TAMANIO[0] / 2, TAMANIO[1] / 2)
    )
    parte = min(1.0, (momento - anunciados[-1].anunciado) / _VIAJE_S)
    suave = parte * parte * (3 - 2 * parte)
    return antes_x + (x - antes_x) * suave, antes_y + (y - antes_y) * suave


def _abrir(imagen: bytes) -> Image.Image:
    with Image.open(io.BytesIO(imagen)) as abierta:
        entera = abierta.convert("RGB")
    return entera if entera.size == TAMANIO else entera.resize(TAMANIO)
