"""What the portal said and nobody knew is kept once, ready for the profile."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from flows.desconocidos import guardar_desconocidos


def test_cada_texto_queda_una_vez(tmp_path: Path) -> None:
    archivo = tmp_path / "portal" / "desconocidos.toml"
    guardar_desconocidos(archivo, [])
    assert not archivo.exists()
    guardar_desconocidos(archivo, ["Confirme su centro de «trabajo»", 'Otro \\ aviso "raro"'])
    guardar_desconocidos(archivo, ["CONFIRME SU CENTRO DE «TRABAJO»", "Uno más"])
    mensajes = tomllib.loads(archivo.read_text(encoding="utf-8"))["mensajes"]
    assert [m["textos"] for m in mensajes] == [
        ["Confirme su centro de «trabajo»"],
        ['Otro \\ aviso "raro"'],
        ["Uno más"],
    ]


def test_lo_que_alguien_estropeo_no_se_toca(tmp_path: Path) -> None:
    archivo = tmp_path / "desconocidos.toml"
    archivo.write_text("[[mensajes", encoding="utf-8")
    guardar_desconocidos(archivo, ["Algo"])
    assert archivo.read_text(encoding="utf-8") == "[[mensajes"


@given(st.lists(st.text(min_size=1).filter(str.strip)))
def test_cualquier_texto_se_lee_de_vuelta(textos: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as carpeta:
        archivo = Path(carpeta) / "d.toml"
        guardar_desconocidos(archivo, textos)
        if archivo.exists():
            leidos = tomllib.loads(archivo.read_text(encoding="utf-8"))["mensajes"]
            assert {m["textos"][0] for m in leidos} <= set(textos)
