"""What is looked for on each screen, and what each thing is: data for finding it again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum


class Clase(StrEnum):
    """What a person does with an element."""

    PULSABLE = "pulsable"
    CAMPO = "campo"
    ARCHIVO = "archivo"
    SECRETO = "secreto"
    MARCO = "marco"
    TEXTO = "texto"


@dataclass(frozen=True, slots=True)
class Buscado:
    """An element on a screen, and what tells it when its documented ways don't."""

    clave: str
    clase: Clase
    sinonimos: tuple[str, ...] = ()
    """Other words that a portal might use for it."""
    opciones: re.Pattern[str] | None = None
    """What its list offers, or its field holds."""
    opcional: bool = False
    """Whether it is no wonder if it isn't there, such as a button of an empty table."""
    en_marco: bool = False
    """Whether it is inside the signing widget."""


@dataclass(frozen=True, slots=True)
class PantallaBuscada:
    """A screen: its elements, and the columns of its table."""

    clave: str
    titulo: str
    elementos: tuple[Buscado, ...]
    columnas: tuple[str, ...] = field(default=())
    """Names of the profile's ``columna_`` texts."""


def _patron(texto: str) -> re.Pattern[str]:
    return re.compile(texto, re.IGNORECASE)


_CERRAR = Buscado("sesion.cerrar", Clase.PULSABLE, ("Salir", "Cerrar", "Terminar sesión"))
_PERFIL = Buscado("sesion.perfil", Clase.TEXTO, ("Datos del usuario", "Datos del contratista"))

MICROSITIO = PantallaBuscada(
    "micrositio",
    "1. Micrositio",
    (Buscado("micrositio.ingresar", Clase.PULSABLE, ("Ingresar", "Entrar al ICSOE", "Acceder")),),
)
ENTRADA = PantallaBuscada(
    "entrada",
    "2. Entrada",
    (
        Buscado(
            "entrada.con_efirma",
            Clase.PULSABLE,
            ("e.firma", "Firma electrónica", "FIEL", "Acceso con e.firma"),
        ),
        Buscado(
            "entrada.con_contrasena",
            Clase.PULSABLE,
            ("Usuario y contraseña", "Contraseña", "Acceso con usuario"),
        ),
    ),
)
INGRESO = PantallaBuscada(
    "ingreso",
    "3. Ingreso con e.firma",
    (
        Buscado("widget.marco", Clase.MARCO, ("firma", "widget", "chfecyn")),
        Buscado("widget.rfc", Clase.CAMPO, ("RFC", "Registro federal"), en_marco=True),
        Buscado(
            "widget.certificado",
            Clase.ARCHIVO,
            ("cer", "Certificado (.cer)", "Archivo cer"),
            en_marco=True,
        ),
        Buscado(
            "widget.llave",
            Clase.ARCHIVO,
            ("key", "Llave privada", "Clave privada (.key)"),
            en_marco=True,
        ),
        Buscado("widget.contrasena", Clase.SECRETO, ("Contraseña", "Password"), en_marco=True),
        Buscado(
            "widget.validar",
            Clase.PULSABLE,
            ("Validar e Ingresar", "Ingresar", "Entrar", "Aceptar"),
            en_marco=True,
        ),
    ),
)
INICIO = PantallaBuscada(
    "inicio",
    "4. Inicio",
    (
        Buscado("inicio.bienvenida", Clase.TEXTO, ("Bienvenidos", "Bienvenido")),
        _CERRAR,
        Buscado("menu.informativa", Clase.PULSABLE, ("Informativas",)),
    ),
)
MENU = PantallaBuscada(
    "menu",
    "4. Menú «Informativa»",
    (
        Buscado("menu.capturar", Clase.PULSABLE, ("Captura", "Captura de informativa")),
        Buscado("menu.acuses", Clase.PULSABLE, ("Acuses", "Consulta de acuses")),
    ),
)
ACUSES = PantallaBuscada(
    "acuses",
    "10. Acuses de presentación",
    (
        Buscado("acuses.titulo", Clase.TEXTO, ("Acuses",)),
        _PERFIL,
        Buscado("acuses.descargar", Clase.PULSABLE, ("Descargar", "Acuse PDF"), opcional=True),
        Buscado("acuses.siguiente", Clase.PULSABLE, (">", "»", "Next"), opcional=True),
        Buscado("acuses.anterior", Clase.PULSABLE, ("<", "«", "Previous"), opcional=True),
    ),
    ("anio", "cuatrimestre", "folio", "tipo", "complementaria", "fecha"),
)
INFORMATIVAS = PantallaBuscada(
    "informativas",
    "5. Informativas en captura",
    (
        Buscado("informativas.titulo", Clase.TEXTO, ("Informativas",)),
        _PERFIL,
        Buscado(
            "informativas.nueva",
            Clase.PULSABLE,
            ("Nueva", "Crear informativa", "Agregar informativa"),
        ),
        Buscado("informativas.continuar", Clase.PULSABLE, ("Continuar", "Editar"), opcional=True),
    ),
    ("anio", "cuatrimestre", "tipo", "estatus"),
)
CAPTURAR = PantallaBuscada(
    "capturar",
    "6. Capturar informativa",
    (
        Buscado("capturar.instruccion", Clase.TEXTO, ("Periodo de la informativa",)),
        Buscado(
            "capturar.anio",
            Clase.CAMPO,
            ("Ejercicio", "Año fiscal", "Ejercicio fiscal"),
            _patron(r"\b20\d\d\b"),
        ),
        Buscado(
            "capturar.periodo",
            Clase.CAMPO,
            ("Periodo", "Meses", "Periodo a reportar"),
            _patron("enero.*abril|mayo.*agosto|septiembre.*diciembre"),
        ),
        Buscado(
            "capturar.tipo",
            Clase.CAMPO,
            ("Tipo", "Tipo de declaración"),
            _patron("sin informaci[oó]n|normal"),
        ),
        Buscado(
            "capturar.cuatrimestre",
            Clase.CAMPO,
            ("Cuatrimestre", "Cuatrimestre a informar"),
            _patron("^(primero|segundo|tercero)?$"),
        ),
        Buscado("capturar.continuar", Clase.PULSABLE, ("Siguiente", "Aceptar")),
    ),
)
PROTESTA = PantallaBuscada(
    "protesta",
    "7. Protesta",
    (
        Buscado("protesta.cancelar", Clase.PULSABLE, ("No", "Regresar", "Cerrar")),
        Buscado("protesta.continuar", Clase.PULSABLE, ("Sí", "Aceptar", "Acepto")),
    ),
)
TODAS = (
    MICROSITIO,
    ENTRADA,
    INGRESO,
    INICIO,
    MENU,
    ACUSES,
    INFORMATIVAS,
    CAPTURAR,
    PROTESTA,
)
