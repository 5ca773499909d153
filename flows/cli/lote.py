"""``icsoe presentar --lote``: how a batch is told, before, meanwhile and afterwards."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from flows.avisos import Avisador, avisador_de
from flows.avisos_textos import aviso_de_persona, aviso_de_que_no_empezo
from flows.carpeta import CarpetaDeTrabajo
from flows.cli.progreso import EnLineas, EnTabla, duracion, estilo, linea
from flows.cli.salida import avisos, consola, en_json
from flows.informes.informe import Informe
from flows.interrupcion import Interrupcion
from flows.taller import Opciones
from flows.tanda.jornada import Jornada
from flows.tanda.resumen import Final, Resumen, Situacion
from flows.tanda.testigo import Testigo, Testigos
from flows.tanda.vista import Desenlace
from icsoe_bot.errors import IcsoeError
from icsoe_bot.portal.direcciones import Ambiente

_AVISOS_INMEDIATOS = 10
"""So many people's errands are told at once; the rest, together at the end."""


class _AvisosDePersona(Testigo):
    def __init__(self, avisador: Avisador, ambiente: Ambiente) -> None:
        self._avisador = avisador
        self._ambiente = ambiente
        self._enviados = 0

    def termina(self, final: Desenlace) -> None:
        if not isinstance(final, Final):
            return
        if final.situacion.requiere_persona and self._enviados < _AVISOS_INMEDIATOS:
            self._enviados += 1
            self._avisador.avisar(*aviso_de_persona(final, self._ambiente))


def presentar_lote(
    carpeta: CarpetaDeTrabajo,
    lote: Path,
    opciones: Opciones,
    *,
    simulacion: bool,
    json_pedido: bool,
) -> int:
    """Run a batch and tell of it; returns the exit code.

    Raises:
        LoteInvalido: the file has errors.
        IcsoeError: the batch couldn't begin.
    """
    try:
        jornada = Jornada.preparar(carpeta, lote)
    except IcsoeError as error:
        _avisar_que_no_empezo(carpeta, error)
        raise
    interrupcion = Interrupcion(avisos.print)
    tabla = EnTabla(avisos) if avisos.is_terminal and not json_pedido else None
    configuracion = carpeta.configuracion
    testigo = Testigos(
        tabla or EnLineas(avisos),
        _AvisosDePersona(avisador_de(configuracion), configuracion.ambiente),
    )
    with interrupcion.atenta(), tabla.a_la_vista() if tabla else nullcontext():
        try:
            resumen, informe = jornada.correr(
                opciones, interrupcion, testigo, simulacion=simulacion
            )
        except IcsoeError as error:
            _avisar_que_no_empezo(carpeta, error)
            raise
    if json_pedido:
        archivos = informe and {"xlsx": str(informe.xlsx), "html": str(informe.html)}
        en_json(resumen.en_json() | {"informe": archivos})
    else:
        _contar(resumen, informe)
    return resumen.codigo


def _avisar_que_no_empezo(carpeta: CarpetaDeTrabajo, error: IcsoeError) -> None:
    """Nobody may be at the terminal: a run that can't begin is told like one that ended."""
    try:
        configuracion = carpeta.configuracion
        avisador = avisador_de(configuracion)
    except IcsoeError:
        # The settings themselves are what is wrong, so there is no way to tell anybody.
        return
    avisador.avisar(*aviso_de_que_no_empezo(error, configuracion.ambiente))


def _contar(resumen: Resumen, informe: Informe | None) -> None:
    tiempo = duracion((resumen.fin - resumen.inicio).total_seconds())
    titulo = "Simulación terminada" if resumen.simulacion else "Tanda terminada"
    if resumen.interrumpida:
        titulo = "Tanda interrumpida a petición suya"
    elif resumen.volver is not None:
        titulo = "Tanda detenida" if resumen.motivo else "Tanda detenida: el portal no responde"
    consola.print(f"[bold]{titulo}[/] en {tiempo}: {len(resumen.finales)} presentaciones.")
    for situacion, cuantas in resumen.cuentas.items():
        consola.print(f"  {cuantas:>4}  {situacion.value}", style=estilo(bien=situacion.bien))
    for final in resumen.finales:
        if not final.situacion.bien and final.situacion is not Situacion.PENDIENTE:
            consola.print(linea(final), markup=False, soft_wrap=True)
    if resumen.volver is not None:
        if resumen.motivo:
            consola.print(resumen.motivo, style="yellow", markup=False, soft_wrap=True)
        consola.print(
            f"Vuelva a ejecutar la orden a partir de las {resumen.volver:%H:%M del %d/%m/%Y}: "
            "hará solo lo que falta.",
            style="yellow",
        )
    elif Situacion.PENDIENTE in resumen.cuentas:
        consola.print("Vuelva a ejecutar la orden: hará solo lo que falta.", style="yellow")
    if informe is None:
        consola.print(
            "No se pudo escribir el informe: revise la carpeta «informes» y el espacio en disco.",
            style="red",
        )
        return
    consola.print(f"Informe: {informe.xlsx}", markup=False, soft_wrap=True)
    consola.print(f"         {informe.html}", markup=False, soft_wrap=True)
