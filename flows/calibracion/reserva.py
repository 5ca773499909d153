"""Keeping a taxpayer's data out of a report that is made to be shown."""

from __future__ import annotations

from collections.abc import Sequence

from flows.calibracion.hallazgos import Propuesta, Vista
from icsoe_bot.portal.tapado import Tapador
from icsoe_bot.portal.textos import compacto


def sin_datos(vista: Vista, ocultar: Sequence[str]) -> Vista:
    """What a screen told, fit to be shown: the portal repeats RFC and name in its messages."""
    tapador = Tapador(ocultar)
    compactos = [compacto(dato) for dato in ocultar if dato]

    def propuestas(todas: Sequence[Propuesta]) -> tuple[Propuesta, ...]:
        return tuple(
            una.model_copy(update={"descripcion": tapador.tapar(una.descripcion)})
            for una in todas
            if not any(dato in compacto(una.renglon) for dato in compactos)
        )

    return vista.model_copy(
        update={
            "problema": tapador.tapar(vista.problema),
            "elementos": tuple(
                e.model_copy(update={"propuestas": propuestas(e.propuestas)})
                for e in vista.elementos
            ),
            "textos": tuple(
                t.model_copy(
                    update={
                        "visto": tapador.tapar(t.visto),
                        "propuestas": propuestas(t.propuestas),
                    }
                )
                for t in vista.textos
            ),
        }
    )
