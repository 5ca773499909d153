"""What the report on taxpayers and periods says, before it is known as what it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from flows.estado import Casilla, Contribuyente, Estado, PeriodoDebido, Situacion, plazo_en_palabras
from flows.informes.caminos import camino
from flows.marca import marca
from flows.tanda.frases import periodo_en_palabras
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.portal.direcciones import Ambiente

TITULO = "Estado de informativas ICSOE"


class Aspecto(Enum):
    """How a taxpayer stands in a period, for people; what is most pressing comes first."""

    VENCIDA = "Vencida"
    REQUIERE_PERSONA = "Requiere persona"
    POR_PRESENTAR = "Por presentar"
    SIN_TERMINAR = "Aún no termina"
    EXTEMPORANEA = "Extemporánea"
    EN_TIEMPO = "En tiempo"

    @property
    def varias(self) -> str:
        """What several of them are called."""
        return _VARIAS.get(self, self.value)

    @property
    def signo(self) -> str:
        """A sign that tells it from the others without its colour."""
        return _SIGNOS[self]

    @property
    def explicacion(self) -> str:
        return _EXPLICACIONES[self]

    @property
    def pendiente(self) -> bool:
        """Whether somebody still has something to do."""
        return self in (Aspecto.VENCIDA, Aspecto.REQUIERE_PERSONA, Aspecto.POR_PRESENTAR)


_VARIAS = {
    Aspecto.VENCIDA: "Vencidas",
    Aspecto.REQUIERE_PERSONA: "Requieren persona",
    Aspecto.SIN_TERMINAR: "Aún no terminan",
    Aspecto.EXTEMPORANEA: "Extemporáneas",
}

_SIGNOS = {
    Aspecto.VENCIDA: "✕",
    Aspecto.REQUIERE_PERSONA: "!",
    Aspecto.POR_PRESENTAR: "○",
    Aspecto.SIN_TERMINAR: "·",
    Aspecto.EXTEMPORANEA: "✓",
    Aspecto.EN_TIEMPO: "✓",
}

_EXPLICACIONES = {
    Aspecto.VENCIDA: "No consta presentada y su plazo ya pasó.",
    Aspecto.REQUIERE_PERSONA: "Se empezó y alguien debe revisar en qué quedó.",
    Aspecto.POR_PRESENTAR: "El periodo terminó y todavía está en plazo.",
    Aspecto.SIN_TERMINAR: "El periodo todavía no se puede presentar.",
    Aspecto.EXTEMPORANEA: "Se presentó después de su plazo.",
    Aspecto.EN_TIEMPO: "Se presentó dentro de su plazo.",
}


@dataclass(frozen=True, slots=True)
class Columna:
    """One period."""

    clave: str
    """The period as ``2026-2``."""
    meses: str
    """«Mayo - Agosto»."""
    nombre: str
    """«Mayo - Agosto de 2026»."""
    vence: date
    plazo: str
    """«vence el 17/09/2026», or whatever must be known of its deadline today."""
    presentadas: int
    debidas: int
    """How many taxpayers it is shown for."""


@dataclass(frozen=True, slots=True)
class Celda:
    """One taxpayer in one period. What isn't known is empty or ``None``."""

    aspecto: Aspecto
    dias: int | None
    """Days left, negative when late; ``None`` when nothing is to be done or can be yet."""
    fecha: date | None
    folio: str
    acuse: str
    """The acuse's way from the report's folder, with slashes; empty if it isn't there."""
    detalle: str

    @property
    def plazo(self) -> str:
        """Days left or late in words."""
        return "" if self.dias is None else plazo_en_palabras(self.dias)


@dataclass(frozen=True, slots=True)
class Fila:
    """One taxpayer."""

    rfc: str
    nombre: str
    celdas: tuple[Celda | None, ...]
    """One for each column; none where nothing is due from a former taxpayer of the folder."""

    @property
    def vencidas(self) -> int:
        return sum(celda is not None and celda.aspecto is Aspecto.VENCIDA for celda in self.celdas)

    @property
    def pendiente(self) -> bool:
        """Whether somebody still has something to do for them."""
        return any(celda is not None and celda.aspecto.pendiente for celda in self.celdas)


@dataclass(frozen=True, slots=True)
class Tablero:
    """The whole report."""

    ambiente: Ambiente
    momento: datetime
    """As of when, in central Mexico."""
    columnas: tuple[Columna, ...]
    """The newest first: it is what people look for."""
    filas: tuple[Fila, ...]
    """By RFC."""

    @property
    def marca(self) -> str:
        """What marks a report of practice; empty in production."""
        return marca(self.ambiente)

    @property
    def cuentas(self) -> dict[Aspecto, int]:
        """How many look how; only those that occur, in the order of the enum."""
        contadas = Counter(celda.aspecto for fila in self.filas for celda in fila.celdas if celda)
        return {aspecto: contadas[aspecto] for aspecto in Aspecto if contadas[aspecto]}

    @property
    def vencidas(self) -> int:
        return sum(fila.vencidas for fila in self.filas)

    @property
    def resumen(self) -> str:
        """How many are late, in a sentence."""
        if not self.filas:
            return "No hay contribuyentes en la carpeta de trabajo."
        vencidas = self.vencidas
        if not vencidas:
            return "No hay informativas vencidas."
        cuales = "1 informativa vencida" if vencidas == 1 else f"{vencidas:,} informativas vencidas"
        if len(self.filas) == 1:
            return f"Hay {cuales}."
        quienes = sum(fila.vencidas > 0 for fila in self.filas)
        return f"Hay {cuales}, de {quienes:,} contribuyente{'s' if quienes > 1 else ''}."


def tablero_de(estado: Estado, carpeta: Path) -> Tablero:
    """The report on ``estado``, to lie in ``carpeta``.

    Warnings about what couldn't be read stay with the operator: the report is for clients.
    """
    carpeta = carpeta.resolve()
    debidos = tuple(reversed(estado.periodos))
    return Tablero(
        ambiente=estado.ambiente,
        momento=estado.ahora.astimezone(ZONA),
        columnas=tuple(_columnas(estado, debidos)),
        filas=tuple(
            _fila(estado, contribuyente, debidos, carpeta)
            for contribuyente in estado.contribuyentes
        ),
    )


def _columnas(estado: Estado, debidos: tuple[PeriodoDebido, ...]) -> Iterator[Columna]:
    debidas = Counter(casilla.periodo for casilla in estado.casillas.values())
    presentadas: Counter[Periodo] = Counter(
        casilla.periodo for casilla in estado.casillas.values() if casilla.situacion.presentada
    )
    for debido in debidos:
        periodo = debido.periodo
        yield Columna(
            clave=str(periodo),
            meses=periodo.meses,
            nombre=periodo_en_palabras(periodo),
            vence=debido.ventana.vence,
            plazo=_plazo(debido),
            presentadas=presentadas[periodo],
            debidas=debidas[periodo],
        )


def _plazo(debido: PeriodoDebido) -> str:
    if not debido.terminado:
        return f"abre el {debido.ventana.abre:%d/%m/%Y}"
    verbo = "venció" if debido.dias_restantes < 0 else "vence"
    return f"{verbo} el {debido.ventana.vence:%d/%m/%Y}"


def _fila(
    estado: Estado,
    contribuyente: Contribuyente,
    debidos: tuple[PeriodoDebido, ...],
    carpeta: Path,
) -> Fila:
    casillas = (estado.casillas.get((contribuyente.rfc, debido.periodo)) for debido in debidos)
    return Fila(
        rfc=str(contribuyente.rfc),
        nombre=contribuyente.nombre,
        celdas=tuple(_celda(casilla, carpeta) if casilla else None for casilla in casillas),
    )


def _celda(casilla: Casilla, carpeta: Path) -> Celda:
    aspecto = _aspecto(casilla)
    return Celda(
        aspecto=aspecto,
        dias=casilla.dias_restantes if aspecto.pendiente else None,
        fecha=casilla.fecha,
        folio=str(casilla.folio or ""),
        acuse=camino(casilla.acuse, carpeta) if casilla.acuse else "",
        detalle=casilla.detalle,
    )


def _aspecto(casilla: Casilla) -> Aspecto:
    if casilla.situacion is Situacion.FALTA:
        return Aspecto.VENCIDA if casilla.dias_restantes < 0 else Aspecto.POR_PRESENTAR
    return _ASPECTOS[casilla.situacion]


_ASPECTOS = {
    Situacion.EN_TIEMPO: Aspecto.EN_TIEMPO,
    Situacion.EXTEMPORANEA: Aspecto.EXTEMPORANEA,
    Situacion.REQUIERE_PERSONA: Aspecto.REQUIERE_PERSONA,
    Situacion.SIN_TERMINAR: Aspecto.SIN_TERMINAR,
}
