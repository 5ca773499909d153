"""A worker on a desk that plays a script: the queue is real, the portal isn't there."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from flows.calibracion.vigencia import RevisionPendiente
from flows.carpeta import CarpetaDeTrabajo
from flows.cola import latidos
from flows.cola.cola import Cola
from flows.cola.encolar import encolar_lote
from flows.cola.oficio import Oficio, Pospuesta
from flows.cola.puesto import Puesto
from flows.cola.trabajador import Resumen, Trabajador
from flows.cola.turno import Freno
from flows.configuracion import NavegadoresDeMas
from flows.mesa import Mesa
from flows.mundo import preguntar
from flows.tanda.politica import Politica
from flows.tanda.testigo import Testigo
from flows.tanda.vista import Desenlace, Trabajo
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.errors import OperatorMustAct
from icsoe_bot.portal.errores import FirmaSinDesenlace, PortalFueraDeServicio, SesionExpirada
from tests.cola.conftest import Equipos
from tests.cola.trabajadores import RAPIDOS, esperar
from tests.tanda.conftest import MesaDeGuion, SinEsperar, levantar


@dataclass
class Anotador(Testigo):
    """Keeps what it is told."""

    finales: list[Desenlace] = field(default_factory=list)
    pospuestos: list[str] = field(default_factory=list)
    advertencias: list[str] = field(default_factory=list)

    def termina(self, final: Desenlace) -> None:
        self.finales.append(final)

    def pospone(self, trabajo: Trabajo, motivo: str) -> None:
        self.pospuestos.append(trabajo.contribuyente)

    def espera(self, motivo: str, hasta: datetime) -> None:
        self.advertencias.append(motivo)

    def advierte(self, texto: str) -> None:
        self.advertencias.append(texto)


@dataclass
class Sala:
    """One machine with its worker, and the queue as everybody sees it."""

    equipos: Equipos
    raiz: Path
    cola: Cola
    mundo: str
    mesa: MesaDeGuion
    interrupcion: SinEsperar
    testigo: Anotador = field(default_factory=Anotador)

    @property
    def rfcs(self) -> list[str]:
        return self.equipos.rfcs

    def trabajador(self, **otros: Any) -> Trabajador:
        carpeta = CarpetaDeTrabajo(self.raiz)
        return Trabajador(carpeta, self.interrupcion, self.testigo, **{"navegadores": 1, **otros})

    def correr(self, **otros: Any) -> Resumen:
        # In a thread of its own: where pages are tested, this one has Playwright's loop running.
        with ThreadPoolExecutor(1) as hilo:
            return hilo.submit(self.trabajador(**otros).correr).result()

    def vaciar(self) -> Resumen:
        return self.correr(hasta_vaciar=True)

    @contextmanager
    def en_marcha(self) -> Iterator[None]:
        """While it works until somebody stops it."""
        quien = self.trabajador()
        fallas: list[BaseException] = []

        def correr() -> None:
            try:
                quien.correr()
            except BaseException as error:
                fallas.append(error)

        hilo = threading.Thread(target=correr)
        hilo.start()
        try:
            yield
        finally:
            self.interrupcion.pedir()
            hilo.join(30)
            assert not hilo.is_alive()
            assert not fallas

    def estados(self) -> dict[str, tuple[str, datetime | None]]:
        with self.cola.transaccion() as conexion:
            filas = conexion.exec_driver_sql(
                "SELECT queue_name, status::text, scheduled_at FROM procrastinate_jobs "
                "WHERE queue_name <> 'ronda'"
            ).all()
        return {fila[0]: (fila[1], fila[2]) for fila in filas}

    def intentado(self, tarea: str) -> tuple[str, int]:
        """Of the only job of a task: where it stands, and how often it was tried."""
        with self.cola.transaccion() as conexion:
            fila = conexion.exec_driver_sql(
                "SELECT status::text, attempts FROM procrastinate_jobs WHERE task_name = %s",
                (tarea,),
            ).one()
        return fila[0], fila[1]

    def pasan_latidos(self, cuantos: int) -> None:
        """Until the worker has looked for work so many times more."""
        vistos: set[datetime] = set()

        def van() -> bool:
            with self.cola.transaccion() as conexion:
                vistos.add(conexion.exec_driver_sql("SELECT visto FROM icsoe_equipos").scalar_one())
            return len(vistos) > cuantos

        esperar(van)

    def falla(self, cual: int, *errores: Exception) -> None:
        self.mesa.guiones[self.rfcs[cual]].extend(levantar(error) for error in errores)


@pytest.fixture
def sala(equipos: Equipos, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sala]:
    monkeypatch.setattr(latidos, "USUALES", RAPIDOS)
    carpeta = equipos.uno("uno", equipos.rfcs[:2])
    encolar_lote(carpeta, carpeta.lote)
    interrupcion = SinEsperar()
    mesa = MesaDeGuion(interrupcion)
    monkeypatch.setattr(Puesto, "mesa", lambda _puesto, _mundo: cast(Mesa, mesa))
    with Cola(carpeta) as cola:
        mundo = preguntar(carpeta.direcciones).nombre
        yield Sala(equipos, carpeta.raiz, cola, mundo, mesa, interrupcion)


def test_toma_solo_lo_de_sus_efirmas_y_termina(sala: Sala) -> None:
    resumen = sala.vaciar()
    assert sorted(sala.mesa.intentos) == sorted(sala.rfcs[:2])
    assert (resumen.vaciada, dict(resumen.cuentas.rotulos)) == (True, {"presentada": 2})
    # The others wait for a machine that has theirs.
    assert {rfc: estado for rfc, (estado, _) in sala.estados().items()} == dict.fromkeys(
        sala.rfcs[2:], "todo"
    )
    (equipo,) = sala.cola.equipos.listar()
    assert ({str(rfc) for rfc in equipo.rfcs}, equipo.vivo) == (set(sala.rfcs[:2]), False)


def test_las_efirmas_que_se_agregan_y_quitan_se_notan(sala: Sala) -> None:
    with sala.en_marcha():
        esperar(lambda: len(sala.testigo.finales) == 2)
        shutil.copytree(
            sala.equipos.oficina.carpeta / "efirmas" / sala.rfcs[2],
            sala.raiz / "efirmas" / sala.rfcs[2],
        )
        esperar(lambda: len(sala.testigo.finales) == 3)
        shutil.rmtree(sala.raiz / "efirmas" / sala.rfcs[0])
        esperar(lambda: RFC(sala.rfcs[0]) not in sala.cola.equipos.listar()[0].rfcs)
    assert sala.mesa.intentos[-1] == sala.rfcs[2]


def test_lo_de_una_persona_termina_y_no_se_intenta_otra_vez(sala: Sala) -> None:
    sala.falla(0, OperatorMustAct("Algo que una persona arregla."))
    resumen = sala.vaciar()
    assert sala.mesa.intentos.count(sala.rfcs[0]) == 1
    assert sala.estados()[sala.rfcs[0]][0] == "failed"
    assert resumen.cuentas.de_personas == 1


def test_lo_que_se_quita_solo_se_pospone(sala: Sala) -> None:
    # As often as one try insists.
    sala.falla(0, *[SesionExpirada("x")] * 3)
    with sala.en_marcha():
        esperar(lambda: len(sala.testigo.finales) == 1 and bool(sala.testigo.pospuestos))
        esperar(lambda: sala.estados()[sala.rfcs[0]][0] == "todo")
    estado, cuando = sala.estados()[sala.rfcs[0]]
    assert estado == "todo"
    assert cuando is not None
    assert cuando > datetime.now(UTC) + timedelta(seconds=30)


def test_una_firma_sin_desenlace_se_vuelve_a_leer_y_luego_es_de_una_persona(sala: Sala) -> None:
    sala.mesa.firmadas[sala.rfcs[0]] = datetime.now(UTC) - timedelta(minutes=10, seconds=-2)
    sala.falla(0, FirmaSinDesenlace("x"), FirmaSinDesenlace("x"))
    resumen = sala.vaciar()
    assert sala.mesa.intentos.count(sala.rfcs[0]) == 2
    assert sala.estados()[sala.rfcs[0]][0] == "failed"
    assert resumen.cuentas.graves == 1


def test_con_el_portal_caido_se_detiene_y_lo_dice_a_los_demas(sala: Sala) -> None:
    env = sala.raiz / ".env"
    env.write_text(f"{env.read_text(encoding='utf-8')}ICSOE_CAIDAS=2\n", encoding="utf-8")
    for cual in (0, 1):
        sala.mesa.sin_entrar.add(sala.rfcs[cual])
        sala.falla(cual, *[PortalFueraDeServicio("x")] * 3)
    with sala.en_marcha():
        esperar(
            lambda: bool(sala.cola.equipos.listar()) and bool(sala.cola.equipos.listar()[0].pausa)
        )
        assert sala.cola.equipos.listar()[0].vivo
        assert sala.cola.equipos.listar()[0].pausa == "en pausa"
        sala.cola.encolar_acuses(sala.mundo, [RFC(sala.rfcs[0])], None, None)
        sala.pasan_latidos(4)
        assert sala.intentado("acuses") == ("todo", 0)
    assert any("El portal no está disponible" in uno for uno in sala.testigo.advertencias)
    assert {estado for estado, _ in sala.estados().values()} == {"todo"}


def test_interrumpido_deja_su_trabajo_en_la_cola(sala: Sala) -> None:
    def al_empezar() -> None:
        sala.interrupcion.pedir()
        sala.interrupcion.atender()

    for rfc in sala.rfcs[:2]:
        sala.mesa.guiones[rfc].append(al_empezar)
    resumen = sala.correr()
    assert not resumen.cuentas.rotulos
    assert {estado for estado, _ in sala.estados().values()} == {"todo"}


def test_lo_retirado_no_se_presenta_aunque_el_trabajo_siga(sala: Sala) -> None:
    with sala.cola.transaccion() as conexion:
        conexion.exec_driver_sql("DELETE FROM icsoe_pedidos")
    sala.vaciar()
    assert sala.mesa.intentos == []
    assert set(sala.estados()) == set(sala.rfcs[2:])


def test_lo_de_otra_replica_no_se_presenta(sala: Sala) -> None:
    with sala.cola.transaccion() as conexion:
        conexion.exec_driver_sql("UPDATE icsoe_pedidos SET mundo = 'replica:otra'")
        conexion.exec_driver_sql(
            "UPDATE procrastinate_jobs SET args = jsonb_set(args, '{mundo}', '\"replica:otra\"')"
        )
    sala.vaciar()
    assert sala.mesa.intentos == []


def test_otro_texto_de_protesta_no_se_presenta(sala: Sala) -> None:
    with sala.cola.transaccion() as conexion:
        conexion.exec_driver_sql("UPDATE icsoe_pedidos SET texto_protesta = 'Otro texto.'")
    resumen = sala.vaciar()
    assert sala.mesa.intentos == []
    assert dict(resumen.cuentas.rotulos) == {"requiere al operador": 2}
    assert len(sala.mesa.anotados) == 2


def test_si_la_base_se_cae_un_momento_sigue(sala: Sala) -> None:
    with sala.en_marcha():
        esperar(lambda: len(sala.testigo.finales) == 2)
        with sala.cola.transaccion() as conexion:
            conexion.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        sala.cola.encolar(sala.mundo, [uno.renglon for uno in sala.cola.pedidos(sala.mundo)])
        esperar(lambda: len(sala.testigo.finales) == 4)


def test_lo_de_un_trabajador_muerto_se_retoma(sala: Sala) -> None:
    with sala.cola.transaccion() as conexion:
        conexion.exec_driver_sql(
            "WITH muerto AS (INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - interval '1 minute') RETURNING id) "
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM muerto) "
            f"WHERE queue_name = '{sala.rfcs[0]}'"
        )
    resumen = sala.vaciar()
    assert dict(resumen.cuentas.rotulos) == {"presentada": 2}
    assert sorted(sala.mesa.intentos) == sorted(sala.rfcs[:2])


def test_si_no_se_pudo_escribir_un_final_no_queda_en_proceso_para_siempre(
    sala: Sala, caplog: pytest.LogCaptureFixture
) -> None:
    def perder() -> None:
        # Procrastinate will refuse to end what isn't being done any more.
        with sala.cola.transaccion() as conexion:
            conexion.exec_driver_sql(
                f"DELETE FROM procrastinate_jobs WHERE queue_name = '{sala.rfcs[0]}'"
            )

    sala.mesa.guiones[sala.rfcs[0]].append(perder)
    with sala.en_marcha():
        esperar(lambda: "se vuelve a empezar" in caplog.text)
        esperar(lambda: len(sala.testigo.finales) == 2)
        sala.cola.encolar(sala.mundo, [uno.renglon for uno in sala.cola.pedidos(sala.mundo)])
        esperar(lambda: len(sala.testigo.finales) == 4)


def test_lo_que_ya_no_es_de_este_equipo_se_deja_para_otro(sala: Sala) -> None:
    carpeta = CarpetaDeTrabajo(sala.raiz)
    freno = Freno(Politica.de(carpeta.configuracion))
    oficio = Oficio(carpeta, sala.cola, freno, sala.interrupcion, sala.testigo)
    (pedido, *_) = [
        uno for uno in sala.cola.pedidos(sala.mundo) if uno.renglon.contribuyente == sala.rfcs[3]
    ]
    argumentos = {
        "mundo": sala.mundo,
        "rfc": sala.rfcs[3],
        "periodo": str(pedido.renglon.presentacion.periodo),
        "tipo": pedido.renglon.presentacion.tipo.clave,
    }
    with pytest.raises(Pospuesta):
        oficio.presentar(cast(Puesto, None), argumentos, 0)
    assert sala.mesa.intentos == []


def test_en_produccion_no_trabaja_sin_revision(sala: Sala) -> None:
    env = sala.raiz / ".env"
    texto = env.read_text(encoding="utf-8")
    lineas = [
        linea for linea in texto.splitlines() if "PORTAL" not in linea and "WIDGET" not in linea
    ]
    lineas = [linea for linea in lineas if "AMBIENTE" not in linea]
    env.write_text("\n".join([*lineas, "ICSOE_AMBIENTE=produccion", ""]), encoding="utf-8")
    with pytest.raises(RevisionPendiente):
        sala.correr()
    with pytest.raises(NavegadoresDeMas):
        sala.trabajador(navegadores=2)
