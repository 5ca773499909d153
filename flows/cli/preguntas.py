"""Questions on a terminal, in Spanish; each has a default, which is what silence answers."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping
from pathlib import Path

import typer
from rich.console import Console
from rich.prompt import InvalidResponse, PromptBase
from rich.text import Text

from icsoe_bot.errors import UsageProblem


class _Texto(PromptBase[str]):
    response_type = str
    illegal_choice_message = "[red]Escriba una de las opciones que están entre corchetes."


class _SiNo(_Texto):
    """«s» or «n», however they are written."""

    illegal_choice_message = "[red]Escriba s o n."

    def process_response(self, value: str) -> str:
        inicial = value.strip().lower()[:1].replace("í", "i")
        if inicial not in ("s", "n"):
            raise InvalidResponse(self.illegal_choice_message)
        return inicial


class Preguntas:
    """Asks on a terminal, or, ``calladas``, answers every question with its default.

    Ctrl+C, or the end of the input, ends the command.
    """

    def __init__(self, consola: Console, *, calladas: bool) -> None:
        self._consola = consola
        self.calladas = calladas

    def exigir_terminal(self) -> None:
        """Where nobody can answer, say so instead of waiting.

        Raises:
            UsageProblem: there is no terminal and questions would be asked.
        """
        if not self.calladas and (sys.stdin is None or not sys.stdin.isatty()):
            raise UsageProblem(
                "Esta orden hace preguntas y aquí no hay una terminal para contestarlas.",
                remedio="Ejecútela en una terminal, o agregue --sin-preguntas y las opciones que "
                "quiera; --help las muestra.",
            )

    def explicar(self, texto: str) -> None:
        """Say something between questions."""
        if not self.calladas:
            self._consola.print(texto, markup=False)

    def titulo(self, texto: str) -> None:
        """What the next questions are about."""
        if not self.calladas:
            self._consola.print(f"\n[bold]{texto}[/]")

    def problema(self, error: UsageProblem) -> None:
        """Why an answer won't do, before it is asked again.

        Raises:
            UsageProblem: nobody is asked.
        """
        if self.calladas:
            raise error
        self._consola.print(str(error), style="red", markup=False)

    def elegir(self, pregunta: str, opciones: Mapping[str, str], defecto: str) -> str:
        """One of ``opciones``, each with what it means."""
        if self.calladas:
            return defecto
        for opcion, significado in opciones.items():
            self._consola.print(f"  {opcion}: {significado}", markup=False, highlight=False)
        return self._preguntar(_Texto, pregunta, defecto, list(opciones))

    def texto(self, pregunta: str, defecto: str = "") -> str:
        """Anything; without an answer, ``defecto``."""
        if self.calladas:
            return defecto
        return self._preguntar(_Texto, pregunta, defecto).strip()

    def carpeta(self, pregunta: str, defecto: str = "") -> Path | None:
        """A folder, typed or pasted as Windows copies it, in quotes; ``None`` without an answer."""
        escrita = self.texto(pregunta, defecto).strip("\"' ")
        return Path(escrita).expanduser() if escrita else None

    def si(self, pregunta: str, *, defecto: bool) -> bool:
        """Yes or no."""
        if self.calladas:
            return defecto
        return self._preguntar(_SiNo, f"{pregunta} [s/n]", "s" if defecto else "n") == "s"

    def secreto(self, pregunta: str) -> str:
        """What isn't shown while it is typed; empty when nobody is asked."""
        if self.calladas:
            return ""
        try:
            return getpass.getpass(f"{pregunta}: ")
        except EOFError:
            raise typer.Abort from None

    def _preguntar(
        self, clase: type[_Texto], pregunta: str, defecto: str, opciones: list[str] | None = None
    ) -> str:
        try:
            return clase.ask(
                # As it is: «[s/n]» would be taken for a style.
                Text(pregunta),
                console=self._consola,
                choices=opciones,
                case_sensitive=False,
                default=defecto,
                show_default=bool(defecto),
            )
        except EOFError:
            raise typer.Abort from None
