"""What the benchmarks' figures are made of."""

from __future__ import annotations

import subprocess
import sys
import urllib.request

import pytest

from bench.replica_medida import Reloj, ReplicaMedida

_QUEMAR = "import time\nwhile time.process_time() < 0.4: pass"
_HUERFANO = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {_QUEMAR!r}])"


def test_lo_que_se_sirve_a_la_vez_cuenta_una_sola_vez() -> None:
    reloj = Reloj()
    for desde, hasta in ((1.0, 3.0), (2.0, 2.5), (2.0, 4.0), (6.0, 9.0)):
        reloj.anotar(desde, hasta)
    assert reloj.ocupado(0, 10) == pytest.approx(3 + 3)
    assert reloj.ocupado(2.5, 7) == pytest.approx(1.5 + 1)


def test_la_replica_mide_lo_que_tarda_con_su_latencia() -> None:
    with ReplicaMedida() as replica:
        replica.con_latencia()
        replica.estado.latencia_ms = {"*": 50}
        with urllib.request.urlopen(f"{replica.direcciones.portal}/icsoe", timeout=10) as respuesta:
            respuesta.read()
        assert 0.05 <= replica.reloj.ocupado(0, float("inf")) < 5


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the tree is looked at")
def test_cuenta_tambien_a_quien_sobrevive_a_su_padre() -> None:
    # In a process of its own: it waits for everything below it.
    guion = (
        "import subprocess, sys; from bench.procesador import cuenta; c = cuenta();"
        f"subprocess.run([sys.executable, '-c', {_HUERFANO!r}], check=True); print(c.cerrar())"
    )
    hecho = subprocess.run(
        [sys.executable, "-c", guion], capture_output=True, text=True, check=True, timeout=60
    )
    assert 0.4 <= float(hecho.stdout) < 5
