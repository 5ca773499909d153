"""The portal's branch of the error tree.

::

    RetryLater
    ├── PortalFueraDeServicio     down, in maintenance, or unreachable
    ├── PortalLento               no answer in the time allowed
    ├── SesionExpirada            the portal ended the session
    ├── DemasiadasSesiones        the portal counts too many sessions of this RFC
    ├── AcuseNoDescargado         no file was handed out; the filing isn't in question
    ├── RegistradaSinAcuse        «registered», by the portal's word; only its list proves it
    └── NavegadorCaido            the browser or its page died under way
    OperatorMustAct
    ├── AccesoRechazado           the portal lets somebody else in, or refuses
    │   └── EfirmaRechazada       it refuses the e.firma or its password
    ├── PortalRechaza             the portal refuses the filing, with its reason
    ├── VerificacionHumana        a captcha
    ├── NavegadorAusente          no browser to drive
    └── RedInservible             the office's network lets nobody through as it should
    TaxpayerMustAct
    ├── ContribuyenteNoRegistrado not a user of the portal, or its role isn't authorised
    └── PrimerUso                 the portal asks for general data first
    OutcomeUnknown
    └── FirmaSinDesenlace         «Firmar» was clicked and no positive answer came
    OurFault
    ├── PantallaDesconocida       a screen or dialog that the bot was not taught
    └── SalidaDeLaReplica         the replica asked for something beyond this machine
"""

from __future__ import annotations

from icsoe_bot.errors import (
    OperatorMustAct,
    OurFault,
    OutcomeUnknown,
    RetryLater,
    TaxpayerMustAct,
)


class PortalFueraDeServicio(RetryLater):
    """Down, in maintenance, or unreachable."""


class PortalLento(RetryLater):
    """No answer in the time allowed."""


class SesionExpirada(RetryLater):
    """The portal ended the session."""


class DemasiadasSesiones(RetryLater):
    """The portal counts too many open sessions of this RFC."""


class AcuseNoDescargado(RetryLater):
    """The portal handed out no file; the filing itself is not in question."""


class RegistradaSinAcuse(RetryLater):
    """The portal says that it registered the filing and can't show the acuse yet.

    Neither success nor failure: only the list of acuses decides, and nothing is signed again.
    """


class NavegadorCaido(RetryLater):
    """The browser or its page died under way."""


class AccesoRechazado(OperatorMustAct):
    """The portal refuses the RFC or the e.firma."""


class EfirmaRechazada(AccesoRechazado):
    """The portal or its widget refuses this e.firma or password: it isn't tried again as it is."""


class PortalRechaza(OperatorMustAct):
    """The portal refuses the filing and says why."""


class VerificacionHumana(OperatorMustAct):
    """A captcha: only a person may answer it."""


class NavegadorAusente(OperatorMustAct):
    """There is no browser to drive, or it doesn't start."""


class RedInservible(OperatorMustAct):
    """A proxy or a certificate stands between; it would meet any taxpayer."""


class ContribuyenteNoRegistrado(TaxpayerMustAct):
    """Not a user of the portal, or without an authorised role."""


class PrimerUso(TaxpayerMustAct):
    """First use: the portal asks for general data and the STPS registration [L]."""


class FirmaSinDesenlace(OutcomeUnknown):
    """«Firmar» was clicked and no positive answer came."""


class PantallaDesconocida(OurFault):
    """A screen or dialog that the bot was not taught."""


class SalidaDeLaReplica(OurFault):
    """The replica asked for something beyond this machine."""
