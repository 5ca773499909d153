"""From what was filmed to the folder that people get."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from flows.grabar import guia
from flows.grabar.textos import Guion
from flows.pasos import CERRAR_SESION
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import IcsoeError, UsageProblem
from icsoe_bot.portal.direcciones import Ambiente
from icsoe_bot.recording.pelicula import Capitulo, Tarjeta
from icsoe_bot.recording.revelado import Revelado
from icsoe_bot.recording.rodaje import Rodaje
from icsoe_bot.recording.subtitulos import en_srt, en_vtt

ARCHIVOS = (
    "video.mp4",
    "subtitulos.vtt",
    "subtitulos.srt",
    "guia.html",
    "guia.pdf",
    "reproducir.html",
    "indice.json",
)


class CarpetaConGrabacion(UsageProblem):
    """The folder already holds a recording."""


@dataclass(frozen=True, slots=True)
class Grabacion:
    """What was made, and of what."""

    carpeta: Path
    capitulos: list[Capitulo]
    fallo: bool
    desenlace: Sequence[str] = ()
    """What became of the run, in sentences."""

    @property
    def duracion(self) -> float:
        """In seconds."""
        return self.capitulos[-1].fin


def exigir_libre(carpeta: Path) -> None:
    """Nothing that was recorded before is written over.

    Raises:
        CarpetaConGrabacion: it holds a recording.
    """
    hallados = [nombre for nombre in ARCHIVOS if (carpeta / nombre).exists()]
    if hallados:
        raise CarpetaConGrabacion(
            f"«{carpeta}» ya tiene una grabación ({', '.join(hallados)}).",
            remedio="Indique otra carpeta con --salida.",
        )


class Produccion(AbstractContextManager["Produccion"]):
    """What is made of a run into ``destino``: the film while it goes on, the rest at its end.

    ``ocultar`` takes a taxpayer's data out of a text.

    Raises:
        OSError: ``destino`` can't be written.
    """

    def __init__(
        self,
        rodaje: Rodaje,
        guion: Guion,
        destino: Path,
        *,
        ambiente: Ambiente,
        ahora: datetime,
        ocultar: Callable[[str], str] = str,
    ) -> None:
        self._rodaje, self._guion, self._destino = rodaje, guion, destino
        self._ocultar = ocultar
        self._lugar = "la réplica" if ambiente is Ambiente.REPLICA else "el portal del IMSS"
        self._momento = f"{ahora.astimezone(ZONA):%d/%m/%Y}"
        portada = Tarjeta(
            guion.titulo, (guion.resumen, f"Grabado el {self._momento} en {self._lugar}.")
        )
        destino.mkdir(parents=True, exist_ok=True)
        self._revelado = Revelado(rodaje, portada, destino / "video.mp4")

    def __exit__(
        self,
        tipo: type[BaseException] | None,
        error: BaseException | None,
        rastro: TracebackType | None,
    ) -> None:
        self._revelado.__exit__(tipo, error, rastro)
        with suppress(OSError):
            # Only if nothing is in it.
            self._destino.rmdir()

    def terminar(
        self, imprenta: Callable[[], Any], desenlace: Sequence[str], error: IcsoeError | None
    ) -> Grabacion:
        """Finish the film and write subtitles, guide, player and index.

        ``imprenta`` opens a browser without a window, for the PDF.

        Raises:
            OSError: one couldn't be written.
        """
        rodaje, guion, destino, ocultar = self._rodaje, self._guion, self._destino, self._ocultar
        cierre = (
            Tarjeta("Listo", [ocultar(linea) for linea in desenlace])
            if error is None
            else Tarjeta(
                "La grabación se detuvo aquí",
                [ocultar(error.mensaje), ocultar(error.remedio)],
                pagina=_pantalla_del_error(rodaje),
            )
        )
        capitulos = self._revelado.terminar(cierre)
        (destino / "subtitulos.vtt").write_text(en_vtt(capitulos), encoding="utf-8")
        (destino / "subtitulos.srt").write_text(en_srt(capitulos), encoding="utf-8-sig")
        guia.escribir_guia(
            rodaje,
            guion,
            cierre,
            destino / "guia.html",
            momento=self._momento,
            lugar=self._lugar,
        )
        guia.escribir_reproductor(capitulos, guion, rodaje.marca, destino / "reproducir.html")
        with imprenta() as browser:
            guia.imprimir(browser, destino / "guia.html", destino / "guia.pdf")
        grabacion = Grabacion(destino, capitulos, error is not None, desenlace)
        (destino / "indice.json").write_text(
            json.dumps(
                _indice(grabacion, guion, rodaje, self._momento), ensure_ascii=False, indent=2
            ),
            encoding="utf-8",
        )
        return grabacion


def _pantalla_del_error(rodaje: Rodaje) -> bytes | None:
    """What showed when the last step before leaving had failed."""
    for escena in reversed(rodaje.escenas):
        if escena.clave != CERRAR_SESION.clave and escena.despues is not None:
            return escena.despues
    return rodaje.escenas[-1].despues if rodaje.escenas else None


def _indice(grabacion: Grabacion, guion: Guion, rodaje: Rodaje, momento: str) -> dict[str, Any]:
    return {
        "que": guion.clave,
        "titulo": guion.titulo,
        "fecha": momento,
        "marca": rodaje.marca,
        "fallo": grabacion.fallo,
        "duracion_s": round(grabacion.duracion, 3),
        "archivos": list(ARCHIVOS),
        "capitulos": [
            {
                "numero": capitulo.numero or None,
                "clave": capitulo.clave,
                "titulo": capitulo.rotulo,
                "explicacion": capitulo.explicacion,
                "inicio_s": round(capitulo.inicio, 3),
                "fin_s": round(capitulo.fin, 3),
                "gestos": gestos,
            }
            for capitulo, gestos in zip(
                grabacion.capitulos,
                [[], *([gesto.nombre for gesto in e.gestos] for e in rodaje.escenas), []],
                strict=True,
            )
        ],
    }
