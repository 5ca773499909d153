"""The film: the page with pointer and ring, the caption below it, and a chapter for each scene."""

from __future__ import annotations

import io
import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

import av
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from PIL import Image

from icsoe_bot.portal.navegador import TAMANIO
from icsoe_bot.recording.reloj import TARJETA_S, Reloj, lectura
from icsoe_bot.recording.rodaje import Cuadro, Escena, Gesto, Rodaje
from icsoe_bot.recording.trazos import anillo, puntero, rotulo, tarjeta

_cuando = attrgetter("momento")

ALTO_DEL_ROTULO = 144
"""In pixels. With the page above it, the picture has sides that are multiples of sixteen."""
_VIAJE_S, _CLIC_S, _PASO_S = 0.6, 0.3, 0.08
_LATIDO_S = 1.0
"""At least so often there is a frame, for players that seek."""
_MILESIMA = Fraction(1, 1000)
_CASI_BLANCO = 250
"""Of 255: a page all of whose pixels are as light as that has nothing on it yet."""


@dataclass(frozen=True, slots=True)
class Tarjeta:
    """A card before or after the run."""

    titulo: str
    lineas: Sequence[str]
    pagina: bytes | None = None
    """What the page showed, for a run that failed: then the card is a caption below it."""

    @property
    def dura(self) -> float:
        """Seconds that it shows at the end, when there is no going on."""
        return max(TARJETA_S, lectura(self.titulo, *self.lineas))


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

        What comes later of an earlier time is shown from ``hasta`` on, unless something newer shows
        already. It works while the run pauses, so that it takes nothing from it.
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
            self._rodaje.en_pausa.wait()

    def terminar(self, cierre: Tarjeta) -> list[Capitulo]:
        """Take in all the rest, close the file and return its chapters.

        Raises:
            ValueError: there is no scene.
        """
        if not self._rodaje.escenas:
            raise ValueError("no se grabó ninguna escena")
        self._montaje.cierre = cierre
        self.revelar(math.inf)
        partes = self._capitulos(cierre)
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
        escenas, portada, reloj = self._rodaje.escenas, self._portada, self._montaje.reloj()
        fin = reloj.fin(escenas, self._rodaje.fin)
        cortes = [*reloj.en_pelicula, fin]
        return [
            Capitulo(portada.titulo, " ".join(portada.lineas), 0, cortes[0], clave="portada"),
            *(
                Capitulo(e.rotulo, e.explicacion, inicio, hasta, e.numero, e.clave)
                for e, (inicio, hasta) in zip(escenas, pairwise(cortes), strict=True)
            ),
            Capitulo(
                cierre.titulo, " ".join(cierre.lineas), fin, fin + cierre.dura, clave="cierre"
            ),
        ]


_AJUSTES = {"preset": "veryfast", "crf": "23", "bf": "0", "tune": "stillimage"}


class _Montaje:
    """Puts the pictures together, in order."""

    def __init__(self, rodaje: Rodaje, portada: Tarjeta) -> None:
        self.cierre: Tarjeta | None = None
        self._rodaje = rodaje
        self._portada = portada
        self._ancho, self._alto = TAMANIO[0], TAMANIO[1] + ALTO_DEL_ROTULO
        self._inicio: float | None = None
        """When the first scene begins to show."""
        self._ultimo = 0.0
        self._marca = -1
        self._base: tuple[Cuadro, Image.Image] | None = None
        self._leyenda: tuple[Escena, Image.Image] | None = None
        self._mostrada: Image.Image | None = None

    def reloj(self) -> Reloj:
        """When in the film everything is, once the first scene has begun to show."""
        escenas = tuple(self._rodaje.escenas)
        inicio = escenas[0].inicio if self._inicio is None else self._inicio
        return Reloj.de(escenas, inicio, TARJETA_S)

    def imagenes(self, hasta: float) -> Iterator[tuple[int, Image.Image, bool]]:
        """Each new picture with its time in the film, in milliseconds, and whether it begins one
        of its chapters. The last card comes when ``hasta`` has no end.
        """
        escenas = tuple(self._rodaje.escenas)
        fin = self._rodaje.fin if math.isinf(hasta) else hasta
        if not escenas or not self._empezada(escenas, fin, seguro=math.isinf(hasta)):
            return
        if self._marca < 0:
            yield from self._quieta(self._portada, 0, TARJETA_S)
        reloj = self.reloj()
        for momento in self._instantes(escenas, self._ultimo, fin):
            marca = round(reloj(momento) * 1000)
            if marca > self._marca:
                imagen, comienza = self._imagen(escenas, momento), momento in reloj.inicios
                yield from self._hasta(marca)
                self._marca, self._mostrada = marca, imagen
                yield marca, imagen, comienza
        self._ultimo = max(self._ultimo, fin)
        if self.cierre is not None:
            marca = max(round(reloj.fin(escenas, fin) * 1000), self._marca + 1)
            yield from self._hasta(marca)
            yield from self._quieta(self.cierre, marca, self.cierre.dura)

    def _empezada(self, escenas: Sequence[Escena], hasta: float, *, seguro: bool) -> bool:
        """Whether the film has begun, or does now: with the first page that has something on it,
        and with the second scene at the latest.
        """
        if self._inicio is not None:
            return True
        limite = escenas[1].inicio if len(escenas) > 1 else math.inf
        llenos = (
            cuadro.momento
            for cuadro in sorted(self._rodaje.cuadros, key=_cuando)
            if cuadro.momento <= min(hasta, limite) and not _en_blanco(cuadro.imagen)
        )
        primero = next(llenos, None)
        if primero is None and hasta < limite and not seguro:
            return False
        self._inicio = max(escenas[0].inicio, primero or 0.0)
        self._ultimo = self._inicio - _PASO_S
        return True

    def _hasta(self, marca: int) -> Iterator[tuple[int, Image.Image, bool]]:
        """What shows is held: the same picture, now and then, until ``marca``."""
        latido = round(_LATIDO_S * 1000)
        while self._mostrada is not None and self._marca + latido < marca:
            self._marca += latido
            yield self._marca, self._mostrada, False

    def _quieta(
        self, carta: Tarjeta, desde: int, dura: float
    ) -> Iterator[tuple[int, Image.Image, bool]]:
        imagen = self._carta(carta)
        for latido in range(math.ceil(dura / _LATIDO_S)):
            self._marca, self._mostrada = desde + round(latido * _LATIDO_S * 1000), imagen
            yield self._marca, imagen, latido == 0

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
        inicios = self.reloj().inicios
        inicio = inicios[0]
        instantes = {cuadro.momento for cuadro in tuple(self._rodaje.cuadros)} | {*inicios}
        for gesto in _gestos(escenas):
            for comienzo, dura in ((gesto.anunciado, _VIAJE_S), (gesto.hecho - _CLIC_S, _CLIC_S)):
                if comienzo + dura + 2 * _PASO_S > desde and not math.isinf(comienzo):
                    pasos = round(dura / _PASO_S)
                    instantes |= {comienzo + paso * _PASO_S for paso in range(pasos + 1)}
            instantes.add(gesto.hecho)
        latidos = range(int((desde - inicio) / _LATIDO_S), int((hasta - inicio) / _LATIDO_S) + 1)
        instantes |= {inicio + latido * _LATIDO_S for latido in latidos}
        return sorted(uno for uno in instantes if inicio <= uno and desde <= uno < hasta)

    def _imagen(self, escenas: Sequence[Escena], momento: float) -> Image.Image:
        imagen = self._pagina(momento).copy()
        anunciados = [gesto for gesto in _gestos(escenas) if gesto.anunciado <= momento]
        if anunciados and momento < anunciados[-1].hecho:
            # Once it is done, another page may be there.
            anillo(imagen, anunciados[-1].caja, delgado=not anunciados[-1].pulsa)
        pulsados = [gesto for gesto in anunciados if gesto.pulsa]
        if pulsados:
            pulsa = 1 - (pulsados[-1].hecho - momento) / _CLIC_S
            puntero(imagen, _donde(pulsados, momento), pulsa=pulsa if 0 < pulsa < 1 else 0)
        escena = next(e for e in reversed(escenas) if e.inicio <= momento)
        return self._sobre(imagen, self._rotulo(escena))

    def _sobre(self, pagina: Image.Image, leyenda: Image.Image) -> Image.Image:
        entera = Image.new("RGB", (self._ancho, self._alto))
        entera.paste(pagina, (0, 0))
        entera.paste(leyenda, (0, TAMANIO[1]))
        return entera

    def _pagina(self, momento: float) -> Image.Image:
        """What the page showed then. Frames that are past are let go."""
        pendientes = sorted(self._rodaje.cuadros, key=_cuando)
        pasados = bisect_right(pendientes, momento, key=_cuando)
        visibles = [c for c in pendientes[: max(pasados, self._base is None)] if self._se_ve(c)]
        # One that comes in after a newer one was shown is past already.
        if visibles and (self._base is None or self._base[0].momento <= visibles[-1].momento):
            self._base = visibles[-1], _abrir(visibles[-1].imagen)
        for pasado in pendientes[:pasados]:
            self._rodaje.cuadros.remove(pasado)
        return Image.new("RGB", TAMANIO, "#ffffff") if self._base is None else self._base[1]

    def _se_ve(self, cuadro: Cuadro) -> bool:
        return not any(
            reserva.desde <= cuadro.momento < reserva.hasta for reserva in self._rodaje.reservas
        )

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


def _en_blanco(imagen: bytes) -> bool:
    with Image.open(io.BytesIO(imagen)) as abierta:
        claros = abierta.convert("L").histogram()[_CASI_BLANCO:]
        return sum(claros) == abierta.width * abierta.height


def _abrir(imagen: bytes) -> Image.Image:
    with Image.open(io.BytesIO(imagen)) as abierta:
        entera = abierta.convert("RGB")
    return entera if entera.size == TAMANIO else entera.resize(TAMANIO)
