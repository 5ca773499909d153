"""What ``icsoe iniciar`` asks, in its order; an answer given as an option isn't asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer
from pydantic import SecretStr

from flows.avisos import avisador_de
from flows.cli.preguntas import Preguntas
from flows.configuracion import Configuracion, leer_configuracion
from flows.iniciar.hallar import Busqueda, CarpetaDeOrigen
from flows.iniciar.lote import Declaracion, leer_declaracion
from flows.iniciar.oficina import Guarda, OficinaNueva
from icsoe_bot.domain.plazos import dia_en_mexico
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma import llavero
from icsoe_bot.efirma.claves import Clave
from icsoe_bot.efirma.errores import LlaveroInservible, ProblemaDeEfirma
from icsoe_bot.errors import UsageProblem
from icsoe_bot.portal import navegador as navegadores
from icsoe_bot.portal.direcciones import Ambiente

_INTENTOS = 3
"""How often a password is asked for."""

_AMBIENTES = {
    Ambiente.REPLICA.value: "para practicar en este equipo, con contribuyentes ficticios; nada de "
    "lo que se presente tiene validez",
    Ambiente.PRODUCCION.value: "el portal del IMSS; lo que se presente es de verdad",
}
_GUARDAS = {
    Guarda.LLAVERO.value: "en el llavero de este equipo, que las cifra con su sesión",
    Guarda.ENV.value: "en el archivo .env, sin cifrar: puede leerlo quien use su sesión",
    Guarda.COMANDO.value: "las da un comando, por ejemplo el de su gestor de contraseñas",
    Guarda.DESPUES.value: "no guardarlas; icsoe las pedirá cada vez",
}


def confirmar_lugar(oficina: OficinaNueva, preguntas: Preguntas) -> None:
    """Nobody's folder for something else becomes an office by oversight."""
    if oficina.tiene_otras_cosas and not preguntas.si(
        f"En {oficina.raiz.resolve()} hay otras cosas; no se tocarán. ¿Hacer ahí la oficina?",
        defecto=preguntas.calladas,
    ):
        raise typer.Abort
    if oficina.ya_es_oficina:
        preguntas.explicar(
            "Ya es una carpeta de trabajo: se conserva todo y se agrega lo que falta."
        )


def elegir_ambiente(
    oficina: OficinaNueva, pedido: Ambiente | None, preguntas: Preguntas
) -> Ambiente:
    """Which portal the folder is for; that of a folder which has settings stays.

    Raises:
        ConfiguracionInvalida: those settings can't be read.
    """
    if pedido is not None:
        return pedido
    if (oficina.raiz / ".env").is_file():
        leer_configuracion(oficina.carpeta.env, oficina.carpeta.archivo_env)
        # As the file says, whatever this machine's environment says today.
        return Ambiente(oficina.carpeta.env.get("ICSOE_AMBIENTE") or Ambiente.REPLICA.value)
    preguntas.titulo("Ambiente")
    elegido = preguntas.elegir("¿Cuál?", _AMBIENTES, Ambiente.REPLICA.value)
    if elegido == Ambiente.REPLICA.value:
        preguntas.explicar(
            "La réplica solo reconoce e.firmas ficticias: «icsoe replica sembrar 5 --carpeta "
            "practica» hace una carpeta con ellas."
        )
    return Ambiente(elegido)


def elegir_efirmas(
    oficina: OficinaNueva, origen: Path | None, ambiente: Ambiente, preguntas: Preguntas
) -> Busqueda:
    """What to copy, with the person's consent: to name the folder in the command is to give it.

    Raises:
        CarpetaDeOrigen: the folder in the command can't be looked through.
    """
    if origen is not None:
        return oficina.buscar(origen, ambiente)
    ninguna = Busqueda((), ())
    preguntas.titulo("e.firmas")
    preguntas.explicar(
        f"El .cer y el .key de cada contribuyente van en {oficina.raiz / 'efirmas'}, en una "
        "carpeta con su RFC. icsoe puede copiarlos de donde los tenga; los originales no se tocan."
    )
    while (
        origen := preguntas.carpeta("¿De qué carpeta? (Enter: los pondrá usted después)")
    ) is not None:
        try:
            busqueda = oficina.buscar(origen, ambiente)
        except CarpetaDeOrigen as error:
            preguntas.problema(error)
            continue
        _mostrar_halladas(busqueda, preguntas)
        ajenas = ambiente is Ambiente.REPLICA and any(
            not hallada.certificado.es_de_replica for hallada in busqueda.halladas
        )
        if ajenas:
            preguntas.explicar("Hay e.firmas de verdad, y la réplica no las acepta.")
        if busqueda.halladas and preguntas.si("¿Copiarlas?", defecto=not ajenas):
            return busqueda
    return ninguna


def _mostrar_halladas(busqueda: Busqueda, preguntas: Preguntas) -> None:
    for hallada in busqueda.halladas:
        dicho = hallada.certificado
        preguntas.explicar(
            f"  {dicho.rfc!s:<13} {dicho.nombre}, vence el "
            f"{dia_en_mexico(dicho.vigente_hasta):%d/%m/%Y}"
        )
    for motivo in busqueda.descartadas:
        preguntas.explicar(f"  No se copia: {motivo}")
    if not busqueda.halladas:
        preguntas.explicar("Ahí no hay ninguna e.firma que se pueda copiar.")


def elegir_guarda(
    oficina: OficinaNueva, pedida: Guarda | None, comando: str, preguntas: Preguntas
) -> tuple[Guarda, str]:
    """Where passwords are kept, and the command that gives them if that is where.

    Raises:
        UsageProblem: what was asked for in the command can't be.
    """
    configuracion = (
        oficina.carpeta.configuracion if oficina.ya_es_oficina else leer_configuracion({}, Path())
    )
    nombre = llavero.disponible() if configuracion.llavero else None
    if comando and pedida not in (None, Guarda.COMANDO):
        raise UsageProblem("--comando va con --claves comando.", remedio="Quite uno de los dos.")
    if comando:
        pedida = Guarda.COMANDO
    if pedida is Guarda.LLAVERO and nombre is None:
        raise UsageProblem(
            "Este equipo no tiene un llavero que sirva, o ICSOE_LLAVERO lo apaga.",
            remedio="Elija --claves env, comando o despues.",
        )
    if pedida is None:
        posibles = dict(_GUARDAS)
        if nombre is None:
            del posibles[Guarda.LLAVERO.value]
        preguntas.titulo("Contraseñas de las e.firmas")
        habitual = Guarda.ENV if nombre is None else Guarda.LLAVERO
        pedida = Guarda(
            preguntas.elegir(
                "¿Dónde?",
                posibles,
                Guarda.DESPUES.value if preguntas.calladas else habitual.value,
            )
        )
    if comando:
        _exigir_comando(comando)
    elif pedida is Guarda.COMANDO and not configuracion.clave_comando:
        comando = _pedir_comando(preguntas)
    return pedida, comando


def _pedir_comando(preguntas: Preguntas) -> str:
    while True:
        comando = preguntas.texto("¿Qué comando? Por ejemplo: pass show sat/{rfc}")
        try:
            _exigir_comando(comando)
        except UsageProblem as error:
            preguntas.problema(error)
            continue
        return comando


def _exigir_comando(comando: str) -> None:
    if "{rfc}" not in comando:
        raise UsageProblem(
            "El comando de las contraseñas debe llevar {rfc} donde va el RFC.",
            remedio="Por ejemplo: --comando 'pass show sat/{rfc}'.",
        )


def elegir_navegador(oficina: OficinaNueva, preguntas: Preguntas) -> str:
    """The program of the browser to write down; empty for the usual one."""
    if preguntas.calladas or navegadores.VARIABLE in os.environ:
        return ""
    if oficina.ya_es_oficina and oficina.carpeta.configuracion.navegador:
        return ""
    hallados = _navegadores()
    preguntas.titulo("Navegador")
    if not hallados:
        preguntas.explicar(
            "En este equipo no se encontró ninguno: instale Google Chrome o Microsoft Edge, o "
            "ejecute después «icsoe revisar --instalar»."
        )
        return ""
    if len(hallados) == 1:
        preguntas.explicar(f"Se usará {hallados[0].nombre}, {hallados[0].ruta}.")
        return ""
    opciones = {"0": f"el de costumbre: {hallados[0].nombre}"}
    for numero, uno in enumerate(hallados, start=1):
        opciones[str(numero)] = f"{uno.nombre}, {uno.ruta}"
    elegido = int(preguntas.elegir("¿Cuál?", opciones, "0"))
    return str(hallados[elegido - 1].ruta) if elegido else ""


def _navegadores() -> list[navegadores.Navegador]:
    """Those that would be found, the usual one first."""
    with navegadores.playwright_discreto() as playwright:
        propio = Path(playwright.chromium.executable_path)
    de_playwright = [navegadores.Navegador("Chromium de Playwright", propio)]
    instalados = {uno.ruta: uno for uno in navegadores.instalados(os.environ)}
    return [*(uno for uno in de_playwright if propio.is_file()), *instalados.values()]


def pedir_avisos(oficina: OficinaNueva, ambiente: Ambiente, preguntas: Preguntas) -> str:
    """Addresses for notices, or nothing. They may hold passwords: they aren't shown while they are
    typed, and there is no option for them.
    """
    if preguntas.calladas or (
        oficina.ya_es_oficina and oficina.carpeta.configuracion.avisos is not None
    ):
        return ""
    preguntas.titulo("Avisos")
    preguntas.explicar(
        "icsoe puede avisar por correo, Telegram o Teams cuando termina una tanda o cuando algo "
        "requiere a una persona. Las direcciones se explican en docs/avisos.md."
    )
    if not preguntas.si("¿Quiere escribir una ahora?", defecto=False):
        return ""
    while direccion := preguntas.secreto("Dirección (no se muestra; Enter: ninguna)").strip():
        try:
            avisador_de(Configuracion(ambiente=ambiente, avisos=SecretStr(direccion)))
        except UsageProblem as error:
            preguntas.problema(error)
            continue
        return direccion
    return ""


def elegir_inhabiles(
    oficina: OficinaNueva, pedidos: Sequence[str], preguntas: Preguntas
) -> list[date]:
    """Days off besides the law's.

    Raises:
        UsageProblem: one in the command is no date.
    """
    if pedidos:
        return [_leer_dia(texto) for texto in pedidos]
    if preguntas.calladas or (oficina.raiz / "dias-inhabiles.txt").exists():
        return []
    preguntas.titulo("Días inhábiles")
    preguntas.explicar("icsoe conoce los de la ley. El IMSS puede publicar otros.")
    while True:
        escritos = preguntas.texto("¿Cuáles más, como 2027-01-18, con comas? (Enter: ninguno)")
        try:
            return [_leer_dia(texto) for texto in escritos.split(",") if texto.strip()]
        except UsageProblem as error:
            preguntas.problema(error)


def _leer_dia(texto: str) -> date:
    try:
        return date.fromisoformat(texto.strip())
    except ValueError:
        raise UsageProblem(
            f"«{texto.strip()}» no es una fecha.", remedio="Escríbala como 2027-01-18."
        ) from None


def leer_declaraciones(
    oficina: OficinaNueva, pedidas: Sequence[str], copiables: Busqueda
) -> dict[RFC, Declaracion]:
    """Who declares, as the command says it.

    Raises:
        UsageProblem: it can't be read, there is a batch already, or no e.firma of that RFC.
    """
    declaraciones = {}
    for pedida in pedidas:
        rfc, _igual, resto = pedida.partition("=")
        nombre, _igual, fecha = resto.partition("=")
        declaraciones[RFC.parse(rfc)] = leer_declaracion(
            nombre, fecha, periodo=oficina.periodo, hoy=oficina.hoy
        )
    if declaraciones and oficina.tiene_lote:
        raise UsageProblem(
            f"{oficina.carpeta.lote} ya existe, y --declara no lo cambia.",
            remedio="Escriba en él quién declara, y quite --declara de la orden.",
        )
    conocidos = {*oficina.rfcs(), *(una.certificado.rfc for una in copiables.halladas)}
    sobran = [str(rfc) for rfc in declaraciones if rfc not in conocidos]
    if sobran:
        raise UsageProblem(
            f"--declara nombra a {', '.join(sobran)}, y no hay e.firma suya que se pueda usar.",
            remedio="No se escribió nada. Corrija el RFC, o indique con --efirmas dónde está.",
        )
    return declaraciones


def pedir_declaraciones(
    oficina: OficinaNueva, dadas: dict[RFC, Declaracion], preguntas: Preguntas
) -> dict[RFC, Declaracion]:
    """Who declares for each of the others; whoever isn't named doesn't."""
    faltan = [rfc for rfc in oficina.rfcs() if rfc not in dadas]
    if preguntas.calladas or not faltan or oficina.tiene_lote:
        return dadas
    preguntas.titulo("Quién declara")
    preguntas.explicar(
        "En cada informativa una persona declara bajo protesta de decir verdad que en "
        f"{oficina.periodo} ({oficina.periodo.meses}) el contribuyente no celebró contratos. Nadie "
        "declara por omisión: escríbalo solo si ya lo declaró."
    )
    if not preguntas.si(
        "¿Escribirlo ahora? También puede hacerlo después en lote.csv", defecto=False
    ):
        return dadas
    return dadas | {
        rfc: declaracion
        for rfc in faltan
        if (declaracion := _pedir_declaracion(oficina, rfc, preguntas)) is not None
    }


def _pedir_declaracion(oficina: OficinaNueva, rfc: RFC, preguntas: Preguntas) -> Declaracion | None:
    while nombre := preguntas.texto(f"¿Quién declara por {rfc}? (Enter: todavía nadie)"):
        fecha = preguntas.texto(
            "¿Qué día lo declaró, como 03/09/2026? (Enter: se escribirá después)"
        )
        try:
            return leer_declaracion(nombre, fecha, periodo=oficina.periodo, hoy=oficina.hoy)
        except UsageProblem as error:
            preguntas.problema(error)
    return None


def pedir_claves(oficina: OficinaNueva, guarda: Guarda, preguntas: Preguntas) -> None:
    """Ask for the passwords that are nowhere, and keep those that open their key."""
    if preguntas.calladas or guarda not in (Guarda.LLAVERO, Guarda.ENV):
        return
    faltan = oficina.sin_clave()
    if faltan:
        preguntas.explicar(
            "\nContraseñas: no se ven mientras las escribe, y solo se guarda la que abre la llave."
        )
    for rfc in faltan:
        for _intento in range(_INTENTOS):
            clave = Clave(preguntas.secreto(f"Contraseña de {rfc} (Enter: después)"))
            if clave.vacia:
                break
            try:
                oficina.guardar(oficina.probar(rfc, clave), guarda)
                preguntas.explicar("  Abre, y quedó guardada.")
                break
            except LlaveroInservible as error:
                preguntas.explicar(f"  {error.mensaje} Ejecute otra vez con --claves env.")
                return
            except ProblemaDeEfirma as error:
                preguntas.explicar(f"  {error.mensaje}")
