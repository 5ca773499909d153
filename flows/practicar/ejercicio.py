"""What a person is asked to do: whose return, for which period, and with which files."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from fixtures.autoridad import emitir_efirma
from fixtures.contribuyentes import ContribuyenteFicticio, contribuyentes_ficticios
from fixtures.replica.fallas import Falla
from fixtures.replica.servidor import Replica
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import dia_en_mexico
from icsoe_bot.errors import UsageProblem
from icsoe_bot.portal.direcciones import Ambiente, Direcciones

_ANTES, _VIGENCIA = timedelta(days=365), timedelta(days=1461)


class CarpetaConEjercicio(UsageProblem):
    """The folder already holds something."""


@dataclass(frozen=True, slots=True)
class Ejercicio:
    """A persona moral, its legal representative, and a running replica that knows neither."""

    contribuyente: ContribuyenteFicticio
    representante: ContribuyenteFicticio
    periodo: Periodo
    clave: str
    """Of both e.firmas. Fictitious, and meant to be read by the person who practises."""
    carpeta: Path
    replica: Replica
    direcciones: Direcciones


@contextmanager
def preparado(carpeta: Path, periodo: str, fallas: Sequence[str]) -> Iterator[Ejercicio]:
    """Write the e.firmas into ``carpeta`` and serve a replica with ``fallas`` switched on.

    Raises:
        CarpetaConEjercicio: the folder isn't empty.
        UsageProblem: the period is none, or hasn't ended.
    """
    if carpeta.exists() and any(carpeta.iterdir()):
        raise CarpetaConEjercicio(
            f"«{carpeta}» no está vacía: no se tocó nada.",
            remedio="Indique otra carpeta con --salida.",
        )
    with Replica() as replica:
        hoy = dia_en_mexico(replica.estado.ahora)
        pedido = Periodo.parse(periodo) if periodo else Periodo.ultimo_terminado(hoy)
        pedido.exigir_terminado(hoy)
        contribuyente = contribuyentes_ficticios(1)[0]
        representante = contribuyente.representante
        assert representante is not None
        clave = "practica-" + secrets.token_hex(2)
        for quien, nombre in ((contribuyente, "empresa"), (representante, "representante")):
            _escribir_efirma(carpeta / nombre, quien, clave, replica)
        replica.estado.fallas.activas += [Falla(falla) for falla in fallas]
        yield Ejercicio(
            contribuyente,
            representante,
            pedido,
            clave,
            carpeta,
            replica,
            Direcciones.de(
                Ambiente.REPLICA,
                micrositio=replica.direcciones.portal,
                widget=replica.direcciones.widget,
            ),
        )


def _escribir_efirma(
    carpeta: Path, quien: ContribuyenteFicticio, clave: str, replica: Replica
) -> None:
    desde = replica.estado.ahora - _ANTES
    titular = quien.representante or quien
    archivos = emitir_efirma(
        rfc=str(quien.rfc),
        nombre=quien.nombre,
        curp=titular.curp,
        rfc_representante=str(quien.representante.rfc) if quien.representante else None,
        clave=clave,
        desde=desde,
        hasta=desde + _VIGENCIA,
    )
    carpeta.mkdir(parents=True)
    (carpeta / f"{str(quien.rfc).lower()}.cer").write_bytes(archivos.cer)
    llave = carpeta / f"{str(quien.rfc).lower()}.key"
    llave.touch(mode=0o600)
    llave.write_bytes(archivos.key)
