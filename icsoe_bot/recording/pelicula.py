"""The film: the page with pointer and ring, the caption below it, and a chapter for each scene."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from PIL import Image

from icsoe_bot.portal.navegador import TAMANIO
from icsoe_bot.recording.rodaje import Escena, Gesto, Rodaje
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
    pagina: Path | None = None
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


def capitulos(rodaje: Rodaje, portada: Tarjeta, cierre: Tarjeta) -> list[Capitulo]:
    """The film's chapters: the first card, each scene, the last card."""
    if not rodaje.escenas:
        raise ValueError("no se grabó ninguna escena")
    cero = rodaje.escenas[0].inicio - TARJETA_S
    fin = rodaje.fin - cero
    return [
        Capitulo(portada.titulo, " ".join(portada.lineas), 0, TARJETA_S, clave="portada"),
        *(
            Capitulo(e.rotulo, e.explicacion, inicio - cero, hasta - cero, e.numero, e.clave)
            for e, inicio, hasta in rodaje.tramos()
        ),
        Capitulo(cierre.titulo, " ".join(cierre.lineas), fin, fin + TARJETA_S, clave="cierre"),
    ]


def montar(rodaje: Rodaje, portada: Tarjeta, cierre: Tarjeta, destino: Path) -> list[Capitulo]:
    """Write the film, H.264 in MP4, and return its chapters."""
    partes = capitulos(rodaje, portada, cierre)
    ancho, alto = TAMANIO[0], TAMANIO[1] + ALTO_DEL_ROTULO
    inicios = {round(parte.inicio * 1000) for parte in partes}
    with av.open(str(destino), "w", options={"movflags": "+faststart"}) as contenedor:
        pista = contenedor.add_stream("libx264", rate=Fraction(1000, 1), options=_AJUSTES)
        pista.width, pista.height, pista.pix_fmt = ancho, alto, "yuv420p"
        codigo = pista.codec_context
        codigo.time_base = _MILESIMA
        # No frame is shown before the one that was filmed before it.
        codigo.max_b_frames = 0
        codigo.color_range = ColorRange.MPEG
        codigo.colorspace = Colorspace.ITU709
        codigo.color_primaries = ColorPrimaries.BT709
        codigo.color_trc = ColorTrc.BT709
        contenedor.metadata["title"] = portada.titulo
        contenedor.metadata["comment"] = rodaje.marca
        contenedor.set_chapters(
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
        for momento, imagen in _Mesa(rodaje, portada, cierre, (ancho, alto)).imagenes():
            cuadro = av.VideoFrame.from_image(imagen).reformat(  # type: ignore[no-untyped-call]
                format="yuv420p",
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.MPEG,
            )
            cuadro.pts, cuadro.time_base = momento, _MILESIMA
            if momento in inicios:
                cuadro.pict_type = av.video.frame.PictureType.I
            contenedor.mux(pista.encode(cuadro))
        contenedor.mux(pista.encode())
    return partes


_AJUSTES = {"preset": "veryfast", "crf": "23", "bf": "0", "tune": "stillimage"}


class _Mesa:
    """Puts the pictures together, in order."""

    def __init__(
        self, rodaje: Rodaje, portada: Tarjeta, cierre: Tarjeta, tamanio: tuple[int, int]
    ) -> None:
        self._rodaje = rodaje
        self._portada, self._cierre = portada, cierre
        self._ancho, self._alto = tamanio
        self._tramos = rodaje.tramos()
        self._cero = rodaje.escenas[0].inicio - TARJETA_S
        self._cuadros = sorted(rodaje.cuadros, key=lambda cuadro: cuadro.momento)
        self._momentos = [cuadro.momento for cuadro in self._cuadros]
        self._gestos = [gesto for escena in rodaje.escenas for gesto in escena.gestos]
        self._base: tuple[int, Image.Image] | None = None
        self._leyenda: tuple[Escena, Image.Image] | None = None

    def imagenes(self) -> Iterator[tuple[int, Image.Image]]:
        """Each picture with its time in the film, in milliseconds."""
        yield from self._quieta(self._portada, 0)
        ultimo = -1
        for momento in self._instantes():
            marca = round((momento - self._cero) * 1000)
            if marca > ultimo:
                ultimo = marca
                yield marca, self._imagen(momento)
        yield from self._quieta(self._cierre, round((self._rodaje.fin - self._cero) * 1000))

    def _quieta(self, carta: Tarjeta, desde: int) -> Iterator[tuple[int, Image.Image]]:
        imagen = self._carta(carta)
        for latido in range(int(TARJETA_S / _LATIDO_S)):
            yield desde + round(latido * _LATIDO_S * 1000), imagen

    def _carta(self, carta: Tarjeta) -> Image.Image:
        marca = self._rodaje.marca
        if carta.pagina is None:
            return tarjeta(self._ancho, self._alto, carta.titulo, carta.lineas, marca=marca)
        with Image.open(carta.pagina) as abierta:
            pagina = abierta.convert("RGB").resize(TAMANIO)
        return self._sobre(
            pagina,
            rotulo(
                self._ancho,
                ALTO_DEL_ROTULO,
                carta.titulo,
                " ".join(carta.lineas),
                marca=marca,
                fallo=True,
            ),
        )

    def _instantes(self) -> list[float]:
        """When the picture changes, or must be there for a player to find."""
        inicio, fin = self._rodaje.escenas[0].inicio, self._rodaje.fin
        instantes = {*self._momentos, *(escena.inicio for escena in self._rodaje.escenas)}
        for gesto in self._gestos:
            for desde, dura in ((gesto.anunciado, _VIAJE_S), (gesto.hecho, _CLIC_S)):
                pasos = round(dura / _PASO_S) + 1
                instantes |= {desde + paso * _PASO_S for paso in range(pasos + 1)}
        latidos = int((fin - inicio) / _LATIDO_S)
        instantes |= {inicio + latido * _LATIDO_S for latido in range(latidos + 1)}
        return sorted(instante for instante in instantes if inicio <= instante < fin)

    def _imagen(self, momento: float) -> Image.Image:
        imagen = self._pagina(momento).copy()
        gesto = self._gesto(momento)
        if gesto is not None and momento < gesto.hecho + _CLIC_S:
            anillo(imagen, gesto.caja)
        donde = self._donde(momento)
        if donde is not None:
            pulsa = (momento - gesto.hecho) / _CLIC_S if gesto is not None and gesto.pulsa else 0
            puntero(imagen, donde, pulsa=pulsa if 0 < pulsa < 1 else 0)
        return self._sobre(imagen, self._rotulo(self._escena(momento)))

    def _sobre(self, pagina: Image.Image, leyenda: Image.Image) -> Image.Image:
        entera = Image.new("RGB", (self._ancho, self._alto))
        entera.paste(pagina, (0, 0))
        entera.paste(leyenda, (0, TAMANIO[1]))
        return entera

    def _pagina(self, momento: float) -> Image.Image:
        indice = max(0, bisect_right(self._momentos, momento) - 1)
        if self._base is None or self._base[0] != indice:
            if not self._cuadros:
                imagen = Image.new("RGB", TAMANIO, "#ffffff")
            else:
                with Image.open(self._cuadros[indice].archivo) as abierta:
                    imagen = abierta.convert("RGB").resize(TAMANIO)
            self._base = indice, imagen
        return self._base[1]

    def _escena(self, momento: float) -> Escena:
        inicios = [inicio for _, inicio, _ in self._tramos]
        return self._tramos[max(0, bisect_right(inicios, momento) - 1)][0]

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

    def _gesto(self, momento: float) -> Gesto | None:
        hechos = [gesto for gesto in self._gestos if gesto.anunciado <= momento]
        return hechos[-1] if hechos else None

    def _donde(self, momento: float) -> tuple[float, float] | None:
        """The pointer goes to an element within ``_VIAJE_S`` of its announcement."""
        hechos = [gesto for gesto in self._gestos if gesto.anunciado <= momento]
        if not hechos:
            return None
        x, y = hechos[-1].caja.centro
        antes_x, antes_y = (
            hechos[-2].caja.centro if len(hechos) > 1 else (TAMANIO[0] / 2, TAMANIO[1] / 2)
        )
        parte = min(1.0, (momento - hechos[-1].anunciado) / _VIAJE_S)
        suave = parte * parte * (3 - 2 * parte)
        return antes_x + (x - antes_x) * suave, antes_y + (y - antes_y) * suave
