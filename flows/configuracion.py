"""The settings of a working folder: its ``.env``, and the environment, which goes first."""

from __future__ import annotations

import difflib
import io
import os
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography import x509
from dotenv.parser import Binding, parse_stream
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from icsoe_bot.domain.horario import HorasDeSilencio
from icsoe_bot.domain.rfc import RFC, RFCInvalido
from icsoe_bot.errors import UsageProblem
from icsoe_bot.portal.direcciones import Ambiente
from icsoe_bot.portal.salida import Proxy

PREFIJO = "ICSOE_"
PREFIJO_DE_CLAVE = "ICSOE_CLAVE_"
COMANDO_DE_CLAVE = "ICSOE_CLAVE_COMANDO"

NUNCA = "nunca"
"""Of a schedule: it is switched off."""

_CAMPOS_DE_CRON = 5

_NAVEGADORES_EN_REPLICA = 2
_SESIONES_EN_PRODUCCION = 1
_PETICIONES_EN_PRODUCCION = 60


class ConfiguracionInvalida(UsageProblem):
    """The ``.env`` or the environment holds something unknown or impossible."""


class NavegadoresDeMas(UsageProblem):
    """More browsers than sessions that may be open."""


class Configuracion(BaseSettings):
    """What a working folder may set, each as ``ICSOE_`` and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIJO, extra="forbid", frozen=True)

    ambiente: Ambiente = Ambiente.REPLICA
    """``replica`` or ``produccion``."""
    portal: str | None = None
    """Address of the microsite, if not the environment's usual one."""
    widget: str | None = None
    """Address of the signing widget, if not the environment's usual one."""
    navegador: str | None = None
    """Program of the browser to use."""
    espera: float | None = Field(default=None, gt=0, le=600)
    """Seconds that a screen may take, and half of what the signature may; else the profile's."""
    llavero: bool = True
    """Whether to look for passwords in the operating system's keyring."""
    clave_comando: str | None = None
    """Command that prints a password; ``{rfc}`` stands for the RFC."""
    intentos: int = Field(default=3, ge=1, le=20)
    """How often a batch tries what only reads and navigates, for one taxpayer."""
    pausa: float = Field(default=2, ge=0, le=600)
    """Seconds before the second try, more or less; each further one waits about twice as long."""
    caidas: int = Field(default=3, ge=1, le=100)
    """Taxpayers in a row that find the portal down before a batch stops."""
    regreso: float = Field(default=30, ge=0, le=1440)
    """Minutes after which a batch that stopped for that is worth another try."""
    espera_desenlace: float = Field(default=10, ge=0, le=1440)
    """Minutes to wait before the acuses are read again after a signature without an answer."""
    bitacora: SecretStr | None = None
    """Address of the ledger in PostgreSQL, with its password; a SQLite file when there is none."""
    avisos: SecretStr | None = None
    """Addresses of Apprise to send notices to; a comma, a space or a line between two."""
    sin_adornos: bool = False
    """Whether images and fonts of the portal are left unfetched: for a slow connection."""
    navegadores: int | None = Field(default=None, ge=1, le=20)
    """Browsers that a batch works with at a time; else the environment's."""
    sesiones: int | None = Field(default=None, ge=0, le=20)
    """Sessions at a time over all runs of the folder, 0 for any number; else the environment's."""
    peticiones_por_minuto: int | None = Field(default=None, ge=0, le=6000)
    """Ceiling for what a run asks the portal, 0 for none; else the environment's."""
    horas_de_silencio: str | None = None
    """``22:00-06:00``: hours of central Mexico in which no session begins."""
    lento: float = Field(default=8, gt=0, le=600)
    """Seconds that an answer may take before a run pauses between taxpayers."""
    agenda_repaso: str = "15 6 * * *"
    """When workers queue again what was asked for and isn't filed: cron's five fields, by the
    clock of central Mexico, or ``nunca``."""
    agenda_acuses: str = NUNCA
    """The same for bringing home the acuses of every taxpayer whose e.firma a worker holds."""

    proxy: SecretStr | None = None
    """``http://user:password@host:port``, for the real portal and for notices."""
    ca: Path | None = None
    """A PEM file of authorities to trust besides; the browser takes its own from the system."""

    @field_validator("proxy")
    @classmethod
    def _proxy(cls, valor: SecretStr | None) -> SecretStr | None:
        if valor is not None:
            Proxy.leer(valor.get_secret_value())
        return valor

    @field_validator("ca")
    @classmethod
    def _ca(cls, valor: Path | None) -> Path | None:
        if valor is None:
            return None
        try:
            x509.load_pem_x509_certificates(valor.read_bytes())
        except OSError:
            raise ValueError("no such file") from None
        return valor.resolve()

    @field_validator("horas_de_silencio")
    @classmethod
    def _horas(cls, valor: str | None) -> str | None:
        return valor and str(HorasDeSilencio.parse(valor))

    @field_validator("agenda_repaso", "agenda_acuses")
    @classmethod
    def _agenda(cls, valor: str) -> str:
        from croniter import croniter

        if valor != NUNCA:
            if len(valor.split()) != _CAMPOS_DE_CRON:
                raise ValueError("not cron's five fields")
            croniter(valor)
        return valor

    def navegadores_a_la_vez(self, pedidos: int | None = None) -> int:
        """How many browsers a batch works with: ``pedidos``, or as set, or as usual.

        Raises:
            NavegadoresDeMas: there may not be so many sessions at a time.
        """
        if pedidos is None:
            pedidos = self.navegadores
        tope = self.sesiones_a_la_vez
        if pedidos is None:
            usual = 1 if self.ambiente is Ambiente.PRODUCCION else _NAVEGADORES_EN_REPLICA
            return min(usual, tope or usual)
        if tope and pedidos > tope:
            raise NavegadoresDeMas(
                f"{pedidos} navegadores no pueden trabajar a la vez: en esta carpeta hay a lo más "
                f"{tope} {'sesión abierta' if tope == 1 else 'sesiones abiertas'} en el portal.",
                remedio=f"Use menos navegadores, o ponga ICSOE_SESIONES={pedidos} en .env.",
            )
        return pedidos

    @property
    def sesiones_a_la_vez(self) -> int:
        """How many sessions at a time; 0 for any number, as on the replica if nothing is set."""
        return self._o_de_produccion(self.sesiones, _SESIONES_EN_PRODUCCION)

    @property
    def tope_por_minuto(self) -> int:
        """How many requests a minute; 0 for any number, as on the replica if nothing is set."""
        return self._o_de_produccion(self.peticiones_por_minuto, _PETICIONES_EN_PRODUCCION)

    @property
    def silencio(self) -> HorasDeSilencio | None:
        """The quiet hours, if there are any."""
        return HorasDeSilencio.parse(self.horas_de_silencio) if self.horas_de_silencio else None

    def _o_de_produccion(self, ajuste: int | None, usual: int) -> int:
        if ajuste is not None:
            return ajuste
        return usual if self.ambiente is Ambiente.PRODUCCION else 0

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings


def leer_env(archivo: Path) -> dict[str, str]:
    """The pairs of a ``.env``; none when there is no such file.

    Raises:
        ConfiguracionInvalida: it isn't UTF-8 text, a line is no setting, or one is set twice.
            Nothing of the line is repeated, since it could be a misplaced password.
    """
    if not archivo.is_file():
        return {}
    try:
        texto = archivo.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfiguracionInvalida(
            f"{archivo} no está en UTF-8.", remedio="Guárdelo de nuevo como UTF-8."
        ) from None
    pares: dict[str, str] = {}
    renglones: dict[str, int] = {}
    for hallado in parse_stream(io.StringIO(texto)):
        renglon = _renglon(hallado)
        if hallado.error or (hallado.key is not None and hallado.value is None):
            raise ConfiguracionInvalida(
                f"{archivo}, renglón {renglon}: no se entiende.",
                remedio="Escriba cada ajuste como NOMBRE=valor, y # antes de un comentario.",
            )
        if hallado.key is None:
            continue
        previo = renglones.setdefault(_normal(hallado.key), renglon)
        if previo != renglon:
            raise ConfiguracionInvalida(
                f"{archivo}, renglón {renglon}: «{hallado.key}» ya está en el renglón {previo}.",
                remedio="Deje sólo uno de los dos.",
            )
        pares[hallado.key] = hallado.value or ""
    return pares


def _renglon(hallado: Binding) -> int:
    """The blank lines before it count as a part of it."""
    original = hallado.original.string
    blancos = original[: len(original) - len(original.lstrip())]
    return hallado.original.line + blancos.count("\n")


def _normal(nombre: str) -> str:
    return unicodedata.normalize("NFC", nombre).upper()


def leer_configuracion(pares: Mapping[str, str], archivo: Path) -> Configuracion:
    """The settings out of the pairs of ``archivo`` and the environment.

    Raises:
        ConfiguracionInvalida: a key is unknown, or a value impossible. Values are not repeated,
            since one of them could be a misplaced password.
    """
    ajustes: dict[str, Any] = {}
    conocidas = {f"{PREFIJO}{campo.upper()}": campo for campo in Configuracion.model_fields}
    for nombre, valor in pares.items():
        if nombre in conocidas:
            if valor:
                ajustes[conocidas[nombre]] = valor
                if nombre == f"{PREFIJO}CA":
                    # Like everything in the folder, it is named from there.
                    ajustes["ca"] = archivo.parent / valor
        elif _normal(nombre).startswith(PREFIJO_DE_CLAVE):
            _exigir_rfc(nombre, archivo)
        else:
            parecida = difflib.get_close_matches(_normal(nombre), conocidas, n=1)
            raise _desconocido(
                nombre,
                archivo,
                parecida[0] if parecida else None,
                f"Los que existen: {', '.join(conocidas)} y {PREFIJO_DE_CLAVE}<RFC>.",
            )
    try:
        return Configuracion(**ajustes)
    except ValidationError as error:
        lugar = error.errors()[0]["loc"]
        nombre = f"{PREFIJO}{str(lugar[0]).upper()}" if lugar else "un ajuste"
        origen = "el ambiente" if nombre in os.environ else str(archivo)
        raise ConfiguracionInvalida(
            f"{origen}: el valor de {nombre} no es posible.",
            remedio=_VALORES.get(nombre, "Corríjalo o quítelo."),
        ) from None


def _exigir_rfc(nombre: str, archivo: Path) -> None:
    escrito = _normal(nombre).removeprefix(PREFIJO_DE_CLAVE)
    parecida = None
    try:
        rfc = str(RFC.parse(escrito))
        if escrito == rfc:
            return
        parecida = f"{PREFIJO_DE_CLAVE}{rfc}"
    except RFCInvalido:
        if difflib.get_close_matches(escrito, [COMANDO_DE_CLAVE.removeprefix(PREFIJO_DE_CLAVE)]):
            parecida = COMANDO_DE_CLAVE
    raise _desconocido(
        nombre, archivo, parecida, f"Después de {PREFIJO_DE_CLAVE} va el RFC de un contribuyente."
    )


def _desconocido(
    nombre: str, archivo: Path, parecida: str | None, remedio: str
) -> ConfiguracionInvalida:
    return ConfiguracionInvalida(
        f"{archivo}: no existe el ajuste «{nombre}».",
        remedio=f"¿Quiso escribir {parecida}?" if parecida else remedio,
    )


_VALORES = {
    "ICSOE_AMBIENTE": "Escriba replica o produccion.",
    "ICSOE_LLAVERO": "Escriba true o false.",
    "ICSOE_ESPERA": "Escriba segundos, más de 0 y hasta 600.",
    "ICSOE_INTENTOS": "Escriba un número entero, de 1 a 20.",
    "ICSOE_PAUSA": "Escriba segundos, de 0 a 600.",
    "ICSOE_CAIDAS": "Escriba un número entero, de 1 a 100.",
    "ICSOE_REGRESO": "Escriba minutos, de 0 a 1440.",
    "ICSOE_ESPERA_DESENLACE": "Escriba minutos, de 0 a 1440.",
    "ICSOE_NAVEGADORES": "Escriba un número entero, de 1 a 20.",
    "ICSOE_SESIONES": "Escriba un número entero, de 1 a 20, o 0 para no poner límite.",
    "ICSOE_PETICIONES_POR_MINUTO": "Escriba un número entero, o 0 para no poner límite.",
    "ICSOE_HORAS_DE_SILENCIO": "Escriba dos horas distintas, como 22:00-06:00.",
    "ICSOE_PROXY": "Escriba http://equipo:puerto, o http://usuario:contraseña@equipo:puerto. En el "
    "usuario y la contraseña, @ se escribe %40, / se escribe %2F y : se escribe %3A.",
    "ICSOE_CA": "Escriba la ruta de un archivo PEM con la autoridad de certificación de su red.",
    "ICSOE_AGENDA_REPASO": "Escriba los cinco campos de cron, como 15 6 * * *, o nunca.",
    "ICSOE_AGENDA_ACUSES": "Escriba los cinco campos de cron, como 0 7 * * 1, o nunca.",
    "ICSOE_LENTO": "Escriba segundos, más de 0 y hasta 600.",
}
