"""The portal's sentences, and who must act on them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icsoe_bot.errors import IcsoeError, RetryLater
from icsoe_bot.portal import errores
from icsoe_bot.portal.mensajes import Mensaje
from icsoe_bot.portal.mensajes import reconocer as reconocer_entre
from icsoe_bot.portal.perfil.lectura import leer_perfil
from icsoe_bot.portal.textos import plano, suelto, suelto_exacto

MENSAJES = leer_perfil().conocidos


def reconocer(texto: str) -> Mensaje | None:
    return reconocer_entre(texto, MENSAJES)


DEL_IMSS: dict[str, type[IcsoeError]] = {
    "El componente está tardando más de lo normal.": errores.PortalLento,
    "El componente se encuentra fuera de servicio, favor de intentarlo nuevamente.": (
        errores.PortalFueraDeServicio
    ),
    "Lo sentimos el componente de firma digital no se ha logrado iniciar": (
        errores.PortalFueraDeServicio
    ),
    "Servicio no disponible. Reintente mas tarde": errores.PortalFueraDeServicio,
    "El servicio tardó demasiado en responder": errores.PortalLento,
    "La validación de la firma no pudo ser realizada": errores.PortalFueraDeServicio,
    "Error en el proceso de firma electrónica.": errores.PortalFueraDeServicio,
    "Error de comunicación con el servicio de firma. Por favor, inténtalo de nuevo más tarde.": (
        errores.PortalFueraDeServicio
    ),
    "Proceso de firma cancelado.": errores.PortalFueraDeServicio,
    "El RFC ingresado es incorrecto": errores.EfirmaRechazada,
    "El RFC ingresado no pertenece al usuario IMSS a firmar": errores.EfirmaRechazada,
    "El certificado utilizado no tiene un rol autorizado.": errores.ContribuyenteNoRegistrado,
    "Para poder ingresar, debe estar registrado como usuario.": errores.ContribuyenteNoRegistrado,
    "Su sesión ha expirado. Por favor, ingrese nuevamente al portal.": errores.SesionExpirada,
    "Su trámite se registró con éxito, pero no se pudo visualizar el acuse en este momento.": (
        errores.RegistradaSinAcuse
    ),
    "No se puede descargar su acuse reintente mas tarde.": errores.AcuseNoDescargado,
    "El número máximo de sesiones abiertas ha sido alcanzado.": errores.DemasiadasSesiones,
}


@pytest.mark.parametrize("texto", DEL_IMSS)
def test_cada_mensaje_conocido_tiene_su_error(texto: str) -> None:
    mensaje = reconocer(f"Aviso\n{texto.upper()}\nAceptar")
    assert mensaje is not None
    assert mensaje.error is DEL_IMSS[texto]
    assert mensaje.remedio


def test_una_firma_sin_validar_se_reintenta_y_no_se_da_por_rechazada() -> None:
    """On a bad day of the service it is said of good e.firmas too."""
    mensaje = reconocer("La validación de la firma no pudo ser realizada")
    assert mensaje is not None
    assert issubclass(mensaje.error, RetryLater)
    assert "más tarde" in mensaje.remedio
    assert "no acepta su e.firma" in mensaje.remedio


@given(st.sampled_from(MENSAJES), st.text(), st.text())
def test_un_mensaje_se_reconoce_entre_lo_que_sea(mensaje: object, antes: str, despues: str) -> None:
    assert isinstance(mensaje, type(MENSAJES[0]))
    visto = reconocer(f"{antes}\n{mensaje.texto}\n{despues}")
    assert visto is not None


@given(st.text())
def test_lo_desconocido_no_se_adivina(texto: str) -> None:
    visto = reconocer(texto)
    assert visto is None or plano(visto.texto) in plano(texto)


@pytest.mark.parametrize(
    ("patron", "visto", "coincide"),
    [
        ("Ingresar con E.Firma", "ingresar  con\ne.firma", True),
        ("Información", "INFORMACION", True),
        ("Continuar", "Continuar »", True),
        ("Informativa", "Capturar informativa", False),
        ("Firmar", "Firmar y presentar", False),
        ("Año", "* Año:", True),
    ],
)
def test_los_nombres_perdonan_acentos_y_adornos_pero_no_palabras(
    patron: str, visto: str, coincide: bool
) -> None:
    assert bool(suelto_exacto(patron).search(visto)) is coincide
    assert suelto(patron).search(f"…{patron}…")
