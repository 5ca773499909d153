"""Looking at one screen: each element by each of its ways, and each text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Error, Frame

from flows.calibracion.candidatos import SEGURO, candidatos
from flows.calibracion.guion import Buscado, Clase, PantallaBuscada
from flows.calibracion.hallazgos import (
    Forma,
    Hallado,
    HallazgoDeElemento,
    HallazgoDeTexto,
    Propuesta,
)
from icsoe_bot.pages.elementos import Elemento
from icsoe_bot.pages.tabla import leer_tabla
from icsoe_bot.portal.busqueda import Raiz, localizar
from icsoe_bot.portal.perfil.modelo import Busca, Perfil, entre_comillas
from icsoe_bot.portal.pestana import Pestana
from icsoe_bot.portal.textos import compacto, plano

_TIPOS = {Clase.ARCHIVO: "input[type=file]", Clase.SECRETO: "input[type=password]"}
"""What an element must be, whatever leads to it."""

COMPROMETE = re.compile(
    r"\b(guardar|enviar|firmar|presentar|eliminar|borrar|finalizar|acept\w+|confirm\w+)\b"
)
"""What is never clicked on a guess: it might leave something behind."""

_MINIMO = 0.45
"""A text less like the expected one than this is no proposal."""


def mirar_elementos(
    pestana: Pestana,
    pantalla: PantallaBuscada,
    marco: Frame | None = None,
    dentro: str = "",
) -> list[HallazgoDeElemento]:
    """Each element of a screen, or of the part of it at the selector ``dentro``.

    What is missing and has a likely substitute gets it in the tab's profile, so that the look can
    go on.
    """
    hallazgos = []
    ocupados: list[str] = []
    for buscado in pantalla.elementos:
        raiz = marco if buscado.en_marco else pestana.page
        if raiz is None:
            hallazgos.append(_sin_donde(pestana, buscado))
            continue
        parte = raiz.locator(dentro) if dentro else raiz
        hallazgo = _mirar(pestana, parte, buscado)
        camino = _camino(pestana, parte, buscado) if hallazgo.hallado.sirve else ""
        if camino:
            ocupados.append(camino)
        hallazgos.append(hallazgo)
    return [
        _con_propuestas(pestana, pantalla, hallazgo, marco, ocupados, dentro)
        for hallazgo in hallazgos
    ]


def mirar_columnas(pestana: Pestana, pantalla: PantallaBuscada) -> list[HallazgoDeTexto]:
    """The headings of a screen's table."""
    textos = pestana.perfil.textos.model_dump()
    claves = [f"columna_{nombre}" for nombre in pantalla.columnas]
    esperadas = {clave: str(textos[clave]) for clave in claves}
    vistas = _encabezados(pestana, list(esperadas.values()))
    return [_texto(f"textos.{clave}", esperado, vistas) for clave, esperado in esperadas.items()]


def mirar_opciones(opciones: Sequence[str], esperadas: dict[str, str]) -> list[HallazgoDeTexto]:
    """What a list offers, against what is to be chosen from it, by the text's name."""
    return [_texto(f"textos.{nombre}", texto, opciones) for nombre, texto in esperadas.items()]


def _texto(clave: str, esperado: str, vistos: Sequence[str]) -> HallazgoDeTexto:
    iguales = [visto for visto in vistos if compacto(visto) == compacto(esperado)]
    if iguales:
        return HallazgoDeTexto(
            clave=clave, esperado=esperado, visto=iguales[0], hallado=Hallado.BIEN
        )
    notas = sorted(((_parecido(esperado, visto), visto) for visto in vistos if visto), reverse=True)
    return HallazgoDeTexto(
        clave=clave,
        esperado=esperado,
        visto="",
        hallado=Hallado.FALTA,
        propuestas=tuple(
            Propuesta(
                descripcion=f"«{visto}»",
                parecido=round(nota, 2),
                renglon=f"{clave} = {entre_comillas(visto)}",
            )
            for nota, visto in notas[:3]
            if nota > _MINIMO
        ),
    )


def _parecido(uno: str, otro: str) -> float:
    letras = difflib.SequenceMatcher(None, compacto(uno), compacto(otro)).ratio()
    suyas, otras = set(plano(uno).split()), set(plano(otro).split())
    return max(letras, len(suyas & otras) / max(1, len(suyas | otras)))


def _encabezados(pestana: Pestana, esperadas: list[str]) -> list[str]:
    leida = leer_tabla(pestana, esperadas)
    if leida["hallada"]:
        return [str(texto) for texto in leida["encabezados"]]
    try:
        return [str(t) for t in pestana.page.evaluate(_POSIBLES, [compacto(e) for e in esperadas])]
    except Error:
        return []


# The parts of what has most of the expected headings.
_POSIBLES = """esperadas => {
  const compacto = t => t.normalize('NFD').replace(/[^\\p{L}\\p{N}]/gu, '').toLowerCase();
  let mejor = [], cuantas = 1;
  for (const e of document.body.querySelectorAll('*')) {
    if (e.children.length < 3 || !e.checkVisibility()) continue;
    const partes = [...e.children].map(p => p.innerText.trim().replace(/\\s+/g, ' '));
    if (partes.some(p => p.length > 80)) continue;
    const dichas = partes.map(compacto);
    const iguales = esperadas.filter(x => dichas.includes(x)).length;
    if (iguales > cuantas) [mejor, cuantas] = [partes, iguales];
  }
  return mejor;
}"""


def _mirar(pestana: Pestana, raiz: Raiz, buscado: Buscado) -> HallazgoDeElemento:
    elemento = pestana.perfil.elementos[buscado.clave]
    formas = []
    for busca in elemento.busca:
        hallados = localizar(raiz, busca)
        if buscado.clase is not Clase.ARCHIVO:
            hallados = hallados.filter(visible=True)
        if buscado.clase in _TIPOS:
            hallados = hallados.and_(raiz.locator(_TIPOS[buscado.clase]))
        try:
            formas.append(Forma(busca=str(busca), cuantos=hallados.count()))
        except Error:
            formas.append(Forma(busca=str(busca), cuantos=0))
    servida = next((i for i, forma in enumerate(formas) if forma.cuantos == 1), None)
    if servida is None:
        servida = _operable(pestana, raiz, buscado)
    if buscado.clase in (Clase.TEXTO, Clase.MARCO) or buscado.opcional:
        # It only has to show; a table has an icon in each row.
        servida = (
            servida
            if servida is not None
            else next((i for i, forma in enumerate(formas) if forma.cuantos), None)
        )
    if servida is not None:
        hallado = Hallado.BIEN if servida == 0 else Hallado.OTRA_FORMA
    elif any(forma.cuantos for forma in formas):
        hallado = Hallado.VARIOS
    else:
        hallado = Hallado.NO_HAY if buscado.opcional else Hallado.FALTA
    return HallazgoDeElemento(
        clave=buscado.clave,
        nombre=elemento.nombre,
        fuente=elemento.fuente,
        propio=elemento.propio,
        hallado=hallado,
        formas=tuple(formas),
        servida=servida,
    )


def _operable(pestana: Pestana, raiz: Raiz, buscado: Buscado) -> int | None:
    """The way that the page objects would take among several."""
    try:
        elegido = Elemento(buscado.clave).elegir(pestana, raiz)
    except Error:
        return None
    return elegido[0] if elegido is not None else None


def _camino(pestana: Pestana, raiz: Raiz, buscado: Buscado) -> str:
    elegido = Elemento(buscado.clave).elegir(
        pestana, raiz, visible=buscado.clase is not Clase.ARCHIVO
    )
    if elegido is None:
        return ""
    try:
        return str(elegido[1].first.evaluate(CAMINO))
    except Error:
        return ""


CAMINO = """e => {
  const pasos = [];
  for (let nodo = e; nodo && nodo !== document.documentElement; nodo = nodo.parentElement) {
    if (nodo !== e && nodo.id && /^[A-Za-z][\\w-]*$/.test(nodo.id)) {
      pasos.unshift(`#${nodo.id}`); break;
    }
    const iguales = nodo.parentElement
      ? [...nodo.parentElement.children].filter(o => o.tagName === nodo.tagName) : [nodo];
    pasos.unshift(nodo.localName
      + (iguales.length > 1 ? `:nth-of-type(${iguales.indexOf(nodo) + 1})` : ''));
  }
  return pasos.join(' > ');
}"""


def _sin_donde(pestana: Pestana, buscado: Buscado) -> HallazgoDeElemento:
    elemento = pestana.perfil.elementos[buscado.clave]
    return HallazgoDeElemento(
        clave=buscado.clave,
        nombre=elemento.nombre,
        fuente=elemento.fuente,
        propio=elemento.propio,
        hallado=Hallado.FALTA,
        formas=(),
    )


def _con_propuestas(
    pestana: Pestana,
    pantalla: PantallaBuscada,
    hallazgo: HallazgoDeElemento,
    marco: Frame | None,
    ocupados: list[str],
    dentro: str,
) -> HallazgoDeElemento:
    if hallazgo.hallado.sirve:
        return hallazgo
    buscado = next(b for b in pantalla.elementos if b.clave == hallazgo.clave)
    raiz = marco if buscado.en_marco else pestana.page
    if raiz is None:
        return hallazgo
    elemento = pestana.perfil.elementos[buscado.clave]
    hallados = candidatos(raiz, buscado, elemento, ocupados, dentro)
    seguida = (
        bool(hallados)
        and hallados[0].parecido >= SEGURO
        and not (
            buscado.clase is Clase.PULSABLE and COMPROMETE.search(plano(hallados[0].descripcion))
        )
    )
    if seguida:
        pestana.perfil = con_busca(pestana.perfil, buscado.clave, hallados[0].busca)
    return hallazgo.model_copy(
        update={
            "propuestas": tuple(
                Propuesta(
                    descripcion=uno.descripcion,
                    parecido=uno.parecido,
                    renglon=uno.renglon(buscado.clave),
                )
                for uno in hallados
            ),
            "seguida": seguida,
        }
    )


def con_busca(perfil: Perfil, clave: str, busca: Busca) -> Perfil:
    """``perfil`` with another way of finding an element."""
    elementos: dict[str, Any] = dict(perfil.elementos)
    elementos[clave] = elementos[clave].model_copy(update={"busca": (busca,)})
    return perfil.model_copy(update={"elementos": elementos})
