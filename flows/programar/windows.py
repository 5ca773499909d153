"""Windows Task Scheduler: an XML file for each task."""

from __future__ import annotations

import codecs
import re
import subprocess
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flows.programar.ejecutor import Ejecutor, exigir
from flows.programar.tareas import MESES, RutaImposible, Tarea

ESPACIO = "http://schemas.microsoft.com/windows/2004/02/mit/task"

_MESES = {1: "January", 5: "May", 9: "September"}

_AJUSTES = {
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "StartWhenAvailable": "true",
    "Enabled": "true",
    # No limit: the scheduler would kill a batch half way, after three days if nothing is said.
    "ExecutionTimeLimit": "PT0S",
}


class Windows:
    """The tasks of the user who is logged in. ``hoy`` is the day from which they count."""

    def __init__(self, correr: Ejecutor, hoy: date) -> None:
        self._correr = correr
        self._hoy = hoy

    def archivos(self, tarea: Tarea) -> dict[str, bytes]:
        """The task's XML, in the encoding that schtasks reads.

        Raises:
            RutaImposible: the scheduler would replace part of a path.
        """
        return {f"{tarea.nombre}.xml": _xml(tarea, self._hoy)}

    def a_mano(self, tareas: Sequence[Tarea], donde: Path) -> list[str]:
        """What a person does to install what was written to ``donde``."""
        return [subprocess.list2cmdline(_crear(tarea.nombre, donde)) for tarea in tareas]

    def instalar(self, tareas: Sequence[Tarea], donde: Path) -> None:
        """Register the tasks, in place of those of the same names.

        Raises:
            ProgramadorRehusa: the scheduler refused.
        """
        for tarea in tareas:
            exigir(self._correr, _crear(tarea.nombre, donde))

    def quitar(self, nombres: Sequence[str]) -> list[str]:
        """Remove the tasks of these names; returns those that were installed.

        Raises:
            ProgramadorRehusa: the scheduler refused.
        """
        puestos = [
            nombre
            for nombre in nombres
            if self._correr(("schtasks", "/Query", "/TN", nombre), "").codigo == 0
        ]
        for nombre in puestos:
            exigir(self._correr, ("schtasks", "/Delete", "/TN", nombre, "/F"))
        return puestos


def _crear(nombre: str, donde: Path) -> tuple[str, ...]:
    return ("schtasks", "/Create", "/TN", nombre, "/XML", str(donde / f"{nombre}.xml"), "/F")


def _xml(tarea: Tarea, hoy: date) -> bytes:
    programa, *argumentos = tarea.orden
    for texto in (tarea.carpeta, *tarea.orden):
        if re.search(r"%[^%]+%", texto):
            raise RutaImposible(
                f"Windows tomaría lo que hay entre «%» por una variable en «{texto}».",
                remedio="Cambie el nombre de la carpeta o del archivo.",
            )
    raiz = Element("Task", {"version": "1.2", "xmlns": ESPACIO})
    _texto(SubElement(raiz, "RegistrationInfo"), "Description", tarea.descripcion)
    _disparador(SubElement(SubElement(raiz, "Triggers"), "CalendarTrigger"), tarea, hoy)
    principal = SubElement(SubElement(raiz, "Principals"), "Principal", {"id": "Author"})
    _texto(principal, "LogonType", "InteractiveToken")
    _texto(principal, "RunLevel", "LeastPrivilege")
    ajustes = SubElement(raiz, "Settings")
    for nombre, valor in _AJUSTES.items():
        _texto(ajustes, nombre, valor)
    ejecucion = SubElement(SubElement(raiz, "Actions", {"Context": "Author"}), "Exec")
    _texto(ejecucion, "Command", programa)
    _texto(ejecucion, "Arguments", subprocess.list2cmdline(argumentos))
    _texto(ejecucion, "WorkingDirectory", tarea.carpeta)
    indent(raiz)
    documento = f'<?xml version="1.0" encoding="UTF-16"?>\n{tostring(raiz, encoding="unicode")}\n'
    return codecs.BOM_UTF16_LE + documento.encode("utf-16-le")


def _disparador(disparador: Element, tarea: Tarea, hoy: date) -> None:
    _texto(disparador, "StartBoundary", datetime.combine(hoy, tarea.hora).isoformat())
    _texto(disparador, "Enabled", "true")
    calendario = SubElement(disparador, "ScheduleByMonth")
    dias = SubElement(calendario, "DaysOfMonth")
    for dia in tarea.dias:
        _texto(dias, "Day", str(dia))
    meses = SubElement(calendario, "Months")
    for mes in MESES:
        SubElement(meses, _MESES[mes])


def _texto(padre: Element, nombre: str, texto: str) -> None:
    SubElement(padre, nombre).text = texto
