"""Telling where a flow is: to the log and to whoever watches."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.pasos import Paso

logger = logging.getLogger(__name__)

Observador = Callable[[Paso], None]
"""Called when a step begins."""


class Seguimiento:
    """Follows one piece of work, ``asunto``, through its steps; the latest one is ``actual``."""

    def __init__(self, asunto: object, *observadores: Observador) -> None:
        self._asunto = str(asunto)
        self._observadores = observadores
        self.actual: Paso | None = None

    @contextmanager
    def paso(self, paso: Paso) -> Iterator[None]:
        """Surround what a step does."""
        self.actual = paso
        for observador in self._observadores:
            observador(paso)
        datos = {"presentacion": self._asunto, "paso": paso.clave}
        logger.info("%s", paso, extra={"datos": datos})
        inicio = time.monotonic()
        try:
            yield
        except BaseException as error:
            logger.warning(
                "%s: %s", paso, type(error).__name__, extra={"datos": datos | {"fallo": True}}
            )
            raise
        segundos = round(time.monotonic() - inicio, 3)
        logger.debug("%s: hecho", paso, extra={"datos": datos | {"segundos": segundos}})
