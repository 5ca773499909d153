"""What on a page is most like an element that wasn't found, and how to find it from now on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from playwright.sync_api import Error, Frame, Page

from flows.calibracion.guion import Buscado, Clase
from icsoe_bot.portal.busqueda import Raiz, localizar
from icsoe_bot.portal.perfil.modelo import Busca, Elemento
from icsoe_bot.portal.textos import compacto, plano

SEGURO = 0.72
"""From this likeness on, a proposal may be followed to look further."""
_MINIMO = 0.5
_CUANTOS = 3
_POCOS = (Clase.MARCO, Clase.SECRETO, Clase.ARCHIVO)

_DE_MAQUINA = re.compile(r"\d{3,}|^(mat|cdk|ng|ext|gwt|yui|ember|radix|headlessui|:r)[-_:\d]", re.I)
"""Ids that a program makes up anew each time."""


@dataclass(frozen=True, slots=True)
class Candidato:
    """Something on the page, how like it is from 0 to 1, and how to find it."""

    descripcion: str
    parecido: float
    busca: Busca

    def renglon(self, clave: str) -> str:
        """The line to paste into ``portal.toml``."""
        return f"elementos.{clave} = [{self.busca}]"


def candidatos(
    raiz: Page | Frame,
    buscado: Buscado,
    elemento: Elemento,
    ocupados: Sequence[str] = (),
    dentro: str = "",
) -> list[Candidato]:
    """The likeliest things of a page, best first.

    ``ocupados`` are the paths of what is known; ``dentro`` is the selector of the part to look in.
    """
    try:
        reunidos: list[dict[str, Any]] = raiz.evaluate(_guion(), dentro)
    except Error:
        return []
    libres = [
        uno
        for uno in reunidos
        if uno["clase"] == buscado.clase.value and uno["camino"] not in ocupados
    ]
    # The only frame of a page, or the only field left for a file, is hardly anything else.
    menos = 0.75 if len(libres) == 1 and buscado.clase in _POCOS else 0.0
    posibles = [(max(menos, _parecido(uno, buscado, elemento)), uno) for uno in libres]
    posibles.sort(key=lambda par: (-par[0], len(par[1]["texto"])))
    hallados: list[Candidato] = []
    for parecido, uno in posibles:
        if parecido < _MINIMO or len(hallados) == _CUANTOS:
            break
        busca = _como_hallarlo(raiz.locator(dentro) if dentro else raiz, uno, buscado)
        if busca is not None:
            hallados.append(Candidato(_descripcion(uno), round(parecido, 2), busca))
    return hallados


def _parecido(uno: dict[str, Any], buscado: Buscado, elemento: Elemento) -> float:
    nombres = [elemento.nombre, *buscado.sinonimos]
    dichos = [uno[k] for k in ("texto", "aria", "titulo", "alt", "marcador", "rotulo", "antes")]
    # What a program calls a thing is a weaker sign than what people read.
    internos = [_palabras(uno[k]) for k in ("id", "name", "acepta")]
    nota = max(
        (_como(nombre, dicho) - (0 if i == 0 else 0.08))
        for i, nombre in enumerate(nombres)
        for dicho in dichos
    )
    nota = max(nota, *(0.85 * _como(n, interno) for n in nombres for interno in internos))
    nota = max(nota, *(0.85 * _como(_clave(buscado), interno) for interno in internos))
    if buscado.opciones is not None:
        ofrece = [opcion for opcion in uno["opciones"] if buscado.opciones.search(plano(opcion))]
        if ofrece:
            nota = max(nota, 0.8) + 0.1
        elif uno["opciones"]:
            nota -= 0.4
        elif buscado.clave == "capturar.cuatrimestre":
            nota = max(nota, 0.5 if uno["soloLectura"] else 0) + 0.1
    if buscado.clase is Clase.TEXTO and uno["etiqueta"] in ("h1", "h2"):
        nota += 0.03
    if buscado.clase in (Clase.SECRETO, Clase.MARCO):
        nota = max(nota, 0.6)
    return min(1.0, max(0.0, nota))


def _clave(buscado: Buscado) -> str:
    return buscado.clave.rpartition(".")[2].replace("_", " ")


def _palabras(identificador: str) -> str:
    """«btnCrearInformativa» as words."""
    separado = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-.:]", " ", identificador)
    return re.sub(r"\b(btn|cmb|txt|lbl|sel|lnk|boton|input|combo)\b", " ", separado, flags=re.I)


def _como(nombre: str, dicho: str) -> float:
    buscado, visto = compacto(nombre), compacto(dicho)
    if not buscado or not visto:
        return 0.0
    if buscado == visto:
        return 1.0
    letras = difflib.SequenceMatcher(None, buscado, visto).ratio()
    suyas, otras = set(plano(nombre).split()), set(plano(dicho).split())
    comunes = len(suyas & otras) / len(suyas | otras)
    dentro = 0.82 if len(buscado) > 4 and buscado in visto and len(visto) < 3 * len(buscado) else 0
    return max(letras * 0.95, comunes, dentro)


def _como_hallarlo(raiz: Raiz, uno: dict[str, Any], buscado: Buscado) -> Busca | None:
    for forma in _formas(uno, buscado):
        busca = Busca.model_validate(forma)
        hallados = localizar(raiz, busca)
        if buscado.clase is not Clase.ARCHIVO:
            hallados = hallados.filter(visible=True)
        try:
            if hallados.count() == 1 and hallados.evaluate(_MISMO, uno["camino"]):
                return busca
        except Error:
            continue
    return None


_MISMO = """(hallado, camino) => {
  const suyo = document.querySelector(camino);
  return hallado === suyo || suyo?.contains(hallado) || hallado.contains(suyo);
}"""


def _formas(uno: dict[str, Any], buscado: Buscado) -> list[dict[str, Any]]:
    """Ways of finding it, the ones that people can read and that last longest first."""
    formas: list[dict[str, Any]] = []
    if uno["id"] and not _DE_MAQUINA.search(uno["id"]):
        formas.append({"css": f"#{_escapado(uno['id'])}"})
    if uno["name"] and not _DE_MAQUINA.search(uno["name"]):
        nombre = uno["name"].replace('"', '\\"')
        formas.append({"css": f'{uno["etiqueta"]}[name="{nombre}"]'})
    if buscado.clase is Clase.PULSABLE:
        rol = uno["rol"] or {"a": "link", "button": "button", "input": "button"}.get(
            uno["etiqueta"], ""
        )
        for dicho in (uno["aria"], uno["texto"], uno["titulo"], uno["alt"]):
            if rol in ("button", "link", "menuitem", "tab") and dicho:
                formas.append({"rol": rol, "nombre": dicho})
    if buscado.clase in (Clase.PULSABLE, Clase.TEXTO) and uno["texto"]:
        formas.append({"texto": uno["texto"], "exacto": True})
    if buscado.clase is Clase.PULSABLE:
        formas += [{"titulo": dicho} for dicho in (uno["titulo"], uno["alt"]) if dicho]
    if buscado.clase in (Clase.CAMPO, Clase.ARCHIVO, Clase.SECRETO):
        formas += [{"etiqueta": d} for d in (uno["rotulo"], uno["aria"], uno["marcador"]) if d]
        if uno["antes"]:
            formas.append({"junto": uno["antes"]})
    formas.append({"css": uno["camino"]})
    return formas


def _escapado(identificador: str) -> str:
    return re.sub(r"([^\w-])", r"\\\1", re.sub(r"^(\d)", r"\\3\1 ", identificador))


def _descripcion(uno: dict[str, Any]) -> str:
    dicho = next(
        (
            uno[k]
            for k in ("texto", "aria", "titulo", "alt", "rotulo", "marcador", "antes")
            if uno[k]
        ),
        "",
    )
    partes = [f"<{uno['etiqueta']}>"]
    if dicho:
        partes.append(f"«{dicho[:60]}»")
    if uno["id"]:
        partes.append(f"id {uno['id']}")
    if uno["opciones"]:
        partes.append(f"opciones {', '.join(uno['opciones'][:4])}")
    return " ".join(partes)


@cache
def _guion() -> str:
    return (resources.files("flows.calibracion") / "reunir.js").read_text(encoding="utf-8")
