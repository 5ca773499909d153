"""Reading the profile, and what a working folder changes in it."""

from __future__ import annotations

import difflib
import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from icsoe_bot.errors import UsageProblem
from icsoe_bot.portal.perfil.modelo import Perfil

ARCHIVO = "portal.toml"


class PerfilInvalido(UsageProblem):
    """A working folder's ``portal.toml`` can't be used."""


def leer_perfil(archivo: Path | None = None) -> Perfil:
    """The profile, with the changes of ``archivo`` if there is one.

    Raises:
        PerfilInvalido: an entry is unknown or impossible.
    """
    if archivo is None or not archivo.is_file():
        return _de_fabrica()
    base = _aplanado(_datos_de_fabrica())
    try:
        cambios = tomllib.loads(archivo.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise PerfilInvalido(
            f"{archivo} no está en UTF-8.", remedio="Guárdelo de nuevo como UTF-8."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise PerfilInvalido(
            f"{archivo}{_renglon(error)}: no se entiende, o repite un dato.",
            remedio="Cada dato va como nombre = valor, una sola vez, y los textos entre comillas.",
        ) from None
    _mezclar(base, cambios, archivo)
    try:
        return Perfil.model_validate(base)
    except ValidationError as error:
        primero = error.errors()[0]
        lugar = ".".join(str(parte) for parte in primero["loc"])
        raise PerfilInvalido(
            f"{archivo}: «{lugar}» no es posible: {_en_espanol(primero)}.",
            remedio="Corríjalo o quítelo; sin él vale lo de fábrica.",
        ) from None


def _renglon(error: tomllib.TOMLDecodeError) -> str:
    donde = re.search(r"line (\d+)", str(error))
    return f", renglón {donde[1]}" if donde else ""


@cache
def _de_fabrica() -> Perfil:
    return Perfil.model_validate(_aplanado(_datos_de_fabrica()))


def _datos_de_fabrica() -> dict[str, Any]:
    origen = resources.files("icsoe_bot.portal.perfil") / ARCHIVO
    return tomllib.loads(origen.read_text(encoding="utf-8"))


def _aplanado(datos: dict[str, Any]) -> dict[str, Any]:
    """Elements by one key, such as ``capturar.anio``."""
    elementos = {
        f"{pantalla}.{clave}": elemento
        for pantalla, claves in datos["elementos"].items()
        for clave, elemento in claves.items()
    }
    return {**datos, "elementos": elementos}


def _mezclar(base: dict[str, Any], cambios: dict[str, Any], archivo: Path) -> None:
    for seccion, datos in cambios.items():
        _exigir_conocido(seccion, base, archivo)
        if seccion == "mensajes" and isinstance(datos, list):
            # An office's own go first.
            base[seccion] = [*datos, *base[seccion]]
        elif seccion == "mensajes" or not isinstance(datos, dict):
            raise PerfilInvalido(
                f"{archivo}: «{seccion}» no tiene la forma esperada.",
                remedio="Escríbalo como en docs/portal.md.",
            )
        elif seccion == "elementos":
            _mezclar_elementos(base[seccion], datos, archivo)
        else:
            for clave, valor in datos.items():
                if seccion != "protesta":
                    _exigir_conocido(clave, base[seccion], archivo, dentro_de=seccion)
                base[seccion][clave] = valor


def _mezclar_elementos(base: dict[str, Any], datos: dict[str, Any], archivo: Path) -> None:
    for pantalla, claves in datos.items():
        if not isinstance(claves, dict):
            raise PerfilInvalido(
                f"{archivo}: «elementos.{pantalla}» no es un elemento.",
                remedio="Escriba pantalla y elemento, como elementos.capturar.anio.",
            )
        for clave, valor in claves.items():
            nombre = f"{pantalla}.{clave}"
            _exigir_conocido(nombre, base, archivo, dentro_de="elementos")
            busca = valor.get("busca", valor) if isinstance(valor, dict) else valor
            if isinstance(busca, dict):
                busca = [busca]
            base[nombre] = {**base[nombre], "busca": busca, "propio": True}


def _exigir_conocido(
    nombre: str, base: dict[str, Any], archivo: Path, *, dentro_de: str = ""
) -> None:
    if nombre in base:
        return
    parecidos = difflib.get_close_matches(nombre, base, n=1)
    entero = f"{dentro_de}.{nombre}" if dentro_de else nombre
    raise PerfilInvalido(
        f"{archivo}: no existe «{entero}».",
        remedio=f"¿Quiso escribir «{parecidos[0]}»?"
        if parecidos
        else f"Los que existen: {', '.join(sorted(base))}.",
    )


_PROPIAS = "Value error, "


def _en_espanol(error: Any) -> str:
    """What is wrong, in Spanish: our own messages are; the library's aren't."""
    mensaje = str(error["msg"])
    if mensaje.startswith(_PROPIAS):
        return mensaje.removeprefix(_PROPIAS)
    return {
        "extra_forbidden": "no existe ese dato",
        "missing": "falta",
        "greater_than": "debe ser mayor que cero",
        "less_than_equal": "es demasiado grande",
        "literal_error": "no es uno de los valores posibles",
    }.get(error["type"], "el valor no tiene la forma esperada")
