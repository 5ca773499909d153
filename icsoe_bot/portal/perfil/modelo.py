"""The profile's shape: what each entry may say, checked when it is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import Cuatrimestre, Periodo
from icsoe_bot.domain.protesta import TEXTO_SIN_INFORMACION
from icsoe_bot.errors import IcsoeError
from icsoe_bot.portal import errores
from icsoe_bot.portal.mensajes import Mensaje

Rol = Literal[
    "alert",
    "alertdialog",
    "button",
    "cell",
    "checkbox",
    "columnheader",
    "combobox",
    "dialog",
    "heading",
    "img",
    "link",
    "listbox",
    "menuitem",
    "option",
    "radio",
    "row",
    "rowheader",
    "tab",
    "table",
    "textbox",
]
Texto = Annotated[str, Field(min_length=1, pattern=r"\S")]


class _Cerrado(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _en_lista(valor: Any) -> Any:
    return [valor] if isinstance(valor, str) else valor


class Busca(_Cerrado):
    """One way of finding an element; exactly one of its kinds."""

    rol: Annotated[tuple[Rol, ...], BeforeValidator(_en_lista)] | None = None
    nombre: Texto | None = None
    etiqueta: Texto | None = None
    junto: Texto | None = None
    texto: Texto | None = None
    titulo: Texto | None = None
    css: Texto | None = None
    exacto: bool = False

    @model_validator(mode="after")
    def _una_sola(self) -> Self:
        if sum(bool(v) for v in (self.rol, *self._sencillas.values())) != 1:
            raise ValueError("lleva una sola forma: rol, etiqueta, junto, texto, titulo o css")
        if bool(self.rol) != bool(self.nombre):
            raise ValueError("«rol» y «nombre» van juntos")
        if self.exacto and not self.texto:
            raise ValueError("«exacto» sólo va con «texto»")
        return self

    @property
    def _sencillas(self) -> dict[str, str | None]:
        return {
            "etiqueta": self.etiqueta,
            "junto": self.junto,
            "texto": self.texto,
            "titulo": self.titulo,
            "css": self.css,
        }

    def __str__(self) -> str:
        """As it is written in the file."""
        if self.rol:
            roles = ", ".join(f'"{rol}"' for rol in self.rol)
            uno = roles if len(self.rol) == 1 else f"[{roles}]"
            return f"{{ rol = {uno}, nombre = {entre_comillas(self.nombre or '')} }}"
        clave, valor = next((c, v) for c, v in self._sencillas.items() if v)
        exacto = ", exacto = true" if self.exacto else ""
        return f"{{ {clave} = {entre_comillas(valor)}{exacto} }}"


def entre_comillas(texto: str) -> str:
    """A text as TOML writes it."""
    # JSON's strings are TOML's, but for the one control character that JSON lets through.
    return json.dumps(texto, ensure_ascii=False).replace("\x7f", "\\u007f")


class Elemento(_Cerrado):
    """One thing on a screen: what a person calls it, where it is known from, how to find it."""

    nombre: Texto
    fuente: Literal["G", "W", "L", "?"]
    busca: Annotated[tuple[Busca, ...], Field(min_length=1)]
    propio: bool = False
    """Whether a working folder changed it."""


class DireccionesDelPortal(_Cerrado):
    """The real portal's addresses."""

    micrositio: Texto
    aplicacion: Texto
    widget: Texto


class Tiempos(_Cerrado):
    """Upper bounds, in seconds."""

    pantalla: Annotated[float, Field(gt=0, le=600)]
    firma: Annotated[float, Field(gt=0, le=1200)]
    descarga: Annotated[float, Field(gt=0, le=1200)]


class Textos(_Cerrado):
    """What the portal's screens say."""

    sin_informacion: Texto
    primero: Texto
    segundo: Texto
    tercero: Texto
    titulo_de_la_protesta: Texto
    exito: Texto
    perfil: Texto
    fecha: Texto
    columna_anio: Texto
    columna_cuatrimestre: Texto
    columna_folio: Texto
    columna_tipo: Texto
    columna_complementaria: Texto
    columna_fecha: Texto
    columna_estatus: Texto

    @field_validator("fecha")
    @classmethod
    def _se_lee_de_vuelta(cls, formato: str) -> str:
        dia = datetime(2022, 1, 17)
        if datetime.strptime(dia.strftime(formato), formato) != dia:
            raise ValueError("no dice día, mes y año, como %d/%m/%Y")
        return formato

    def meses(self, periodo: Periodo) -> str:
        """How the portal's list names the period's months."""
        return {
            Cuatrimestre.PRIMERO: self.primero,
            Cuatrimestre.SEGUNDO: self.segundo,
            Cuatrimestre.TERCERO: self.tercero,
        }[periodo.cuatrimestre]

    def de_tipo(self, tipo: TipoInformativa) -> str:
        """How the portal's list names a kind of return."""
        return self.sin_informacion if tipo is TipoInformativa.SIN_INFORMACION else tipo.value


class TextoDeProtesta(_Cerrado):
    """The oath, and who read it if it isn't the documented one."""

    texto: Texto
    leida_por: str = ""
    leida_el: date | None = None

    @model_validator(mode="after")
    def _acordada(self) -> Self:
        letras = sum(letra.isalpha() for letra in self.leida_por)
        if self.texto != TEXTO_SIN_INFORMACION and (letras < 3 or self.leida_el is None):
            raise ValueError(
                "otro texto de la protesta necesita «leida_por», el nombre de quien lo leyó con "
                "quienes declaran, y «leida_el», la fecha"
            )
        return self


class Mensajes(_Cerrado):
    """Sentences of the portal that mean the same."""

    error: Texto
    textos: Annotated[tuple[Texto, ...], Field(min_length=1)]
    remedio: Texto

    @field_validator("error")
    @classmethod
    def _existe(cls, nombre: str) -> str:
        clase = getattr(errores, nombre, None)
        if not (isinstance(clase, type) and issubclass(clase, IcsoeError)):
            raise ValueError(f"no existe el error «{nombre}»")
        return nombre

    @field_validator("textos")
    @classmethod
    def _largos(cls, textos: tuple[str, ...]) -> tuple[str, ...]:
        if any(sum(letra.isalnum() for letra in texto) < 8 for texto in textos):
            raise ValueError("un texto tan corto estaría en cualquier pantalla")
        return textos


class Perfil(_Cerrado):
    """All that is known of the portal."""

    direcciones: DireccionesDelPortal
    tiempos: Tiempos
    elementos: Mapping[str, Elemento]
    """By key, such as ``capturar.anio``."""
    textos: Textos
    protesta: TextoDeProtesta
    mensajes: tuple[Mensajes, ...]

    @property
    def conocidos(self) -> list[Mensaje]:
        """Each sentence with its error."""
        return [
            Mensaje(texto, getattr(errores, grupo.error), grupo.remedio)
            for grupo in self.mensajes
            for texto in grupo.textos
        ]
