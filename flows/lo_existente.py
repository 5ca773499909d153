"""What the portal already has for a period: it decides before anything is declared."""

from __future__ import annotations

from flows.desenlace import BorradorAjeno, PeriodoYaInformado
from icsoe_bot.domain.acuse import Acuse
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.pages.acuses import AcusesDePresentacion
from icsoe_bot.pages.informativas import Borrador, InformativasEnCaptura
from icsoe_bot.portal.textos import plano


def acuse_del_periodo(acuses: AcusesDePresentacion, presentacion: Presentacion) -> Acuse | None:
    """The acuse of ``presentacion``; ``None`` while its period has none at all.

    Raises:
        PeriodoYaInformado: the period has another kind of return, or several.
        PantallaDesconocida: the table can't be read, and then nothing may be concluded from it.
    """
    del_periodo = [fila for fila in acuses.filas() if fila.periodo == presentacion.periodo]
    propios = [fila for fila in del_periodo if fila.es_de(presentacion)]
    if len(propios) == 1 and len(del_periodo) == 1:
        return propios[0]
    if del_periodo:
        vistos = ", ".join(f"{fila.folio} ({fila.tipo})" for fila in del_periodo)
        raise PeriodoYaInformado(
            f"{presentacion.rfc} ya tiene en {presentacion.periodo} los acuses {vistos}.",
            remedio="No se presentó nada. Revise con el contribuyente qué corresponde.",
        )
    return None


def borrador_del_periodo(
    bandeja: InformativasEnCaptura, presentacion: Presentacion, *, propio: bool
) -> Borrador | None:
    """The draft of ``presentacion``, to be gone on with; ``None`` when the tray has none.

    ``propio`` says whether the ledger knows of a draft that icsoe-bot left.

    Raises:
        BorradorAjeno: somebody else began one.
    """
    borradores = [
        borrador for borrador in bandeja.borradores() if borrador.periodo == presentacion.periodo
    ]
    if not borradores:
        return None
    if (
        not propio
        or len(borradores) > 1
        or plano(borradores[0].tipo) != plano(presentacion.tipo.value)
    ):
        raise BorradorAjeno(
            f"{presentacion.rfc} tiene en el portal una informativa de {presentacion.periodo} en "
            f"captura ({borradores[0].tipo}) que no empezó icsoe-bot.",
            remedio="No se presentó nada. Termínela o elimínela a mano.",
        )
    return borradores[0]
