"""One filing on the replica, with what the ledger and the replica know of it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser

from fixtures.replica.comun import GALLETA
from fixtures.replica.estado import Estado as EstadoDeReplica
from fixtures.replica.fallas import Fallas
from fixtures.replica.semilla import sembrar
from flows.carpeta import CarpetaDeTrabajo
from flows.desenlace import Resultado
from flows.pasos import Paso
from flows.presentar import Presentador
from flows.seguimiento import Seguimiento
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.domain.protesta import Protesta
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.ledger.bitacora import Bitacora
from icsoe_bot.ledger.estados import Estado
from icsoe_bot.pages.inicio import Inicio
from icsoe_bot.portal import navegador
from icsoe_bot.portal.direcciones import Direcciones
from icsoe_bot.portal.pestana import Paciencia, Pestana
from tests.conftest import Oficina, abrir_efirma

PERIODO = Periodo.parse("2026-2")


@dataclass
class Caso:
    """A taxpayer who is to file; each ``presentar`` is a run of its own."""

    browser: Browser
    direcciones: Direcciones
    carpeta: CarpetaDeTrabajo
    replica: EstadoDeReplica
    bitacora: Bitacora
    efirma: Efirma
    presentacion: Presentacion
    protesta: Protesta
    paciencia: Paciencia = field(default_factory=lambda: Paciencia(4, 4, 4))
    pasos: list[Paso] = field(default_factory=list)

    def presentar(self, *observadores: Callable[[Paso], None]) -> Resultado:
        self.pasos.clear()
        with self.pestana() as pestana:
            return Presentador(
                self.presentacion,
                self.protesta,
                self.efirma,
                self.bitacora,
                self.carpeta.abrir_archivo(),
                Seguimiento(self.presentacion, self.pasos.append, *observadores),
                self.carpeta.calendario,
            ).presentar(pestana)

    @contextmanager
    def pestana(self) -> Iterator[Pestana]:
        """A session of its own."""
        contexto = navegador.contexto(self.browser, navegador.agente(self.browser))
        try:
            yield Pestana(
                contexto.new_page(),
                self.direcciones,
                perfil=self.carpeta.perfil,
                paciencia=self.paciencia,
                evidencia=self.carpeta.evidencia,
            )
        finally:
            contexto.close()

    def falla(self, nombre: str, **parametros: Any) -> None:
        self.replica.fallas.activas.append(Fallas.leer({"nombre": nombre, **parametros}))

    def sembrar(self, **que: Any) -> None:
        """Acuses or drafts that this taxpayer already has."""
        sembrar(self.replica, {"contribuyentes": [{"rfc": str(self.presentacion.rfc), **que}]})

    @property
    def estado(self) -> Estado:
        return self.bitacora.leer(self.presentacion).estado

    @property
    def sucesos(self) -> list[str]:
        registro = self.bitacora.leer(self.presentacion)
        return [suceso.suceso for suceso in self.bitacora.sucesos(registro)]

    def veces(self, suceso: str) -> int:
        """How often something happened on the replica."""
        return [s["suceso"] for s in self.replica.sucesos].count(suceso)


@pytest.fixture
def desde_la_puerta(
    browser: Browser, oficina: Oficina, direcciones: Direcciones, estado: EstadoDeReplica
) -> Iterator[Caso]:
    carpeta = CarpetaDeTrabajo(oficina.carpeta)
    contribuyente = oficina.contribuyentes[0]
    ahora = datetime.now(ZONA)
    with carpeta.abrir_bitacora("replica:de-pruebas") as bitacora:
        yield Caso(
            browser,
            direcciones,
            carpeta,
            estado,
            bitacora,
            abrir_efirma(carpeta, contribuyente.rfc, ahora),
            Presentacion(contribuyente.rfc, PERIODO),
            Protesta(contribuyente.declarante, ahora.date()),
        )


@pytest.fixture
def caso(desde_la_puerta: Caso, monkeypatch: pytest.MonkeyPatch) -> Caso:
    """The same with an open session: entering takes half of a run, and has tests of its own."""
    caso = desde_la_puerta

    def entrar(pestana: Pestana, efirma: Efirma, _seguimiento: Seguimiento) -> Inicio:
        inicio = urljoin(caso.direcciones.micrositio, "/icisoe/inicio")
        clave = caso.replica.abrir_sesion(str(efirma.rfc), "PERSONA FICTICIA")
        pestana.page.context.add_cookies([{"name": GALLETA, "value": clave, "url": inicio}])
        pestana.sesion_posible = True
        pestana.direccion_de_inicio = inicio
        return Inicio.volver(pestana)

    for flujo in ("presentar", "simular", "acuses.bajar"):
        monkeypatch.setattr(f"flows.{flujo}.entrar", entrar)
    return caso
