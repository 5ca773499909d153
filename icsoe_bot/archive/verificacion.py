"""Whether some bytes are the acuse of this filing."""

from __future__ import annotations

import io
import logging
import re
import unicodedata

from pypdf import PdfReader

from icsoe_bot.domain.acuse import Acuse
from icsoe_bot.errors import OperatorMustAct, RetryLater

SENAS_DE_REPLICA = ("REPLICA", "SIN VALIDEZ")
"""Words that every document of the replica carries, in plain capitals."""

_FECHA = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|\d{1,2} DE [A-Z]+ DE(?:L)? \d{4}"
)
"""A day, in the forms that documents use, in plain capitals."""

# The library warns about flaws of a file in its own log; here a flaw is an error with a name.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class NoEsUnAcuse(RetryLater):
    """The bytes are no whole PDF: an error page, or a download that broke off."""


class AcuseAjeno(OperatorMustAct):
    """The PDF isn't about this filing."""


class AcuseSinValidez(OperatorMustAct):
    """A document of the replica where the real thing is asked for."""


def texto_de_pdf(contenido: bytes) -> str:
    """The text and title of a PDF.

    Raises:
        NoEsUnAcuse: it is none, is cut off, or can't be read.
    """
    if not contenido.lstrip()[:5].startswith(b"%PDF-"):
        parece = "una página web" if b"<" in contenido[:200] else "otra cosa"
        raise _no_es(f"es {parece}")
    if b"%%EOF" not in contenido[-2048:]:
        raise _no_es("está incompleto")
    try:
        lector = PdfReader(io.BytesIO(contenido), strict=False)
        paginas = [pagina.extract_text() for pagina in lector.pages]
        titulo = str((lector.metadata and lector.metadata.title) or "")
    # Of a damaged file the reader raises what its parts raise, not only errors of its own.
    except Exception:
        raise _no_es("está dañado") from None
    return "\n".join([titulo, *paginas])


def verificar(contenido: bytes, acuse: Acuse, *, acepta_replica: bool) -> None:
    """See that a PDF holds this acuse's RFC, period, kind and folio.

    Raises:
        NoEsUnAcuse: it is no whole PDF.
        AcuseSinValidez: it comes from the replica and ``acepta_replica`` is false, or the
            other way round: an archive of the replica takes nothing else.
        AcuseAjeno: one of them is missing.
    """
    texto = _plano(texto_de_pdf(contenido))
    folio = acuse.folio
    es_de_replica = any(sena in texto for sena in SENAS_DE_REPLICA)
    if es_de_replica and not acepta_replica:
        raise AcuseSinValidez(
            f"El acuse {folio} es de la réplica y no tiene validez.",
            remedio="Una carpeta de producción no lo guarda como acuse.",
        )
    if acepta_replica and not es_de_replica:
        raise AcuseSinValidez(
            f"El acuse {folio} no es de la réplica.",
            remedio="Una carpeta de prácticas no guarda acuses verdaderos.",
        )
    periodo = acuse.periodo
    buscados = {
        "el RFC": _palabra(str(acuse.rfc)),
        "el folio": _palabra(str(folio)),
        "el año": _palabra(str(periodo.anio)),
        "el tipo de informativa": _palabra(acuse.tipo),
        "el periodo": (
            rf"{_palabra(periodo.cuatrimestre.nombre)}"
            rf"|{_palabra(periodo.mes_inicial)}[\s\S]{{1,80}}?{_palabra(periodo.mes_final)}"
        ),
    }
    if acuse.complementaria:
        buscados["el tipo de complementaria"] = _palabra(acuse.complementaria)
    # A late acuse is dated in another year than its period's, and must not pass for that year's.
    sin_fechas = _FECHA.sub(" ", texto)
    ausentes = [que for que, patron in buscados.items() if not re.search(patron, sin_fechas)]
    if ausentes:
        raise AcuseAjeno(
            f"El PDF que el portal entregó como acuse {folio} no contiene "
            f"{' ni '.join(ausentes)} de {acuse.rfc} {periodo} «{acuse.tipo}».",
            remedio="Se guardó aparte. Ábralo y descargue a mano el acuse correcto.",
        )


def _no_es(motivo: str) -> NoEsUnAcuse:
    return NoEsUnAcuse(
        f"Lo que el portal entregó no es un acuse en PDF: {motivo}.",
        remedio="Se guardó aparte. La presentación no está en duda; vuelva a intentarlo más tarde.",
    )


def _palabra(texto: str) -> str:
    palabras = r"\s+".join(re.escape(palabra) for palabra in _plano(texto).split())
    return rf"(?<![A-ZÑ0-9&]){palabras}(?![A-ZÑ0-9&])"


def _plano(texto: str) -> str:
    # The Ñ tells one RFC from another, so it keeps its tilde; accents don't matter.
    protegido = unicodedata.normalize("NFC", texto).upper().replace("Ñ", "\0")
    letras = (c for c in unicodedata.normalize("NFD", protegido) if not unicodedata.combining(c))
    return " ".join("".join(letras).replace("\0", "Ñ").split())
