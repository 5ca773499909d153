"""The e.firma: a value that exists only if everything about it is in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from icsoe_bot.domain.plazos import dia_en_mexico
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma import archivos
from icsoe_bot.efirma.certificado import Certificado, Especie, certificado_en
from icsoe_bot.efirma.claves import Clave
from icsoe_bot.efirma.errores import (
    EfirmaAunNoVigente,
    EfirmaDelRepresentante,
    EfirmaDeOtroRFC,
    EfirmaSinValidez,
    EfirmaVencida,
    EsSelloDigital,
    LlaveDeOtroCertificado,
    NoEsEfirma,
)
from icsoe_bot.efirma.llave import abrir_llave

DIAS_DE_AVISO = 60
"""From this many days before its end an e.firma «vence pronto»."""


@dataclass(frozen=True, slots=True, init=False, repr=False, eq=False)
class Efirma:
    """A taxpayer's e.firma, opened and checked when it is made.

    Made by ``Efirma.abrir``; it can't be changed, pickled or printed with its password.
    """

    cer: Path
    key: Path
    clave: Clave = field(repr=False)
    """For typing into the widget; the form of the password that opens the key."""
    rfc: RFC
    rfc_representante: RFC | None
    """A persona moral's legal representative."""
    curp: str
    nombre: str
    numero_serie: str
    """The certificate's number: twenty digits."""
    emisor: str
    """The issuing authority's common name."""
    vigente_desde: datetime
    vigente_hasta: datetime
    """Both aware; both moments are still inside."""
    es_de_replica: bool
    """Issued by the replica's authority: without validity, refused in production."""

    def __init__(self, cer: Path, key: Path, clave: Clave, *, ahora: datetime) -> None:
        certificado = certificado_en(cer)
        exigir_certificado(certificado, cer, ahora=ahora)
        llave, forma = abrir_llave(archivos.leer_llave(key), clave, rfc=certificado.rfc, ruta=key)
        _exigir_pareja(llave, certificado, cer, key)
        valores = {
            "cer": cer,
            "key": key,
            "clave": forma,
            "rfc": certificado.rfc,
            "rfc_representante": certificado.rfc_representante,
            "curp": certificado.curp,
            "nombre": certificado.nombre,
            "numero_serie": certificado.numero_serie,
            "emisor": certificado.emisor,
            "vigente_desde": certificado.vigente_desde,
            "vigente_hasta": certificado.vigente_hasta,
            "es_de_replica": certificado.es_de_replica,
        }
        for nombre, valor in valores.items():
            object.__setattr__(self, nombre, valor)

    @classmethod
    def abrir(cls, cer: Path, key: Path, clave: Clave, *, ahora: datetime) -> Efirma:
        """Read both files, open the key and check that all fits, at the aware moment ``ahora``.

        Raises:
            ProblemaDeEfirma: whatever is wrong, each case with its own class.
        """
        return cls(cer, key, clave, ahora=ahora)

    def exigir_rfc(self, rfc: RFC) -> None:
        """Accept only the filing's own RFC.

        Raises:
            EfirmaDelRepresentante: a persona física's, where a persona moral files [G].
            EfirmaDeOtroRFC: any other RFC's.
        """
        _exigir_rfc(self.rfc, rfc, self.cer)

    def vence_pronto(self, ahora: datetime) -> int | None:
        """Whole days left when they are ``DIAS_DE_AVISO`` or fewer, else None."""
        dias = (self.vigente_hasta - ahora).days
        return dias if dias <= DIAS_DE_AVISO else None

    def __repr__(self) -> str:
        return f"<Efirma {self.rfc}, vence {dia_en_mexico(self.vigente_hasta)}>"

    def __copy__(self) -> Efirma:
        return self

    def __deepcopy__(self, _memo: object) -> Efirma:
        return self

    def __reduce_ex__(self, _protocolo: object) -> NoReturn:
        raise TypeError("an Efirma is never serialised")


def exigir_certificado(
    certificado: Certificado,
    cer: Path,
    *,
    ahora: datetime,
    rfc: RFC | None = None,
    acepta_replica: bool = True,
) -> None:
    """Check all that the certificate alone tells, before key and password are touched.

    Each e.firma has a password of its own, so another's must be told from a wrong password first.
    ``rfc`` is whose it must be, if that is known.

    Raises:
        EsSelloDigital, NoEsEfirma: it is no e.firma's.
        EfirmaDelRepresentante, EfirmaDeOtroRFC: it isn't that of ``rfc``.
        EfirmaSinValidez: the replica's authority issued it, and ``acepta_replica`` is off.
        EfirmaVencida, EfirmaAunNoVigente: it isn't valid at ``ahora``.
    """
    _exigir_efirma(certificado, cer)
    if rfc is not None:
        _exigir_rfc(certificado.rfc, rfc, cer)
    if certificado.es_de_replica and not acepta_replica:
        raise EfirmaSinValidez(
            f"La e.firma «{cer.name}» de {certificado.rfc} es de la réplica y no tiene validez.",
            remedio="En producción use la e.firma que emitió el SAT.",
            rfc=certificado.rfc,
            archivo=cer,
        )
    _exigir_vigencia(certificado, cer, ahora)


def _exigir_rfc(hallado: RFC, rfc: RFC, cer: Path) -> None:
    if hallado == rfc:
        return
    if rfc.es_moral and hallado.es_fisica:
        raise EfirmaDelRepresentante(
            f"«{cer.name}» es la e.firma de la persona física {hallado}; {rfc} es persona moral y "
            "entra con su propia e.firma, no con la de su representante legal.",
            remedio=f"Ponga en la carpeta de {rfc} la e.firma de la empresa.",
            rfc=rfc,
            archivo=cer,
        )
    raise EfirmaDeOtroRFC(
        f"«{cer.name}» es la e.firma de {hallado}, no la de {rfc}.",
        remedio=f"Ponga en la carpeta de {rfc} la e.firma que le corresponde.",
        rfc=rfc,
        archivo=cer,
    )


def _exigir_efirma(certificado: Certificado, cer: Path) -> None:
    if certificado.especie is Especie.SELLO:
        raise EsSelloDigital(
            f"«{cer.name}» es un certificado de sello digital (CSD) de {certificado.rfc}, que "
            "sirve para facturar, no su e.firma.",
            remedio="Use el .cer y el .key de la e.firma (antes FIEL).",
            rfc=certificado.rfc,
            archivo=cer,
        )
    if certificado.especie is not Especie.EFIRMA:
        raise NoEsEfirma(
            f"«{cer.name}», de {certificado.rfc}, no se reconoce como e.firma: sus usos no son "
            "los que el SAT da a una e.firma.",
            remedio="Use el .cer y el .key de la e.firma que emitió el SAT.",
            rfc=certificado.rfc,
            archivo=cer,
        )


def _exigir_vigencia(certificado: Certificado, cer: Path, ahora: datetime) -> None:
    if ahora < certificado.vigente_desde:
        raise EfirmaAunNoVigente(
            f"La e.firma «{cer.name}» de {certificado.rfc} es válida a partir del "
            f"{dia_en_mexico(certificado.vigente_desde):%d/%m/%Y}.",
            remedio="Revise el reloj de esta máquina o espere a ese día.",
            rfc=certificado.rfc,
            archivo=cer,
        )
    if ahora > certificado.vigente_hasta:
        raise EfirmaVencida(
            f"La e.firma «{cer.name}» de {certificado.rfc} venció el "
            f"{dia_en_mexico(certificado.vigente_hasta):%d/%m/%Y}.",
            remedio="El contribuyente debe renovarla ante el SAT y entregar los archivos nuevos.",
            rfc=certificado.rfc,
            archivo=cer,
        )


def _exigir_pareja(llave: RSAPrivateKey, certificado: Certificado, cer: Path, key: Path) -> None:
    if llave.public_key().public_numbers() != certificado.llave.public_numbers():
        raise LlaveDeOtroCertificado(
            f"«{key.name}» no es la llave privada del certificado «{cer.name}» de "
            f"{certificado.rfc}.",
            remedio="Ponga juntos el .cer y el .key de una misma e.firma; si se renovó, ambos "
            "son nuevos.",
            rfc=certificado.rfc,
            archivo=key,
        )
