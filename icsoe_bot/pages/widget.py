"""The signing widget (CHFECyN), used both to enter and to sign.

It lives in an iframe of another origin than the portal [W]. This is the only page object that
touches the key and the password; messages of Playwright that could repeat them stop here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Error, Frame, FrameLocator, Locator
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from icsoe_bot.efirma.claves import Clave
from icsoe_bot.efirma.efirma import Efirma
from icsoe_bot.errors import IcsoeError
from icsoe_bot.pages.elementos import Elemento, se_ve
from icsoe_bot.pages.problemas import (
    dialogo_inesperado,
    guardar_evidencia,
    pantalla_desconocida,
)
from icsoe_bot.portal.busqueda import Raiz
from icsoe_bot.portal.errores import EfirmaRechazada
from icsoe_bot.portal.mensajes import reconocer
from icsoe_bot.portal.pestana import Pestana

MARCO = Elemento("widget.marco")
RFC = Elemento("widget.rfc")
CERTIFICADO = Elemento("widget.certificado")
LLAVE = Elemento("widget.llave")
CONTRASENA = Elemento("widget.contrasena")
VALIDAR = Elemento("widget.validar")
FIRMAR = Elemento("widget.firmar")
AVISO = Elemento("widget.aviso")

# What a widget says while it works is no refusal.
_EN_CURSO = re.compile(r"cargando|procesando|validando|firmando|espere|un momento", re.IGNORECASE)

# A form may show before its scripts listen to it; then a certificate goes unread.
_DIRECCION_DEL_FORMULARIO = """campo => new Promise(resolver => {
  const documento = campo.ownerDocument;
  const listo = () => resolver([documento.location.href, performance.timeOrigin]);
  if (documento.readyState !== 'loading') return listo();
  documento.addEventListener('DOMContentLoaded', listo, { once: true });
  setTimeout(listo, 10000);
})"""

# In one go, so that nothing comes between the cursor and the look at where it is.
_ENFOCAR = """campo => {
  campo.focus();
  const documento = campo.ownerDocument;
  const enfocada = campo.getRootNode().activeElement === campo && documento.hasFocus();
  return [documento.location.href, performance.timeOrigin, campo.type, enfocada];
}"""
_TIENE_ALGO = "campo => campo.value !== ''"
_VACIAR_CAMPOS = """() => {
  const campos = document.querySelectorAll('input:not([type=hidden], [type=file]), textarea');
  for (const campo of campos) campo.value = '';
  for (const editable of document.querySelectorAll('[contenteditable]')) editable.textContent = '';
}"""

_VALOR_Y_EDITABLE = """campo => [campo.value, !campo.readOnly && !campo.matches(':disabled')
  && !campo.closest('[aria-readonly=true], [aria-disabled=true]')]"""


class WidgetDeFirma:
    """The widget on the page of ``pestana``."""

    def __init__(self, pestana: Pestana) -> None:
        self._pestana = pestana

    def llenar(self, efirma: Efirma) -> None:
        """Give RFC, certificate, key and password, if the addresses are safe ones.

        Raises:
            DireccionPeligrosa: page or widget come from elsewhere.
            PortalLento: the widget doesn't show its form.
        """
        self._exigir_formulario()
        with self._sin_repetir_secretos("llenar el recuadro de firma"):
            formulario = self._formulario()
            documento = self._documento(formulario)
            self._por_usar(CERTIFICADO, formulario, visible=False).set_input_files(efirma.cer)
            self._por_usar(LLAVE, formulario, visible=False).set_input_files(efirma.key)
            (valor, editable), rfc = RFC.preguntar(self._pestana, _VALOR_Y_EDITABLE, formulario)
            # Some portals fill it in from the certificate and lock it [W].
            if valor != str(efirma.rfc) and editable:
                self._avisar(rfc, RFC)
                rfc.fill(str(efirma.rfc))
            self._escribir(efirma.clave, formulario, documento)
            escrito = rfc.input_value().strip().upper()
        if escrito != str(efirma.rfc):
            # It isn't quoted: whatever moves the cursor may have brought the password there.
            self._vaciar()
            raise pantalla_desconocida(
                self._pestana, "el recuadro de firma no quedó con el RFC del contribuyente"
            )

    def _escribir(self, clave: Clave, formulario: Frame, documento: float) -> None:
        """Type the password into its field, if that is the one that would get it."""
        visible = CONTRASENA.en(self._pestana, formulario).filter(visible=True).first
        self._avisar(visible, CONTRASENA)
        (url, este, tipo, enfocada), _ = CONTRASENA.preguntar(self._pestana, _ENFOCAR, formulario)
        # A frame may have gone on to another address since the first look.
        self._pestana.direcciones.exigir_seguras(self._pestana.page.url, str(url))
        if este != documento:
            # Loaded again, it has lost the files, and a good e.firma would be refused.
            raise self._pestana.lento("cargar el recuadro de firma")
        if tipo != "password":
            # Nothing secret is typed where it would be read.
            raise pantalla_desconocida(
                self._pestana, "el campo de la contraseña no oculta lo que se escribe"
            )
        if not enfocada:
            raise pantalla_desconocida(
                self._pestana, "otra parte de la página se lleva lo que se escribe"
            )
        teclado = self._pestana.page.keyboard
        teclado.insert_text(clave.revelar())
        llego, _ = CONTRASENA.preguntar(self._pestana, _TIENE_ALGO, formulario)
        if not llego:
            self._vaciar()
            raise pantalla_desconocida(
                self._pestana, "la contraseña no llegó a su campo; se vació lo que la haya recibido"
            )
        # Leaving the field fires the «change» that hosts wait for [W].
        teclado.press("Tab")

    def _vaciar(self) -> None:
        """Empty every field of the page and its frames, before anything keeps a picture of them."""
        for frame in self._pestana.page.frames:
            with suppress(Error):
                frame.evaluate(_VACIAR_CAMPOS)

    def pulsar_validar(self) -> None:
        """«Validar», or «Validar e Ingresar» at the entrance."""
        with self._sin_repetir_secretos("validar la e.firma"):
            self._por_usar(VALIDAR).click()

    def validar(self) -> None:
        """«Validar», and wait until «Firmar» becomes enabled.

        Raises:
            IcsoeError: the widget refuses in its own words, or doesn't answer.
        """
        self.pulsar_validar()
        firmar = FIRMAR.en(self._pestana, self._marco).filter(visible=True)
        habilitado = firmar.and_(self._marco.locator(":enabled"))
        self._pestana.esperar(
            habilitado.or_(AVISO.en(self._pestana, self._marco)).filter(visible=True),
            segundos=self._pestana.paciencia.firma,
        )
        if not habilitado.count():
            raise self.explicar() or self._pestana.lento("validar la e.firma")

    def pulsar_firmar(self) -> None:
        """«Firmar»: once. What came of it is the portal's to say."""
        with self._sin_repetir_secretos("pulsar «Firmar»"):
            self._por_usar(FIRMAR).click()

    def muestra_aviso(self) -> bool:
        """Whether the widget says something."""
        return bool(self._aviso())

    def explicar(self) -> IcsoeError | None:
        """What the widget says, as an error; ``None`` when it says nothing."""
        aviso = self._aviso()
        if not aviso:
            return None
        guardar_evidencia(self._pestana, "aviso del recuadro de firma")
        conocido = reconocer(aviso, self._pestana.perfil.conocidos)
        if conocido is not None:
            return conocido.error(f"El portal dice: «{aviso}».", remedio=conocido.remedio)
        self._pestana.desconocidos.append(aviso)
        return EfirmaRechazada(
            f"El recuadro de firma dice: «{aviso}».",
            remedio="Revise la e.firma y su contraseña; no se vuelve a intentar solo.",
        )

    def _por_usar(
        self, elemento: Elemento, donde: Raiz | None = None, *, visible: bool = True
    ) -> Locator:
        localizado = elemento.uno(self._pestana, donde or self._marco, visible=visible)
        self._avisar(localizado, elemento)
        return localizado

    def _avisar(self, localizado: Locator, elemento: Elemento) -> None:
        self._pestana.mirador.antes(localizado, elemento.nombre(self._pestana))

    @property
    def _marco(self) -> FrameLocator:
        return MARCO.en(self._pestana).filter(visible=True).first.content_frame

    def _aviso(self) -> str:
        # The frame is gone once the portal has moved on.
        if not se_ve(self._pestana, MARCO):
            return ""
        try:
            avisos = AVISO.en(self._pestana, self._marco).filter(has_not_text=_EN_CURSO)
            visibles = avisos.filter(visible=True)
            return " ".join(" ".join(visibles.all_inner_texts()).split())
        except Error:
            return ""

    def _exigir_formulario(self) -> None:
        # The host posts into the frame up to 500 ms after it shows it [W]. The fields for files
        # aren't looked for: a page may hide them behind buttons of its own.
        contrasena = CONTRASENA.en(self._pestana, self._marco).filter(visible=True).first
        self._pestana.esperar(
            contrasena.or_(AVISO.en(self._pestana, self._marco)).filter(visible=True),
            segundos=self._pestana.paciencia.pantalla,
        )
        if not contrasena.is_visible():
            raise self.explicar() or self._pestana.lento("mostrar el recuadro de firma")

    def _formulario(self) -> Frame:
        """The frame with the form that shows; one that takes its place is another frame."""
        marco = MARCO.en(self._pestana).filter(visible=True).first.element_handle()
        frame = marco.content_frame()
        if frame is None:
            raise pantalla_desconocida(self._pestana, "el recuadro de firma no es un marco")
        return frame

    def _documento(self, formulario: Frame) -> float:
        """When the form's document began, which tells it from others; its address is a safe one."""
        # Asked of the document that holds the password's field, not of the frame around it.
        (url, desde), _ = CONTRASENA.preguntar(self._pestana, _DIRECCION_DEL_FORMULARIO, formulario)
        self._pestana.direcciones.exigir_seguras(self._pestana.page.url, str(url))
        return float(desde)

    @contextmanager
    def _sin_repetir_secretos(self, al: str) -> Iterator[None]:
        try:
            yield
        except PlaywrightTimeout:
            dicho = dialogo_inesperado(self._pestana)
            if dicho:
                raise pantalla_desconocida(
                    self._pestana, f"al {al}, el portal dice «{dicho}»"
                ) from None
            raise self._pestana.lento(al) from None
        except Error:
            if not self._pestana.viva:
                raise self._pestana.caido() from None
            raise pantalla_desconocida(self._pestana, f"no se pudo {al}") from None
