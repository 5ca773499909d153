"""What waits, who is there and what is due, in a real PostgreSQL; no worker runs here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from flows.carpeta import CarpetaDeTrabajo
from flows.cola.agenda import turno
from flows.cola.cola import Cola
from flows.cola.encolar import encolar_acuses, encolar_lote
from flows.cola.errores import ColaMasNueva, ColaSinPostgreSQL, NadieLaTiene, NoEstaEnCola
from flows.cola.esquema import migraciones, pendientes
from flows.cola.turno import prioridad
from flows.lote.errores import LoteInvalido
from flows.lote.renglon import Renglon
from icsoe_bot.domain.informativa import Presentacion
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.rfc import RFC
from tests.conftest import Icsoe, Oficina
from tests.tandas_de_ejemplo import renglon

MUNDO = "replica:prueba"
ESQUEMA = "icsoe_cola_replica"


def carpeta_en(raiz: Path, base: str) -> CarpetaDeTrabajo:
    raiz.mkdir()
    (raiz / ".env").write_text(f"ICSOE_BITACORA={base}\n", encoding="utf-8")
    return CarpetaDeTrabajo(raiz)


@pytest.fixture
def carpeta(base: str, tmp_path: Path) -> CarpetaDeTrabajo:
    return carpeta_en(tmp_path / "uno", base)


@pytest.fixture
def sin_estrenar(base_vacia: str, tmp_path: Path) -> CarpetaDeTrabajo:
    return carpeta_en(tmp_path / "otra", base_vacia)


@pytest.fixture
def cola(carpeta: CarpetaDeTrabajo) -> Iterator[Cola]:
    with Cola(carpeta) as abierta:
        yield abierta


def correr(cola: Cola, sentencia: str) -> list[Any]:
    with cola.transaccion() as conexion:
        resultado = conexion.exec_driver_sql(sentencia)
        return list(resultado) if resultado.returns_rows else []


def tomar(cola: Cola, *rfcs: str) -> str | None:
    """What a worker that holds ``rfcs`` would be given: its queueing lock."""
    with cola.transaccion() as conexion:
        candado: str | None = conexion.execute(
            sqlalchemy.text("SELECT queueing_lock FROM procrastinate_fetch_job_v2(:rfcs, NULL)"),
            {"rfcs": list(rfcs)},
        ).scalar_one()
    return candado


def presentaciones(*renglones: Renglon) -> tuple[Presentacion, ...]:
    return tuple(uno.presentacion for uno in renglones)


def test_se_encola_una_sola_vez_y_lo_presentado_no(cola: Cola) -> None:
    uno, dos, tres = renglon(1), renglon(2), renglon(3)
    hechas = {tres.presentacion}
    primera = cola.encolar(MUNDO, [uno, tres], hechas)
    assert primera.nuevas == presentaciones(uno)
    assert primera.ya_presentadas == presentaciones(tres)
    segunda = cola.encolar(MUNDO, [uno, dos, tres], hechas)
    assert (segunda.nuevas, segunda.ya_en_cola) == (presentaciones(dos), presentaciones(uno))
    assert [uno.presentacion for uno in cola.en_cola(MUNDO)] == sorted(presentaciones(uno, dos))
    # Another replica's are another world's.
    assert cola.en_cola("replica:otra") == []


def test_lo_que_se_esta_haciendo_no_se_encola_otra_vez(cola: Cola) -> None:
    cola.encolar(MUNDO, [renglon(1)])
    assert tomar(cola, renglon(1).contribuyente) is not None
    assert cola.encolar(MUNDO, [renglon(1)]).ya_en_cola == presentaciones(renglon(1))
    assert [uno.en_proceso for uno in cola.en_cola(MUNDO)] == [True]


def test_quien_declara_se_corrige_encolando_otra_vez(cola: Cola) -> None:
    uno = renglon(1)
    cola.encolar(MUNDO, [uno])
    otra = replace(uno, protesta=replace(uno.protesta, declarante="Otra Persona Ficticia"))
    cola.encolar(MUNDO, [otra])
    pedido = cola.pedido(MUNDO, uno.presentacion)
    assert pedido is not None
    assert pedido.renglon == replace(otra, fila=0)


def test_un_trabajo_solo_senala_la_informativa(cola: Cola) -> None:
    cola.encolar(MUNDO, [renglon(1)])
    cola.encolar_acuses(MUNDO, [renglon(1).presentacion.rfc], None, Periodo.parse("2026-1"))
    rfc = renglon(1).contribuyente
    guardado = correr(cola, "SELECT queue_name, lock, args FROM procrastinate_jobs ORDER BY id")
    assert [(fila.queue_name, fila.lock) for fila in guardado] == [(rfc, rfc)] * 2
    assert [fila.args for fila in guardado] == [
        {"mundo": MUNDO, "rfc": rfc, "periodo": "2026-2", "tipo": "sin-informacion"},
        {"mundo": MUNDO, "rfc": rfc, "desde": None, "hasta": "2026-1"},
    ]


def test_se_retira_lo_que_espera(cola: Cola) -> None:
    cola.encolar(MUNDO, [renglon(1), renglon(2)])
    assert cola.retirar(MUNDO, renglon(1).presentacion)
    assert tomar(cola, renglon(1).contribuyente) is None
    assert cola.pedido(MUNDO, renglon(1).presentacion) is None
    with pytest.raises(NoEstaEnCola):
        cola.retirar(MUNDO, renglon(1).presentacion)


def test_lo_que_se_esta_haciendo_se_retira_pero_se_dice(cola: Cola) -> None:
    cola.encolar(MUNDO, [renglon(1)])
    tomar(cola, renglon(1).contribuyente)
    assert not cola.retirar(MUNDO, renglon(1).presentacion)
    # Should it be tried again, it points at nothing.
    assert cola.pedido(MUNDO, renglon(1).presentacion) is None


def test_solo_se_toma_lo_de_las_efirmas_que_se_tienen(cola: Cola) -> None:
    cola.encolar(MUNDO, [renglon(1), renglon(2)])
    assert tomar(cola) is None
    assert tomar(cola, renglon(3).contribuyente) is None
    assert renglon(2).contribuyente in (tomar(cola, renglon(2).contribuyente) or "")


def test_dos_de_un_contribuyente_van_una_tras_otra(cola: Cola) -> None:
    uno = renglon(1)
    anterior = replace(uno.presentacion, periodo=uno.presentacion.periodo.anterior)
    cola.encolar(MUNDO, [uno, replace(uno, presentacion=anterior)])
    assert tomar(cola, uno.contribuyente) is not None
    assert tomar(cola, uno.contribuyente) is None


def test_lo_pospuesto_no_detiene_a_lo_demas_del_contribuyente(cola: Cola) -> None:
    uno = renglon(1)
    anterior = replace(uno.presentacion, periodo=uno.presentacion.periodo.anterior)
    cola.encolar(MUNDO, [uno])
    manana = datetime.now(UTC) + timedelta(hours=9)
    correr(
        cola,
        f"UPDATE procrastinate_jobs SET scheduled_at = '{manana.isoformat()}', "
        f"priority = {prioridad(manana)}",
    )
    cola.encolar(MUNDO, [replace(uno, presentacion=anterior)])
    assert str(anterior.periodo) in (tomar(cola, uno.contribuyente) or "")


def test_faltan_cuenta_lo_que_se_hace_y_lo_que_toca_pronto(cola: Cola) -> None:
    rfcs = [renglon(numero).contribuyente for numero in (1, 2, 3)]
    cola.encolar(MUNDO, [renglon(1), renglon(2)])
    assert cola.faltan(rfcs, timedelta()) == 2
    tomar(cola, rfcs[0])
    assert cola.faltan(rfcs[:1], timedelta()) == 1
    correr(
        cola,
        "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '5 min' "
        "WHERE status = 'todo'",
    )
    assert cola.faltan(rfcs, timedelta(minutes=4)) == 1
    assert cola.faltan(rfcs, timedelta(minutes=6)) == 2


def test_se_sabe_quien_esta_y_que_tiene(carpeta: CarpetaDeTrabajo, cola: Cola) -> None:
    rfcs = [renglon(numero).presentacion.rfc for numero in (1, 2)]
    assert not cola.equipos.latir("a")
    cola.equipos.presentarse("a", rfcs, "")
    cola.equipos.presentarse("b", rfcs[:1], "El portal no está disponible.")
    assert cola.equipos.latir("a")
    assert [(uno.rfcs, uno.pausa, uno.vivo) for uno in cola.equipos.listar()] == [
        (frozenset(rfcs), "", True),
        (frozenset(rfcs[:1]), "El portal no está disponible.", True),
    ]
    cola.equipos.despedirse("a")
    assert [uno.vivo for uno in cola.equipos.listar()] == [False, True]
    with Cola(carpeta, vivo_s=0) as impaciente:
        assert not any(uno.vivo for uno in impaciente.equipos.listar())
    correr(cola, "UPDATE icsoe_equipos SET visto = now() - interval '31 days' WHERE clave = 'a'")
    assert len(cola.equipos.listar()) == 1


def test_de_una_agenda_solo_uno_se_encarga(carpeta: CarpetaDeTrabajo, cola: Cola) -> None:
    ayer, hoy = datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 26, tzinfo=UTC)
    # Switched on just now, it owes nothing.
    assert not _se_encarga(cola, ayer)
    encargados: list[bool] = []

    def preguntar() -> None:
        with Cola(carpeta) as suya:
            encargados.append(_se_encarga(suya, hoy))

    en_paralelo(preguntar)
    assert sorted(encargados) == [False, False, True]
    assert not _se_encarga(cola, ayer)


def test_de_quien_no_la_termina_se_encarga_otro(carpeta: CarpetaDeTrabajo, cola: Cola) -> None:
    ayer, hoy = datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 26, tzinfo=UTC)
    assert not _se_encarga(cola, ayer)
    with Cola(carpeta) as otra, suppress(ZeroDivisionError), turno(cola, "repaso", hoy) as toca:
        assert toca
        # Nobody waits for it, and nobody does it twice.
        assert not _se_encarga(otra, hoy)
        raise ZeroDivisionError
    assert _se_encarga(cola, hoy)
    assert not _se_encarga(cola, hoy)


def _se_encarga(cola: Cola, momento: datetime) -> bool:
    with turno(cola, "repaso", momento) as toca:
        return toca


def test_tres_equipos_la_estrenan_a_la_vez(sin_estrenar: CarpetaDeTrabajo) -> None:
    listas: list[int] = []

    def estrenar() -> None:
        with Cola(sin_estrenar) as suya:
            listas.append(len(correr(suya, "SELECT 1 FROM icsoe_version")))

    en_paralelo(estrenar)
    assert listas == [1, 1, 1]


def test_tres_piden_lo_mismo_a_la_vez(carpeta: CarpetaDeTrabajo) -> None:
    nuevos: list[int] = []
    rfcs = [renglon(numero).presentacion.rfc for numero in (1, 2)]

    def pedir() -> None:
        with Cola(carpeta) as suya:
            nuevos.append(len(suya.encolar_acuses(MUNDO, rfcs, None, None)[0]))

    en_paralelo(pedir)
    assert sorted(nuevos) == [0, 0, 2]


def en_paralelo(que: Any) -> None:
    hilos = [threading.Thread(target=que) for _ in range(3)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()


def test_sus_tablas_estan_aparte_de_la_bitacora(cola: Cola) -> None:
    tablas = dict(
        correr(
            cola,
            "SELECT table_schema, array_agg(table_name::text) FROM information_schema.tables "
            f"WHERE table_schema IN ('public', '{ESQUEMA}') GROUP BY 1",
        )
    )
    assert "presentaciones" in tablas["public"]
    assert all(uno.startswith(("icsoe_", "procrastinate_")) for uno in tablas[ESQUEMA])
    assert not any(uno.startswith(("icsoe_", "procrastinate_")) for uno in tablas["public"])


def test_una_version_mas_nueva_se_respeta(carpeta: CarpetaDeTrabajo, cola: Cola) -> None:
    correr(cola, "UPDATE icsoe_version SET procrastinate = '99.0.0'")
    with pytest.raises(ColaMasNueva):
        Cola(carpeta)


def test_al_actualizar_solo_corren_las_migraciones_que_faltan(
    carpeta: CarpetaDeTrabajo, cola: Cola
) -> None:
    todas = migraciones()
    assert todas == sorted(todas)
    assert pendientes(todas[-3], todas) == todas[-2:]
    # The last one only replaces what an older version left; it may run on the newest schema.
    correr(cola, f"UPDATE icsoe_version SET procrastinate = '{todas[-2]}'")
    with Cola(carpeta) as otra:
        (version,) = correr(otra, "SELECT procrastinate FROM icsoe_version")
    assert version[0] == todas[-1]


def test_con_sqlite_no_hay_cola(oficina: Oficina, icsoe: Icsoe) -> None:
    carpeta = CarpetaDeTrabajo(oficina.carpeta)
    with pytest.raises(ColaSinPostgreSQL, match="icsoe ledger mudar"):
        Cola(carpeta)
    assert Cola.si_hay(carpeta) is None
    for orden in ("encolar", "trabajador"):
        dicho = icsoe("-C", oficina.carpeta, orden, "--json")
        assert (dicho.codigo, dicho.json["error"]) == (2, "ColaSinPostgreSQL")


def test_mirar_no_la_estrena(sin_estrenar: CarpetaDeTrabajo) -> None:
    assert Cola.si_hay(sin_estrenar) is None
    with Cola(sin_estrenar):
        pass
    hallada = Cola.si_hay(sin_estrenar)
    assert hallada is not None
    with hallada:
        assert hallada.equipos.listar() == []


def test_un_lote_con_errores_no_encola_nada(equipos: Any) -> None:
    carpeta = equipos.uno("uno")
    with carpeta.lote.open("a", encoding="utf-8") as lote:
        lote.write("XXXX,2026-2,Sin información,Persona Ficticia,2026-11-26\n")
    with pytest.raises(LoteInvalido):
        encolar_lote(carpeta, carpeta.lote)
    with Cola(carpeta) as cola:
        assert correr(cola, "SELECT 1 FROM procrastinate_jobs") == []


def test_la_orden_cuenta_y_dice_quien_falta(equipos: Any, icsoe: Icsoe) -> None:
    carpeta = equipos.uno("uno")
    with Cola(carpeta) as cola:
        cola.equipos.presentarse("a", [RFC(uno) for uno in equipos.rfcs[1:]], "")
    dicho = icsoe("-C", carpeta.raiz, "encolar", "--json")
    assert len(dicho.json["encoladas"]) == 4
    assert dicho.json["sin_equipo"] == equipos.rfcs[:1]
    otra = icsoe("-C", carpeta.raiz, "encolar")
    assert otra.codigo == 0
    assert "0  informativas en cola" in otra.salida
    assert "4  informativas ya en cola" in otra.salida
    assert equipos.rfcs[0] in otra.errores
    periodo = dicho.json["encoladas"][0]["periodo"]
    retirar = ("-C", carpeta.raiz, "encolar", "--retirar", equipos.rfcs[0], "--periodo", periodo)
    assert icsoe(*retirar).codigo == 0
    assert icsoe(*retirar, "--json").json["error"] == "NoEstaEnCola"


@pytest.mark.parametrize(
    "argumentos",
    [
        ["ABC010101AB1"],
        ["--retirar", "ABC010101AB1"],
        ["--retirar", "--periodo", "2026-2"],
        ["--retirar", "ABC010101AB1", "--periodo", "2026-2", "--lote", "x.csv"],
        ["--desde", "2026-1"],
    ],
)
def test_lo_que_no_se_entiende_se_rehusa(
    icsoe: Icsoe, oficina: Oficina, argumentos: list[str]
) -> None:
    dicho = icsoe("-C", oficina.carpeta, "encolar", *argumentos, "--json")
    assert (dicho.codigo, dicho.json["error"]) == (2, "UsageProblem")


def test_los_acuses_se_piden_de_quienes_tienen_equipo(equipos: Any) -> None:
    carpeta = equipos.uno("uno")
    with pytest.raises(NadieLaTiene):
        encolar_acuses(carpeta, None, "", "")
    with Cola(carpeta) as cola:
        cola.equipos.presentarse("a", [RFC(equipos.rfcs[0])], "")
    assert [str(uno) for uno in encolar_acuses(carpeta, None, "", "").nuevos] == equipos.rfcs[:1]
    segunda = encolar_acuses(carpeta, carpeta.lote, "2026-1", "")
    assert sorted(map(str, segunda.nuevos)) == sorted(equipos.rfcs[1:])
    assert [str(uno) for uno in segunda.ya_en_cola] == equipos.rfcs[:1]


def test_ningun_secreto_queda_en_la_cola(equipos: Any, oficina: Oficina) -> None:
    carpeta = equipos.uno("uno")
    encolar_lote(carpeta, carpeta.lote)
    with Cola(carpeta) as cola:
        cola.equipos.presentarse("a", [RFC(uno) for uno in equipos.rfcs], "")
        tablas = correr(
            cola, f"SELECT table_name FROM information_schema.tables WHERE table_schema='{ESQUEMA}'"
        )
        todo = repr([correr(cola, f'SELECT * FROM "{uno[0]}"') for uno in tablas])
    assert equipos.rfcs[1] in todo
    secretos = [valor for nombre, valor in carpeta.env.items() if "CLAVE" in nombre]
    assert secretos
    for secreto in [*secretos, str(carpeta.raiz.parent)]:
        assert secreto not in todo


def test_la_fecha_de_quien_declara_es_la_del_lote(equipos: Any) -> None:
    carpeta = equipos.uno("uno")
    encolar_lote(carpeta, carpeta.lote)
    with Cola(carpeta) as cola:
        (mundo,) = {fila[0] for fila in correr(cola, "SELECT mundo FROM icsoe_pedidos")}
        pedidos = cola.pedidos(mundo)
    assert {pedido.renglon.protesta.fecha for pedido in pedidos} <= {
        date.today() - timedelta(days=dias) for dias in range(2)
    }
    assert {pedido.renglon.protesta.texto for pedido in pedidos} == {carpeta.perfil.protesta.texto}
