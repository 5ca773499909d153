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
from flows.grabar.acuse_a_la_vista import AcuseGuardado, lamina_del_acuse
from flows.grabar.textos import TRAS_PROBLEMA, Guion
from flows.pasos import CERRAR_SESION
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import IcsoeError, UsageProblem
from icsoe_bot.portal.direcciones import Ambiente
from icsoe_bot.recording.pelicula import Capitulo, Tarjeta
from icsoe_bot.recording.revelado import Revelado
from icsoe_bot.recording.rodaje import Reserva, Rodaje
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
class Desenlace:
    """What became of a run, in sentences, and the acuse that it brought, if any."""

    lineas: tuple[str, ...] = ()
    acuse: AcuseGuardado | None = None


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
        lineas = (guion.aviso, guion.resumen, f"Grabado el {self._momento} en {self._lugar}.")
        portada = Tarjeta(guion.titulo, [linea for linea in lineas if linea])
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
        self, imprenta: Callable[[], Any], desenlace: Desenlace, error: IcsoeError | None
    ) -> Grabacion:
        """Finish the film and write subtitles, guide, player and index.

        ``imprenta`` opens a browser without a window, for the PDF.

        Raises:
            OSError: one couldn't be written.
        """
        rodaje, guion, destino, ocultar = self._rodaje, self._guion, self._destino, self._ocultar
        detenida = None if error is None else donde_se_detuvo(rodaje)
        cierre = (
            Tarjeta("Listo", [ocultar(linea) for linea in desenlace.lineas])
            if error is None
            else Tarjeta(
                "La grabación se detuvo aquí",
                [ocultar(error.mensaje), ocultar(error.remedio)],
                pagina=_pantalla_del_error(rodaje, detenida),
            )
        )
        capitulos = self._revelado.terminar(cierre)
        (destino / "subtitulos.vtt").write_text(en_vtt(capitulos), encoding="utf-8")
        (destino / "subtitulos.srt").write_text(en_srt(capitulos), encoding="utf-8-sig")
        texto = guia.Texto(guion, rodaje.marca, self._momento, self._lugar)
        guia.escribir_guia(
            texto,
            rodaje,
            cierre,
            destino / "guia.html",
            detenida=detenida,
            acuse=self._acuse(desenlace),
        )
        guia.escribir_reproductor(
            texto, capitulos, destino / "reproducir.html", terminada=error is None
        )
        with imprenta() as browser:
            guia.imprimir(browser, destino / "guia.html", destino / "guia.pdf")
        lineas = (*desenlace.lineas, *map(_sin_filmar, rodaje.reservas))
        grabacion = Grabacion(destino, capitulos, error is not None, lineas)
        (destino / "indice.json").write_text(
            json.dumps(
                _indice(grabacion, guion, rodaje, self._momento), ensure_ascii=False, indent=2
            ),
            encoding="utf-8",
        )
        return grabacion

    def _acuse(self, desenlace: Desenlace) -> guia.Acuse:
        """Nothing can be covered on a document, nor in the name of its file."""
        acuse = desenlace.acuse
        if acuse is None or self._ocultar(acuse.relativa) != acuse.relativa:
            return guia.Acuse()
        return guia.Acuse(acuse.relativa, lamina_del_acuse(acuse))


def hubo_problema(rodaje: Rodaje) -> bool:
    """Whether something went wrong and no step of the filing has begun since."""
    return bool(rodaje.escenas) and rodaje.escenas[donde_se_detuvo(rodaje)].problema is not None


def donde_se_detuvo(rodaje: Rodaje) -> int:
    """In which scene a run went wrong: leaving isn't where, nor what is done after a problem."""
    cual = 0
    for lugar, escena in enumerate(rodaje.escenas):
        if escena.clave not in (CERRAR_SESION.clave, TRAS_PROBLEMA.clave):
            cual = lugar
    return cual


def _pantalla_del_error(rodaje: Rodaje, detenida: int | None) -> bytes | None:
    """What showed when it had gone wrong."""
    escenas = rodaje.escenas[detenida:]
    fotos = (foto for escena in escenas for foto in (escena.problema, escena.despues))
    return next((foto for foto in fotos if foto is not None), None)


def _sin_filmar(reserva: Reserva) -> str:
    return (
        f"No se filmó parte de «{reserva.escena}»: la página mostraba algo por ocultar que no se "
        "pudo tapar. Revise la grabación antes de compartirla."
    )


def _indice(grabacion: Grabacion, guion: Guion, rodaje: Rodaje, momento: str) -> dict[str, Any]:
    return {
        "que": guion.clave,
        "titulo": guion.titulo,
        "fecha": momento,
        "marca": rodaje.marca,
        "fallo": grabacion.fallo,
        "duracion_s": round(grabacion.duracion, 3),
        "pausas": rodaje.pausas,
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
                [
                    [],
                    *([g.nombre for g in escena.gestos if g.pulsa] for escena in rodaje.escenas),
                    [],
                ],
                strict=True,
            )
        ],
    }
