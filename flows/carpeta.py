"""A working folder: all that belongs to one office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from flows.configuracion import Configuracion, leer_configuracion, leer_env
from flows.red import red_de
from icsoe_bot.archive.archivo import Archivo
from icsoe_bot.domain.plazos import Calendario
from icsoe_bot.errors import UsageProblem
from icsoe_bot.ledger.bitacora import Bitacora
from icsoe_bot.ledger.mudanza import exigir_mudada
from icsoe_bot.portal.direcciones import Direcciones
from icsoe_bot.portal.perfil.lectura import ARCHIVO, leer_perfil
from icsoe_bot.portal.perfil.modelo import Perfil
from icsoe_bot.portal.salida import Red


@dataclass(frozen=True)
class CarpetaDeTrabajo:
    """The folder at ``raiz``: ``.env``, ``efirmas/``, ``lote.csv``, ``acuses/``, the ledger.

    Raises:
        UsageProblem: there is no such folder.
    """

    raiz: Path

    def __post_init__(self) -> None:
        if not self.raiz.is_dir():
            raise UsageProblem(
                f"No existe la carpeta de trabajo {self.raiz}.",
                remedio="Revise la ruta después de -C, o créela con «icsoe iniciar».",
            )

    @property
    def archivo_env(self) -> Path:
        return self.raiz / ".env"

    @property
    def efirmas(self) -> Path:
        return self.raiz / "efirmas"

    @property
    def acuses(self) -> Path:
        """The archive."""
        return self.raiz / "acuses"

    @property
    def lote(self) -> Path:
        """The batch that is filed when no other is named."""
        return self.raiz / "lote.csv"

    @property
    def programacion(self) -> Path:
        """What was written for the operating system's scheduler."""
        return self.raiz / "programacion"

    @property
    def de_oficina(self) -> bool:
        """Whether it has settings or e.firmas: in any other folder nothing is left behind."""
        return self.archivo_env.is_file() or self.efirmas.is_dir()

    @property
    def registro(self) -> Path:
        """Logs."""
        return self.raiz / "registro"

    @property
    def evidencia(self) -> Path:
        """What the screen showed when something went wrong."""
        return self.raiz / "evidencia"

    @property
    def soporte(self) -> Path:
        """Packs for IMSS's help desk."""
        return self.raiz / "soporte"

    @property
    def desconocidos(self) -> Path:
        """What the portal said and nobody knew."""
        return self.raiz / "portal" / "desconocidos.toml"

    @property
    def sesiones(self) -> Path:
        """Locks of the sessions that are open on the portal."""
        return self.raiz / "sesiones"

    @cached_property
    def env(self) -> dict[str, str]:
        """The pairs of ``.env``, passwords among them."""
        return leer_env(self.archivo_env)

    @cached_property
    def configuracion(self) -> Configuracion:
        return leer_configuracion(self.env, self.archivo_env)

    @cached_property
    def perfil(self) -> Perfil:
        """What is known of the portal, with this folder's changes.

        Raises:
            UsageProblem: they can't be used.
        """
        return leer_perfil(self.raiz / ARCHIVO)

    @property
    def direcciones(self) -> Direcciones:
        """The portal's addresses.

        Raises:
            UsageProblem: one of them belongs to the other environment.
        """
        ajustes = self.configuracion
        return Direcciones.de(
            ajustes.ambiente,
            ajustes.portal,
            ajustes.widget,
            conocidas=self.perfil.direcciones,
        )

    @cached_property
    def red(self) -> Red:
        """How this office gets to the portal."""
        return red_de(self.configuracion)

    @cached_property
    def calendario(self) -> Calendario:
        """Business days, with those of ``dias-inhabiles.txt``: a date a line, # for remarks.

        Raises:
            UsageProblem: a line holds no date, or it isn't UTF-8 text.
        """
        archivo = self.raiz / "dias-inhabiles.txt"
        if not archivo.is_file():
            return Calendario()
        dias = set()
        try:
            lineas = archivo.read_text(encoding="utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise UsageProblem(
                f"{archivo} no está en UTF-8.", remedio="Guárdelo de nuevo como UTF-8."
            ) from None
        for numero, linea in enumerate(lineas, start=1):
            texto = linea.partition("#")[0].strip()
            if not texto:
                continue
            try:
                dias.add(date.fromisoformat(texto))
            except ValueError:
                raise UsageProblem(
                    f"{archivo}, renglón {numero}: «{texto}» no es una fecha.",
                    remedio="Escriba una por renglón, como 2027-01-18.",
                ) from None
        return Calendario(frozenset(dias))

    def abrir_archivo(self) -> Archivo:
        """The acuses of this folder.

        Raises:
            UsageProblem: they are of the other environment.
        """
        return Archivo(self.acuses, self.configuracion.ambiente.value)

    def abrir_bitacora(self, mundo: str) -> Bitacora:
        """The ledger of this folder. ``mundo`` tells one replica from another."""
        return Bitacora(self.direccion_de_bitacora, mundo)

    @property
    def archivo_de_bitacora(self) -> Path:
        """The SQLite file that is the ledger while no other address is set."""
        return (self.raiz / f"bitacora-{self.configuracion.ambiente.value}.sqlite3").resolve()

    @cached_property
    def direccion_de_bitacora(self) -> str:
        """Where the ledger is, for SQLAlchemy; it may hold a password.

        Raises:
            BitacoraSinMudar: it is in PostgreSQL, and the folder's file has what isn't there.
        """
        otra = self.bitacora_en_postgresql
        if otra is not None:
            exigir_mudada(self.archivo_de_bitacora)
            return otra
        ajuste = self.configuracion.bitacora
        return ajuste.get_secret_value() if ajuste else f"sqlite:///{self.archivo_de_bitacora}"

    @property
    def bitacora_en_postgresql(self) -> str | None:
        """The address that ``ICSOE_BITACORA`` gives, with its password, if it is PostgreSQL's."""
        ajuste = self.configuracion.bitacora
        otra = ajuste.get_secret_value() if ajuste else ""
        return otra if otra.startswith("postgres") else None
