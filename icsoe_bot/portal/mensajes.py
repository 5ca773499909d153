"""What the portal says when something is wrong, and who must act then.

The sentences are IMSS's own, of its signing and session services [W]; that ICISOE shows these
very ones is [?]. An unknown sentence is quoted, never guessed at.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from icsoe_bot.errors import IcsoeError
from icsoe_bot.portal import errores


@dataclass(frozen=True, slots=True)
class Mensaje:
    """A sentence of the portal, the error that it means, and what to do about it."""

    texto: str
    error: type[IcsoeError]
    remedio: str


_MAS_TARDE = "No se presentó nada en este paso. Vuelva a intentarlo más tarde."
_RFC = "Revise que la e.firma de la carpeta sea la de este contribuyente."
_ALTA = "El contribuyente debe darse de alta en ICISOE con su propia e.firma."

MENSAJES: tuple[Mensaje, ...] = tuple(
    Mensaje(texto, error, remedio)
    for error, remedio, textos in (
        (
            errores.PortalLento,
            _MAS_TARDE,
            (
                "El componente está tardando más de lo normal",
                "El servicio tardó demasiado en responder",
            ),
        ),
        (
            # Also what a certificate that isn't SAT's, or is revoked, may end in. To call it
            # refused would, on a bad day of the service, set every good e.firma aside for good;
            # to try a bad one again costs a minute.
            errores.PortalFueraDeServicio,
            "No se presentó nada en este paso. Vuelva a intentarlo más tarde; si sólo le pasa a "
            "este contribuyente, el portal no acepta su e.firma: revise ante el SAT que no esté "
            "revocada.",
            ("La validación de la firma no pudo ser realizada",),
        ),
        (
            errores.PortalFueraDeServicio,
            _MAS_TARDE,
            (
                "El componente se encuentra fuera de servicio",
                "Lo sentimos el componente de firma digital no se ha logrado iniciar",
                "Servicio no disponible",
                "Error en el proceso de firma electrónica",
                "Error de comunicación con el servicio de firma",
                "Proceso de firma cancelado",
                "en mantenimiento",
            ),
        ),
        (
            errores.SesionExpirada,
            "Vuelva a ejecutar la orden: entrará de nuevo.",
            ("Su sesión ha expirado",),
        ),
        (
            errores.DemasiadasSesiones,
            "Cierre las otras sesiones de este contribuyente o espere a que expiren.",
            ("El número máximo de sesiones abiertas ha sido alcanzado",),
        ),
        (
            errores.RegistradaSinAcuse,
            "No se firmará otra vez. Vuelva a ejecutar la orden más tarde: se buscará su acuse.",
            ("Su trámite se registró con éxito, pero no se pudo visualizar el acuse",),
        ),
        (
            errores.AcuseNoDescargado,
            "La presentación no está en duda; vuelva a ejecutar la orden para traer el acuse.",
            ("No se puede descargar su acuse reintente mas tarde",),
        ),
        (
            errores.EfirmaRechazada,
            _RFC,
            (
                "El RFC ingresado es incorrecto",
                "El RFC ingresado no pertenece al usuario IMSS a firmar",
            ),
        ),
        (
            errores.ContribuyenteNoRegistrado,
            _ALTA,
            (
                "El certificado utilizado no tiene un rol autorizado",
                "Para poder ingresar, debe estar registrado como usuario",
            ),
        ),
    )
    for texto in textos
)


def reconocer(texto_visible: str) -> Mensaje | None:
    """The first known sentence in a text, whatever its case, accents and spacing."""
    visto = plano(texto_visible)
    return next((mensaje for mensaje in MENSAJES if plano(mensaje.texto) in visto), None)


def suelto(texto: str) -> re.Pattern[str]:
    """A pattern for ``texto`` anywhere, that forgives case, accents and spacing."""
    return re.compile(_patron(texto), re.IGNORECASE)


def suelto_exacto(texto: str) -> re.Pattern[str]:
    """Like ``suelto``, for the whole of a name; arrows and asterisks around it don't count."""
    return re.compile(rf"^\W*{_patron(texto)}\W*$", re.IGNORECASE)


_VARIANTES = {"a": "aá", "e": "eé", "i": "ií", "o": "oó", "u": "uúü", "n": "nñ"}


def _patron(texto: str) -> str:
    piezas = []
    for letra in " ".join(texto.split()):
        base = unicodedata.normalize("NFD", letra)[0].lower()
        if letra == " ":
            piezas.append(r"\s+")
        elif base in _VARIANTES:
            clase = _VARIANTES[base]
            piezas.append(f"[{clase}{clase.upper()}]")
        else:
            piezas.append(re.escape(letra))
    return "".join(piezas)


def plano(texto: str) -> str:
    """A text without accents, case and extra spacing, for comparing."""
    sin_acentos = unicodedata.normalize("NFD", texto)
    letras = (c for c in sin_acentos if not unicodedata.combining(c))
    return " ".join("".join(letras).casefold().split())
