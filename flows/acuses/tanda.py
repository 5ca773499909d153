"""The acuses of many taxpayers."""

from __future__ import annotations

from collections.abc import Sequence

from flows.acuses.bajar import AcusesIncompletos, AcusesRechazados
from flows.acuses.cosecha import Cosecha, FinalDeAcuses, Pedido
from flows.interrupcion import Interrupcion
from flows.mesa import Mesa
from flows.pasos import Paso
from flows.tanda.buzon import Buzon
from flows.tanda.politica import Politica
from flows.tanda.turnos import Turno, Turnos
from icsoe_bot.errors import IcsoeError


class TandaDeAcuses(Turnos[Pedido, FinalDeAcuses]):
    """Each taxpayer in one session a try; what a try archived is not fetched by the next one."""

    def __init__(
        self,
        mesa: Mesa,
        pedidos: Sequence[Pedido],
        politica: Politica,
        interrupcion: Interrupcion,
        buzon: Buzon,
        navegadores: int = 1,
    ) -> None:
        super().__init__(mesa, pedidos, politica, interrupcion, buzon, navegadores)
        self._cosechas: dict[Pedido, Cosecha] = {}

    def hacer(self, mesa: Mesa, turno: Turno[Pedido, FinalDeAcuses]) -> FinalDeAcuses:
        trabajo = turno.trabajo
        recolector, llave = mesa.recolector(trabajo)
        self._cosechas[trabajo] = recolector.cosecha

        def vigilar(paso: Paso) -> None:
            turno.anotar_paso(paso)
            self.buzon.paso(trabajo, paso)
            self._interrupcion.atender()

        self.insistir(trabajo, lambda: mesa.recolectar(recolector, llave, [vigilar]))
        return FinalDeAcuses(trabajo, recolector.cosecha)

    def fallido(self, trabajo: Pedido, problema: IcsoeError | None) -> FinalDeAcuses:
        return FinalDeAcuses(trabajo, self._cosechas.get(trabajo), problema)

    def revisado(self, turno: Turno[Pedido, FinalDeAcuses], final: FinalDeAcuses) -> FinalDeAcuses:
        # Once is a bad day of the portal's; after every try and another turn it is for a person.
        if turno.final is None or not isinstance(final.problema, AcusesIncompletos):
            return final
        problemas = (final.cosecha or Cosecha()).problemas.values()
        motivos = "; ".join(dict.fromkeys(error.mensaje for error in problemas))
        rechazados = AcusesRechazados(
            f"{final.problema.mensaje} {motivos}",
            remedio="Lo recibido se guardó en acuses/apartados. Descargue a mano esos acuses, o "
            "vuelva a intentarlo otro día.",
        )
        return FinalDeAcuses(turno.trabajo, final.cosecha, rechazados)
