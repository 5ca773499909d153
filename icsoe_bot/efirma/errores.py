"""What can be wrong with an e.firma. Each case has its own class and its own sentence.

::

    ProblemaDeEfirma
    ├── FaltaArchivo · ArchivosDeMas · CarpetaRepetida · ArchivoIlegible   the folder
    ├── ArchivoVacio · ArchivoEnorme · ArchivoEnPem · ArchivosCambiados    the files
    ├── NoEsCertificado · NoEsLlave · LlaveSinCifrar · CifradoDesconocido
    ├── ClaveVacia · ClaveIncorrecta · LlaveDeOtroCertificado
    ├── EsSelloDigital · NoEsEfirma · LlaveInadecuada                      the kind
    ├── EfirmaVencida · EfirmaAunNoVigente                                 the taxpayer's to solve
    ├── EfirmaDeOtroRFC · EfirmaDelRepresentante · EfirmaSinValidez        the filing
    └── FaltaClave · ComandoDeClaveFallido · ComandoDeClaveMalEscrito · LlaveroInservible

None ever holds a password, and none is chained to an exception of ``cryptography``.
"""

from __future__ import annotations

from pathlib import Path

from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import IcsoeError, OperatorMustAct, TaxpayerMustAct, UsageProblem


class ProblemaDeEfirma(IcsoeError):
    """Root of everything that makes an e.firma unusable.

    ``rfc`` and ``archivo`` are what was known by then, for tables and reports.
    """

    def __init__(
        self,
        mensaje: str,
        *,
        remedio: str = "",
        rfc: RFC | None = None,
        archivo: Path | None = None,
    ) -> None:
        super().__init__(mensaje, remedio=remedio)
        self.rfc = rfc
        self.archivo = archivo


class FaltaArchivo(ProblemaDeEfirma, OperatorMustAct):
    """The folder, the .cer or the .key isn't there."""


class ArchivosDeMas(ProblemaDeEfirma, OperatorMustAct):
    """More than one .cer or .key: the bot doesn't guess."""


class CarpetaRepetida(ProblemaDeEfirma, OperatorMustAct):
    """Two folders for the same RFC, which differ in case or Unicode form."""


class ArchivoIlegible(ProblemaDeEfirma, OperatorMustAct):
    """The operating system doesn't let us read the file or folder."""


class ArchivoVacio(ProblemaDeEfirma, OperatorMustAct):
    """Zero bytes, as an interrupted copy leaves."""


class ArchivoEnorme(ProblemaDeEfirma, OperatorMustAct):
    """Far larger than any certificate or key."""


class ArchivoEnPem(ProblemaDeEfirma, OperatorMustAct):
    """Text between «BEGIN» and «END» lines; the signing widget takes SAT's DER only."""


class ArchivosCambiados(ProblemaDeEfirma, OperatorMustAct):
    """The .cer holds the key, or the .key the certificate."""


class NoEsCertificado(ProblemaDeEfirma, OperatorMustAct):
    """The .cer can't be read as an X.509 certificate."""


class NoEsLlave(ProblemaDeEfirma, OperatorMustAct):
    """The .key can't be read as an encrypted PKCS#8 private key."""


class LlaveSinCifrar(ProblemaDeEfirma, OperatorMustAct):
    """The key lies open: no e.firma's key does, and safekeeping is the holder's duty [L 4.2]."""


class CifradoDesconocido(ProblemaDeEfirma, OperatorMustAct):
    """The key is encrypted in a way that SAT doesn't use and we don't read."""


class ClaveVacia(ProblemaDeEfirma, OperatorMustAct):
    """The password has no characters."""


class ClaveIncorrecta(ProblemaDeEfirma, OperatorMustAct):
    """The password doesn't open the key, or the key is damaged: they can't be told apart."""


class LlaveDeOtroCertificado(ProblemaDeEfirma, OperatorMustAct):
    """The .key opens, but isn't the .cer's."""


class EsSelloDigital(ProblemaDeEfirma, OperatorMustAct):
    """A CSD, the seal for invoices, which can't enter or sign at IMSS."""


class NoEsEfirma(ProblemaDeEfirma, OperatorMustAct):
    """A certificate, but not recognised as an e.firma of SAT."""


class LlaveInadecuada(ProblemaDeEfirma, OperatorMustAct):
    """Not RSA, or too short."""


class EfirmaVencida(ProblemaDeEfirma, TaxpayerMustAct):
    """Only the holder can renew it."""


class EfirmaAunNoVigente(ProblemaDeEfirma, TaxpayerMustAct):
    """Valid later than now; or the machine's clock is wrong."""


class EfirmaDeOtroRFC(ProblemaDeEfirma, OperatorMustAct):
    """Not the e.firma of whom the filing is for."""


class EfirmaDelRepresentante(EfirmaDeOtroRFC):
    """A persona física's e.firma where a persona moral files: it needs the company's own [G]."""


class EfirmaSinValidez(ProblemaDeEfirma, OperatorMustAct):
    """An e.firma of the replica's authority in a folder for production."""


class FaltaClave(ProblemaDeEfirma, OperatorMustAct):
    """No source has a password for this RFC."""


class ComandoDeClaveFallido(ProblemaDeEfirma, OperatorMustAct):
    """The command that should print the password didn't."""


class ComandoDeClaveMalEscrito(ProblemaDeEfirma, UsageProblem):
    """``ICSOE_CLAVE_COMANDO`` can't be split into arguments or lacks ``{rfc}``."""


class LlaveroInservible(ProblemaDeEfirma, OperatorMustAct):
    """The operating system's keyring refused to store a password."""
