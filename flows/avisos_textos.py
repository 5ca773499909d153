"""What a notice says: enough to act on, and little about anybody."""

from __future__ import annotations

import re
import textwrap

from flows.marca import marca, marcar
from flows.tanda.frases import advertencias, momento_en_palabras, periodo_en_palabras
from flows.tanda.resumen import Final, Resumen, Situacion
from icsoe_bot.errors import IcsoeError
from icsoe_bot.portal.direcciones import Ambiente

_LUGARES = 20
"""How many lines that need a person a notice tells of; the report has them all."""

_LARGO = 300
"""Characters of one sentence; chats cut long messages to pieces."""

_CUENTAS = (
    ((Situacion.PRESENTADA,), "presentada", "presentadas"),
    ((Situacion.YA_PRESENTADA,), "ya presentada", "ya presentadas"),
    ((Situacion.SIMULADA,), "simulada", "simuladas"),
    (
        (Situacion.OPERADOR, Situacion.CONTRIBUYENTE, Situacion.DESCONOCIDA),
        "requiere atención",
        "requieren atención",
    ),
    ((Situacion.MAS_TARDE, Situacion.PENDIENTE), "pendiente", "pendientes"),
)

_CARPETA = re.compile(
    r"""(?<![\w:/\\.])(?:                # not inside a date, an address or a word
      (?:[A-Za-z]:\\|\\\\)               # Windows: C:\ or a share; names may hold spaces,
      (?:[^\\/\n:*?"<>|«»]*\\)*          #   since no sentence goes on to a backslash
    | (?:[A-Za-z]:)?/                    # elsewhere a space may be the sentence going on
      (?:[^\s/«»]+/)*
    )""",
    re.VERBOSE,
)


def aviso_final(resumen: Resumen) -> tuple[str, str]:
    """Title and body of the notice that a batch is over."""
    inicio, fin = momento_en_palabras(resumen.inicio), momento_en_palabras(resumen.fin)
    partes = [
        marca(resumen.ambiente),
        f"Lote {resumen.lote.name}, de {inicio} a {fin}, hora del centro de México.",
        *advertencias(resumen),
        "\n".join(
            f"{situacion.value.capitalize()}: {cuantas}"
            for situacion, cuantas in resumen.cuentas.items()
        ),
    ]
    atencion = [final for final in resumen.finales if final.situacion.requiere_persona]
    if atencion:
        partes.append("Requieren atención:")
        partes += [_lugar(final) for final in atencion[:_LUGARES]]
    if len(atencion) > _LUGARES:
        partes.append(f"y {len(atencion) - _LUGARES} más: véalas en el informe.")
    return _titulo(resumen.ambiente, _cuentas(resumen)), _juntar(partes)


def aviso_de_persona(
    final: Final, ambiente: Ambiente, *, sigue: str = "La tanda sigue con los demás."
) -> tuple[str, str]:
    """Title and body of the notice that a filing needs a person, while the others go on."""
    rfc = final.renglon.presentacion.rfc
    titulo = _titulo(ambiente, f"{rfc} requiere atención")
    return titulo, _juntar([marca(ambiente), _lugar(final), sigue])


def aviso_de_que_no_empezo(error: IcsoeError, ambiente: Ambiente) -> tuple[str, str]:
    """Title and text for a batch that couldn't begin."""
    return _titulo(ambiente, "el lote no se presentó"), sin_carpetas(str(error))


def sin_carpetas(texto: str) -> str:
    """``texto`` with the folders of every path left out, and the names of the files kept."""
    return _CARPETA.sub("", texto)


def _titulo(ambiente: Ambiente, texto: str) -> str:
    return marcar(f"icsoe: {texto}", ambiente)


def _cuentas(resumen: Resumen) -> str:
    partes = []
    for situaciones, una, varias in _CUENTAS:
        cuantas = sum(resumen.cuentas.get(situacion, 0) for situacion in situaciones)
        if cuantas:
            partes.append(f"{cuantas} {una if cuantas == 1 else varias}")
    return ", ".join(partes) or "nada que presentar"


def _lugar(final: Final) -> str:
    presentacion = final.renglon.presentacion
    lineas = [
        f"{presentacion.rfc}, {periodo_en_palabras(presentacion.periodo)} "
        f"({presentacion.periodo}): {final.situacion.value}."
    ]
    if final.que_paso:
        lineas.append(f"Qué pasó: {_breve(final.que_paso)}")
    if final.que_hacer:
        lineas.append(f"Qué hacer: {_breve(final.que_hacer)}")
    return "\n".join(lineas)


def _breve(texto: str) -> str:
    return textwrap.shorten(sin_carpetas(texto), _LARGO, placeholder=" […]")


def _juntar(partes: list[str]) -> str:
    return "\n\n".join(parte for parte in partes if parte)
