"""Where every taxpayer stands in every period: pure values, computed in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from flows.lote.renglon import Renglon
from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.informativa import Presentacion, TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import Calendario, Ventana, dia_en_mexico, ventana
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import UsageProblem
from icsoe_bot.ledger import estados
from icsoe_bot.ledger.bitacora import Registro
from icsoe_bot.portal.direcciones import Ambiente


class ContribuyenteDesconocido(UsageProblem):
    """Neither the folder, the batch nor the ledger knows the RFC."""


class Situacion(Enum):
    """Where one taxpayer stands in one period."""

    EN_TIEMPO = "presentada en tiempo"
    EXTEMPORANEA = "presentada extemporánea"
    FALTA = "falta"
    """The ledger knows of no acuse."""
    REQUIERE_PERSONA = "requiere persona"
    SIN_TERMINAR = "aún no termina"

    @property
    def presentada(self) -> bool:
        return self in (Situacion.EN_TIEMPO, Situacion.EXTEMPORANEA)


@dataclass(frozen=True, slots=True)
class PeriodoDebido:
    """A period with its window, seen from today."""

    periodo: Periodo
    ventana: Ventana
    terminado: bool
    dias_restantes: int
    """Days from today to the deadline; negative once it has passed."""


@dataclass(frozen=True, slots=True)
class Casilla:
    """One taxpayer in one period."""

    rfc: RFC
    periodo: Periodo
    situacion: Situacion
    dias_restantes: int
    """Of the period: days from today to the deadline, negative once it has passed."""
    registro: Registro | None = None
    """The ledger's row that decided, if there is one."""
    acuse: Path | None = None
    """The archived acuse, by its whole path without links, if it still is where the ledger says."""
    complementarias: tuple[Acuse, ...] = ()
    """What was filed after the first return, oldest first, as far as its acuses are archived."""
    cancelada: bool = False
    """The last of them took the first return's effects away, and no other one followed."""
    en_cola: str = ""
    """What the machines' queue has of it, in a few words."""
    equipo: str | None = None
    """The machine that archived the acuse, empty if none did; ``None`` where one works alone."""

    @property
    def folio(self) -> Folio | None:
        return self.registro.folio if self.registro else None

    @property
    def fecha(self) -> date | None:
        """The day on which it was filed."""
        return self.registro.fecha_presentacion if self.registro else None

    @property
    def detalle(self) -> str:
        """What a person should know besides, in a few words; often empty."""
        partes = (
            self._detalle_de_la_primera(),
            self.en_cola,
            *map(_en_palabras, self.complementarias),
        )
        return "; ".join(parte for parte in partes if parte)

    def _detalle_de_la_primera(self) -> str:
        if self.cancelada:
            return "quedó sin efectos"
        if self.registro is None:
            return ""
        if self.situacion.presentada:
            if self.acuse is not None or self.equipo is not None:
                return ""
            archivado = self.registro.acuse_ruta is not None
            return "el acuse no está en su carpeta" if archivado else "sin acuse archivado"
        detalle = _DETALLES.get(self.registro.estado, "")
        if self.registro.estado in _SIN_DESENLACE:
            detalle += f"; vea «icsoe resolver {self.rfc} {self.periodo}»"
        return detalle

    @property
    def _acuse_en_json(self) -> str | None:
        if self.equipo is not None and self.registro is not None:
            # Inside that machine's archive: what is on this one's disk says nothing to others.
            return self.registro.acuse_ruta
        return str(self.acuse) if self.acuse else None

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        registro = self.registro
        return {
            "rfc": str(self.rfc),
            "periodo": str(self.periodo),
            "situacion": self.situacion.value,
            "dias_restantes": self.dias_restantes,
            "tipo": registro.presentacion.tipo.value if registro else None,
            "estado": registro.estado.value if registro else None,
            "folio": str(self.folio) if self.folio else None,
            "fecha": self.fecha.isoformat() if self.fecha else None,
            "acuse": self._acuse_en_json,
            "equipo": self.equipo or None,
            "en_cola": self.en_cola or None,
            "complementarias": [
                {
                    "complementaria": uno.complementaria,
                    "tipo": uno.tipo,
                    "folio": str(uno.folio),
                    "fecha": uno.fecha_presentacion.isoformat(),
                }
                for uno in self.complementarias
            ],
            "detalle": self.detalle or None,
        }


@dataclass(frozen=True, slots=True)
class Contribuyente:
    """A taxpayer of the report."""

    rfc: RFC
    nombre: str
    """As the batch gives it; empty when it gives none."""
    de_la_carpeta: bool
    """The working folder has an e.firma or a batch line of theirs, so each period is their due.

    Otherwise only the ledger remembers them, and only what it remembers is shown.
    """


@dataclass(frozen=True, slots=True)
class Estado:
    """Taxpayers by periods, as of ``ahora``, an aware moment."""

    ambiente: Ambiente
    ahora: datetime
    periodos: tuple[PeriodoDebido, ...]
    """Oldest first."""
    contribuyentes: tuple[Contribuyente, ...]
    """By RFC."""
    casillas: Mapping[tuple[RFC, Periodo], Casilla]
    """By taxpayer, then period; none where a former taxpayer of the folder has no filing."""
    avisos: tuple[str, ...] = ()
    """What couldn't be read, as sentences."""

    @property
    def hoy(self) -> date:
        """The day in central Mexico."""
        return dia_en_mexico(self.ahora)

    @property
    def cuentas(self) -> dict[Situacion, int]:
        """How many are in each situation; only those that occur, in the order of the enum."""
        contadas = Counter(casilla.situacion for casilla in self.casillas.values())
        return {situacion: contadas[situacion] for situacion in Situacion if contadas[situacion]}

    def del_periodo(self, periodo: Periodo, *situaciones: Situacion) -> list[Casilla]:
        """The taxpayers who are in one of ``situaciones``, by RFC."""
        return [
            casilla
            for casilla in self.casillas.values()
            if casilla.periodo == periodo and casilla.situacion in situaciones
        ]

    def en_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "ambiente": self.ambiente.value,
            "hoy": self.hoy.isoformat(),
            "periodos": [
                {
                    "periodo": str(debido.periodo),
                    "abre": debido.ventana.abre.isoformat(),
                    "vence": debido.ventana.vence.isoformat(),
                    "terminado": debido.terminado,
                    "dias_restantes": debido.dias_restantes,
                }
                for debido in self.periodos
            ],
            "contribuyentes": [
                {"rfc": str(uno.rfc), "nombre": uno.nombre, "de_la_carpeta": uno.de_la_carpeta}
                for uno in self.contribuyentes
            ],
            "casillas": [casilla.en_json() for casilla in self.casillas.values()],
            "cuentas": {situacion.value: cuantas for situacion, cuantas in self.cuentas.items()},
            "avisos": list(self.avisos),
        }


@dataclass(frozen=True, slots=True)
class Pedido:
    """What is to be shown; nothing said means the usual."""

    periodos: Collection[Periodo] = ()
    """Only these; else the last that ended and every one that the ledger or the batch names."""
    desde: Periodo | None = None
    """All from here to the last that ended."""
    rfcs: Collection[RFC] = ()
    """Only these; else all."""


@dataclass(frozen=True, slots=True)
class Conocido:
    """What a working folder knows, read but not yet judged."""

    registros: Collection[Registro] = ()
    renglones: Collection[Renglon] = ()
    efirmas: Collection[RFC] = ()
    acuses: Mapping[str, Path] = field(default_factory=dict)
    """The archived acuses that are there, by what the ledger calls them."""
    presentados: Collection[Acuse] = ()
    """Archived acuses of every period with a complementaria or without a filing, all of them; a
    version may stand twice."""
    avisos: tuple[str, ...] = ()
    nombres: Mapping[RFC, str] = field(default_factory=dict)
    """Of taxpayers that have no line in ``renglones``."""
    en_cola: Mapping[Presentacion, str] = field(default_factory=dict)
    """What waits in the machines' queue, in words."""
    equipos: Mapping[int, str] | None = None
    """By a row's ``id``, which machine archived its acuse, where several share the ledger."""


def calcular(
    conocido: Conocido,
    pedido: Pedido,
    *,
    ambiente: Ambiente,
    ahora: datetime,
    calendario: Calendario,
) -> Estado:
    """Judge each taxpayer in each period, in time linear in what is known and shown.

    Raises:
        ContribuyenteDesconocido: an RFC was asked for that nothing here knows.
    """
    hoy = dia_en_mexico(ahora)
    periodos = {
        periodo: _debido(periodo, hoy, calendario)
        for periodo in _periodos(conocido, pedido, Periodo.ultimo_terminado(hoy))
    }
    contribuyentes = _contribuyentes(conocido, pedido)
    por_casilla: dict[tuple[RFC, Periodo], list[Registro]] = {}
    for registro in conocido.registros:
        presentacion = registro.presentacion
        if presentacion.periodo in periodos:
            por_casilla.setdefault((presentacion.rfc, presentacion.periodo), []).append(registro)
    presentados: dict[tuple[RFC, Periodo], set[Acuse]] = {}
    for acuse in conocido.presentados:
        presentados.setdefault((acuse.rfc, acuse.periodo), set()).add(acuse)
    casillas = {}
    for contribuyente in contribuyentes:
        for periodo, debido in periodos.items():
            suyos = por_casilla.get((contribuyente.rfc, periodo), [])
            acuses = presentados.get((contribuyente.rfc, periodo), set())
            if suyos or acuses or contribuyente.de_la_carpeta:
                casilla = _casilla(contribuyente.rfc, debido, suyos, acuses, conocido)
                casillas[contribuyente.rfc, periodo] = casilla
    return Estado(
        ambiente, ahora, tuple(periodos.values()), contribuyentes, casillas, conocido.avisos
    )


def plazo_en_palabras(dias: int) -> str:
    """Days left or days late, as people say it."""
    if dias == 0:
        return "vence hoy"
    if dias > 0:
        return f"queda{'n' if dias > 1 else ''} {dias} día{'s' if dias > 1 else ''}"
    return f"{-dias} día{'s' if dias < -1 else ''} tarde"


_DETALLES = {
    estados.Estado.CAPTURADA: "empezada, sin firmar",
    estados.Estado.FIRMANDO: "firmada, sin acuse a la vista",
    estados.Estado.DESCONOCIDA: "firmada, sin acuse a la vista",
    estados.Estado.RECHAZADA: "el portal la rechazó antes de firmar",
    estados.Estado.REQUIERE_PERSONA: "se detuvo antes de firmar",
}

_SIN_DESENLACE = frozenset({estados.Estado.FIRMANDO, estados.Estado.DESCONOCIDA})

_DE_UNA_PERSONA = _SIN_DESENLACE | {estados.Estado.RECHAZADA, estados.Estado.REQUIERE_PERSONA}


def _debido(periodo: Periodo, hoy: date, calendario: Calendario) -> PeriodoDebido:
    suya = ventana(periodo, calendario)
    return PeriodoDebido(periodo, suya, periodo.ha_terminado(hoy), suya.dias_restantes(hoy))


def _periodos(conocido: Conocido, pedido: Pedido, ultimo: Periodo) -> list[Periodo]:
    elegidos = set(pedido.periodos)
    if pedido.desde is not None:
        periodo = pedido.desde
        elegidos.add(periodo)
        while periodo < ultimo:
            periodo = periodo.siguiente
            elegidos.add(periodo)
    if not elegidos:
        elegidos = {registro.presentacion.periodo for registro in conocido.registros}
        elegidos |= {renglon.presentacion.periodo for renglon in conocido.renglones}
        elegidos.add(ultimo)
    return sorted(elegidos)


def _contribuyentes(conocido: Conocido, pedido: Pedido) -> tuple[Contribuyente, ...]:
    propios = {r.presentacion.rfc: r.nombre for r in conocido.renglones if r.nombre}
    nombres = {**conocido.nombres, **propios}
    de_la_carpeta = {*conocido.efirmas, *(r.presentacion.rfc for r in conocido.renglones)}
    todos = de_la_carpeta | {registro.presentacion.rfc for registro in conocido.registros}
    desconocidos = sorted(set(pedido.rfcs) - todos)
    if desconocidos:
        raise ContribuyenteDesconocido(
            f"En la carpeta de trabajo no hay nada de {', '.join(map(str, desconocidos))}.",
            remedio="Revise el RFC; debe tener e.firma, renglón en el lote o presentaciones.",
        )
    return tuple(
        Contribuyente(rfc, nombres.get(rfc, ""), rfc in de_la_carpeta)
        for rfc in sorted(set(pedido.rfcs) or todos)
    )


def _casilla(
    rfc: RFC,
    debido: PeriodoDebido,
    registros: list[Registro],
    presentados: Collection[Acuse],
    conocido: Conocido,
) -> Casilla:
    # Of several kinds for one period, what a person must look at isn't hidden by the rest.
    registro = min(registros, key=_urgencia, default=None)
    # «Presentada» by a person's word alone, which the portal hasn't confirmed yet, stays open.
    sin_confirmar = (
        registro is not None
        and registro.estado in estados.CON_ACUSE
        and registro.fecha_presentacion is None
    )
    complementarias = sorted(
        (acuse for acuse in presentados if acuse.complementaria),
        key=lambda acuse: (acuse.fecha_presentacion, str(acuse.folio)),
    )
    cancelada = _cancelada(presentados)
    if cancelada or (
        registro is not None and (registro.estado in _DE_UNA_PERSONA or sin_confirmar)
    ):
        situacion = Situacion.REQUIERE_PERSONA
    elif registro is not None and registro.estado in estados.CON_ACUSE:
        tarde = (registro.fecha_presentacion or date.max) > debido.ventana.vence
        situacion = Situacion.EXTEMPORANEA if tarde else Situacion.EN_TIEMPO
    else:
        situacion = Situacion.FALTA if debido.terminado else Situacion.SIN_TERMINAR
    acuse = conocido.acuses.get(registro.acuse_ruta or "") if registro is not None else None
    equipos = conocido.equipos
    return Casilla(
        rfc,
        debido.periodo,
        situacion,
        debido.dias_restantes,
        registro,
        acuse,
        tuple(complementarias),
        cancelada,
        _lo_que_espera(rfc, debido.periodo, registro, conocido.en_cola),
        None if equipos is None else equipos.get(registro.id, "") if registro else "",
    )


def _lo_que_espera(
    rfc: RFC, periodo: Periodo, registro: Registro | None, en_cola: Mapping[Presentacion, str]
) -> str:
    if registro is not None and registro.presentacion in en_cola:
        return en_cola[registro.presentacion]
    return next(
        (
            en_cola[cual]
            for tipo in TipoInformativa
            if (cual := Presentacion(rfc, periodo, tipo)) in en_cola
        ),
        "",
    )


def _cancelada(presentados: Collection[Acuse]) -> bool:
    # The portal tells days, not hours: of one day nobody knows which came last, so a person looks.
    cancelaciones = [uno.fecha_presentacion for uno in presentados if uno.sin_efectos]
    otras = [uno.fecha_presentacion for uno in presentados if not uno.sin_efectos]
    return bool(cancelaciones) and max(cancelaciones) >= max(otras, default=date.min)


def _en_palabras(complementaria: Acuse) -> str:
    return (
        f"complementaria «{complementaria.complementaria}» {complementaria.folio} del "
        f"{complementaria.fecha_presentacion:%d/%m/%Y}"
    )


def _urgencia(registro: Registro) -> int:
    if registro.estado in _DE_UNA_PERSONA:
        return 0
    return 1 if registro.estado in estados.CON_ACUSE else 2
