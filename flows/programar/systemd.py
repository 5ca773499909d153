"""systemd: a service and a timer of the user for each task."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from flows.programar.disco import escribir
from flows.programar.ejecutor import Ejecutor, exigir
from flows.programar.tareas import MESES, RutaImposible, Tarea
from icsoe_bot.domain.plazos import ZONA


class Systemd:
    """The user's units, in ``unidades``."""

    def __init__(self, correr: Ejecutor, unidades: Path) -> None:
        self._correr = correr
        self._unidades = unidades

    def archivos(self, tarea: Tarea) -> dict[str, bytes]:
        """The unit files, by name."""
        return {
            f"{tarea.nombre}.service": _servicio(tarea).encode(),
            f"{tarea.nombre}.timer": _temporizador(tarea).encode(),
        }

    def a_mano(self, tareas: Sequence[Tarea], donde: Path) -> list[str]:
        """What a person does to install what was written to ``donde``."""
        temporizadores = " ".join(f"{tarea.nombre}.timer" for tarea in tareas)
        return [
            f"Copie los archivos .service y .timer de {donde} a {self._unidades}.",
            "systemctl --user daemon-reload",
            f"systemctl --user enable --now {temporizadores}",
            "Para que corra sin que usted haya iniciado sesión: loginctl enable-linger",
        ]

    def instalar(self, tareas: Sequence[Tarea], _donde: Path) -> None:
        """Put the units in their place and start the timers.

        Raises:
            ProgramadorRehusa: systemd refused.
            NoSeEscribe: the units' folder can't be written.
        """
        for tarea in tareas:
            escribir(self._unidades, self.archivos(tarea))
        exigir(self._correr, ("systemctl", "--user", "daemon-reload"))
        exigir(
            self._correr,
            ("systemctl", "--user", "enable", "--now", *(f"{t.nombre}.timer" for t in tareas)),
        )

    def quitar(self, nombres: Sequence[str]) -> list[str]:
        """Stop and remove the tasks of these names; returns those that were installed.

        Raises:
            ProgramadorRehusa: systemd refused.
        """
        puestos = [nombre for nombre in nombres if (self._unidades / f"{nombre}.timer").is_file()]
        if puestos:
            temporizadores = (f"{nombre}.timer" for nombre in puestos)
            exigir(self._correr, ("systemctl", "--user", "disable", "--now", *temporizadores))
            for nombre in puestos:
                for sufijo in ("timer", "service"):
                    (self._unidades / f"{nombre}.{sufijo}").unlink(missing_ok=True)
            exigir(self._correr, ("systemctl", "--user", "daemon-reload"))
        return puestos


def unidades_del_usuario() -> Path:
    """Where systemd looks for the user's own units."""
    configuracion = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(configuracion) / "systemd" / "user"


_NO_EN_PROGRAMAS = frozenset("\"'\\")


def entrecomillar(orden: Sequence[str]) -> str:
    """A command line of ``ExecStart=``.

    ``%`` and, but in the program's path, ``$`` are doubled: systemd replaces them.

    Raises:
        RutaImposible: systemd refuses the program's path.
    """
    programa, *argumentos = orden
    if set(programa) & _NO_EN_PROGRAMAS:
        raise RutaImposible(
            f"systemd no admite comillas ni «\\» en la ruta del programa {programa}.",
            remedio="Instale icsoe-bot en otra carpeta, o use --sistema cron.",
        )
    return " ".join(
        [_entre_comillas(programa), *(_entre_comillas(a).replace("$", "$$") for a in argumentos)]
    )


def _entre_comillas(texto: str) -> str:
    escapado = texto.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escapado}"'


def _servicio(tarea: Tarea) -> str:
    # On the way down only icsoe itself is told, and it ends in good order: were the browser told
    # too, a filing would lose it half way.
    return f"""\
[Unit]
Description={tarea.descripcion.replace("%", "%%")}

[Service]
Type=oneshot
ExecStart={entrecomillar(tarea.orden)}
KillMode=mixed
TimeoutStopSec=5min
"""


def _temporizador(tarea: Tarea) -> str:
    meses = ",".join(f"{mes:02d}" for mes in MESES)
    dias = ",".join(f"{a:02d}" if a == b else f"{a:02d}..{b:02d}" for a, b in tarea.rangos)
    return f"""\
[Unit]
Description={tarea.descripcion.replace("%", "%%")}

[Timer]
OnCalendar=*-{meses}-{dias} {tarea.hora:%H:%M}:00 {ZONA.key}
Persistent=true

[Install]
WantedBy=timers.target
"""
