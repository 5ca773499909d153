"""The pack's one page, for a person at the help desk."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, Spacer, Table, TableStyle

from flows.soporte.contenido import CORREO, DESTINATARIO, TELEFONO, Contenido
from flows.tanda.frases import periodo_en_palabras

TITULO = "Reporte de falla en el portal ICISOE"
NO_ENVIAR = "Práctica con una réplica. No ocurrió en el portal del IMSS: no se lo envíe."

_VINO = HexColor("#611232")
_TINTA = HexColor("#161a1d")
_GRIS = HexColor("#5f6361")
_BORDE = HexColor("#c9c5bc")
_FONDO = HexColor("#f5f3ee")
_ROJO = HexColor("#b3261e")

_ANCHO, _ALTO = LETTER
_MARGEN = 45
_UTIL = _ANCHO - 2 * _MARGEN
_PIE = 46

_INTENTOS, _RESPUESTAS, _PETICIONES = 5, 3, 4
"""So many of the latest are told on the page; the rest is in the files."""

_LARGO = 320

_ALTO_DE_PANTALLA = 140
"""Points: smaller than this nobody could read a screen."""

_LO_QUE_NO_CABE = re.compile(r"[\x00-\x1f\x7f]")

_CUERPO = ParagraphStyle("cuerpo", fontName="Helvetica", fontSize=9, leading=11.5, textColor=_TINTA)
_ROTULO = ParagraphStyle("rotulo", parent=_CUERPO, textColor=_GRIS)
_CHICO = ParagraphStyle("chico", parent=_CUERPO, fontSize=8, leading=10)
_CABEZA = ParagraphStyle("cabeza", parent=_CHICO, fontName="Helvetica-Bold", textColor=_GRIS)
_SECCION = ParagraphStyle(
    "seccion",
    parent=_CUERPO,
    fontName="Helvetica-Bold",
    fontSize=10.5,
    textColor=_VINO,
    spaceBefore=8,
    spaceAfter=3,
)
_SOLICITUD = ParagraphStyle("solicitud", parent=_CUERPO, fontSize=10, leading=13)


def informe_pdf(contenido: Contenido) -> bytes:
    """One page of letter size, whatever there is to tell."""
    salida = io.BytesIO()
    lienzo = Canvas(salida, pagesize=LETTER, lang="es-MX")
    titulo = f"{TITULO}: {contenido.presentacion.rfc} {contenido.presentacion.periodo}"
    lienzo.setTitle(" - ".join(filter(None, (contenido.marca, titulo))))
    lienzo.setAuthor("icsoe-bot")
    if contenido.marca:
        _marca_de_agua(lienzo, contenido.marca)
    tope = _encabezado(lienzo, contenido)
    # Shrunk rather than cut, when a portal has much to say.
    cuerpo = KeepInFrame(_UTIL, tope - _PIE, _cuerpo(contenido), mode="shrink")
    _, alto = cuerpo.wrapOn(lienzo, _UTIL, tope - _PIE)
    cuerpo.drawOn(lienzo, _MARGEN, tope - alto)
    _pantalla(lienzo, contenido, tope - alto)
    _pie(lienzo, contenido)
    lienzo.save()
    return salida.getvalue()


def _encabezado(lienzo: Canvas, contenido: Contenido) -> float:
    y = _ALTO - 40
    if contenido.marca:
        lienzo.setFillColor(_ROJO)
        lienzo.setFont("Helvetica-Bold", 22)
        lienzo.drawCentredString(_ANCHO / 2, y - 8, _texto(contenido.marca))
        lienzo.setFont("Helvetica", 9)
        lienzo.drawCentredString(_ANCHO / 2, y - 22, _texto(NO_ENVIAR))
        y -= 40
    lienzo.setFillColor(_TINTA)
    lienzo.setFont("Helvetica-Bold", 16)
    lienzo.drawString(_MARGEN, y - 8, TITULO)
    lienzo.setFont("Helvetica", 9)
    lienzo.setFillColor(_GRIS)
    lienzo.drawRightString(_ANCHO - _MARGEN, y - 8, f"{contenido.momento:%d/%m/%Y %H:%M}")
    lienzo.drawString(_MARGEN, y - 24, f"Para: {DESTINATARIO} · {CORREO} · {TELEFONO}")
    lienzo.setStrokeColor(_VINO)
    lienzo.setLineWidth(1.5)
    lienzo.line(_MARGEN, y - 31, _ANCHO - _MARGEN, y - 31)
    return y - 36


def _cuerpo(contenido: Contenido) -> list[Flowable]:
    return [
        *_quien(contenido),
        _seccion("Qué se solicita"),
        _caja(contenido.solicitud),
        _seccion("Qué se intentó y cuándo"),
        *_intentos(contenido),
        _seccion("Qué respondió el portal, en sus palabras"),
        *_respuestas(contenido),
        _seccion("Red y relojes"),
        *_red(contenido),
    ]


def _quien(contenido: Contenido) -> list[Flowable]:
    presentacion = contenido.presentacion
    periodo = presentacion.periodo
    quien = f"{presentacion.rfc}{f' · {contenido.nombre}' if contenido.nombre else ''}"
    de_que = f"«{presentacion.tipo.value}», {periodo_en_palabras(periodo)} ({periodo})"
    folio = contenido.registro.folio
    datos = [
        ("Contribuyente", quien),
        ("Informativa", de_que),
        ("Situación", f"{contenido.situacion}{f', folio {folio}' if folio else ''}."),
        ("Plazo", contenido.sobre_el_plazo),
    ]
    if contenido.fallo is not None:
        cuando = f"{contenido.fallo.momento:%d/%m/%Y %H:%M:%S}"
        datos.append(("Última falla", f"{cuando}. {contenido.fallo.motivo}"))
    filas = [[_parrafo(rotulo, _ROTULO), _parrafo(valor)] for rotulo, valor in datos]
    return [_tabla(filas, [86, _UTIL - 86])]


def _intentos(contenido: Contenido) -> list[Flowable]:
    if not contenido.intentos:
        return [_parrafo("No se llegó a abrir el portal.")]
    ultimos = list(enumerate(contenido.intentos, 1))[-_INTENTOS:]
    filas: list[list[Flowable]] = [
        [
            _parrafo(rotulo, _CABEZA)
            for rotulo in ("N.º", "Nuestro reloj", "Reloj del portal", "Llegó hasta", "Qué pasó")
        ]
    ]
    for numero, intento in ultimos:
        suyo = contenido.en_el_portal(intento.inicio, intento)
        que_paso = intento.motivo or ("Terminó bien." if intento.acabado else "No terminó.")
        celdas = (
            str(numero),
            f"{_dia(intento.inicio)} a {intento.fin:%H:%M:%S}",
            _dia(suyo) if suyo else "no se leyó",
            intento.hasta or "—",
            que_paso,
        )
        filas.append([_parrafo(celda, _CHICO) for celda in celdas])
    partes: list[Flowable] = [
        _tabla(filas, [24, 92, 78, 112, _UTIL - 306], cabeza=True),
    ]
    antes = len(contenido.intentos) - len(ultimos)
    if antes:
        cuantos = "1 intento anterior" if antes == 1 else f"{antes} intentos anteriores"
        partes.append(_parrafo(f"Y {cuantos}: están en intentos.json.", _CHICO))
    return partes


def _respuestas(contenido: Contenido) -> list[Flowable]:
    respuestas = contenido.respuestas[:_RESPUESTAS]
    if not respuestas:
        return [_parrafo("No mostró ninguna página, o no quedó copia de ella.")]
    return [
        _parrafo(
            f"{f'{respuesta.momento:%d/%m/%Y %H:%M:%S}: ' if respuesta.momento else ''}"
            f"«{_breve(respuesta.texto)}»"
        )
        for respuesta in respuestas
    ]


def _red(contenido: Contenido) -> list[Flowable]:
    peticiones = [
        peticion
        for evidencia in contenido.evidencias
        for peticion in evidencia.red.get("peticiones") or []
    ]
    malas = [una for una in peticiones if not re.fullmatch("[123]..", str(una.get("desenlace")))]
    partes: list[Flowable] = []
    if not peticiones:
        partes.append(_parrafo("No quedó registro de las peticiones."))
    elif not malas:
        partes.append(
            _parrafo(f"Las {len(peticiones)} peticiones registradas tuvieron respuesta sin error.")
        )
    for una in malas[-_PETICIONES:]:
        tardo = una.get("milisegundos")
        partes.append(
            _parrafo(
                f"{_hora(una.get('momento'))} {una.get('metodo')} {una.get('direccion')}: "
                f"{una.get('desenlace')}{f', {tardo:,} ms' if tardo is not None else ''}",
                _CHICO,
            )
        )
    partes += [Spacer(1, 3), _parrafo(_relojes(contenido))]
    return partes


def _relojes(contenido: Contenido) -> str:
    diferencia = contenido.diferencia_s
    if diferencia is None:
        return (
            "No se pudo leer el reloj del portal: las horas son del nuestro, del centro de México."
        )
    segundos = round(abs(diferencia))
    if segundos <= 1:
        return "El reloj del portal y el nuestro coinciden (±1 s). Horas del centro de México."
    hacia = "adelantado" if diferencia > 0 else "atrasado"
    return (
        f"El reloj del portal va {segundos:,} s {hacia} respecto del nuestro. Horas del centro de "
        "México."
    )


def _pantalla(lienzo: Canvas, contenido: Contenido, tope: float) -> None:
    """The last screen, if there is room for it below ``tope``."""
    con_imagen = [una for una in contenido.evidencias if una.imagen is not None]
    alto = tope - _PIE - 30
    if not con_imagen or alto < _ALTO_DE_PANTALLA:
        return
    ultima = con_imagen[-1]
    try:
        imagen = ImageReader(ultima.imagen)
        ancho_real, alto_real = imagen.getSize()
    except (OSError, ValueError):
        # A run that was killed may have left half a picture.
        return
    escala = min(_UTIL / ancho_real, alto / alto_real)
    cuando = f" el {_dia(ultima.momento)}" if ultima.momento else ""
    lienzo.setFillColor(_VINO)
    lienzo.setFont(_SECCION.fontName, _SECCION.fontSize)
    lienzo.drawString(_MARGEN, tope - 18, f"Lo que se veía{cuando}")
    ancho, alto = ancho_real * escala, alto_real * escala
    lienzo.drawImage(imagen, _MARGEN, tope - 24 - alto, ancho, alto)
    lienzo.setStrokeColor(_BORDE)
    lienzo.setLineWidth(0.5)
    lienzo.rect(_MARGEN, tope - 24 - alto, ancho, alto)


def _pie(lienzo: Canvas, contenido: Contenido) -> None:
    versiones = contenido.versiones
    lineas = (
        "En este paquete: intentos.json (paso a paso), pantallas y páginas sin contraseñas ni "
        "llaves, red.json, versiones.json.",
        f"icsoe-bot {versiones['icsoe-bot']} · navegador {versiones['navegador']} · "
        f"{versiones['sistema']}",
    )
    lienzo.setFont("Helvetica", 7.5)
    lienzo.setFillColor(_GRIS)
    for renglon, linea in enumerate(lineas):
        lienzo.drawString(_MARGEN, 34 - 10 * renglon, _texto(linea))


def _marca_de_agua(lienzo: Canvas, marca: str) -> None:
    lienzo.saveState()
    lienzo.setFillColor(Color(0.7, 0.15, 0.12, alpha=0.1))
    lienzo.translate(_ANCHO / 2, _ALTO / 2)
    lienzo.rotate(52)
    lienzo.setFont("Helvetica-Bold", 58)
    lienzo.drawCentredString(0, -20, _texto(marca))
    lienzo.restoreState()


def _seccion(titulo: str) -> Paragraph:
    return Paragraph(_texto(titulo), _SECCION)


def _parrafo(texto: str, estilo: ParagraphStyle = _CUERPO) -> Paragraph:
    return Paragraph(escape(_texto(_breve(texto))), estilo)


def _caja(texto: str) -> Table:
    caja = Table([[Paragraph(escape(_texto(texto)), _SOLICITUD)]], colWidths=[_UTIL])
    caja.setStyle(
        TableStyle([("BACKGROUND", (0, 0), (-1, -1), _FONDO), ("BOX", (0, 0), (-1, -1), 1, _VINO)])
    )
    return caja


def _tabla(
    filas: Sequence[Sequence[Flowable]], anchos: list[float], *, cabeza: bool = False
) -> Table:
    tabla = Table([list(fila) for fila in filas], colWidths=anchos)
    tabla.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, _BORDE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ("BACKGROUND", (0, 0), (-1, 0) if cabeza else (0, -1), _FONDO),
            ]
        )
    )
    return tabla


def _dia(momento: datetime) -> str:
    return f"{momento:%d/%m/%Y %H:%M:%S}"


def _hora(momento: object) -> str:
    try:
        return f"{datetime.fromisoformat(str(momento)):%H:%M:%S}"
    except ValueError:
        return ""


def _breve(texto: str) -> str:
    return texto if len(texto) <= _LARGO else f"{texto[: _LARGO - 1]}…"


def _texto(texto: str) -> str:
    """What the page's own letters can write."""
    simple = _LO_QUE_NO_CABE.sub(" ", texto)
    return simple.encode("cp1252", "replace").decode("cp1252")
