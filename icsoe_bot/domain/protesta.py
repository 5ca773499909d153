"""The oath: who declares, when, and the exact text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from icsoe_bot.errors import OperatorMustAct, UsageProblem

TEXTO_SIN_INFORMACION = (
    "Declaro bajo protesta de decir verdad que en el cuatrimestre que se indica, no celebre "
    "contratos, por lo que no tengo información a reportar"
)
"""The dialog's text, word for word, «celebre» without its accent included [G]."""

_LETRAS_MINIMAS = 3


class FaltaDeclarante(UsageProblem):
    """No person was named who declares."""


class TextoDeProtestaDistinto(OperatorMustAct):
    """The portal shows another oath than the one agreed to."""


@dataclass(frozen=True, slots=True)
class Protesta:
    """A person's decision to declare ``texto`` for one filing.

    Raises:
        FaltaDeclarante: ``declarante`` is empty or no name.
    """

    declarante: str
    fecha: date
    texto: str = TEXTO_SIN_INFORMACION

    def __post_init__(self) -> None:
        nombre = " ".join(self.declarante.split())
        object.__setattr__(self, "declarante", nombre)
        if sum(letra.isalpha() for letra in nombre) < _LETRAS_MINIMAS:
            raise FaltaDeclarante(
                "Falta quién declara bajo protesta de decir verdad.",
                remedio='Escriba el nombre completo: --declara "Nombre Apellido".',
            )

    def exigir_texto(self, en_pantalla: str) -> None:
        """Accept only the agreed text; white space and Unicode form don't count.

        Raises:
            TextoDeProtestaDistinto: the screen says something else.
        """
        if _plano(en_pantalla) != _plano(self.texto):
            raise TextoDeProtestaDistinto(
                "El portal muestra otra protesta que la acordada: "
                f"«{_plano(en_pantalla)}» en vez de «{_plano(self.texto)}».",
                remedio="Nada se aceptó. Lea el texto nuevo con quien declara antes de seguir.",
            )


def _plano(texto: str) -> str:
    return " ".join(unicodedata.normalize("NFC", texto).split())
