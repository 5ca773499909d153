"""Covering taxpayers' data in texts: what is named, and what looks like RFC, CURP, NSS or a token.

It covers too much rather than too little: what it works on is shown to others.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

TAPA = "•••"
"""What stands where something was."""

Tramo = tuple[int, int]
"""Where something begins and ends in a text, as in slices."""

_ENTRE = r"[^a-z0-9&•]*"
"""What may separate the letters of a value that is known whole."""

_LARGO_SUELTO = 8
"""Letters and digits from which a value is found whatever separates them; shorter ones would be
found by chance across words."""

_SIN_CUENTA = ("Mn", "Cf")
"""Accents that stand by themselves, and what can't be seen."""

# On texts without case and accents, where Ñ is N.
_FORMAS = tuple(
    re.compile(forma)
    for forma in (
        # CURP before RFC, whose form it begins with.
        r"[a-z]{4}[\s-]?\d{6}[\s-]?[hmx][\s-]?[a-z]{5}[\s-]?[a-z0-9]\d",
        r"[a-z&]{3,4}[\s-]?\d{6}[\s-]?[a-z0-9]{3}",
        # An NSS, with or without its groups, and any longer number: accounts, certificates.
        r"(?<!\d)\d{2}[\s-]?\d{2}[\s-]?\d{2}[\s-]?\d{4}[\s-]?\d",
        r"\d{11,}",
        r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        r"[0-9a-f]{32,}",
    )
)

_PEDAZO = re.compile(r"[A-Za-z0-9+/=_-]{20,}")
_SEGUIDO = re.compile(r"[A-Za-z0-9+/]{16,}")
_CAMBIOS_DE_FICHA = 0.25
"""Changes between digits, capitals and small letters, by letter: chance has about 0.5, the base64
of a key's beginning 0.26, a name such as ``contenedorDeInformativas`` 0.2 and hardly a digit."""

_COMUNES = """
SOCIEDAD ANONIMA CAPITAL VARIABLE RESPONSABILIDAD LIMITADA CIVIL DEL LOS LAS POR PARA CON SIN
SERVICIO SERVICIOS OBRA OBRAS ESPECIALIZADO ESPECIALIZADOS ESPECIALIZADAS CONTRATO CONTRATOS
CONTRATISTA CONTRATANTE CONTRATACION INFORMATIVA INFORMATIVAS INFORMACION PERIODO MEXICO GOBIERNO
IMSS ENERO ABRIL MAYO AGOSTO SEPTIEMBRE DICIEMBRE PRIMERO SEGUNDO TERCERO TRABAJADORES ACUSE ACUSES
FIRMA CENTRO AYUDA INICIO ADMINISTRACION NOMBRE PERFIL USUARIO TRABAJO MES
"""
"""Words of many names, and of the portal: alone they tell nobody, and without them no page could
be followed. Within the whole name they are covered."""


def palabras_propias(valores: Iterable[str]) -> list[str]:
    """Words that give a name away by themselves, since portals turn their order around."""
    palabras = {
        palabra for valor in valores if " " in valor.strip() for palabra in re.split(r"\s+", valor)
    }
    comunes = set(_COMUNES.split())
    return sorted(p for p in palabras if len(p) > 2 and p.upper() not in comunes)


class Tapador:
    """Covers ``ocultar`` (RFC, CURP, name, folio…), whatever their case, accents and separators,
    and everything with the form of an RFC, a CURP, an NSS or a token.
    """

    def __init__(self, ocultar: Sequence[str] = ()) -> None:
        valores = [valor for valor in ocultar if valor.strip()]
        patrones = [_patron(valor) for valor in valores]
        propias = [_normal(palabra)[0] for palabra in palabras_propias(valores)]
        patrones += [rf"(?<![a-z0-9]){re.escape(p)}(?![a-z0-9])" for p in propias if p]
        # The longest first: a value may begin with another one.
        utiles = sorted({patron for patron in patrones if patron}, key=len, reverse=True)
        self._valores = [re.compile(patron) for patron in utiles]

    def tapar(self, texto: str) -> str:
        """``texto`` with «•••» in the place of what is covered."""
        (tapado,) = self.tapar_seguidos([texto])
        return tapado

    def tapar_direccion(self, direccion: str) -> str:
        """The same for an address, which may have parts that look like one token."""
        return "/".join(map(self.tapar, direccion.split("/")))

    def tapar_seguidos(self, textos: Sequence[str]) -> list[str]:
        """The same for texts that a reader sees as one, such as a name in several elements."""
        inicios = [0, *accumulate(map(len, textos))]
        piezas: list[list[str]] = [[] for _ in textos]
        todo = "".join(textos)
        tramos = self._tramos(todo)
        libre = 0
        for desde, hasta in [*tramos, (len(todo), len(todo))]:
            _repartir(todo, libre, desde, inicios, piezas)
            if desde < hasta:
                piezas[bisect_right(inicios, desde) - 1].append(TAPA)
            libre = hasta
        return ["".join(partes) for partes in piezas]

    def _tramos(self, texto: str) -> list[Tramo]:
        if not texto:
            return []
        normal, lugares = _normal(texto)
        hallados = [
            (lugares[hallado.start()], _tras_marcas(texto, lugares[hallado.end() - 1] + 1))
            for patron in (*self._valores, *_FORMAS)
            for hallado in patron.finditer(normal)
            if hallado.end() > hallado.start()
        ]
        hallados += _fichas(texto)
        return list(_unidos(hallados))


def _parece_ficha(texto: str) -> bool:
    """Whether it looks made by chance rather than by people: a token, a hash, base64."""
    cambios = sum(_clase(una) != _clase(otra) for una, otra in pairwise(texto))
    cifras = sum(map(str.isdigit, texto))
    return cifras > 1 and cambios >= _CAMBIOS_DE_FICHA * (len(texto) - 1)


def _fichas(texto: str) -> Iterator[Tramo]:
    for pedazo in _PEDAZO.finditer(texto):
        if any(map(_parece_ficha, _SEGUIDO.findall(pedazo[0]))):
            yield pedazo.span()


def _clase(letra: str) -> int:
    return 0 if letra.isdigit() else 1 if letra.isupper() else 2 if letra.islower() else 3


def _tras_marcas(texto: str, lugar: int) -> int:
    while lugar < len(texto) and unicodedata.category(texto[lugar]) in _SIN_CUENTA:
        lugar += 1
    return lugar


def _patron(valor: str) -> str:
    normal = _normal(valor)[0]
    letras = re.sub(_ENTRE, "", normal)
    if len(letras) >= _LARGO_SUELTO:
        return _ENTRE.join(map(re.escape, letras))
    return r"\s+".join(map(re.escape, normal.split()))


def _normal(texto: str) -> tuple[str, list[int]]:
    """Without case, accents and invisible characters, and where each letter came from."""
    letras: list[str] = []
    lugares: list[int] = []
    for lugar, letra in enumerate(texto):
        if letra.isascii():
            letras.append(letra.lower())
            lugares.append(lugar)
            continue
        for simple in unicodedata.normalize("NFKD", letra).casefold():
            if unicodedata.category(simple) not in _SIN_CUENTA:
                letras.append(simple)
                lugares.append(lugar)
    return "".join(letras), lugares


def _unidos(tramos: Iterable[Tramo]) -> Iterator[Tramo]:
    actual: Tramo | None = None
    for desde, hasta in sorted(tramos):
        if actual is None:
            actual = (desde, hasta)
        elif desde <= actual[1]:
            actual = (actual[0], max(actual[1], hasta))
        else:
            yield actual
            actual = (desde, hasta)
    if actual is not None:
        yield actual


def _repartir(
    todo: str, desde: int, hasta: int, inicios: Sequence[int], piezas: list[list[str]]
) -> None:
    """Give ``todo[desde:hasta]`` back to the texts that it came from."""
    while desde < hasta:
        cual = bisect_right(inicios, desde) - 1
        final = min(hasta, inicios[cual + 1])
        piezas[cual].append(todo[desde:final])
        desde = final
