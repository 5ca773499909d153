"""How a batch's ending is said, wherever it is said."""

from __future__ import annotations

from datetime import datetime

from flows.tanda.resumen import Resumen, Situacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import ZONA


def periodo_en_palabras(periodo: Periodo) -> str:
    """«Mayo - Agosto de 2026»."""
    return f"{periodo.meses} de {periodo.anio}"


def momento_en_palabras(momento: datetime) -> str:
    """«26/11/2026 21:00», in central Mexico."""
    return f"{momento.astimezone(ZONA):%d/%m/%Y %H:%M}"


def advertencias(resumen: Resumen) -> list[str]:
    """What whoever reads about a batch must know first; mostly nothing."""
    frases = []
    if resumen.simulacion:
        frases.append("Fue una simulación: no se presentó nada.")
    if resumen.interrumpida:
        frases.append("Se interrumpió antes de terminar.")
    if resumen.volver is not None:
        frases.append(
            f"{resumen.motivo or 'El portal no estaba disponible.'} Vuelva a ejecutar la orden a "
            f"partir del {momento_en_palabras(resumen.volver)}, hora del centro de México."
        )
    elif Situacion.PENDIENTE in resumen.cuentas:
        frases.append("Quedaron pendientes. Vuelva a ejecutar la orden: hará solo lo que falta.")
    return frases
