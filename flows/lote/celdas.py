"""What each cell of a batch must say. Nothing is guessed: what could be two things is refused."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from flows.lote.columnas import clave
from flows.lote.tabla import SIN_RESULTADO, Celda, recortar, texto_de
from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import MESES, Periodo
from icsoe_bot.domain.protesta import FaltaDeclarante, Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import UsageProblem
from icsoe_bot.portal.textos import plano


class CeldaInvalida(UsageProblem):
    """The cell doesn't say what its column is for."""


_ERRORES_DE_EXCEL = {
    *("#N/A", "#N/D", "#REF!", "#VALUE!", "#VALOR!", "#DIV/0!", "#NAME?", "#NOMBRE?", "#NULL!"),
    *("#NULO!", "#NUM!", "#SPILL!", "#DESBORDAMIENTO!", "#CALC!", "#FIELD!", "#CAMPO!"),
}

_GUIONES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))


def exigir_legible(celda: Celda) -> None:
    """Refuse what Excel shows instead of a value.

    Raises:
        CeldaInvalida: an error, a column too narrow when it was saved, no result.
    """
    texto = texto_de(celda)
    if celda == SIN_RESULTADO:
        raise CeldaInvalida(
            "La fórmula de la celda no tiene resultado guardado.",
            remedio="Abra el libro en Excel y guárdelo, o escriba el valor en vez de la fórmula.",
        )
    sin_signos = texto.upper().translate({ord("¡"): None, ord("¿"): None})
    if sin_signos in _ERRORES_DE_EXCEL or re.fullmatch(r"#{2,}|Err:[0-9]+", texto):
        raise CeldaInvalida(
            "La celda tiene un error de la hoja de cálculo.",
            remedio="Corrija la fórmula o escriba el valor.",
        )


def leer_rfc(celda: Celda) -> RFC:
    """A taxpayer's RFC.

    Raises:
        UsageProblem: it is none, or a generic one.
    """
    return RFC.parse(recortar(texto_de(celda)))


_MES_CON_ANIO = r"(?:ene|jan|feb|mar|abr|apr|may|jun|jul|ago|aug|sep|set|oct|nov|dic|dec)[a-z]*"
_PARECE_FECHA = re.compile(
    rf"(?:[0-9]{{1,2}}[-/. ])?{_MES_CON_ANIO}\.?[-/. ]?(?:de)?[0-9]{{2,4}}"
    r"|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}.*"
    r"|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}.*"
)


def leer_periodo(celda: Celda) -> Periodo:
    """A period such as ``2026-2``.

    Raises:
        UsageProblem: it is none, or Excel made a date of it.
    """
    escrito = re.sub(r"\s", "", texto_de(celda)).translate(_GUIONES)
    if not isinstance(celda, str) or _PARECE_FECHA.fullmatch(plano(escrito)):
        raise CeldaInvalida(
            "Donde va el periodo hay una fecha o un número: Excel convierte así lo que se escribe "
            "como 2026-2.",
            remedio="Dé a esa columna el formato Texto y escriba otra vez el año y el "
            "cuatrimestre, por ejemplo 2026-2.",
        )
    return Periodo.parse(recortar(escrito))


def leer_tipo(celda: Celda) -> TipoInformativa:
    """The kind of return, which can only be «Sin información».

    Raises:
        CeldaInvalida: it is another.
    """
    dicho = clave(texto_de(celda))
    if dicho == clave(TipoInformativa.SIN_INFORMACION.value):
        return TipoInformativa.SIN_INFORMACION
    if dicho == clave(TipoInformativa.NORMAL.value):
        raise CeldaInvalida(
            "icsoe no presenta informativas de tipo «Normal».",
            remedio="Preséntela a mano en el portal y quite el renglón.",
        )
    raise CeldaInvalida(
        "No es un tipo de informativa que icsoe presente.", remedio="Escriba «Sin información»."
    )


_NO_SON_NADIE = {
    *("nadie", "ninguno", "ninguna", "pendiente", "pordefinir", "sindeclarante", "noaplica"),
    *("null", "none", "nan", "xxx", "idem", "elmismo", "lamisma", "verdadero", "falso"),
}
_MOJIBAKE = re.compile(
    f"Ã[\x80-\xbf{re.escape(bytes(range(0x80, 0xC0)).decode('cp1252', 'ignore'))}]"
)
"""UTF-8 that somebody read as cp1252: «Ã‘» for «Ñ»."""

_AJENO_A_UN_NOMBRE = re.compile(r"[^\w\s.,'’´`()-]|_")
"""What only a wrong encoding or a lost letter puts into a name: «MU¥OZ», «MU?OZ»."""


def leer_protesta(celda: Celda, fecha: date) -> Protesta:
    """The oath of the person whom the cell names, given on ``fecha``.

    Raises:
        UsageProblem: it names nobody, or not a person.
    """
    nombre = texto_de(celda)
    remedio = "Escriba el nombre completo de la persona que declara; nadie declara por omisión."
    if clave(nombre) in _NO_SON_NADIE:
        raise CeldaInvalida("Falta quién declara bajo protesta de decir verdad.", remedio=remedio)
    if re.search(r"[0-9@]|\bde c\.? ?v\.?$", plano(nombre)):
        raise CeldaInvalida("No es el nombre de una persona.", remedio=remedio)
    if _MOJIBAKE.search(str(celda)) or _AJENO_A_UN_NOMBRE.search(nombre.translate(_GUIONES)):
        raise CeldaInvalida(
            "El nombre tiene signos que un nombre no lleva: quizá perdió letras al guardarse.",
            remedio="Escríbalo de nuevo y guarde como libro de Excel (.xlsx) o CSV UTF-8.",
        )
    try:
        return Protesta(nombre, fecha)
    except FaltaDeclarante as error:
        raise CeldaInvalida(error.mensaje, remedio=remedio) from None


_MES_DE = {
    **{plano(mes): numero for numero, mes in enumerate(MESES, start=1)},
    **{plano(mes)[:3]: numero for numero, mes in enumerate(MESES, start=1)},
    **dict.fromkeys(("sept", "set", "setiembre"), 9),
}
_DIAS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_FORMAS = tuple(
    re.compile(forma)
    for forma in (
        r"(?P<anio>[0-9]{4})([-/.])(?P<mes>[0-9]{1,2})\2(?P<dia>[0-9]{1,2})",
        r"(?P<dia>[0-9]{1,2})([-/.])(?P<mes>[0-9]{1,2})\2(?P<anio>[0-9]{4}|[0-9]{2})",
        rf"(?:(?P<semana>{'|'.join(_DIAS)}),? )?(?P<dia>[0-9]{{1,2}})[°º]?(?: de |[-/. ])"
        r"(?P<mes>[a-z]{3,10})\.?(?: del? |[-/. ])(?P<anio>[0-9]{4}|[0-9]{2})",
    )
)
_MEDIANOCHE = re.compile(r"[ t](?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? ?a\.? ?m\.?)$")
_HORA = re.compile(r"[ t][0-9]{1,2}:[0-9]{2}")
_ANIOS = range(2000, 2100)
"""Years that a serial number may mean; others are numbers of something else."""

_COMO_SE_ESCRIBE = "Escriba día, mes y año con cuatro cifras: 03/09/2026 o 2026-09-03."


def leer_fecha(celda: Celda, epoca: datetime) -> date:
    """A day, from a date, a serial number (of ``epoca``) or a text, the day before the month.

    Raises:
        CeldaInvalida: it is no day, or could be another one.
    """
    if isinstance(celda, int | float) and not isinstance(celda, bool):
        celda = _de_serie(celda, epoca)
    if isinstance(celda, datetime):
        if celda.time() != time.min:
            raise _con_hora()
        return celda.date()
    if isinstance(celda, date):
        return celda
    return _de_texto(plano(texto_de(celda)).translate(_GUIONES))


def _de_serie(numero: float, epoca: datetime) -> datetime:
    try:
        momento = epoca + timedelta(seconds=round(numero * 86400))
    except (OverflowError, ValueError):  # beyond the calendar, infinite or not a number
        momento = epoca
    if momento.year not in _ANIOS:
        raise CeldaInvalida("El número no es una fecha.", remedio=_COMO_SE_ESCRIBE)
    return momento


def _de_texto(escrito: str) -> date:
    escrito = _MEDIANOCHE.sub("", escrito)
    if _HORA.search(escrito):
        raise _con_hora()
    partes = next(filter(None, (forma.fullmatch(escrito) for forma in _FORMAS)), None)
    if partes is None:
        raise CeldaInvalida("No se entiende la fecha.", remedio=_COMO_SE_ESCRIBE)
    if len(partes["anio"]) == 2:
        raise CeldaInvalida("El año de la fecha tiene dos cifras.", remedio=_COMO_SE_ESCRIBE)
    dia, mes = int(partes["dia"]), _numero_de_mes(partes["mes"])
    if mes > 12 >= dia:
        raise CeldaInvalida("La fecha lleva el mes antes que el día.", remedio=_COMO_SE_ESCRIBE)
    try:
        fecha = date(int(partes["anio"]), mes, dia)
    except ValueError:
        raise CeldaInvalida("Ese día no existe.", remedio=_COMO_SE_ESCRIBE) from None
    semana = partes.groupdict().get("semana")
    if semana and _DIAS[fecha.weekday()] != semana:
        raise CeldaInvalida("Ese día no cae en ese día de la semana.", remedio=_COMO_SE_ESCRIBE)
    return fecha


def _numero_de_mes(escrito: str) -> int:
    """1 to 12, or 0 for the name of no month, which is no month of any date."""
    return int(escrito) if escrito.isdecimal() else _MES_DE.get(escrito, 0)


def _con_hora() -> CeldaInvalida:
    return CeldaInvalida(
        "La fecha lleva hora.",
        remedio="Escriba solo el día, sin la fórmula AHORA: el día de una declaración no cambia.",
    )
