"""The pages made of a recording: the guide to read or print, and the player."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from playwright.sync_api import Browser

from flows.grabar.laminas import Lamina, fotografia, laminas
from flows.grabar.textos import (
    ADVERTENCIAS,
    CON_FINAL,
    EN_CADA_RENGLON,
    NOTAS,
    SIN_TERMINAR,
    Guion,
    como_se_guarda,
)
from flows.pasos import ARCHIVAR
from icsoe_bot.recording.pelicula import Capitulo, Tarjeta
from icsoe_bot.recording.rodaje import Escena, Rodaje

_MUCHOS = 4
"""Rings on one picture from which on it must be large."""


@dataclass(frozen=True, slots=True)
class Texto:
    """What every page says: of what, with which mark, made when and where."""

    guion: Guion
    marca: str
    momento: str
    lugar: str


@dataclass(frozen=True, slots=True)
class Acuse:
    """The acuse of the run: its name inside the archive and its picture, if they may be shown."""

    relativa: str = ""
    lamina: Lamina | None = None


@dataclass(frozen=True, slots=True)
class _Paso:
    escena: Escena
    laminas: list[Lamina]
    advertencia: str
    notas: list[str]

    @property
    def solo(self) -> bool:
        """Whether it gets a page of its own."""
        return len(self.laminas) > 1 or any(
            len(lamina.senalados) >= _MUCHOS for lamina in self.laminas
        )


def escribir_guia(
    texto: Texto,
    rodaje: Rodaje,
    cierre: Tarjeta,
    destino: Path,
    *,
    detenida: int | None,
    acuse: Acuse,
) -> None:
    """Write the guide as one page that holds its pictures and asks nothing of the network.

    ``detenida`` is the scene in which a run failed, with ``cierre`` to explain it.
    """
    corte = len(rodaje.escenas) if detenida is None else detenida + 1
    antes, despues = (
        _pasos(escenas, texto.guion, acuse)
        for escenas in (rodaje.escenas[:corte], rodaje.escenas[corte:])
    )
    foto = cierre.pagina if detenida is not None else None
    pagina = (
        _plantillas()
        .get_template("guia.html")
        .render(
            guion=texto.guion,
            marca=texto.marca,
            momento=texto.momento,
            lugar=texto.lugar,
            antes=_en_hojas(antes),
            despues=_en_hojas(despues),
            fallo=None if detenida is None else cierre,
            sin_terminar=""
            if detenida is None
            else SIN_TERMINAR.format(paso=rodaje.escenas[detenida].rotulo),
            pantalla_del_fallo=fotografia(foto) if foto else "",
        )
    )
    destino.write_text(pagina, encoding="utf-8")


def _pasos(escenas: Sequence[Escena], guion: Guion, acuse: Acuse) -> list[_Paso]:
    pasos: list[_Paso] = []
    vistas: set[str] = set()
    for escena in escenas:
        # What is done again for the next row is told once.
        if not (escena.clave in EN_CADA_RENGLON and escena.clave in vistas):
            pasos.append(_paso(escena, guion, acuse))
        vistas.add(escena.clave)
    return pasos


def _paso(escena: Escena, guion: Guion, acuse: Acuse) -> _Paso:
    de_la_escena = laminas(escena, con_final=escena.clave in CON_FINAL)
    notas = [NOTAS[escena.clave]] if escena.clave in NOTAS else []
    if escena.clave == ARCHIVAR.clave:
        notas.append(como_se_guarda(acuse.relativa))
        if acuse.lamina is not None:
            de_la_escena = [acuse.lamina]
            notas.append("La imagen lleva los textos del acuse, sin su diseño.")
        if guion.numeracion_propia:
            notas.append(
                f"Repita los pasos {escena.numero - 1} y {escena.numero} con cada renglón, en "
                "todas las páginas de la tabla."
            )
    return _Paso(escena, de_la_escena, ADVERTENCIAS.get(escena.clave, ""), notas)


def _en_hojas(pasos: Sequence[_Paso]) -> list[list[_Paso]]:
    """Printed, two steps share a page, unless one of them needs it whole."""
    hojas: list[list[_Paso]] = []
    for paso in pasos:
        if hojas and len(hojas[-1]) == 1 and not (paso.solo or hojas[-1][0].solo):
            hojas[-1].append(paso)
        else:
            hojas.append([paso])
    return hojas


def imprimir(browser: Browser, pagina: Path, destino: Path) -> None:
    """Print a page of ours to a PDF; ``browser`` runs without a window."""
    contexto = browser.new_context(offline=True)
    try:
        hoja = contexto.new_page()
        hoja.goto(pagina.resolve().as_uri())
        hoja.pdf(
            path=destino,
            prefer_css_page_size=True,
            print_background=True,
            outline=True,
            tagged=True,
        )
    finally:
        contexto.close()


def escribir_reproductor(
    texto: Texto, capitulos: Sequence[Capitulo], destino: Path, *, terminada: bool
) -> None:
    """Write the page that plays the film beside its chapters."""
    pagina = (
        _plantillas()
        .get_template("reproducir.html")
        .render(guion=texto.guion, marca=texto.marca, capitulos=capitulos, terminada=terminada)
    )
    destino.write_text(pagina, encoding="utf-8")


@cache
def _plantillas() -> Environment:
    return Environment(
        loader=PackageLoader("flows.grabar", "plantillas"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
