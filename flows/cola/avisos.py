"""Notices of a worker: what a person must see to, but not hundreds of them in a bad hour."""

from __future__ import annotations

import threading
import time
from collections import deque

from flows.avisos import Avisador
from flows.avisos_textos import aviso_de_persona
from flows.tanda.resumen import Final
from flows.tanda.testigo import Testigo
from flows.tanda.vista import Desenlace
from icsoe_bot.portal.direcciones import Ambiente

POR_HORA = 10
"""The rest is seen with «icsoe estado»."""

_HORA_S = 3600.0
_SIGUE = "El trabajador sigue con los demás. Lo que falta se ve con «icsoe estado»."


class AvisosDelTrabajador(Testigo):
    """Tells the office of each filing that ended for a person."""

    def __init__(self, avisador: Avisador, ambiente: Ambiente) -> None:
        self._avisador = avisador
        self._ambiente = ambiente
        self._enviados: deque[float] = deque()
        self._candado = threading.Lock()

    def termina(self, final: Desenlace) -> None:
        if isinstance(final, Final) and final.situacion.requiere_persona and self._puede():
            self._avisador.avisar(*aviso_de_persona(final, self._ambiente, sigue=_SIGUE))

    def _puede(self) -> bool:
        ahora = time.monotonic()
        with self._candado:
            while self._enviados and ahora - self._enviados[0] > _HORA_S:
                self._enviados.popleft()
            if len(self._enviados) >= POR_HORA:
                return False
            self._enviados.append(ahora)
            return True
