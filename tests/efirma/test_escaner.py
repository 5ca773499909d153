"""The scanner finds every planted secret and nothing on a clean tree."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import os
import sqlite3
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from reportlab.pdfgen import canvas

from icsoe_bot.efirma import Efirma, contenedores
from icsoe_bot.efirma.escaner import (
    Hallazgo,
    NoSePudoEscanear,
    SecretoBuscado,
    escanear,
    secretos_de,
)

SECRETO = "Peña & 'hijos' \"1\" <ñ>/\\#€"
SIMPLE = "12345678abcQ"


BUSCADO = SecretoBuscado.de_clave(SECRETO, "la clave")


def en_json_de_navegador(texto: str) -> str:
    return "".join(f"\\u{ord(c):04X}" if not c.isascii() or c in "&'\"\\" else c for c in texto)


FORMAS = {
    "utf-8": SECRETO.encode(),
    "utf-16-le": SECRETO.encode("utf-16-le"),
    "utf-16-be": SECRETO.encode("utf-16-be"),
    "cp1252": SECRETO.encode("cp1252"),
    "base64 0": base64.b64encode(SECRETO.encode()),
    "base64 1": base64.b64encode(b"x" + SECRETO.encode() + b"y"),
    "base64 2": base64.b64encode(b"xy" + SECRETO.encode() + b"z"),
    "base64 de cp1252": base64.b64encode(b"x" + SECRETO.encode("cp1252")),
    "base64 de URL": base64.urlsafe_b64encode(b"?>" + SECRETO.encode() + b"?>?"),
    "base64 de URL codificado": base64.b64encode(b"clave=" + quote_plus(SECRETO).encode()),
    "base64 de utf-16": base64.b64encode(SECRETO.encode("utf-16")),
    "hexadecimal": SECRETO.encode().hex().encode(),
    "HEXADECIMAL": SECRETO.encode("cp1252").hex().upper().encode(),
    "URL": quote(SECRETO, safe="").encode(),
    "url en minúsculas": quote(SECRETO, safe="").lower().replace("p", "P", 1).encode(),
    "formulario": quote_plus(SECRETO).encode(),
    "encodeURIComponent": quote(SECRETO, safe="!'()*~-_.").encode(),
    "JSON": json.dumps({"value": SECRETO}).encode(),
    "JSON sin escapes": json.dumps([SECRETO], ensure_ascii=False).encode(),
    "JSON en JSON": json.dumps(json.dumps(SECRETO)).encode(),
    "widget": en_json_de_navegador(SECRETO).encode(),
    "HTML": html.escape(SECRETO).encode(),
    "HTML numérico": html.escape(SECRETO).encode("ascii", "xmlcharrefreplace"),
    "HTML con nombres": html.escape(SECRETO)
    .replace("ñ", "&ntilde;")
    .replace("€", "&euro;")
    .encode(),
    "Python": repr([SECRETO]).encode(),
    "CSV": ('"' + SECRETO.replace('"', '""') + '"').encode(),
    "SQL": SECRETO.replace("'", "''").encode(),
}


@pytest.mark.parametrize("nombre", FORMAS)
def test_cada_codificacion(tmp_path: Path, nombre: str) -> None:
    forma = FORMAS[nombre]
    (tmp_path / "registro.bin").write_bytes(b"antes " + forma + b" despues")
    hallazgos = escanear([tmp_path], [BUSCADO])
    assert {(h.archivo.name, h.interior, h.secreto) for h in hallazgos} == {
        ("registro.bin", "", "la clave")
    }
    assert not any(SECRETO in f"{h} {h!r}" for h in hallazgos)


@pytest.mark.parametrize("nombre", FORMAS)
def test_en_la_frontera_de_dos_trozos(tmp_path: Path, nombre: str) -> None:
    archivo = tmp_path / "grande.bin"
    forma = FORMAS[nombre]
    for corte in (1, len(forma) // 2, len(forma) - 1):
        archivo.write_bytes(b"." * (500 - corte) + forma + b"." * 500)
        assert escanear([archivo], [BUSCADO], trozo=500)


def en_zip(nombre: str, datos: bytes, metodo: int = zipfile.ZIP_DEFLATED) -> bytes:
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", metodo) as archivo:
        archivo.writestr(nombre, datos)
        archivo.writestr("otro.txt", b"relleno " * 500)
    return salida.getvalue()


def en_pdf(texto: str, compresion: int) -> bytes:
    salida = io.BytesIO()
    hoja = canvas.Canvas(salida, pageCompression=compresion)
    hoja.drawString(72, 700, texto)
    hoja.save()
    return salida.getvalue()


def flujo_de_pdf(datos: bytes) -> bytes:
    comprimido = zlib.compress(datos)
    return b"%PDF-1.7\n1 0 obj <</Filter /FlateDecode>> stream\r\n" + comprimido + b"\nendstream"


DATOS = b'{"fill": "' + SIMPLE.encode() + b'"}'

CONTENEDORES = {
    "zip": (en_zip("trace.network", DATOS), "trace.network"),
    "zip sin comprimir": (en_zip("a.txt", DATOS, zipfile.ZIP_STORED), ""),
    "zip con prefijo": (b"#!/bin/sh\n" + en_zip("a.txt", DATOS), "a.txt"),
    "zip en zip": (en_zip("b.zip", en_zip("a.txt", DATOS)), "b.zip!a.txt"),
    "zip en zip en gzip": (
        gzip.compress(en_zip("b.zip", en_zip("a.txt", DATOS))),
        "(gzip)!b.zip!a.txt",
    ),
    "zip a medias": (en_zip("a.txt", DATOS * 50)[:-60], "a.txt"),
    "gzip": (gzip.compress(DATOS), "(gzip)"),
    "gzip de dos partes": (gzip.compress(b"uno") + gzip.compress(DATOS), "(gzip)"),
    "gzip a medias": (gzip.compress(DATOS + os.urandom(9000))[:-40], "(gzip)"),
    "pdf en gzip": (gzip.compress(flujo_de_pdf(DATOS)), "(gzip)!(flujo 0)"),
    "pdf": (flujo_de_pdf(DATOS), "(flujo 0)"),
    "pdf a medias": (flujo_de_pdf(DATOS + os.urandom(9000))[:-40], "(flujo 0)"),
    "pdf de reportlab": (en_pdf(SIMPLE, 0), ""),
    "pdf de reportlab comprimido": (en_pdf(SIMPLE, 1), "(texto)"),
}


@pytest.mark.parametrize("nombre", CONTENEDORES)
def test_cada_contenedor(tmp_path: Path, nombre: str) -> None:
    contenido, interior = CONTENEDORES[nombre]
    (tmp_path / "cosa").write_bytes(contenido)
    hallazgos = escanear([tmp_path], [SIMPLE])
    assert interior in {h.interior for h in hallazgos}
    assert not escanear([tmp_path], ["otra clave cualquiera"])


def test_texto_de_pdf_con_letras_numeradas(tmp_path: Path) -> None:
    """Octal escapes in the stream, and the text as a reader sees it."""
    (tmp_path / "guia.pdf").write_bytes(en_pdf("con ñandú2026 dentro", 1))
    assert {h.interior for h in escanear([tmp_path], ["ñandú2026"])} >= {"(texto)"}


def test_sqlite_con_su_wal(tmp_path: Path) -> None:
    ruta = tmp_path / "libro.db"
    conexion = sqlite3.connect(ruta)
    conexion.execute("pragma journal_mode=wal")
    conexion.execute("create table t (x)")
    conexion.execute("insert into t values (?)", (SIMPLE,))
    conexion.commit()
    hallazgos = escanear([tmp_path], [SIMPLE])
    conexion.close()
    assert "libro.db-wal" in {h.archivo.name for h in hallazgos}
    assert "libro.db" in {h.archivo.name for h in escanear([tmp_path], [SIMPLE])}


def test_nombres_de_archivo_y_de_miembro(tmp_path: Path) -> None:
    (tmp_path / f"captura-{SIMPLE}.png").write_bytes(b"nada")
    (tmp_path / "a.zip").write_bytes(en_zip(f"{SIMPLE}.txt", b"nada"))
    interiores = {h.interior for h in escanear([tmp_path], [SIMPLE])}
    assert interiores >= {"(nombre)", f"{SIMPLE}.txt"}


@pytest.fixture
def llave(efirma: Efirma) -> RSAPrivateKey:
    datos, clave = efirma.key.read_bytes(), efirma.clave.revelar()
    llave = load_der_private_key(datos, clave.encode("cp1252"))
    assert isinstance(llave, RSAPrivateKey)
    return llave


@pytest.mark.parametrize("formato", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_la_llave_en_todo_formato(
    tmp_path: Path, efirma: Efirma, llave: RSAPrivateKey, formato: PrivateFormat
) -> None:
    der = llave.private_bytes(Encoding.DER, formato, NoEncryption())
    numeros = llave.private_numbers()
    planos = {
        "der": der,
        "pem": llave.private_bytes(Encoding.PEM, formato, NoEncryption()),
        "mime": base64.encodebytes(b"12" + der),
        "una línea": b'{"k":"' + base64.b64encode(b"1" + der) + b'"}',
        "hexadecimal": der.hex().encode(),
        "exponente": numeros.d.to_bytes(256, "big"),
        "primo": numeros.p.to_bytes(128, "big"),
        "jwk": b'{"q":"' + base64.urlsafe_b64encode(numeros.q.to_bytes(128, "big")) + b'"}',
        "zip": en_zip("llave.pem", base64.encodebytes(der)),
    }
    limpio = tmp_path / "limpio"
    limpio.mkdir()
    for nombre, contenido in planos.items():
        archivo = limpio / "x.bin"
        archivo.write_bytes(contenido)
        etiquetas = {h.secreto for h in escanear([limpio], secretos_de(efirma))}
        assert etiquetas == {"llave privada de PEÑA8001019Z0"}, nombre


def test_la_copia_del_key_y_su_lugar_permitido(tmp_path: Path, efirma: Efirma) -> None:
    buscados = secretos_de(efirma)
    original = efirma.key
    assert {h.archivo for h in escanear([tmp_path], buscados)} == {original}
    assert escanear([tmp_path], buscados, [original]) == []
    copia = tmp_path / "subida.har"
    for contenido in (
        original.read_bytes(),
        b'{"text":"' + base64.b64encode(b"a" + original.read_bytes()) + b'"}',
        base64.encodebytes(original.read_bytes()),
    ):
        copia.write_bytes(contenido)
        assert {h.archivo for h in escanear([tmp_path], buscados, [original])} == {copia}


def test_el_certificado_es_publico(tmp_path: Path, efirma: Efirma) -> None:
    """The modulus stands in certificate and key alike and gives nothing away."""
    carpeta = tmp_path / "publico"
    carpeta.mkdir()
    (carpeta / "a.cer").write_bytes(efirma.cer.read_bytes())
    (carpeta / "b.pem").write_bytes(base64.encodebytes(efirma.cer.read_bytes()))
    (carpeta / "c.txt").write_text(repr(efirma), encoding="utf-8")
    (carpeta / "d.bin").write_bytes(os.urandom(300_000))
    (carpeta / "e.txt").write_bytes(base64.b64encode(os.urandom(300_000)))
    assert escanear([carpeta], secretos_de(efirma)) == []


def test_lo_que_no_se_puede_ver_no_es_limpio(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoSePudoEscanear, match="no existe"):
        escanear([tmp_path / "nada"], [SIMPLE])
    cifrado = bytearray(en_zip("a.txt", b"x" * 100))
    for firma, lejos in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        cifrado[cifrado.index(firma) + lejos] |= 1
    (tmp_path / "cifrado.zip").write_bytes(cifrado)
    with pytest.raises(NoSePudoEscanear, match="cifrado"):
        escanear([tmp_path], [SIMPLE])
    monkeypatch.setattr(contenedores, "TOPE", 1000)
    (tmp_path / "cifrado.zip").write_bytes(gzip.compress(b"0" * 5000))
    with pytest.raises(NoSePudoEscanear, match="demasiado grande"):
        escanear([tmp_path], [SIMPLE])


def test_un_secreto_demasiado_corto_no_se_busca() -> None:
    for corto in ("abc", b"abc"):
        with pytest.raises(ValueError, match="under 6"):
            escanear([], [corto])


def test_hallazgo_legible() -> None:
    hallado = Hallazgo(Path("a.zip"), "b.txt", "contraseña", "base64")
    assert str(hallado) == "a.zip › b.txt: contraseña (base64)"
