"""A replica whose wording and ids aren't as documented: a new version of a portal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response

from fixtures.replica import servidor
from fixtures.replica.servidor import Replica

OTRA_VERSION = {
    "Ingresar a ICISOE": "Entrar al ICSOE",
    "Ingresar con E.Firma": "Acceso con firma electrónica",
    "Ingresar con Usuario y contraseña": "Acceso con usuario",
    "formFirmaDigital": "componenteChf",
    'title="Firma digital"': 'title="Componente"',
    "inputRFC": "txtRfc",
    "inputCertificado": "archivoCer",
    "inputKey": "archivoLlave",
    'accept=".cer"': "",
    'accept=".key"': "",
    "Certificado (.cer)": "Archivo .cer",
    "Clave privada (.key)": "Archivo .key",
    "inputPassword": "pwdLlave",
    "botonValidarCert": "btnEntrar",
    "Validar e Ingresar": "Entrar",
    "Cerrar sesión": "Salir",
    "Aviso de Contratación-IMSS": "Aviso de contratos",
    "Capturar informativa": "Captura de informativa",
    "Informativas en captura": "Bandeja de informativas",
    "Nueva informativa": "Crear informativa",
    "* Año:": "* Ejercicio:",
    "* Periodo a informar:": "* Meses que se reportan:",
    "* Tipo de informativa a presentar:": "* Clase:",
    "Folio definitivo de la informativa": "Folio definitivo",
    ">Cancelar<": ">Regresar<",
    'id="aceptar">Continuar<': 'id="aceptar">Acepto<',
}
"""More than half of what the default profile looks for."""


@contextmanager
def retocada(cambios: Mapping[str, str]) -> Iterator[Replica]:
    """A replica of its own in which these texts are others, in pages and scripts."""
    original = servidor._comun

    def comun(app: Flask, *resto: Any, **mas: Any) -> None:
        original(app, *resto, **mas)

        @app.after_request
        def retocar(respuesta: Response) -> Response:
            if respuesta.mimetype in ("text/html", "text/javascript", "application/javascript"):
                respuesta.direct_passthrough = False
                texto = respuesta.get_data(as_text=True)
                for viejo, nuevo in cambios.items():
                    texto = texto.replace(viejo, nuevo)
                respuesta.set_data(texto)
            return respuesta

    servidor._comun = comun
    try:
        with Replica() as replica:
            yield replica
    finally:
        servidor._comun = original
