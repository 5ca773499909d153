"""The columns of a batch, and finding them in the headings."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable

from flows.lote.errores import ErrorDeLote
from flows.lote.tabla import Celda, Fila, recortar, texto_de
from icsoe_bot.portal.textos import plano

OBLIGATORIAS = {
    "rfc": "Escriba el RFC del contribuyente, de 12 o 13 caracteres.",
    "periodo": "Escriba el año y el cuatrimestre, por ejemplo 2026-2.",
    "tipo": "Escriba «Sin información».",
    "declara": "Escriba el nombre completo de la persona que declara bajo protesta de decir "
    "verdad; nadie declara por omisión.",
    "fecha_declaracion": "Escriba el día en que esa persona lo declaró, por ejemplo 03/09/2026.",
}
"""The columns that every batch has, and what goes into a cell of each."""

OPCIONALES = ("nombre", "nota")

COLUMNAS = (*OBLIGATORIAS, *OPCIONALES)


def clave(texto: str) -> str:
    """Letters and digits alone, without case and accents: «Fecha declaración» is one column."""
    return "".join(letra for letra in plano(texto) if letra.isalnum())


_POR_CLAVE = {clave(nombre): nombre for nombre in COLUMNAS}


def letra_de(indice: int) -> str:
    """A spreadsheet's letter for a position from 0: A … Z, AA …"""
    letras = ""
    indice += 1
    while indice:
        indice, resto = divmod(indice - 1, 26)
        letras = chr(ord("A") + resto) + letras
    return letras


def cuantas_conocidas(celdas: Iterable[Celda]) -> int:
    """How many different columns of ours these headings name."""
    return len({_POR_CLAVE.get(clave(texto_de(celda))) for celda in celdas} - {None})


def leer_encabezados(fila: Fila) -> tuple[dict[str, int], list[ErrorDeLote]]:
    """Where each known column is, from 0, and all that is wrong with the headings.

    A repeated column has no place, since nobody knows which one is meant.
    """
    titulos = [texto_de(celda) for celda in fila.celdas]
    if not cuantas_conocidas(titulos):
        return {}, [
            ErrorDeLote(
                fila.numero,
                "",
                recortar(" | ".join(filter(None, titulos))),
                "La primera fila no lleva los nombres de las columnas.",
                f"Ponga ahí: {', '.join(OBLIGATORIAS)}; si quiere, también "
                f"{' y '.join(OPCIONALES)}.",
            )
        ]
    nombres = [_POR_CLAVE.get(clave(titulo)) for titulo in titulos]
    veces = Counter(nombres)
    errores: list[ErrorDeLote] = []

    def rechazar(columna: str, valor: str, mensaje: str, remedio: str) -> None:
        errores.append(
            ErrorDeLote(fila.numero, recortar(columna), recortar(valor), mensaje, remedio)
        )

    for indice, (titulo, nombre) in enumerate(zip(titulos, nombres, strict=True)):
        if titulo and nombre is None:
            rechazar(titulo, titulo, "La columna no existe.", _sugerir(titulo))
        elif nombre is not None and nombre in nombres[:indice]:
            rechazar(nombre, titulo, "La columna está repetida.", "Deje una sola.")
    for nombre, que_va in OBLIGATORIAS.items():
        if nombre not in veces:
            rechazar(nombre, "", "Falta la columna.", f"Agréguela. {que_va}")
    lugares = {
        nombre: indice
        for indice, nombre in enumerate(nombres)
        if nombre is not None and veces[nombre] == 1
    }
    return lugares, errores


def _sugerir(titulo: str) -> str:
    parecidas = difflib.get_close_matches(clave(titulo), _POR_CLAVE, n=1)
    if parecidas:
        return f"¿Quiso escribir «{_POR_CLAVE[parecidas[0]]}»? Si no, borre la columna."
    return f"Borre la columna, o póngale uno de estos nombres: {', '.join(COLUMNAS)}."
