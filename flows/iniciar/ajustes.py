"""The ``.env`` of a new office, and what may be added to one that exists."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flows.configuracion import (
    PREFIJO,
    PREFIJO_DE_CLAVE,
    Configuracion,
    leer_configuracion,
    leer_env,
)
from flows.iniciar.disco import agregar, crear
from flows.iniciar.libreta import Libreta
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.claves import Clave
from icsoe_bot.errors import UsageProblem

_ENCABEZADO = """\
# Ajustes de esta oficina, uno por renglón: NOMBRE=valor. Guárdelo en UTF-8.
# Puede llevar contraseñas: no lo envíe por correo ni lo copie a la nube.
"""

_SUGERIDOS = {
    "avisos": "# Avisos por correo, Telegram, Teams… (docs/avisos.md):\n# ICSOE_AVISOS=\n",
    "proxy": "# Si la oficina sale a internet por un proxy:\n# ICSOE_PROXY=http://equipo:puerto\n",
    "ca": "# Si la red de la oficina revisa el tráfico con una autoridad propia (PEM):\n"
    "# ICSOE_CA=\n",
}
"""Remarks about settings that nobody was asked for, by their field."""


class AjusteContrario(UsageProblem):
    """The ``.env`` that exists says something else than what was asked for."""


def exigir_compatibles(archivo: Path, pedidos: Mapping[str, str]) -> None:
    """Refuse, before anything is written, what an existing ``.env`` contradicts.

    Raises:
        AjusteContrario: a setting has another value there. No value is repeated.
        ConfiguracionInvalida: the file can't be read, or a value asked for is impossible.
    """
    previos = {nombre.upper(): valor for nombre, valor in leer_env(archivo).items() if valor}
    leer_configuracion(pedidos, archivo)
    if archivo.is_file():
        previos.setdefault("ICSOE_AMBIENTE", "replica")
    for nombre, valor in pedidos.items():
        if previos.get(nombre, valor) != valor:
            raise AjusteContrario(
                f"{archivo} ya existe y su {nombre} es otro que el pedido.",
                remedio="No se escribió nada. Deje el que tiene, cámbielo usted en ese archivo, o "
                "use otra carpeta: una es de práctica o es de producción, no las dos.",
            )


def escribir_ajustes(archivo: Path, pedidos: Mapping[str, str], libreta: Libreta) -> None:
    """Make ``.env``, or add to it the settings that it lacks.

    Raises:
        NoSePudoEscribir: the system refuses.
    """
    renglones = [f"{nombre}={entre_comillas(valor)}" for nombre, valor in pedidos.items()]
    sugeridos = [
        texto
        for campo, texto in _SUGERIDOS.items()
        if campo in Configuracion.model_fields and f"{PREFIJO}{campo.upper()}" not in pedidos
    ]
    texto = "\n".join([_ENCABEZADO, *renglones, "", *sugeridos])
    if crear(archivo, texto.encode("utf-8")):
        libreta.creado.append(archivo.name)
        return
    previos = {nombre.upper() for nombre, valor in leer_env(archivo).items() if valor}
    # Without the line the environment is the replica, as exigir_compatibles has seen.
    nuevos = [r for r in renglones if r.partition("=")[0] not in previos | {"ICSOE_AMBIENTE"}]
    if nuevos:
        agregar(archivo, nuevos)
        nombres = ", ".join(renglon.partition("=")[0] for renglon in nuevos)
        libreta.creado.append(f"{nombres} en {archivo.name}")
    libreta.conservado.append(f"{archivo.name}, con lo que decía")


def agregar_clave(archivo: Path, rfc: RFC, clave: Clave) -> None:
    """Keep a password in ``.env``, which has none of ``rfc`` yet.

    Raises:
        NoSePudoEscribir: the system refuses.
    """
    agregar(archivo, [f"{PREFIJO_DE_CLAVE}{rfc}={entre_comillas(clave.revelar())}"])


def entre_comillas(valor: str) -> str:
    """As ``leer_env`` reads it back: plain if it is plain, else in single quotes."""
    if valor and all(letra.isascii() and (letra.isalnum() or letra in "._-") for letra in valor):
        return valor
    escapado = valor.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escapado}'"
