"""How a batch is seen while it works: a live table on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from flows.pasos import PASOS, Paso
from flows.tanda.testigo import Testigo
from flows.tanda.vista import Desenlace, Trabajo

_ULTIMOS = 8
_MINUTO_S = 60
_HORA_S = 3600


class Cuenta:
    """How many are done, how they ended, and how long the rest may take."""

    def __init__(self) -> None:
        self.total = 0
        self.hechos = 0
        self.rotulos: Counter[tuple[str, str]] = Counter()
        """By how they ended, each with its colour."""
        self._inicio = time.monotonic()
        self._con_trabajo = 0

    def comienza(self, total: int) -> None:
        self.total, self._inicio = total, time.monotonic()

    def termina(self, final: Desenlace, *, trabajo: bool) -> None:
        """``trabajo``: it took a session, and so says something about the time of the others."""
        self.hechos += 1
        self._con_trabajo += trabajo
        self.rotulos[final.rotulo, estilo(bien=final.bien, grave=final.grave)] += 1

    @property
    def resta(self) -> str:
        """The time left, in words; empty while nothing is known."""
        faltan = self.total - self.hechos
        if not self._con_trabajo or not faltan:
            return ""
        return f"faltan unos {duracion((time.monotonic() - self._inicio) / self.hechos * faltan)}"


class EnLineas(Testigo):
    """A line for each ending and each wait: for files, pipes and schedules."""

    def __init__(self, consola: Console) -> None:
        self._consola = consola
        self._cuenta = Cuenta()
        self._con_pasos: set[str] = set()
        self._ultima = ""

    def comienza(self, trabajos: int) -> None:
        self._cuenta.comienza(trabajos)

    def paso(self, trabajo: Trabajo, paso: Paso) -> None:
        self._con_pasos.add(trabajo.titulo)

    def espera(self, motivo: str, hasta: datetime) -> None:
        self._decir(f"{motivo} Se espera hasta las {hasta:%H:%M:%S}.")

    def advierte(self, texto: str) -> None:
        self._decir(texto)

    def pospone(self, trabajo: Trabajo, motivo: str) -> None:
        self._decir(f"{trabajo.titulo}: {motivo} Queda para más adelante.")

    def termina(self, final: Desenlace) -> None:
        self._cuenta.termina(final, trabajo=final.trabajo.titulo in self._con_pasos)
        ancho = len(str(self._cuenta.total))
        resta = f" ({self._cuenta.resta})" if self._cuenta.resta else ""
        self._decir(f"{self._cuenta.hechos:>{ancho}}/{self._cuenta.total} {linea(final)}{resta}")

    def _decir(self, texto: str) -> None:
        # Waiting for another process says the same every few seconds.
        if texto != self._ultima:
            self._consola.print(texto, markup=False, soft_wrap=True)
        self._ultima = texto


class EnTabla(Testigo):
    """A table that moves: counts, what is at work and at which step, and the latest endings."""

    def __init__(self, consola: Console) -> None:
        self._consola = consola
        self._cuenta = Cuenta()
        self._ultimos: deque[Desenlace] = deque(maxlen=_ULTIMOS)
        self._en_curso: dict[str, Paso | None] = {}
        """By title, the step that each piece of work is at."""
        self._espera = ""

    @contextmanager
    def a_la_vista(self) -> Iterator[None]:
        """Show it as long as the batch works."""
        with Live(
            get_renderable=self.dibujar,
            console=self._consola,
            refresh_per_second=4,
            transient=True,
        ):
            yield

    def comienza(self, trabajos: int) -> None:
        self._cuenta.comienza(trabajos)

    def empieza(self, trabajo: Trabajo) -> None:
        self._en_curso[trabajo.titulo], self._espera = None, ""

    def paso(self, trabajo: Trabajo, paso: Paso) -> None:
        self._en_curso[trabajo.titulo], self._espera = paso, ""

    def pospone(self, trabajo: Trabajo, motivo: str) -> None:
        self.deja(trabajo)

    def deja(self, trabajo: Trabajo) -> None:
        self._en_curso.pop(trabajo.titulo, None)

    def espera(self, motivo: str, hasta: datetime) -> None:
        self._espera = f"{motivo} Se espera hasta las {hasta:%H:%M:%S}."

    def advierte(self, texto: str) -> None:
        self._consola.print(texto, style="yellow", markup=False)

    def termina(self, final: Desenlace) -> None:
        paso = self._en_curso.pop(final.trabajo.titulo, None)
        self._cuenta.termina(final, trabajo=paso is not None)
        self._ultimos.append(final)

    def dibujar(self) -> Group:
        """The picture of this moment."""
        cuenta = self._cuenta
        titulo = Text(f"{cuenta.hechos} de {cuenta.total}", style="bold")
        if cuenta.resta:
            titulo.append(f"  ·  {cuenta.resta}", style="dim")
        cuentas = Text("   ").join(
            Text(f"{rotulo}: {cuantos}", style=color)
            for (rotulo, color), cuantos in list(cuenta.rotulos.items())
        )
        barra = Table.grid()
        barra.add_row(
            ProgressBar(
                total=max(1, cuenta.total),
                completed=cuenta.hechos,
                width=60,
                complete_style="green",
            )
        )
        tabla = Table.grid(padding=(0, 2))
        # Drawn in a thread of its own, while the batch goes on.
        for final in list(self._ultimos):
            tabla.add_row(
                Text(final.titulo),
                Text(final.rotulo, style=estilo(bien=final.bien, grave=final.grave)),
                Text(final.detalle, overflow="ellipsis", no_wrap=True),
            )
        return Group(titulo, barra, cuentas, tabla, *self._ahora())

    def _ahora(self) -> list[Text]:
        lineas = []
        for titulo, paso in list(self._en_curso.items()):
            texto = Text(f"▶ {titulo}", style="bold cyan")
            if paso is not None:
                numero = f"{paso.numero}/{len(PASOS)} " if paso.numero else ""
                texto.append(f"  {numero}{paso.titulo}", style="not bold")
            lineas.append(texto)
        if self._espera:
            lineas.append(Text(self._espera, style="yellow"))
        return lineas


def linea(final: Desenlace) -> str:
    """One ending in one line."""
    return f"{final.titulo}: {final.rotulo}. {final.detalle}".strip()


def estilo(*, bien: bool, grave: bool = False) -> str:
    """The colour of an ending; the words say the same."""
    return "green" if bien else "red" if grave else "yellow"


def duracion(segundos: float) -> str:
    """«40 s», «5 min», «2 h 10 min»."""
    if segundos < _MINUTO_S:
        return f"{round(segundos)} s"
    if segundos < _HORA_S:
        return f"{round(segundos / _MINUTO_S)} min"
    horas, minutos = divmod(round(segundos / _MINUTO_S), 60)
    return f"{horas} h {minutos} min"
