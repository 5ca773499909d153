"""Around a batch: what is told when it can't begin, and when its report can't be written."""

from __future__ import annotations

from pathlib import Path

import pytest

import flows.cli.lote as orden
from flows.avisos import Avisador
from flows.carpeta import CarpetaDeTrabajo
from flows.lote.errores import LoteInvalido
from flows.mundo import mundo_local
from flows.taller import Opciones
from flows.tanda.jornada import Jornada
from flows.tanda.testigo import Testigo
from tests.tanda.conftest import SinEsperar


class AvisadorDePapel(Avisador):
    """Writes down what it would send."""

    enviados: list[str]

    def avisar(self, titulo: str, cuerpo: str) -> bool:
        self.enviados.append(f"{titulo}\n{cuerpo}")
        return True


def test_un_lote_que_no_puede_empezar_se_avisa(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    avisador = AvisadorDePapel()
    avisador.enviados = []
    monkeypatch.setattr(orden, "avisador_de", lambda _: avisador)
    (tmp_path / "lote.csv").write_text("rfc;periodo\nnadie;2026-2\n", encoding="utf-8")
    with pytest.raises(LoteInvalido):
        orden.presentar_lote(
            CarpetaDeTrabajo(tmp_path),
            Path("lote.csv"),
            Opciones(),
            simulacion=False,
            json_pedido=True,
        )
    (aviso,) = avisador.enviados
    assert "no se presentó" in aviso
    assert "RÉPLICA" in aviso
    assert str(tmp_path) not in aviso


def test_sin_informe_queda_el_resumen(tmp_path: Path) -> None:
    (tmp_path / "informes").write_text("no es una carpeta", encoding="utf-8")
    carpeta = CarpetaDeTrabajo(tmp_path)
    mundo = mundo_local(carpeta.direcciones)
    jornada = Jornada(carpeta, tmp_path / "lote.csv", [], mundo)
    resumen, informe = jornada.correr(Opciones(), SinEsperar(), Testigo())
    assert informe is None
    assert resumen.codigo == 0
