"""The RFC, Mexico's taxpayer number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import stdnum.exceptions
import stdnum.mx.rfc

from icsoe_bot.errors import UsageProblem

LARGO_MORAL = 12
LARGO_FISICA = 13

_GENERICOS = frozenset({"XAXX010101000", "XEXX010101000"})
"""SAT's placeholders for the general public and for foreigners: nobody's own RFC."""

_RECORDADOS = 65_536
"""A ledger names each taxpayer a dozen times and more; checking an RFC takes 0.05 ms."""


class RFCInvalido(UsageProblem):
    """The text is not an RFC that can file."""


@dataclass(frozen=True, slots=True, order=True)
class RFC:
    """A taxpayer's RFC: twelve characters for a persona moral, thirteen for a persona física.

    The check digit is not demanded: python-stdnum's authors estimate that 1.5 % of the RFCs in
    use don't have the computed one, and what proves the holder is the e.firma.
    """

    valor: str

    def __post_init__(self) -> None:
        if _normalizar(self.valor) != self.valor:
            raise RFCInvalido(f"«{self.valor}» no es un RFC en su forma normal.")

    @classmethod
    def parse(cls, texto: str) -> RFC:
        """Read an RFC as people write it: lower case, spaces, dashes, decomposed Ñ.

        Raises:
            RFCInvalido: it has another length, form or an impossible date.
        """
        return cls(_normalizar(texto))

    @property
    def es_moral(self) -> bool:
        return len(self.valor) == LARGO_MORAL

    @property
    def es_fisica(self) -> bool:
        return len(self.valor) == LARGO_FISICA

    def __str__(self) -> str:
        return self.valor


@lru_cache(maxsize=_RECORDADOS)
def _normalizar(texto: str) -> str:
    compuesto = re.sub(r"\s+", " ", unicodedata.normalize("NFC", texto)).strip()
    remedio = "Escriba 12 caracteres si es persona moral o 13 si es persona física."
    try:
        numero = stdnum.mx.rfc.validate(compuesto)
    except stdnum.exceptions.InvalidLength as error:
        raise RFCInvalido(f"El RFC «{compuesto}» no tiene el largo debido.", remedio=remedio) from (
            error
        )
    except stdnum.exceptions.ValidationError as error:
        raise RFCInvalido(
            f"«{compuesto}» no es un RFC válido.",
            remedio="Revise las letras, la fecha (AAMMDD) y la homoclave.",
        ) from error
    if len(numero) not in (LARGO_MORAL, LARGO_FISICA):
        raise RFCInvalido(f"El RFC «{compuesto}» no tiene homoclave.", remedio=remedio)
    if numero in _GENERICOS:
        raise RFCInvalido(
            f"«{numero}» es un RFC genérico del SAT, no el de un contribuyente.",
            remedio="Escriba el RFC del contribuyente que presenta.",
        )
    return numero
