"""Looking over an office before it files: all of it, from its settings to the portal's clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from playwright.sync_api import Error

from flows.carpeta import CarpetaDeTrabajo
from flows.efirmas import Revision, revisar_efirmas
from flows.mundo import reloj_del_portal
from flows.revision import custodia, oficina
from flows.revision.hallazgo import Atencion, Hallazgo, mirar
from icsoe_bot.domain.plazos import ZONA, dia_en_mexico
from icsoe_bot.errors import IcsoeError, OperatorMustAct
from icsoe_bot.portal import navegador
from icsoe_bot.portal.direcciones import Ambiente
from icsoe_bot.portal.errores import PortalFueraDeServicio, RedInservible
from icsoe_bot.portal.pestana import Paciencia, Pestana
from icsoe_bot.portal.salida import DOCUMENTO, sin_confianza_al_bajar

DESVIO_TOLERADO = timedelta(minutes=5)


class RelojDesviado(OperatorMustAct):
    """This machine's clock and the portal's differ."""

    porque = "Los plazos y la vigencia de las e.firmas dependen de la hora."


def revisar(carpeta: CarpetaDeTrabajo, *, preguntar_claves: bool = True) -> Iterator[Hallazgo]:
    """Look at everything; what fails doesn't keep the rest from being looked at.

    But where the settings themselves can't be read, what depends on them is left for later.
    ``preguntar_claves``: ask on a terminal for passwords that no source has.
    """
    ajustes = mirar("ajustes", lambda: oficina.ajustes(carpeta))
    yield ajustes
    yield mirar("disco", lambda: oficina.disco(carpeta))
    if ajustes.problema is not None:
        return
    yield mirar("ambiente", lambda: oficina.produccion(carpeta))
    yield mirar("navegador", lambda: _navegador(carpeta))
    yield mirar("carpeta", lambda: _carpeta(carpeta))
    if carpeta.de_oficina:
        yield mirar("permisos", lambda: custodia.permisos(carpeta))
    yield mirar("bitácora", lambda: oficina.bitacora(carpeta))
    yield from _efirmas(carpeta, preguntar_claves=preguntar_claves)
    if carpeta.lote.exists():
        yield mirar("lote.csv", lambda: oficina.lote(carpeta))
    yield mirar("días inhábiles", lambda: oficina.calendario(carpeta))
    yield mirar("avisos", lambda: oficina.avisos(carpeta))
    yield mirar("direcciones", lambda: _direcciones(carpeta))
    yield from _red(carpeta)
    yield mirar("reloj", lambda: _reloj(carpeta))


def _navegador(carpeta: CarpetaDeTrabajo) -> str:
    configuracion = carpeta.configuracion
    with navegador.playwright_discreto() as playwright:
        hallado = navegador.localizar(playwright, configuracion.navegador)
        with navegador.abierto(playwright, hallado, ambiente=configuracion.ambiente) as browser:
            return f"{hallado.nombre} {browser.version}, {hallado.ruta}"


def _carpeta(carpeta: CarpetaDeTrabajo) -> str | Atencion:
    carpeta.abrir_archivo()
    return custodia.ubicacion(carpeta)


def _efirmas(carpeta: CarpetaDeTrabajo, *, preguntar_claves: bool) -> Iterator[Hallazgo]:
    try:
        revisiones = revisar_efirmas(carpeta, preguntar_claves=preguntar_claves)
    except IcsoeError as problema:
        yield Hallazgo("e.firmas", problema.mensaje, problema)
        return
    for revision in revisiones:
        detalle = revision.problema.mensaje if revision.problema else revision.estado
        yield Hallazgo(
            f"e.firma de {revision.quien}", detalle, revision.problema, _por_vencer(revision)
        )


def _por_vencer(revision: Revision) -> Atencion | None:
    if revision.vence_en_dias is None or revision.certificado is None:
        return None
    dia = dia_en_mexico(revision.certificado.vigente_hasta)
    return Atencion(
        revision.estado,
        "Vencida ya no entra ni firma, y renovarla puede tomar días.",
        f"Pida al contribuyente que la renueve en el SAT antes del {dia:%d/%m/%Y} y que le "
        "entregue los archivos nuevos.",
    )


def _direcciones(carpeta: CarpetaDeTrabajo) -> str:
    direcciones = carpeta.direcciones
    return f"portal {direcciones.micrositio}, recuadro de firma {direcciones.widget}"


def _red(carpeta: CarpetaDeTrabajo) -> Iterator[Hallazgo]:
    """In production alone: between this machine and the replica there is nothing."""
    try:
        if carpeta.configuracion.ambiente is Ambiente.REPLICA:
            return
    except IcsoeError:
        # The folder's own line tells.
        return
    yield mirar("red", lambda: _alcance(carpeta))


def _alcance(carpeta: CarpetaDeTrabajo) -> str:
    """Open the portal's page with the browser, and fetch it with the driver as acuses may be.

    Raises:
        IcsoeError: one of them can't, and why.
    """
    red, direcciones, configuracion = carpeta.red, carpeta.direcciones, carpeta.configuracion
    with (
        navegador.playwright_discreto(red) as playwright,
        navegador.abierto(
            playwright,
            navegador.localizar(playwright, configuracion.navegador),
            ambiente=configuracion.ambiente,
            red=red,
        ) as browser,
    ):
        contexto = navegador.contexto(browser, navegador.agente(browser))
        paciencia = Paciencia.de(carpeta.perfil.tiempos, configuracion.espera)
        pestana = Pestana(
            contexto.new_page(), direcciones, perfil=carpeta.perfil, paciencia=paciencia
        )
        pestana.ir_a(direcciones.micrositio)
        try:
            contexto.request.get(direcciones.micrositio, timeout=paciencia.pantalla * 1000)
        except Error as error:
            if sin_confianza_al_bajar(error.message):
                raise RedInservible(
                    "El navegador confía en el certificado de su red, y las descargas no.",
                    remedio=f"Indique en ICSOE_CA el archivo PEM de su autoridad ({DOCUMENTO}).",
                ) from None
            raise PortalFueraDeServicio(
                f"El navegador llega a {direcciones.raiz}, y lo que se pide fuera de él no.",
                remedio="Así no se podrían bajar algunos acuses. Vuelva a intentarlo más tarde.",
            ) from None
    por = f", por el proxy {red.proxy.servidor}" if red.proxy else ""
    ademas = f"; se confía además en {red.ca.name}" if red.ca else ""
    return f"el navegador llega a {direcciones.raiz}{por}{ademas}"


def _reloj(carpeta: CarpetaDeTrabajo) -> str:
    direcciones = carpeta.direcciones
    del_portal = reloj_del_portal(direcciones, carpeta.red)
    if del_portal is None:
        return "el portal responde y no dice la hora"
    aqui = datetime.now(ZONA)
    desvio = abs(aqui - del_portal)
    hora = f"{del_portal.astimezone(ZONA):%d/%m/%Y %H:%M}, tiempo del centro de México"
    # The replica's clock may be set to any day, for practice.
    if desvio > DESVIO_TOLERADO and direcciones.ambiente is Ambiente.PRODUCCION:
        raise RelojDesviado(
            f"El reloj de este equipo difiere {desvio} del del portal ({hora}).",
            remedio="Corrija la fecha y la hora del equipo: los plazos dependen de ellas.",
        )
    return hora
