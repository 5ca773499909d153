"""What was tried and when: the ledger's events and the log's steps, told as attempts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows import pasos
from flows.soporte.limpieza import Limpiar
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.ledger.bitacora import Suceso
from icsoe_bot.ledger.estados import Estado

_PASOS = {paso.clave: paso for paso in (*pasos.PASOS, pasos.REVISAR)}

_SUCESOS = {
    Estado.PLANEADA.value: "Se planeó la presentación",
    Estado.CAPTURADA.value: "Se aceptó la protesta; la captura quedó en el portal",
    Estado.FIRMANDO.value: "Se iba a pulsar «Firmar»",
    Estado.PRESENTADA.value: "El portal lista su acuse",
    Estado.ACUSE_ARCHIVADO.value: "El acuse se guardó y se comprobó",
    Estado.DESCONOCIDA.value: "Firmada, sin que el portal liste su acuse",
    Estado.RECHAZADA.value: "El portal la rechazó",
    Estado.REQUIERE_PERSONA.value: "Se detuvo: alguien debe corregir algo",
    "detenida": "Se detuvo",
    "decision": "Una persona decidió",
}

_SEGUIDOS = timedelta(minutes=2)
"""What happens this soon after an attempt ended still belongs to it."""


@dataclass(frozen=True, slots=True)
class Hecho:
    """Something that was done or happened."""

    momento: datetime
    """By this machine's clock."""
    que: str
    paso: str = ""
    """The step's key, if it is one."""
    fallo: bool = False
    error: str = ""
    """The name of the error's class."""
    motivo: str = ""
    evidencias: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intento:
    """One try, from opening the portal to leaving it."""

    hechos: list[Hecho] = field(default_factory=list)

    @property
    def inicio(self) -> datetime:
        return self.hechos[0].momento

    @property
    def fin(self) -> datetime:
        return self.hechos[-1].momento

    @property
    def error(self) -> Hecho | None:
        """What ended it, if it didn't end well."""
        return next((hecho for hecho in reversed(self.hechos) if hecho.error), None)

    @property
    def motivo(self) -> str:
        """What went wrong, in words; empty if nothing did."""
        return next((hecho.motivo for hecho in reversed(self.hechos) if hecho.motivo), "")

    @property
    def hasta(self) -> str:
        """The furthest step that it came to; empty if none is known."""
        dados = [_PASOS[hecho.paso] for hecho in self.hechos if hecho.paso in _PASOS]
        utiles = [paso for paso in dados if paso is not pasos.CERRAR_SESION]
        return max(utiles, key=lambda paso: paso.numero).titulo if utiles else ""

    @property
    def evidencias(self) -> list[str]:
        """Names of the files that it left."""
        return [nombre for hecho in self.hechos for nombre in hecho.evidencias]

    @property
    def acabado(self) -> bool:
        return self.error is not None or any(
            hecho.paso == pasos.CERRAR_SESION.clave for hecho in self.hechos
        )


def intentos_de(
    sucesos: Sequence[Suceso], pasos_dados: Iterable[Hecho], limpiar: Limpiar
) -> list[Intento]:
    """The attempts, oldest first; those that neither portal nor person saw are left out."""
    contados = (_de_suceso(suceso, limpiar) for suceso in sucesos)
    intentos: list[Intento] = []
    for hecho in sorted([*contados, *pasos_dados], key=lambda hecho: hecho.momento):
        if not intentos or _empieza_otro(intentos[-1], hecho):
            intentos.append(Intento())
        intentos[-1].hechos.append(hecho)
    return [intento for intento in intentos if _algo_se_intento(intento)]


def pasos_del_registro(
    registro: Path, presentacion: Presentacion, desde: datetime
) -> Iterator[Hecho]:
    """The steps that the log at ``registro`` has of ``presentacion`` since ``desde``."""
    asunto, rfc = str(presentacion), str(presentacion.rfc)
    for archivo in sorted(registro.glob("icsoe.log*")):
        try:
            texto = archivo.read_text(encoding="utf-8", errors="replace")
        except OSError:
            # Turned over meanwhile: what it had is in another one, or gone.
            continue
        for linea in texto.splitlines():
            hecho = _de_linea(linea, asunto) if rfc in linea else None
            if hecho is not None and hecho.momento >= desde:
                yield hecho


def _de_linea(linea: str, asunto: str) -> Hecho | None:
    try:
        dato: dict[str, Any] = json.loads(linea)
        if dato.get("presentacion") != asunto or "segundos" in dato:
            return None
        paso = _PASOS[dato["paso"]]
        momento = datetime.fromisoformat(dato["momento"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    fallo = bool(dato.get("fallo"))
    return Hecho(momento, f"{paso}{' (no se completó)' if fallo else ''}", paso.clave, fallo)


def _de_suceso(suceso: Suceso, limpiar: Limpiar) -> Hecho:
    detalle = suceso.detalle
    evidencias = detalle.get("evidencia")
    return Hecho(
        suceso.momento.astimezone(ZONA),
        _SUCESOS.get(suceso.suceso, suceso.suceso),
        error=str(detalle.get("error") or ""),
        motivo=limpiar(str(detalle.get("motivo") or "")),
        evidencias=tuple(map(str, evidencias)) if isinstance(evidencias, list) else (),
    )


def _empieza_otro(actual: Intento, hecho: Hecho) -> bool:
    if hecho.paso == pasos.MICROSITIO.clave and not hecho.fallo:
        return any(previo.paso for previo in actual.hechos)
    if not actual.acabado or hecho.paso == pasos.CERRAR_SESION.clave:
        return False
    return bool(hecho.paso) or hecho.momento - actual.fin > _SEGUIDOS


def _algo_se_intento(intento: Intento) -> bool:
    vistos = {_SUCESOS[Estado.PLANEADA.value], _SUCESOS[Estado.PRESENTADA.value]}
    return any(hecho.paso or hecho.que not in vistos for hecho in intento.hechos)
