"""Who else could read or copy the keys and passwords of a folder."""

from __future__ import annotations

import os
import re
import shlex
import stat
from pathlib import Path

import psutil

from flows.carpeta import CarpetaDeTrabajo
from flows.configuracion import COMANDO_DE_CLAVE, PREFIJO_DE_CLAVE
from flows.revision.hallazgo import Atencion
from icsoe_bot.errors import OperatorMustAct

_SECRETOS = ("ICSOE_BITACORA", "ICSOE_AVISOS", "ICSOE_PROXY")
"""Settings that may hold a password or token, besides ``ICSOE_CLAVE_<RFC>``."""

_DE_OTROS = stat.S_IRWXG | stat.S_IRWXO
_ESCRIBEN_OTROS = stat.S_IWGRP | stat.S_IWOTH
_NUBES = re.compile(
    r"onedrive|dropbox|google ?drive|googledrive|mi unidad|my drive|icloud|mega(sync)?$|nextcloud",
    re.IGNORECASE,
)
_DE_RED = frozenset(
    {"cifs", "smb3", "smbfs", "smb2", "nfs", "nfs4", "afpfs", "webdav", "davfs", "9p", "sshfs"}
    | {"fuse.sshfs", "fuse.davfs", "ncpfs"}
)


class PermisosAbiertos(OperatorMustAct):
    """Other users of this machine can read a key or password, or put in another."""

    porque = (
        "Quien copie una llave con su contraseña puede firmar por el contribuyente, y solo él "
        "responde de su resguardo."
    )


class CarpetaEnRed(OperatorMustAct):
    """The folder is on another machine's disk, with a ledger in SQLite."""

    porque = (
        "Desde una unidad de red dos equipos no comparten bien la bitácora, que es lo que impide "
        "firmar dos veces; y otros pueden leer las llaves."
    )


def permisos(carpeta: CarpetaDeTrabajo) -> str | Atencion:
    """Whether others on this machine can read what is secret, or change the e.firmas.

    Windows keeps a person's own folder from others; elsewhere on the disk they usually can read.

    Raises:
        PermisosAbiertos: they can (POSIX alone).
    """
    if os.name == "nt":
        return _en_windows(carpeta.raiz)
    abiertos = _abiertos(carpeta)
    if abiertos:
        nombres = ", ".join(f"«{ruta.relative_to(carpeta.raiz)}»" for ruta in abiertos[:5])
        mas = f" y {len(abiertos) - 5} más" if len(abiertos) > 5 else ""
        partes = [ruta for ruta in (carpeta.archivo_env, carpeta.efirmas) if ruta.exists()]
        rutas = " ".join(shlex.quote(str(parte.resolve())) for parte in partes)
        raise PermisosAbiertos(
            f"Otros usuarios de este equipo pueden leer o cambiar {nombres}{mas}.",
            remedio=f"Ejecute: chmod -R go= {rutas}",
        )
    return "solo su dueño lee las llaves y contraseñas"


def _en_windows(raiz: Path) -> str | Atencion:
    if en_lo_propio(raiz, Path.home()):
        return "dentro de su carpeta personal de Windows"
    return Atencion(
        "La carpeta no está dentro de su carpeta personal de Windows.",
        "Fuera de ella, otros usuarios de este equipo suelen poder leer las llaves y contraseñas.",
        f"Muévala a {Path.home()}, o quite en sus Propiedades, Seguridad, a los demás usuarios.",
    )


def en_lo_propio(raiz: Path, personal: Path) -> bool:
    """Whether ``raiz`` is inside a person's own folder."""
    return raiz.resolve().is_relative_to(personal.resolve())


def _abiertos(carpeta: CarpetaDeTrabajo) -> list[Path]:
    rutas = []
    if _guarda_secretos(carpeta) and _modo(carpeta.archivo_env) & _DE_OTROS:
        rutas.append(carpeta.archivo_env)
    if not carpeta.efirmas.is_dir():
        return rutas
    carpetas = [carpeta.efirmas, *(hija for hija in _hijas(carpeta.efirmas) if hija.is_dir())]
    for una in carpetas:
        if _modo(una) & _ESCRIBEN_OTROS:
            rutas.append(una)
        rutas += [
            llave
            for llave in _hijas(una)
            if llave.suffix.lower() == ".key" and _modo(llave) & _DE_OTROS
        ]
    return rutas


def _guarda_secretos(carpeta: CarpetaDeTrabajo) -> bool:
    nombres = {nombre.upper() for nombre in carpeta.env}
    return any(
        nombre in _SECRETOS or (nombre.startswith(PREFIJO_DE_CLAVE) and nombre != COMANDO_DE_CLAVE)
        for nombre in nombres
    )


def _hijas(carpeta: Path) -> list[Path]:
    try:
        return sorted(carpeta.iterdir())
    except OSError:  # the look at the e.firmas tells it
        return []


def _modo(ruta: Path) -> int:
    try:
        return stat.S_IMODE(ruta.stat().st_mode)
    except OSError:
        return 0


def ubicacion(carpeta: CarpetaDeTrabajo) -> str | Atencion:
    """Whether the folder lies on this machine's own disk and is copied nowhere.

    Raises:
        CarpetaEnRed: it is on a network drive, and so would be its ledger.
    """
    raiz = carpeta.raiz.resolve()
    if es_de_red(raiz) and carpeta.configuracion.bitacora is None:
        raise CarpetaEnRed(
            f"La carpeta {raiz} está en una unidad de red.",
            remedio="Muévala al disco de este equipo. Si varios equipos presentan, use una "
            "bitácora en PostgreSQL (ICSOE_BITACORA).",
        )
    nube = next((parte for parte in raiz.parts if _NUBES.match(parte)), None)
    if nube is not None:
        return Atencion(
            f"La carpeta está dentro de «{nube}», que se copia a la nube.",
            "Con ella se copian las llaves, el .env y la bitácora: las llaves dejan de estar solo "
            "en este equipo, y en otro la misma bitácora puede llegar atrasada.",
            "Muévala a una carpeta que no se sincronice y respáldela usted.",
        )
    return str(raiz)


def es_de_red(raiz: Path) -> bool:
    """Whether ``raiz`` is on another machine's disk, as far as the system tells."""
    if str(raiz).startswith("\\\\"):
        return True
    try:
        unidades = psutil.disk_partitions(all=True)
    except (OSError, psutil.Error):
        return False
    propias = [unidad for unidad in unidades if raiz.is_relative_to(unidad.mountpoint)]
    if not propias:
        return False
    unidad = max(propias, key=lambda una: len(una.mountpoint))
    return unidad.fstype.lower() in _DE_RED or "remote" in unidad.opts.lower().split(",")
