"""A browser that doesn't start, or dies before there is a tab: the next session tries anew."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Error

from flows.carpeta import CarpetaDeTrabajo
from flows.taller import Opciones, Taller
from icsoe_bot.domain.plazos import ZONA
from icsoe_bot.errors import IcsoeError
from icsoe_bot.portal import navegador
from icsoe_bot.portal.errores import NavegadorAusente, NavegadorCaido

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs are scripts here")


def en_otro_hilo(hacer: Callable[[], None]) -> None:
    """Playwright runs in the thread of the tests already."""
    futuro: Future[None] = Future()

    def correr() -> None:
        try:
            hacer()
        except BaseException as error:
            futuro.set_exception(error)
        else:
            futuro.set_result(None)

    threading.Thread(target=correr).start()
    futuro.result(timeout=120)


def sin_pestana(taller: Taller, esperado: type[IcsoeError], dicho: str) -> None:
    with (
        pytest.raises(esperado, match=dicho),
        taller.pestana("RFC", datetime.now(ZONA)),
    ):
        pytest.fail("hubo pestaña")


def test_un_navegador_que_no_abre_puede_intentarse_otra_vez(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(navegador.VARIABLE, "false")

    def intentar() -> None:
        with Taller(CarpetaDeTrabajo(tmp_path), Opciones()) as taller:
            sin_pestana(taller, NavegadorAusente, "no se pudo abrir")
            sin_pestana(taller, NavegadorAusente, "no se pudo abrir")

    en_otro_hilo(intentar)


def test_sin_quien_maneje_el_navegador_se_dice_y_se_intenta_otra_vez(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", shutil.which("false") or "")

    def intentar() -> None:
        with Taller(CarpetaDeTrabajo(tmp_path), Opciones()) as taller:
            sin_pestana(taller, NavegadorAusente, "no pudo iniciar")
            sin_pestana(taller, NavegadorAusente, "no pudo iniciar")

    en_otro_hilo(intentar)


def test_un_navegador_que_muere_al_abrirse_se_reemplaza(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    abiertos: list[str] = []

    class Contexto:
        def new_page(self) -> NoReturn:
            raise Error("Target page, context or browser has been closed")

        def close(self) -> None:
            abiertos.append("cerrado")

    def agente(_: object) -> str:
        abiertos.append("abierto")
        if len(abiertos) in mueren:
            raise Error("Target page, context or browser has been closed")
        return ""

    mueren = {1, 2, 3}
    monkeypatch.setattr(navegador, "playwright_discreto", lambda _: nullcontext())
    monkeypatch.setattr(navegador, "localizar", lambda *_: None)
    monkeypatch.setattr(navegador, "abierto", lambda *_, **__: nullcontext(object()))
    monkeypatch.setattr(navegador, "agente", agente)
    monkeypatch.setattr(navegador, "contexto", lambda *_: Contexto())
    with Taller(CarpetaDeTrabajo(tmp_path), Opciones()) as taller:
        sin_pestana(taller, NavegadorCaido, "al abrirlo")
        assert abiertos == ["abierto", "abierto"]
        # The third one dies too; the fourth opens, and its tab doesn't.
        sin_pestana(taller, NavegadorCaido, "al abrirlo")
        assert abiertos[2:] == ["abierto", "abierto", "cerrado"]
