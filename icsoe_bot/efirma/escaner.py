"""Searches files for secrets: the gate that proves that a run left none behind."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from icsoe_bot.efirma import archivos, formas
from icsoe_bot.efirma.contenedores import ContenedorCerrado, interiores
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.efirma.llave import abrir_llave
from icsoe_bot.errors import OperatorMustAct

TROZO = 1024 * 1024
"""Bytes read at a time; matches across the border are found."""

_NIVELES = 12
"""Containers inside containers; deeper is refused."""

_VENTANA = 24
"""Bytes of a key that are looked for. Two windows side by side: the line breaks of PEM (every 48
bytes) and MIME (every 57) spoil at most one."""


class NoSePudoEscanear(OperatorMustAct):
    """A file that can't be looked at: nobody may call it clean."""


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """A secret found where it must not be. Never holds the secret."""

    archivo: Path
    interior: str
    """Path inside containers; empty for the file itself."""
    secreto: str
    """The secret's label."""
    codificacion: str

    def __str__(self) -> str:
        donde = f"{self.archivo} › {self.interior}" if self.interior else str(self.archivo)
        return f"{donde}: {self.secreto} ({self.codificacion})"


@dataclass(frozen=True, slots=True)
class SecretoBuscado:
    """A label and the byte patterns that give a secret away."""

    etiqueta: str
    patrones: dict[bytes, str] = field(repr=False)

    @classmethod
    def de_clave(cls, clave: str, etiqueta: str = "contraseña") -> SecretoBuscado:
        """A password.

        Raises:
            ValueError: it is too short to be told from chance.
        """
        if len(clave) < formas.LARGO_MINIMO:
            raise ValueError(f"a secret under {formas.LARGO_MINIMO} characters can't be searched")
        return cls(etiqueta, formas.octetos(clave))

    @classmethod
    def de_octetos(cls, datos: bytes, etiqueta: str) -> SecretoBuscado:
        """Any bytes, whole.

        Raises:
            ValueError: they are too few to be told from chance.
        """
        if len(datos) < formas.LARGO_MINIMO:
            raise ValueError(f"a secret under {formas.LARGO_MINIMO} bytes can't be searched")
        return cls(etiqueta, _patrones(datos, ""))

    @classmethod
    def de_archivo_key(cls, datos: bytes, etiqueta: str = "archivo .key") -> SecretoBuscado:
        """The encrypted .key file's bytes: copies of it are leaks too."""
        centro = len(datos) // 2
        return cls(etiqueta, _ventanas(datos[centro : centro + 2 * _VENTANA], "copia"))

    @classmethod
    def de_llave(cls, llave: RSAPrivateKey, etiqueta: str = "llave privada") -> SecretoBuscado:
        """A private key in any file format, PEM and JWK included.

        Looks for its exponent and primes, which every format holds; the modulus is public.
        """
        numeros = llave.private_numbers()
        patrones: dict[bytes, str] = {}
        for nombre, numero in (
            ("exponente", numeros.d),
            ("primo", numeros.p),
            ("primo", numeros.q),
        ):
            bruto = numero.to_bytes((numero.bit_length() + 7) // 8, "big")
            for inicio in (0, len(bruto) // 2):
                patrones |= _ventanas(bruto[inicio : inicio + 2 * _VENTANA], nombre)
        return cls(etiqueta, patrones)


def secretos_de(efirma: Efirma) -> list[SecretoBuscado]:
    """All that may not leave ``efirma``: password, private key, and copies of its .key file.

    Raises:
        ProblemaDeEfirma: the .key isn't any more what it was when the e.firma was opened.
        ValueError: the password is too short to be searched.
    """
    datos = archivos.leer_llave(efirma.key)
    llave, clave = abrir_llave(datos, efirma.clave, rfc=efirma.rfc, ruta=efirma.key)
    return [
        SecretoBuscado.de_clave(clave.revelar(), f"contraseña de {efirma.rfc}"),
        SecretoBuscado.de_llave(llave, f"llave privada de {efirma.rfc}"),
        SecretoBuscado.de_archivo_key(datos, f"archivo .key de {efirma.rfc}"),
    ]


def escanear(
    raices: Iterable[Path],
    secretos: Iterable[SecretoBuscado | str | bytes],
    permitidos: Iterable[Path] = (),
    *,
    trozo: int = TROZO,
) -> list[Hallazgo]:
    """Search every file under ``raices``, containers and names included.

    Args:
        raices: files and folders; links to folders aren't followed.
        secretos: text is a password, bytes are searched whole.
        permitidos: files that may hold the secrets: ``.env`` and the .key in its place.
        trozo: bytes read at a time.

    Raises:
        NoSePudoEscanear: something can't be read; the search is then no proof.
        ValueError: a secret is too short to be searched.
    """
    buscados = [_buscado(secreto, n) for n, secreto in enumerate(secretos, 1)]
    excluidos = {ruta.resolve() for ruta in permitidos}
    hallazgos: dict[Hallazgo, None] = {}
    for archivo in _archivos(raices):
        if archivo.resolve() in excluidos:
            continue
        try:
            with archivo.open("rb") as flujo:
                for interior, secreto, codificacion in _en_flujo(flujo, buscados, trozo, ()):
                    hallazgos[Hallazgo(archivo, interior, secreto, codificacion)] = None
        except OSError as error:
            raise _imposible(archivo, error.strerror or "error del sistema") from None
        except ContenedorCerrado as error:
            raise _imposible(archivo, str(error)) from None
        for _, secreto, codificacion in _en_octetos(os.fsencode(archivo.name), buscados):
            hallazgos[Hallazgo(archivo, "(nombre)", secreto, codificacion)] = None
    return list(hallazgos)


_Coincidencia = tuple[str, str, str]


def _en_flujo(
    flujo: BinaryIO, buscados: list[SecretoBuscado], trozo: int, camino: tuple[str, ...]
) -> Iterator[_Coincidencia]:
    if len(camino) > _NIVELES:
        raise ContenedorCerrado("demasiados contenedores, uno dentro de otro")
    interior = "!".join(camino)
    solape = max((len(p) for b in buscados for p in b.patrones), default=1) - 1
    cola = b""
    flujo.seek(0)
    while datos := flujo.read(trozo):
        ventana = cola + datos
        for _, secreto, codificacion in _en_octetos(ventana, buscados):
            yield interior, secreto, codificacion
        cola = ventana[len(ventana) - solape :] if solape < len(ventana) else ventana
    for nombre, contenido in interiores(flujo):
        propio = (*camino, nombre)
        for _, secreto, codificacion in _en_octetos(nombre.encode("utf-8", "replace"), buscados):
            yield "!".join(propio), secreto, codificacion
        yield from _en_flujo(io.BytesIO(contenido), buscados, trozo, propio)


def _en_octetos(datos: bytes, buscados: list[SecretoBuscado]) -> Iterator[_Coincidencia]:
    for buscado in buscados:
        for patron, codificacion in buscado.patrones.items():
            if patron in datos:
                yield "", buscado.etiqueta, codificacion


def _archivos(raices: Iterable[Path]) -> Iterator[Path]:
    def fallo(error: OSError) -> None:
        raise _imposible(Path(error.filename), error.strerror or "error del sistema") from None

    for raiz in raices:
        if raiz.is_file():
            yield raiz
        elif raiz.is_dir():
            for carpeta, _, nombres in os.walk(raiz, onerror=fallo):
                rutas = (Path(carpeta, nombre) for nombre in sorted(nombres))
                yield from (ruta for ruta in rutas if ruta.is_file())
        else:
            raise _imposible(raiz, "no existe")


def _buscado(secreto: SecretoBuscado | str | bytes, numero: int) -> SecretoBuscado:
    if isinstance(secreto, str):
        return SecretoBuscado.de_clave(secreto, f"secreto {numero}")
    if isinstance(secreto, bytes):
        return SecretoBuscado.de_octetos(secreto, f"secreto {numero}")
    return secreto


def _ventanas(datos: bytes, nombre: str) -> dict[bytes, str]:
    patrones: dict[bytes, str] = {}
    for inicio in range(0, len(datos) - _VENTANA + 1, _VENTANA):
        patrones |= _patrones(datos[inicio : inicio + _VENTANA], f"{nombre} ")
    return patrones


def _patrones(datos: bytes, nombre: str) -> dict[bytes, str]:
    return {datos: f"{nombre}binario"} | {
        forma: f"{nombre}{envoltura}" for forma, envoltura in formas.envueltos(datos)
    }


def _imposible(archivo: Path, porque: str) -> NoSePudoEscanear:
    return NoSePudoEscanear(
        f"No se pudo buscar secretos en «{archivo}»: {porque}.",
        remedio="Revise ese archivo a mano o bórrelo antes de repetir la búsqueda.",
    )
