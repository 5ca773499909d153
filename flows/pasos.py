"""The guide's seventeen steps, as values.

One definition feeds the log, the progress display and the ledger's events.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paso:
    """One thing that is done on a screen, in the guide's order and words [G]."""

    numero: int
    clave: str
    titulo: str
    explicacion: str

    def __str__(self) -> str:
        return f"{self.numero}. {self.titulo}" if self.numero else self.titulo


REVISAR = Paso(
    0,
    "revisar",
    "Revisar acuses y borradores",
    "Busque en «Acuses de presentación» el renglón del año y cuatrimestre. Si ya hay acuse, no "
    "presente otra vez: vaya al paso 15. Si en «Informativas en captura» hay un borrador de ese "
    "periodo, termínelo o elimínelo antes.",
)
"""Not of the guide: what a careful accountant does before a new return."""

PASOS: tuple[Paso, ...] = tuple(
    Paso(numero, *textos)
    for numero, textos in enumerate(
        (
            (
                "micrositio",
                "Abrir el micrositio del ICISOE",
                "Ingresar a la página www.imss.gob.mx/icsoe.",
            ),
            (
                "desplazar",
                "Bajar hasta el final de la página",
                "Deslizar la barra derecha hacia abajo hasta ver «Ingresar a ICISOE».",
            ),
            (
                "ingresar",
                "Ingresar a ICISOE",
                "Clic en «Ingresar a ICISOE».",
            ),
            (
                "elegir_efirma",
                "Elegir el ingreso con e.firma",
                "Clic en «Ingresar con E.Firma». Solo la e.firma permite firmar y presentar.",
            ),
            (
                "validar_e_ingresar",
                "Validar e ingresar",
                "Dar el RFC, el certificado, la clave privada y su contraseña, y clic en "
                "«Validar e Ingresar». La persona moral usa su propia e.firma, no la de su "
                "representante.",
            ),
            (
                "informativa",
                "Abrir el menú «Informativa»",
                "Si sus opciones no se ven, clic en «Informativa», en el menú de la izquierda. Si "
                "ya se ven, no haga clic: se esconderían.",
            ),
            (
                "capturar",
                "Abrir «Capturar informativa»",
                "Clic en «Capturar informativa»: aparece la bandeja de trabajo. Si no se ve "
                "«Capturar informativa», primero clic en «Informativa».",
            ),
            (
                "nueva",
                "Crear una informativa",
                "Clic en «Nueva informativa».",
            ),
            (
                "periodo",
                "Indicar año, periodo y tipo",
                "Elegir el año, el periodo a informar y el tipo «Sin información», revisar el "
                "cuatrimestre que resulta, y clic en «Continuar».",
            ),
            (
                "protesta",
                "Aceptar la protesta de decir verdad",
                "Leer la declaración bajo protesta de decir verdad y aceptarla con «Continuar». Es "
                "un juramento: lo hace la persona que declara.",
            ),
            (
                "validar",
                "Validar la e.firma para firmar",
                "El RFC ya suele aparecer: compruebe que es el del contribuyente. Elija otra vez "
                "el .cer y el .key, escriba la contraseña y haga clic en «Validar».",
            ),
            (
                "firmar",
                "Firmar",
                "Cuando se habilite, clic en «Firmar», una sola vez.",
            ),
            (
                "cerrar_aviso",
                "Cerrar el aviso de firma exitosa",
                "Clic en «Cerrar» en el recuadro que informa la firma exitosa.",
            ),
            (
                "acuses",
                "Abrir «Acuses de presentación»",
                "Clic en «Acuses de presentación» y buscar el renglón del periodo. Si no se "
                "ve «Acuses de presentación», primero clic en «Informativa».",
            ),
            (
                "descargar",
                "Descargar el acuse",
                "Clic en el ícono «Descargar Acuse».",
            ),
            (
                "archivar",
                "Guardar el acuse",
                "Comprobar que el PDF es el de este RFC, periodo y folio, y guardarlo en su "
                "carpeta.",
            ),
            (
                "cerrar_sesion",
                "Cerrar la sesión",
                "Clic en «Cerrar sesión». Ciérrela también si algo sale mal.",
            ),
        ),
        start=1,
    )
)

(
    MICROSITIO,
    DESPLAZAR,
    INGRESAR,
    ELEGIR_EFIRMA,
    VALIDAR_E_INGRESAR,
    INFORMATIVA,
    CAPTURAR,
    NUEVA,
    PERIODO,
    PROTESTA,
    VALIDAR,
    FIRMAR,
    CERRAR_AVISO,
    ACUSES,
    DESCARGAR,
    ARCHIVAR,
    CERRAR_SESION,
) = PASOS
