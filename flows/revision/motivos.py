"""Why each kind of problem matters, for people who wonder whether a red line can wait."""

from __future__ import annotations

from flows.configuracion import ConfiguracionInvalida
from flows.lote.errores import LoteInvalido
from icsoe_bot.domain.rfc import RFCInvalido
from icsoe_bot.efirma import errores as efirma
from icsoe_bot.errors import IcsoeError, RetryLater, UsageProblem
from icsoe_bot.ledger.base import BitacoraInservible, DireccionDeBitacora
from icsoe_bot.ledger.migraciones import BitacoraMasNueva
from icsoe_bot.portal.errores import NavegadorAusente

_SIN_BITACORA = (
    "La bitácora es lo que impide firmar dos veces la misma informativa: sin ella no se firma nada."
)
_SIN_ARCHIVOS = (
    "Con la e.firma se entra al portal y se firma: sin sus dos archivos en orden no se presenta "
    "nada de este contribuyente."
)
_SIN_CLAVE = (
    "Sin la contraseña correcta la llave no abre, y con una equivocada icsoe no intenta entrar al "
    "portal."
)

_MOTIVOS: dict[type[IcsoeError], str] = {
    IcsoeError: "Mientras siga así, icsoe no puede presentar.",
    UsageProblem: "Mientras siga así, icsoe no empieza nada.",
    RetryLater: "Sin respuesta del portal no se puede presentar, ni comparar su hora con la de "
    "este equipo.",
    ConfiguracionInvalida: "icsoe no adivina: con un ajuste dudoso no sabría ni en qué ambiente "
    "trabaja, y no empieza nada.",
    LoteInvalido: "Un lote con errores no se presenta, ni siquiera los renglones que están bien.",
    NavegadorAusente: "icsoe trabaja en el portal con un navegador: sin él no puede entrar.",
    BitacoraInservible: _SIN_BITACORA,
    DireccionDeBitacora: _SIN_BITACORA,
    BitacoraMasNueva: _SIN_BITACORA,
    RFCInvalido: "El nombre de la carpeta dice de quién es la e.firma que hay en ella.",
    efirma.ProblemaDeEfirma: _SIN_ARCHIVOS,
    efirma.ArchivosDeMas: "icsoe no adivina cuál es la buena: con la de otro, o con una vencida, "
    "no se firma.",
    efirma.CarpetaRepetida: "icsoe no adivina cuál de las dos lleva la e.firma vigente.",
    efirma.LlaveSinCifrar: "Cualquiera que copie ese archivo puede firmar por el contribuyente, "
    "y solo él responde de su resguardo.",
    efirma.ClaveVacia: _SIN_CLAVE,
    efirma.ClaveIncorrecta: _SIN_CLAVE,
    efirma.FaltaClave: "Sin contraseña la llave no abre, y una corrida desatendida no tiene a "
    "quién preguntársela.",
    efirma.ComandoDeClaveFallido: _SIN_CLAVE,
    efirma.ComandoDeClaveMalEscrito: _SIN_CLAVE,
    efirma.LlaveDeOtroCertificado: "El portal rechaza una firma hecha con la llave de otro "
    "certificado.",
    efirma.EsSelloDigital: "El sello sirve para facturar; el portal solo deja entrar y firmar con "
    "la e.firma.",
    efirma.NoEsEfirma: "El portal solo deja entrar y firmar con la e.firma.",
    efirma.LlaveInadecuada: "El portal solo deja entrar y firmar con la e.firma.",
    efirma.EfirmaVencida: "Vencida, la e.firma ya no entra ni firma, y el plazo corre igual.",
    efirma.EfirmaAunNoVigente: "Antes de esa fecha el portal la rechaza.",
    efirma.EfirmaDeOtroRFC: "Se declararía bajo protesta con la e.firma de otra persona.",
    efirma.EfirmaDelRepresentante: "Una persona moral entra y firma con su propia e.firma.",
    efirma.EfirmaSinValidez: "Las e.firmas de la réplica son de práctica: el IMSS no las reconoce.",
}


def porque(problema: IcsoeError) -> str:
    """Why ``problema`` matters, by the nearest class that says it; its own word goes first."""
    propio = getattr(problema, "porque", "")
    if propio:
        return str(propio)
    return next(_MOTIVOS[clase] for clase in type(problema).__mro__ if clase in _MOTIVOS)
