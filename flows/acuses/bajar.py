"""Walking «Acuses de presentación» of one taxpayer, and archiving what is missing."""

from __future__ import annotations

import logging

from flows import pasos
from flows.acuses.cosecha import Bajado, Cosecha, Pedido
from flows.seguimiento import Seguimiento
from flows.sesion import entrar, salir
from icsoe_bot.archive.archivo import Archivo
from icsoe_bot.archive.verificacion import AcuseAjeno, AcuseSinValidez, NoEsUnAcuse
from icsoe_bot.domain.acuse import Acuse
from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.errors import OperatorMustAct, RetryLater
from icsoe_bot.ledger.acuses import AcuseRegistrado
from icsoe_bot.ledger.bitacora import Bitacora
from icsoe_bot.ledger.estados import CON_ACUSE, Estado
from icsoe_bot.pages.acuses import AcusesDePresentacion
from icsoe_bot.portal.pestana import Pestana

logger = logging.getLogger(__name__)

_DEL_DOCUMENTO = (NoEsUnAcuse, AcuseAjeno, AcuseSinValidez)
"""What is wrong with one document says nothing about the next one."""


class AcusesIncompletos(RetryLater):
    """Some of what the portal handed out were not the acuses that it lists."""


class AcusesRechazados(OperatorMustAct):
    """Again and again the portal hands out something else than the acuses that it lists."""


class Recolector:
    """Brings the acuses of ``pedido`` into ``archivo`` and ``bitacora``, in one session a try."""

    def __init__(
        self, pedido: Pedido, efirma: Efirma, bitacora: Bitacora, archivo: Archivo
    ) -> None:
        self._pedido = pedido
        self._efirma = efirma
        self._bitacora = bitacora
        self._archivo = archivo
        self._conocidas: dict[str, dict[int, str]] = {}
        self.cosecha = Cosecha()
        """What all tries together brought."""

    def recolectar(self, pestana: Pestana, seguimiento: Seguimiento) -> Cosecha:
        """Enter, walk every page of the table, archive what is missing, log out.

        Raises:
            AcusesIncompletos: some documents were refused; the others are archived.
            IcsoeError: the portal got in the way; what was archived by then stays.
        """
        conocidos = self._bitacora.acuses.listar(self._pedido.rfc)
        self._conocidas = _por_folio(conocidos)
        archivados = self._intactos(conocidos)
        cosecha = self.cosecha
        cosecha.listados = cosecha.ya = 0
        cosecha.problemas.clear()
        try:
            menu = entrar(pestana, self._efirma, seguimiento).menu
            with seguimiento.paso(pasos.ACUSES):
                acuses = menu.acuses_de_presentacion()
                acuses.exigir_rfc(self._pedido.rfc)
            for pagina in acuses.por_pagina():
                for acuse in pagina:
                    if not self._pedido.incluye(acuse.periodo):
                        continue
                    cosecha.listados += 1
                    if str(acuse.folio) in archivados:
                        cosecha.ya += 1
                    else:
                        self._bajar(acuses, acuse, seguimiento)
        finally:
            salir(pestana, seguimiento)
        nuevos = {str(uno.acuse.folio) for uno in cosecha.bajados}
        cosecha.ya -= len(nuevos & archivados)
        if cosecha.problemas:
            raise self._incompletos()
        return cosecha

    def _intactos(self, conocidos: list[AcuseRegistrado]) -> set[str]:
        """Folios all of whose versions still lie in the archive as they were."""
        alterados = {
            str(uno.acuse.folio)
            for uno in conocidos
            if self._archivo.intacto(uno.ruta, uno.sha256) is None
        }
        return {str(uno.acuse.folio) for uno in conocidos} - alterados

    def _bajar(self, acuses: AcusesDePresentacion, acuse: Acuse, seguimiento: Seguimiento) -> None:
        with seguimiento.paso(pasos.DESCARGAR):
            contenido = acuses.descargar(acuse.folio)
        with seguimiento.paso(pasos.ARCHIVAR):
            try:
                guardado = self._archivo.guardar(
                    contenido, acuse, self._conocidas.get(str(acuse.folio))
                )
            except _DEL_DOCUMENTO as error:
                logger.warning("%s: %s", acuse.folio, error)
                self.cosecha.problemas[acuse] = error
                return
            self._bitacora.acuses.anotar(
                acuse, guardado.version, guardado.relativa, guardado.sha256
            )
            self._anotar_presentacion(acuse, guardado.relativa, guardado.sha256)
            self.cosecha.bajados.append(Bajado(acuse, guardado.relativa, guardado.version))

    def _anotar_presentacion(self, acuse: Acuse, ruta: str, sha256: str) -> None:
        """What people filed by hand enters the ledger; complementarias are no filings of ours."""
        tipo = next(
            (tipo for tipo in TipoInformativa if not acuse.complementaria and acuse.es_tipo(tipo)),
            None,
        )
        if tipo is None:
            return
        registro = self._bitacora.hallar(acuse, tipo)
        self._bitacora.mover(
            registro,
            CON_ACUSE,
            Estado.ACUSE_ARCHIVADO,
            folio=acuse.folio,
            fecha=acuse.fecha_presentacion,
            acuse_ruta=ruta,
            acuse_sha256=sha256,
        )

    def _incompletos(self) -> AcusesIncompletos:
        folios = ", ".join(str(acuse.folio) for acuse in self.cosecha.problemas)
        return AcusesIncompletos(
            f"De {self._pedido.rfc} el portal no entregó bien {folios}.",
            remedio="Vuelva a ejecutar la orden: traerá solo lo que falta.",
        )


def _por_folio(conocidos: list[AcuseRegistrado]) -> dict[str, dict[int, str]]:
    """The SHA-256 of each version, by folio."""
    por_folio: dict[str, dict[int, str]] = {}
    for uno in conocidos:
        por_folio.setdefault(str(uno.acuse.folio), {})[uno.version] = uno.sha256
    return por_folio
