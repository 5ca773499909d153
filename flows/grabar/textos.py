"""What a guide says besides the steps: what is needed, warnings, and what to check at the end."""

from __future__ import annotations

from dataclasses import dataclass

from flows import pasos


@dataclass(frozen=True, slots=True)
class Guion:
    """What is recorded, and what people are told around it."""

    clave: str
    titulo: str
    resumen: str
    requisitos: tuple[str, ...]
    comprobaciones: tuple[str, ...]


_EFIRMA = (
    "La e.firma vigente del contribuyente: el archivo .cer, el archivo .key y su contraseña. El "
    "certificado de sello digital (CSD) no sirve.",
    "Si es persona moral, la e.firma de la propia persona moral, no la de su representante legal.",
    "Un equipo con navegador y conexión a www.imss.gob.mx.",
)

PRESENTAR = Guion(
    "presentar",
    "Presentar la informativa «Sin información» en el ICISOE",
    "Para quien no celebró contratos de servicios u obras especializados en el cuatrimestre.",
    (
        "El RFC del contribuyente y el periodo, que ya debe haber terminado.",
        *_EFIRMA,
        "El nombre de quien declara bajo protesta de decir verdad que no se celebraron contratos.",
        "El plazo: a más tardar el día 17 de enero, mayo y septiembre, o el día hábil siguiente.",
    ),
    (
        "El acuse es del RFC, del periodo y del tipo «Sin información» correctos.",
        "El folio del acuse es el mismo que muestra «Acuses de presentación».",
        "El PDF quedó guardado en la carpeta del contribuyente: es la prueba de fecha y hora.",
        "En «Informativas en captura» no quedó ningún borrador de ese periodo.",
        "La sesión se cerró con «Cerrar sesión».",
    ),
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
)

ADVERTENCIAS = {
    pasos.VALIDAR_E_INGRESAR.clave: "La persona moral entra con su propia e.firma. Con la del "
    "representante legal se entra a otro contribuyente.",
    pasos.PERIODO.clave: "Revise dos veces el año y el periodo: el cuatrimestre que resulta es "
    "sobre el que se declara. Después del plazo la informativa es extemporánea.",
    pasos.PROTESTA.clave: "Es una declaración bajo protesta de decir verdad. Si hubo aunque sea un "
    "contrato, no continúe: corresponde otra informativa.",
    pasos.FIRMAR.clave: "Pulse «Firmar» una sola vez. Si el portal no responde, no vuelva a "
    "firmar: busque primero el acuse en «Acuses de presentación».",
    pasos.DESCARGAR.clave: "El acuse es la prueba de la fecha de presentación. Consérvelo cinco "
    "años.",
}
"""By step: what goes wrong most dearly there."""
