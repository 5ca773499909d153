"""Walking through the portal as a filing does, committing nothing: up to the oath, which is read
and cancelled.

Where something isn't found as documented, the likeliest thing is followed, if it is likely enough
and only navigates: so one walk tells as much as it can.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from flows.calibracion import guion
from flows.calibracion.guion import PantallaBuscada
from flows.calibracion.hallazgos import Hallado, HallazgoDeTexto, Vista
from flows.calibracion.mirada import mirar_columnas, mirar_elementos, mirar_opciones
from flows.calibracion.partes import (
    Quieta,
    caja_de_protesta,
    del_recuadro,
    juramento,
    marco_de_firma,
)
from flows.calibracion.reserva import sin_datos
from flows.seguimiento import Seguimiento
from flows.sesion import salir
from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.errors import IcsoeError
from icsoe_bot.pages import capturar as de_captura
from icsoe_bot.pages.capturar import CapturarInformativa
from icsoe_bot.pages.elementos import Elemento, se_ve
from icsoe_bot.pages.informativas import InformativasEnCaptura
from icsoe_bot.pages.ingreso import IngresoConEfirma
from icsoe_bot.pages.menu import Menu
from icsoe_bot.pages.problemas import dialogo_inesperado, problema
from icsoe_bot.pages.protesta import DialogoDeProtesta
from icsoe_bot.portal.copia import copiar
from icsoe_bot.portal.evidencia import sin_consulta
from icsoe_bot.portal.pestana import Pestana

logger = logging.getLogger(__name__)

_FIRMA_S = 20.0
"""Clients of the widget wait up to 15 s for it [W]."""

_OPCIONES = "lista => [...(lista.options ?? [])].map(o => (o.label || o.text).trim())"


@dataclass(slots=True)
class Recorrido:
    """One walk in one tab. What it saw is in ``vistas``, whatever stopped it."""

    pestana: Pestana
    carpeta: Path
    """Where screenshots and copies go."""
    espera: float
    """Seconds to wait for a screen before it is looked at as it is."""
    ocultar: Sequence[str] = ()
    vistas: list[Vista] = field(default_factory=list)
    borradores_antes: int | None = None
    borradores_despues: int | None = None
    sesion_cerrada: bool | None = None

    def por_fuera(self) -> bool:
        """Screens 1 to 3. Returns whether the signing widget shows its form."""
        pestana = self.pestana
        # What isn't found is looked for in another way, not waited for.
        pestana.paciencia = replace(
            pestana.paciencia, pantalla=self.espera, firma=max(_FIRMA_S, 2 * self.espera)
        )
        pestana.page.set_default_timeout(self.espera * 1000)
        if not self._intentar(
            guion.MICROSITIO, lambda: pestana.ir_a(pestana.direcciones.micrositio)
        ):
            return False
        self._mirar(guion.MICROSITIO)
        self._mirar(guion.ENTRADA, lambda: self._pulsar_y_seguir("micrositio.ingresar"))
        self._mirar(guion.INGRESO, lambda: self._pulsar("entrada.con_efirma"))
        ingreso = self.vistas[-1]
        return (
            ingreso.clave == guion.INGRESO.clave
            and not ingreso.problema
            and all(uno.hallado.sirve or uno.seguida for uno in ingreso.elementos)
        )

    def por_dentro(self, efirma: Efirma, periodo: Periodo, seguimiento: Seguimiento) -> None:
        """Screens 4 to 7 and 10, and out again."""
        pestana = self.pestana
        try:
            try:
                IngresoConEfirma(pestana).validar_e_ingresar(efirma)
            except IcsoeError as error:
                # Perhaps only its first screen isn't as documented.
                logger.info("al entrar: %s", error)
                self._esperar(guion.INICIO)
            motivo = self._sin_entrar()
            if motivo:
                vista = Vista(clave="inicio", titulo=guion.INICIO.titulo, problema=motivo)
                self._anotar(vista, foto=True)
                return
            pestana.direccion_de_inicio = pestana.direccion_de_inicio or pestana.page.url
            self._mirar(guion.INICIO)
            self._mirar(guion.MENU, self._desplegar)
            self._mirar(guion.ACUSES, lambda: self._pulsar("menu.acuses"))
            if self._mirar(guion.INFORMATIVAS, self._abrir_bandeja):
                self.borradores_antes = self._borradores()
                if self._mirar(guion.CAPTURAR, lambda: self._pulsar("informativas.nueva")):
                    self._mirar_protesta(periodo)
            with suppress(IcsoeError):
                pestana.ir_a(pestana.direccion_de_inicio)
                self._esperar(guion.INICIO)
                self._abrir_bandeja()
                self._esperar(guion.INFORMATIVAS)
                self.borradores_despues = self._borradores()
        finally:
            salir(pestana, seguimiento)
            self.sesion_cerrada = not Menu(pestana).hay_sesion()

    def _sin_entrar(self) -> str:
        """Why there is no session; empty when there is one."""
        error = problema(self.pestana)
        if error is not None:
            return str(error)
        dicho = del_recuadro(self.pestana)
        if dicho:
            return f"El recuadro de firma dice: «{dicho}»."
        if marco_de_firma(self.pestana) is not None:
            return "El portal no dejó entrar, y no dijo por qué."
        return ""

    def _desplegar(self) -> None:
        if not any(se_ve(self.pestana, Elemento(b.clave)) for b in guion.MENU.elementos):
            self._pulsar("menu.informativa")

    def _abrir_bandeja(self) -> None:
        self._desplegar()
        self._pulsar("menu.capturar")

    def _borradores(self) -> int | None:
        try:
            return len(InformativasEnCaptura(self.pestana).borradores())
        except IcsoeError:
            return None

    def _mirar_protesta(self, periodo: Periodo) -> None:
        pestana = self.pestana
        captura = CapturarInformativa(pestana)
        try:
            captura.elegir_periodo(periodo, TipoInformativa.SIN_INFORMACION)
            self._pulsar("capturar.continuar")
        except IcsoeError as error:
            self._anotar(
                Vista(clave="protesta", titulo=guion.PROTESTA.titulo, problema=error.mensaje)
            )
            return
        dialogo = DialogoDeProtesta(pestana)
        visto = pestana.esperar(
            dialogo.IDENTIDAD[0].en(pestana).or_(juramento(pestana)).filter(visible=True),
            segundos=self.espera,
        )
        if not visto:
            dicho = dialogo_inesperado(pestana)
            motivo = (
                f"El portal no mostró la protesta; dice: «{dicho}». Pruebe con otro --periodo."
                if dicho
                else "El portal no mostró la protesta."
            )
            self._anotar(
                Vista(clave="protesta", titulo=guion.PROTESTA.titulo, problema=motivo), foto=True
            )
            return
        elementos = mirar_elementos(pestana, guion.PROTESTA, dentro=caja_de_protesta(dialogo))
        textos = []
        problema_visto = ""
        try:
            textos.append(_comparar(pestana.perfil.protesta.texto, dialogo.texto()))
        except IcsoeError as error:
            problema_visto = error.mensaje
        self._anotar(
            Vista(
                clave="protesta",
                titulo=guion.PROTESTA.titulo,
                elementos=tuple(elementos),
                textos=tuple(textos),
                problema=problema_visto,
            ),
            foto=True,
        )
        # Whatever isn't cancelled is left behind unaccepted by leaving the screen.
        with suppress(IcsoeError):
            dialogo.cancelar()

    def _mirar(self, pantalla: PantallaBuscada, llegar: Callable[[], object] | None = None) -> bool:
        """Look at a screen; returns whether it was reached."""
        if llegar is not None and not self._intentar(pantalla, llegar):
            return False
        self._esperar(pantalla)
        pestana = self.pestana
        de_la_pagina = replace(
            pantalla, elementos=tuple(b for b in pantalla.elementos if not b.en_marco)
        )
        elementos = mirar_elementos(pestana, de_la_pagina)
        del_marco = tuple(b for b in pantalla.elementos if b.en_marco)
        if del_marco:
            self._esperar_formulario()
            marco = marco_de_firma(pestana)
            elementos += mirar_elementos(pestana, replace(pantalla, elementos=del_marco), marco)
        textos: list[HallazgoDeTexto] = []
        if pantalla.columnas:
            textos += mirar_columnas(pestana, pantalla)
        if pantalla is guion.CAPTURAR:
            textos += self._opciones()
        self._anotar(
            Vista(
                clave=pantalla.clave,
                titulo=pantalla.titulo,
                elementos=tuple(elementos),
                textos=tuple(textos),
            ),
            foto=True,
        )
        return True

    def _opciones(self) -> list[HallazgoDeTexto]:
        textos = self.pestana.perfil.textos
        meses = {n: str(getattr(textos, n)) for n in ("primero", "segundo", "tercero")}
        hallazgos = []
        for lista, esperadas in (
            (de_captura.PERIODO, meses),
            (de_captura.TIPO, {"sin_informacion": textos.sin_informacion}),
        ):
            # A list that a script draws offers nothing before it is opened.
            opciones = self._de_lista(lista)
            hallazgos += mirar_opciones(opciones, esperadas) if opciones else []
        return hallazgos

    def _de_lista(self, lista: Elemento) -> list[str]:
        elegida = lista.elegir(self.pestana)
        if elegida is None:
            return []
        _, localizada = elegida
        try:
            if localizada.evaluate("lista => lista.tagName === 'SELECT'"):
                # They may come later than the list.
                with suppress(PlaywrightTimeout):
                    localizada.locator("option").nth(1).wait_for(
                        state="attached", timeout=self.espera * 1000
                    )
            return list(localizada.evaluate(_OPCIONES))
        except Error:
            return []

    def _intentar(self, pantalla: PantallaBuscada, llegar: Callable[[], object]) -> bool:
        try:
            llegar()
        except IcsoeError as error:
            self._anotar(
                Vista(clave=pantalla.clave, titulo=pantalla.titulo, problema=error.mensaje),
                foto=True,
            )
            return False
        return True

    def _pulsar(self, clave: str) -> None:
        # Any screen can click: only the name of the screen in a message would differ.
        Menu(self.pestana).pulsar(Elemento(clave))

    def _pulsar_y_seguir(self, clave: str) -> None:
        contexto = self.pestana.page.context
        antes = len(contexto.pages)
        self._pulsar(clave)
        self._esperar(guion.ENTRADA, vigilar=lambda: len(contexto.pages) > antes)
        if len(contexto.pages) > antes:
            self.pestana.seguir_en(contexto.pages[-1])

    def _esperar(
        self, pantalla: PantallaBuscada, vigilar: Callable[[], bool] = lambda: False
    ) -> None:
        """Until something of the screen shows; for something that isn't, until time is over."""
        pestana = self.pestana
        propios = [
            Elemento(b.clave).en(pestana)
            for b in pantalla.elementos
            if not b.en_marco and not b.opcional and b.clave not in _DE_TODAS
        ]
        senal = reduce(Locator.or_, propios).filter(visible=True)
        quieta = Quieta(pestana)
        pestana.esperar(senal, segundos=self.espera, vigilar=lambda: vigilar() or quieta.ya())
        with suppress(Error):
            pestana.page.wait_for_load_state("load", timeout=self.espera * 1000)

    def _esperar_formulario(self) -> None:
        marco = marco_de_firma(self.pestana)
        if marco is not None:
            with suppress(Error):
                marco.locator("input").first.wait_for(state="attached", timeout=self.espera * 1000)

    def _anotar(self, vista: Vista, *, foto: bool = False) -> None:
        cambios: dict[str, Any] = {}
        page = self.pestana.page
        if foto and not page.is_closed():
            nombre = f"{len(self.vistas) + 1:02}-{vista.clave}"
            cambios["direccion"] = sin_consulta(page.url)
            try:
                page.screenshot(path=self.carpeta / f"{nombre}.png", full_page=True, timeout=10_000)
                cambios["captura"] = f"{nombre}.png"
            except Error:
                logger.warning("no se pudo fotografiar %s", vista.clave)
            copia = copiar(page, ocultar=self.ocultar)
            (self.carpeta / f"{nombre}.html").write_text(copia, encoding="utf-8")
            cambios["copia"] = f"{nombre}.html"
        self.vistas.append(sin_datos(vista.model_copy(update=cambios), self.ocultar))


_DE_TODAS = ("sesion.cerrar", "sesion.perfil", "menu.informativa")
"""What shows on every screen of a session tells none of them."""


def _comparar(esperado: str, visto: str) -> HallazgoDeTexto:
    igual = " ".join(esperado.split()) == " ".join(visto.split())
    return HallazgoDeTexto(
        clave="protesta.texto",
        esperado=esperado,
        visto=visto,
        hallado=Hallado.BIEN if igual else Hallado.FALTA,
    )
