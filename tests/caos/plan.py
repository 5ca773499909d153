"""What will go wrong, decided by a seed before anything runs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flows.pasos import PASOS, REVISAR
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC

_PANTALLAS = (
    "inicio",
    "informativas",
    "capturar",
    "protesta",
    "firma",
    "presentar",
    "acuses",
    "descarga",
)
_DE_UN_RFC: tuple[dict[str, Any], ...] = (
    *({"nombre": "error_5xx", "pantalla": pantalla} for pantalla in _PANTALLAS),
    *({"nombre": "mantenimiento", "pantalla": pantalla} for pantalla in _PANTALLAS),
    *({"nombre": "sesion_expirada", "pantalla": pantalla} for pantalla in _PANTALLAS),
    *(
        {"nombre": "lenta", "pantalla": pantalla, "ms": 1500}
        for pantalla in ("acuses", "presentar", "protesta")
    ),
    *({"nombre": "dialogo_desconocido", "pantalla": pantalla} for pantalla in _PANTALLAS[:5]),
    {"nombre": "corte_antes"},
    {"nombre": "corte_despues"},
    {"nombre": "firmada_no_guardada"},
    {"nombre": "guardada_sin_acuse", "lecturas": 1},
    {"nombre": "guardada_sin_acuse", "lecturas": 3},
    {"nombre": "firma_invalida"},
    {"nombre": "acuse_html"},
    {"nombre": "acuse_truncado"},
    {"nombre": "acuse_otro_folio"},
    {"nombre": "acuse_ventana"},
    {"nombre": "acuse_en_linea"},
    {"nombre": "acuse_no_disponible"},
    {"nombre": "protesta_cambiada"},
    {"nombre": "maximo_sesiones"},
    {"nombre": "certificado_revocado"},
    {"nombre": "anuncio"},
)
"""Faults that meet one taxpayer. Those around the signature are drawn more often, see below."""

_PELIGROSAS = tuple(
    falla
    for falla in _DE_UN_RFC
    if falla["nombre"]
    in ("corte_antes", "corte_despues", "firmada_no_guardada", "guardada_sin_acuse")
)
_DE_CUALQUIERA: tuple[dict[str, Any], ...] = (
    *({"nombre": "error_5xx", "pantalla": pantalla} for pantalla in ("micrositio", "entrada")),
    *({"nombre": "mantenimiento", "pantalla": pantalla} for pantalla in ("entrada", "ingreso")),
    *[{"nombre": "widget_lento"}, {"nombre": "widget_fuera"}, {"nombre": "recaptcha"}] * 2,
    {"nombre": "firmar_mudo"},
    {"nombre": "widget_mudo", "pantalla": "firma"},
)
"""Faults that come before the portal knows who is there."""


@dataclass(frozen=True, slots=True)
class Muerte:
    """The process that brings this filing to this step is killed, so many seconds later."""

    rfc: str
    periodo: str
    paso: str
    demora_s: float


@dataclass(frozen=True, slots=True)
class Jornada:
    """What goes wrong with some of the taxpayers."""

    rfcs: Sequence[RFC]
    fallas: list[dict[str, Any]]
    muertes: list[Muerte]


@dataclass(frozen=True, slots=True)
class Plan:
    """A seed's whole misfortune."""

    fallas: list[dict[str, Any]]
    muertes: list[Muerte]

    def jornadas(self, rfcs: Sequence[RFC], tamano: int) -> Iterator[Jornada]:
        """It all, so many taxpayers at a time; faults that may meet anybody are dealt out."""
        partes = [rfcs[inicio : inicio + tamano] for inicio in range(0, len(rfcs), tamano)]
        sueltas = [falla for falla in self.fallas if "rfc" not in falla]
        for numero, parte in enumerate(partes):
            suyos = {str(rfc) for rfc in parte}
            yield Jornada(
                parte,
                [falla for falla in self.fallas if falla.get("rfc") in suyos]
                + sueltas[numero :: len(partes)],
                [muerte for muerte in self.muertes if muerte.rfc in suyos],
            )


def trazar(semilla: int, rfcs: Sequence[RFC], periodos: Sequence[Periodo]) -> Plan:
    """The same for the same arguments. At every step somebody is killed, if there are enough."""
    azar = random.Random(f"{semilla}")
    fallas: list[dict[str, Any]] = []
    for rfc in rfcs:
        for _ in periodos:
            if azar.random() < 0.25:
                cuales = _PELIGROSAS if azar.random() < 0.35 else _DE_UN_RFC
                fallas.append({**azar.choice(cuales), "rfc": str(rfc)})
    cuantas = len(rfcs) * len(periodos)
    fallas += [azar.choice(_DE_CUALQUIERA) for _ in range(cuantas // 40)]
    claves = [paso.clave for paso in (REVISAR, *PASOS)]
    objetivos = [(rfc, periodo) for rfc in rfcs for periodo in periodos]
    azar.shuffle(objetivos)
    azar.shuffle(claves)
    # One filing in fifteen meets a kill, but at least one does at each step, where it can be.
    muertes = [
        Muerte(str(rfc), str(periodo), claves[orden % len(claves)], azar.random() * 0.4)
        for orden, (rfc, periodo) in enumerate(
            objetivos[: max(min(len(claves), cuantas // 3), cuantas // 15)]
        )
    ]
    return Plan(fallas, muertes)
