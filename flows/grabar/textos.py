"""What a guide says besides the steps: what is needed, warnings, and what to check at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flows import pasos
from flows.pasos import Paso
from flows.soporte.contenido import CORREO, TELEFONO


@dataclass(frozen=True, slots=True)
class Guion:
    """What is recorded, and what people are told around it."""

    clave: str
    titulo: str
    resumen: str
    requisitos: tuple[str, ...]
    comprobaciones: tuple[str, ...]
    aviso: str = ""
    """What must be known before anything else."""
    contratiempos: tuple[str, ...] = ()
    """What to do where the portal doesn't show what the steps say."""
    explicaciones: Mapping[str, str] = field(default_factory=dict)
    """By step, instead of the step's own."""
    numeracion_propia: bool = False
    """Whether steps are numbered as they come, and a repeated one keeps its number."""


_EFIRMA = (
    "La e.firma vigente del contribuyente: el archivo .cer, el archivo .key y su contraseña. El "
    "certificado de sello digital (CSD) no sirve.",
    "Si es persona moral, la e.firma de la propia persona moral, no la de su representante legal.",
    "Un equipo con navegador y conexión a www.imss.gob.mx.",
)

_AL_ENTRAR = (
    "El portal no acepta la e.firma: lea su mensaje. Revise que el .cer y el .key sean del mismo "
    "contribuyente y estén vigentes, y que la contraseña sea la de la clave privada.",
    "Pide datos generales o el registro de la STPS: es el primer ingreso del contribuyente. "
    "Complételos con él; hasta entonces no se puede seguir.",
    "Está en mantenimiento o no responde: intente más tarde, sin perder de vista el plazo.",
)
_AYUDA = f"Ayuda del IMSS: {CORREO}, {TELEFONO}, o el Buzón IMSS."

PRESENTAR = Guion(
    "presentar",
    "Presentar la informativa «Sin información» en el ICISOE",
    "Para quien no celebró contratos de servicios u obras especializados en el cuatrimestre.",
    (
        "El RFC del contribuyente y el periodo, que ya debe haber terminado.",
        *_EFIRMA,
        "La persona que declara: su nombre, y su palabra, bajo protesta de decir verdad, de que no "
        "se celebraron contratos.",
        "El plazo: enero a abril se presenta a más tardar el 17 de mayo; mayo a agosto, el 17 de "
        "septiembre; septiembre a diciembre, el 17 de enero siguiente. Si ese día es inhábil, el "
        "día hábil que sigue.",
    ),
    (
        "El acuse es del RFC, del periodo y del tipo «Sin información» correctos.",
        "El folio del acuse es el mismo que muestra «Acuses de presentación».",
        "El PDF quedó guardado en la carpeta del contribuyente: es la prueba de fecha y hora.",
        "En «Informativas en captura» no quedó ningún borrador de ese periodo.",
        "La sesión se cerró con «Cerrar sesión».",
    ),
    contratiempos=(
        *_AL_ENTRAR,
        "La sesión se terminó, o el portal falló antes de firmar: entre otra vez y empiece por "
        "«Revisar acuses y borradores».",
        "«Firmar» no respondió, o el acuse no aparece: no firme otra vez. Espere unos minutos y "
        "abra de nuevo «Acuses de presentación». Si el renglón sigue sin aparecer, pida ayuda.",
        _AYUDA,
    ),
)

ENSAYO = replace(
    PRESENTAR,
    clave="ensayo",
    titulo="Ensayo: la informativa «Sin información» hasta la protesta",
    aviso="Ensayo: llega hasta la protesta y se cancela; no se presentó nada.",
    comprobaciones=(
        "La protesta se canceló: no se declaró, no se firmó y no se presentó nada.",
        "En «Informativas en captura» no quedó ningún borrador de ese periodo.",
        "La sesión se cerró con «Cerrar sesión».",
    ),
    contratiempos=(
        *_AL_ENTRAR,
        "La sesión se terminó, o el portal falló: entre otra vez y empiece desde el principio.",
        _AYUDA,
    ),
    explicaciones={
        pasos.REVISAR.clave: "Busque en «Acuses de presentación» el renglón del año y "
        "cuatrimestre. Si ya hay acuse, no presente otra vez. Si en «Informativas en captura» hay "
        "un borrador de ese periodo, termínelo o elimínelo antes.",
        pasos.PROTESTA.clave: "Leer la declaración bajo protesta de decir verdad. Para presentar "
        "se acepta con «Continuar», y es un juramento. Aquí se pulsó «Cancelar»: es un ensayo y no "
        "se declara nada.",
    },
)

ACUSES = Guion(
    "acuses",
    "Descargar los acuses del ICISOE",
    "Para tener a la mano el comprobante de cada informativa presentada.",
    ("El RFC del contribuyente.", *_EFIRMA),
    (
        "Hay un PDF por cada renglón de «Acuses de presentación», de todas sus páginas.",
        "Cada PDF es del RFC, del periodo y del folio de su renglón.",
        "La sesión se cerró con «Cerrar sesión».",
    ),
    contratiempos=(
        *_AL_ENTRAR,
        "La sesión se terminó, o un acuse no se baja: entre otra vez y siga con los renglones que "
        "falten.",
        _AYUDA,
    ),
    numeracion_propia=True,
)

ADVERTENCIAS = {
    pasos.VALIDAR_E_INGRESAR.clave: "La persona moral entra con su propia e.firma. Con la del "
    "representante legal se entra a otro contribuyente.",
    pasos.PERIODO.clave: "Revise dos veces el año y el periodo: el cuatrimestre que resulta es "
    "sobre el que se declara. Después del plazo también se presenta, y queda como extemporánea.",
    pasos.PROTESTA.clave: "Es una declaración bajo protesta de decir verdad de la persona que "
    "declara (vea «Qué se necesita»). Si hubo aunque sea un contrato, pulse «Cancelar»: "
    "corresponde la informativa «Normal».",
    pasos.FIRMAR.clave: "Pulse «Firmar» una sola vez. Si el portal no responde, no vuelva a "
    "firmar: busque primero el acuse en «Acuses de presentación».",
    pasos.DESCARGAR.clave: "El acuse es la prueba de la fecha de presentación. Consérvelo cinco "
    "años.",
}
"""By step: what goes wrong most dearly there."""

NOTAS = {
    pasos.VALIDAR_E_INGRESAR.clave: "Se entró si aparece a la izquierda el menú con «Informativa».",
    pasos.REVISAR.clave: "El RFC de «Perfil del usuario» debe ser el del contribuyente. "
    "«Informativas en captura» es la pantalla que abre «Capturar informativa»; un borrador se "
    "termina o elimina ahí, en su columna «Acciones».",
    pasos.PERIODO.clave: "«Cuatrimestre» se llena solo. El tipo «Normal» es para quien sí celebró "
    "contratos, y pide más pantallas que las de esta guía.",
    pasos.FIRMAR.clave: "«Firmar» se ve apagado hasta que la e.firma queda validada.",
    pasos.CERRAR_AVISO.clave: "Vuelve «Informativas en captura», donde ya no debe haber borrador "
    "de ese periodo.",
    pasos.DESCARGAR.clave: "El ícono está en la columna «Acciones» del renglón. El PDF queda en la "
    "carpeta de descargas del navegador; si se abre a la vista, guárdelo desde ahí.",
    pasos.CERRAR_SESION.clave: "La sesión quedó cerrada si ya no se ve el menú de la izquierda.",
}
"""By step, what its caption has no room for: where things are, and how to know that it worked."""

CON_FINAL = frozenset({pasos.REVISAR.clave})
"""Steps whose end is what there is to see."""

EN_CADA_RENGLON = (pasos.DESCARGAR.clave, pasos.ARCHIVAR.clave)
"""Steps that are repeated for each row."""

TRAS_PROBLEMA = Paso(
    0,
    "tras_problema",
    "Ver qué quedó en el portal",
    "El portal no respondió como se esperaba. No se repite nada: se busca en él qué quedó.",
)
"""What is done after a problem and isn't a step of its own."""

TRAS_DETENERSE = "Después de detenerse: "
"""Before the title of what is still done after a problem."""

SIN_TERMINAR = (
    "Esta corrida no terminó: se detuvo en «{paso}». No la tome por una presentación hecha ni por "
    "el modo de hacerla."
)


def como_se_guarda(relativa: str) -> str:
    """How icsoe names an acuse; ``relativa`` is the recorded one's name, if it may be told."""
    ejemplo = f" Éste: acuses/{relativa}." if relativa else ""
    return (
        "icsoe-bot lo guarda en la carpeta de trabajo como "
        f"acuses/RFC/año/RFC_periodo_tipo_folio.pdf.{ejemplo}"
    )
