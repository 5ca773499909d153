"""Watching somebody file by hand: what comes next, what was achieved, what was a mistake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fixtures.replica.estado import Estado
from flows import pasos
from flows.pasos import Paso
from flows.practicar.ejercicio import Ejercicio
from icsoe_bot.domain.informativa import TipoInformativa
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.pages.acuses import AcusesDePresentacion
from icsoe_bot.pages.aviso import AvisoDeFirmaExitosa
from icsoe_bot.pages.capturar import CapturarInformativa
from icsoe_bot.pages.entrada import Entrada
from icsoe_bot.pages.firma import Firma
from icsoe_bot.pages.informativas import InformativasEnCaptura
from icsoe_bot.pages.ingreso import IngresoConEfirma
from icsoe_bot.pages.inicio import Inicio
from icsoe_bot.pages.micrositio import Micrositio
from icsoe_bot.pages.pantalla import Pantalla
from icsoe_bot.pages.protesta import DialogoDeProtesta

_SIGUIENTE: dict[type[Pantalla], Paso] = {
    Micrositio: pasos.INGRESAR,
    Entrada: pasos.ELEGIR_EFIRMA,
    IngresoConEfirma: pasos.VALIDAR_E_INGRESAR,
    Inicio: pasos.INFORMATIVA,
    InformativasEnCaptura: pasos.NUEVA,
    CapturarInformativa: pasos.PERIODO,
    DialogoDeProtesta: pasos.PROTESTA,
    Firma: pasos.VALIDAR,
    AvisoDeFirmaExitosa: pasos.CERRAR_AVISO,
    AcusesDePresentacion: pasos.CAPTURAR,
}
"""What to do on a screen while nothing is filed yet."""

LUEGO: dict[type[Pantalla], Paso] = {Inicio: pasos.CAPTURAR, Firma: pasos.FIRMAR}
"""What to do on it once its first step is done: the menu unfolded, the e.firma validated."""

METAS = {
    "entrar": "Entrar con la e.firma de la propia persona moral",
    "declarar": "Declarar el periodo y el tipo pedidos",
    "firmar": "Firmar, una sola vez",
    "acuse": "Descargar el acuse",
    "salir": "Cerrar la sesión",
}


@dataclass(frozen=True, slots=True)
class Aviso:
    """What the person is told."""

    texto: str
    error: bool = False


@dataclass(slots=True)
class Resultado:
    """How it went."""

    logradas: dict[str, datetime] = field(default_factory=dict)
    errores: list[str] = field(default_factory=list)
    advertencias: dict[str, str] = field(default_factory=dict)
    """What the person was warned of and didn't do, by what it was about."""

    @property
    def completo(self) -> bool:
        """Whether everything that was asked for was done."""
        return self.logradas.keys() >= METAS.keys()


def _paso(paso: Paso) -> Aviso:
    return Aviso(f"Paso {paso}: {paso.explicacion}")


class Vigilancia:
    """Follows the replica's own log, which knows what was done, whatever the screen says."""

    def __init__(self, ejercicio: Ejercicio) -> None:
        self._ejercicio = ejercicio
        self._estado: Estado = ejercicio.replica.estado
        self._leidos = 0
        self._firmas = 0
        self._dicho: Paso | None = None
        self._advertido = ""
        """Which period the oath on the screen would wrongly be about, once the person knows."""
        self._ajena = ""
        """Whose session is open, if it isn't the taxpayer's."""
        self.resultado = Resultado()

    def mirar(
        self, pantalla: type[Pantalla] | None, *, luego: bool = False, por_declarar: str = ""
    ) -> Iterator[Aviso]:
        """What to say now; ``pantalla`` is what shows, ``None`` for an unknown screen.

        ``luego`` says that its first step is done, ``por_declarar`` which period the oath on it is
        about.
        """
        sucesos = self._estado.sucesos[self._leidos :]
        self._leidos += len(sucesos)
        for suceso in sucesos:
            yield from self._leer(suceso)
        if por_declarar and por_declarar != str(self._ejercicio.periodo):
            # Instead of the next step, which would be to take the oath.
            if por_declarar != self._advertido:
                yield self._advertir(por_declarar)
            self._advertido, self._dicho = por_declarar, None
            return
        self._advertido = ""
        siguiente = self._siguiente(pantalla, luego=luego)
        if siguiente is not None and siguiente is not self._dicho:
            self._dicho = siguiente
            yield _paso(siguiente)

    def terminar(self) -> Iterator[Aviso]:
        """The window was closed, or all is done."""
        yield from self.mirar(None)
        if self._estado.sesiones:
            yield self._error("Se cerró la ventana sin «Cerrar sesión»: la sesión queda abierta.")
        propio = str(self._ejercicio.contribuyente.rfc)
        for borrador in self._estado.borradores:
            de_quien = "" if borrador.rfc == propio else f" a nombre de {borrador.rfc}"
            yield self._error(f"Quedó una informativa en captura{de_quien}, de {borrador.periodo}.")

    def _siguiente(self, pantalla: type[Pantalla] | None, *, luego: bool) -> Paso | None:
        if pantalla is None:
            return None
        if self._ajena:
            return pasos.CERRAR_SESION
        logradas = self.resultado.logradas
        if "firmar" in logradas and pantalla is not AvisoDeFirmaExitosa:
            if "acuse" in logradas:
                return pasos.CERRAR_SESION if "salir" not in logradas else None
            return pasos.DESCARGAR if pantalla is AcusesDePresentacion else pasos.ACUSES
        return LUEGO[pantalla] if luego else _SIGUIENTE.get(pantalla)

    def _leer(self, suceso: dict[str, Any]) -> Iterator[Aviso]:
        propio = suceso.get("rfc") == str(self._ejercicio.contribuyente.rfc)
        match suceso["suceso"]:
            case "sesion_abierta" if propio:
                yield from self._lograr("entrar", suceso)
            case "sesion_abierta":
                self._ajena = str(suceso.get("rfc"))
                yield self._error(self._de_quien_es(str(suceso.get("rfc"))))
            case "sesion_cerrada" | "sesion_expirada" if suceso.get("rfc") == self._ajena:
                self._ajena = ""
            case "tipo_no_admitido":
                yield self._error(
                    f"Se intentó continuar con el tipo «{suceso['tipo']}»: el ejercicio es «Sin "
                    "información»."
                )
            case "borrador_creado":
                yield from self._declarada(suceso, propio=propio)
            case "firma_recibida":
                self._firmas += 1
                if self._firmas > 1:
                    yield self._error(
                        "Se firmó más de una vez. Si el portal no responde, primero se busca el "
                        "acuse en «Acuses de presentación»."
                    )
            case "presentada":
                yield from self._presentada(suceso, propio=propio)
            case "acuse_descargado" if propio:
                primera = "acuse" not in self.resultado.logradas
                yield from self._lograr("acuse", suceso)
                if primera:
                    # Nothing on the screen tells whether the PDF was looked at.
                    yield _paso(pasos.ARCHIVAR)
            case "sesion_cerrada" if propio and "firmar" in self.resultado.logradas:
                yield from self._lograr("salir", suceso)

    def _advertir(self, periodo: str) -> Aviso:
        pedido = self._ejercicio.periodo
        self.resultado.advertencias[periodo] = (
            f"Iba a declarar sobre {periodo}, y el ejercicio es sobre {pedido}: no se declaró."
        )
        return Aviso(
            f"Cuidado: va a declarar sobre {periodo} y el ejercicio es sobre {pedido}. "
            "Pulse «Cancelar».",
            error=True,
        )

    def _declarada(self, suceso: dict[str, Any], *, propio: bool) -> Iterator[Aviso]:
        # It was done after all.
        self.resultado.advertencias.pop(suceso["periodo"], None)
        if not propio:
            yield self._error(
                f"Se declaró bajo protesta a nombre de {suceso['rfc']}, que no es quien presenta."
            )
            return
        pedido = self._ejercicio.periodo
        tipos = [
            b.tipo
            for b in self._estado.borradores
            if b.rfc == suceso["rfc"] and str(b.periodo) == suceso["periodo"]
        ]
        bien = True
        if suceso["periodo"] != str(pedido):
            bien = False
            yield self._error(
                f"Se declaró bajo protesta sobre {suceso['periodo']}, y el ejercicio es sobre "
                f"{pedido}."
            )
        if tipos and tipos[-1] != TipoInformativa.SIN_INFORMACION.value:
            bien = False
            yield self._error(f"Se capturó el tipo «{tipos[-1]}» y no «Sin información».")
        if bien:
            yield from self._lograr("declarar", suceso)

    def _presentada(self, suceso: dict[str, Any], *, propio: bool) -> Iterator[Aviso]:
        if propio and Periodo.parse(suceso["periodo"]) == self._ejercicio.periodo:
            yield from self._lograr("firmar", suceso)
        else:
            yield self._error(
                f"Quedó presentada la informativa de {suceso['rfc']}, {suceso['periodo']}: no es "
                "la que se pedía, y en el portal no se puede deshacer."
            )

    def _de_quien_es(self, rfc: str) -> str:
        de_quien = (
            "su representante legal"
            if rfc == str(self._ejercicio.representante.rfc)
            else "otro contribuyente"
        )
        return (
            f"Se entró con la e.firma de {de_quien} ({rfc}). La persona moral entra y firma con la "
            "suya. Cierre la sesión y entre otra vez."
        )

    def _lograr(self, meta: str, suceso: dict[str, Any]) -> Iterator[Aviso]:
        if meta not in self.resultado.logradas:
            self.resultado.logradas[meta] = datetime.fromisoformat(suceso["momento"])
            yield Aviso(f"Bien: {METAS[meta].lower()}.")

    def _error(self, texto: str) -> Aviso:
        if texto not in self.resultado.errores:
            self.resultado.errores.append(texto)
        return Aviso(texto, error=True)
