"""Where the browser may go, and where an e.firma may be typed."""

from __future__ import annotations

import pytest

from icsoe_bot.errors import UsageProblem
from icsoe_bot.portal.direcciones import (
    MICROSITIO_REPLICA,
    Ambiente,
    Direcciones,
    DireccionPeligrosa,
)
from icsoe_bot.portal.perfil.lectura import leer_perfil

MICROSITIO_IMSS = leer_perfil().direcciones.micrositio
WIDGET_IMSS = leer_perfil().direcciones.widget
REPLICA = Direcciones.de(Ambiente.REPLICA)
PRODUCCION = Direcciones.de(Ambiente.PRODUCCION)


@pytest.mark.parametrize(
    "mala",
    [
        "http://127.0.0.1:abc/icsoe",
        "http://[::1/icsoe",
        "http://127.0.0.1:99999",
        "http://yo:s3creta@192.0.2.1/",
        "http://yo:s3creta@127.0.0.1:x/",
    ],
)
def test_una_direccion_mal_escrita_se_dice_sin_su_contrasena(mala: str) -> None:
    for ambiente in Ambiente:
        for direcciones in ((mala, None), (None, mala)):
            with pytest.raises(UsageProblem) as error:
                Direcciones.de(ambiente, *direcciones)
            assert "s3creta" not in str(error.value)


@pytest.mark.parametrize(
    "ajena",
    [
        "https://s-icsoe.imss.gob.mx",
        "http://192.0.2.1:8710",
        "http://127.0.0.1.example.mx/",
        "http://localhost.example.mx/",
        "http://usuario@127.0.0.1/",
        "file:///etc/passwd",
        "127.0.0.1:8710",
        "",
    ],
)
def test_la_replica_vive_en_este_equipo(ajena: str) -> None:
    with pytest.raises(UsageProblem):
        Direcciones(Ambiente.REPLICA, ajena, WIDGET_IMSS)
    with pytest.raises(UsageProblem):
        Direcciones(Ambiente.REPLICA, MICROSITIO_REPLICA, ajena)


@pytest.mark.parametrize(
    "ajena",
    [
        "http://127.0.0.1:8710/icsoe",
        "https://imss.gob.mx.example.com/icsoe",
        "https://example.com/imss.gob.mx",
        "https://fakeimss.gob.mx/icsoe",
        "https://www.imss.gob.mx@example.com/",
        "ftp://www.imss.gob.mx/",
    ],
)
def test_produccion_vive_en_el_imss(ajena: str) -> None:
    with pytest.raises(UsageProblem):
        Direcciones(Ambiente.PRODUCCION, ajena, WIDGET_IMSS)
    with pytest.raises(UsageProblem):
        Direcciones(Ambiente.PRODUCCION, MICROSITIO_IMSS, ajena)


@pytest.mark.parametrize(
    ("pagina", "widget"),
    [
        ("http://www.imss.gob.mx/icsoe", "https://firmadigital.imss.gob.mx/x"),
        ("https://s-icsoe.imss.gob.mx/", "http://firmadigital.imss.gob.mx/x"),
        ("https://s-icsoe.imss.gob.mx/", "https://firmadigital.example.mx/x"),
        ("https://s-icsoe.imss.gob.mx/", "about:blank"),
        ("https://s-icsoe.imss.gob.mx/", ""),
        ("http://127.0.0.1:8710/", "http://localhost:8711/"),
    ],
)
def test_la_efirma_solo_se_escribe_donde_debe(pagina: str, widget: str) -> None:
    with pytest.raises(DireccionPeligrosa):
        PRODUCCION.exigir_seguras(pagina, widget)


def test_la_efirma_se_escribe_en_el_recuadro_verdadero() -> None:
    PRODUCCION.exigir_seguras(
        "https://s-icsoe.imss.gob.mx/icsoe/", "https://firmadigital.imss.gob.mx/chfecyn"
    )
    REPLICA.exigir_seguras("http://127.0.0.1:8710/icisoe/efirma", "http://localhost:8711/x")
    with pytest.raises(DireccionPeligrosa):
        REPLICA.exigir_seguras("http://127.0.0.1:8710/", "http://localhost:9999/")
