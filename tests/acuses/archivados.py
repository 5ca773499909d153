"""Acuses of the replica, put into an archive and its ledger as a run would leave them."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path

from fixtures.contribuyentes import contribuyentes_ficticios
from fixtures.replica.acuse_pdf import acuse_pdf
from fixtures.replica.estado import Presentada
from flows.carpeta import CarpetaDeTrabajo
from icsoe_bot.archive.archivo import escribir_de_una_vez
from icsoe_bot.archive.nombres import ruta_de_acuse
from icsoe_bot.domain.acuse import Acuse, Folio
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.ledger.bitacora import Bitacora
from icsoe_bot.ledger.estados import Estado

# The second's RFC holds an «Ñ», the third's an «&».
SOSA, ENIE, AMPERSAND, OTRA = (uno.rfc for uno in contribuyentes_ficticios(4))

AHORA = datetime(2026, 9, 10, 12, tzinfo=ZONA)
PROTESTA = Protesta("Ana Ficticia López", date(2026, 1, 5))


def acuse(
    rfc: RFC = ENIE,
    periodo: str = "2026-1",
    folio: str = "SI26000001",
    fecha: date = date(2026, 5, 4),
    tipo: str = "Sin información",
    complementaria: str = "",
) -> Acuse:
    return Acuse(rfc, Periodo.parse(periodo), Folio(folio), tipo, complementaria, fecha)


@cache
def pdf(de: Acuse, nombre: str = "EMPRESA FICTICIA & COMPAÑÍA SA DE CV") -> bytes:
    return acuse_pdf(
        Presentada(
            rfc=str(de.rfc),
            nombre=nombre,
            periodo=de.periodo,
            tipo=de.tipo,
            folio=str(de.folio),
            fecha=datetime.combine(de.fecha_presentacion, datetime.min.time(), ZONA),
            complementaria=de.complementaria,
        )
    )


class Despacho:
    """A working folder whose archive and ledger are filled by hand."""

    def __init__(self, carpeta: CarpetaDeTrabajo, mundo: str) -> None:
        self.carpeta = carpeta
        self._mundo = mundo

    @property
    def acuses(self) -> Path:
        return self.carpeta.raiz / "acuses"

    def bitacora(self) -> Bitacora:
        return self.carpeta.abrir_bitacora(self._mundo)

    def archivar(self, *varios: Acuse, contenido: bytes | None = None, version: int = 1) -> Path:
        """Put each in its place, without reading it; returns where the last of them lies."""
        with self.bitacora() as bitacora:
            for uno in varios:
                relativa = ruta_de_acuse(uno, version).as_posix()
                guardado = contenido or pdf(uno)
                escribir_de_una_vez(self.acuses / relativa, guardado)
                huella = hashlib.sha256(guardado).hexdigest()
                bitacora.acuses.anotar(uno, version, relativa, huella)
        return self.acuses / relativa

    def presentar(
        self, rfc: RFC, periodo: str, estado: Estado = Estado.PRESENTADA, folio: str = "SI26000077"
    ) -> None:
        """What the ledger says of a filing whose acuse isn't archived."""
        with self.bitacora() as bitacora:
            fila = bitacora.planear(Presentacion(rfc, Periodo.parse(periodo)), PROTESTA)
            if estado is Estado.PRESENTADA:
                bitacora.mover(fila, [Estado.PLANEADA], estado, folio=Folio(folio))
            elif estado is not Estado.PLANEADA:
                bitacora.mover(fila, [Estado.PLANEADA], estado)
