"""A working folder in the making. Each part is written if it isn't there, and kept if it is."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from flows.carpeta import CarpetaDeTrabajo
from flows.claves import fuentes_de
from flows.iniciar.ajustes import agregar_clave, escribir_ajustes, exigir_compatibles
from flows.iniciar.disco import crear, crear_carpeta
from flows.iniciar.hallar import Busqueda, Hallada, buscar, copiar
from flows.iniciar.leeme import leeme
from flows.iniciar.libreta import Libreta
from flows.iniciar.lote import Declaracion, texto_de_lote
from flows.lote.archivo import leer_tabla
from flows.lote.tabla import texto_de
from icsoe_bot.domain.periodo import Periodo
from icsoe_bot.domain.plazos import dia_en_mexico
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma.carpeta import localizar, nombrados
from icsoe_bot.efirma.certificado import Especie, certificado_en
from icsoe_bot.efirma.claves import Clave, guardar_en_llavero
from icsoe_bot.efirma.efirma import Efirma, exigir_certificado
from icsoe_bot.efirma.errores import FaltaClave, ProblemaDeEfirma
from icsoe_bot.errors import IcsoeError, UsageProblem
from icsoe_bot.portal.direcciones import Ambiente

logger = logging.getLogger(__name__)


class Guarda(Enum):
    """Where an office keeps its passwords."""

    LLAVERO = "llavero"
    ENV = "env"
    COMANDO = "comando"
    DESPUES = "despues"


class OficinaNueva:
    """The folder at ``raiz``, which may exist and may be an office already."""

    def __init__(self, raiz: Path, ahora: datetime) -> None:
        if raiz.exists() and not raiz.is_dir():
            raise UsageProblem(
                f"«{raiz}» es un archivo, no una carpeta.", remedio="Elija otro nombre."
            )
        self.raiz = raiz
        self.libreta = Libreta()
        self._ahora = ahora
        self._env = raiz / ".env"

    @property
    def carpeta(self) -> CarpetaDeTrabajo:
        """As it is now: a working folder keeps what it has read.

        Raises:
            UsageProblem: it doesn't exist yet.
        """
        return CarpetaDeTrabajo(self.raiz)

    @property
    def ya_es_oficina(self) -> bool:
        return self.raiz.is_dir() and self.carpeta.de_oficina

    @property
    def tiene_otras_cosas(self) -> bool:
        """Whether it is somebody's folder for something else."""
        if not self.raiz.is_dir() or self.ya_es_oficina:
            return False
        try:
            return any(self.raiz.iterdir())
        except OSError:
            return True

    @property
    def tiene_lote(self) -> bool:
        return self.raiz.is_dir() and self.carpeta.lote.exists()

    @property
    def periodo(self) -> Periodo:
        """The last one that has ended: the first batch is about it."""
        return Periodo.ultimo_terminado(self.hoy)

    @property
    def hoy(self) -> date:
        """In central Mexico."""
        return dia_en_mexico(self._ahora)

    def comprobar(self, ajustes: Mapping[str, str]) -> None:
        """Refuse settings that can't be, or that an existing ``.env`` contradicts.

        Raises:
            UsageProblem: nothing was written.
        """
        exigir_compatibles(self._env, ajustes)

    def escribir(self, ajustes: Mapping[str, str], inhabiles: Iterable[date] = ()) -> None:
        """Make the folder, ``.env``, ``efirmas/``, ``dias-inhabiles.txt`` and ``LEEME.txt``.

        Raises:
            NoSePudoEscribir: the system refuses.
        """
        if not self.raiz.is_dir():
            crear_carpeta(self.raiz)
            self.libreta.creado.append(str(self.raiz.resolve()))
        escribir_ajustes(self._env, ajustes, self.libreta)
        carpeta = self.carpeta
        if not carpeta.efirmas.is_dir():
            crear_carpeta(carpeta.efirmas)
            self.libreta.creado.append(f"{carpeta.efirmas.name}/")
        dias = sorted(set(inhabiles))
        if dias:
            texto = "# Días inhábiles además de los de la ley, uno por renglón.\n"
            self._escribir("dias-inhabiles.txt", texto + "".join(f"{dia}\n" for dia in dias))
        self._escribir("LEEME.txt", leeme(carpeta.configuracion.ambiente))

    def buscar(self, origen: Path, ambiente: Ambiente) -> Busqueda:
        """The e.firmas that could be copied from ``origen`` and the folders inside it.

        Raises:
            CarpetaDeOrigen: it can't be looked through.
        """
        return buscar(
            origen,
            ahora=self._ahora,
            acepta_replica=ambiente is Ambiente.REPLICA,
            salvo=self.raiz / "efirmas",
        )

    def copiar(self, halladas: Iterable[Hallada]) -> None:
        """Copy them; of a taxpayer who has an e.firma here nothing is changed."""
        copiar(halladas, self.carpeta.efirmas, self.libreta)

    def rfcs(self) -> list[RFC]:
        """Whose e.firmas lie in the folder."""
        if not self.raiz.is_dir() or not self.carpeta.efirmas.is_dir():
            return []
        return nombrados(self.carpeta.efirmas)[0]

    def sin_clave(self) -> list[RFC]:
        """Who has an e.firma that could be used, but for a password that is nowhere kept."""
        carpeta = self.carpeta
        fuentes = fuentes_de(carpeta, preguntar=False)
        acepta_replica = carpeta.configuracion.ambiente is Ambiente.REPLICA
        faltan = []
        for rfc in self.rfcs():
            try:
                cer = localizar(carpeta.efirmas, rfc).cer
                exigir_certificado(
                    certificado_en(cer),
                    cer,
                    ahora=self._ahora,
                    rfc=rfc,
                    acepta_replica=acepta_replica,
                )
                fuentes.resolver(rfc)
            except FaltaClave:
                faltan.append(rfc)
            except IcsoeError as error:
                # The review at the end tells it.
                logger.info("%s no sirve todavía: %s", rfc, type(error).__name__)
        return faltan

    def probar(self, rfc: RFC, clave: Clave) -> Efirma:
        """Open the e.firma with ``clave``, so that no wrong password is ever kept.

        Raises:
            ProblemaDeEfirma: it doesn't open, or isn't one.
        """
        par = localizar(self.carpeta.efirmas, rfc)
        return Efirma.abrir(par.cer, par.key, clave, ahora=self._ahora)

    def guardar(self, efirma: Efirma, guarda: Guarda) -> None:
        """Keep the password that opened ``efirma``, in the keyring or in ``.env``.

        Raises:
            LlaveroInservible: the keyring refused.
            NoSePudoEscribir: the file can't be written.
        """
        if guarda is Guarda.LLAVERO:
            guardar_en_llavero(efirma.rfc, efirma.clave)
            self.libreta.creado.append(f"contraseña de {efirma.rfc} en el llavero del sistema")
        elif guarda is Guarda.ENV:
            agregar_clave(self._env, efirma.rfc, efirma.clave)
            self.libreta.creado.append(f"contraseña de {efirma.rfc} en .env")

    def escribir_lote(self, declaraciones: Mapping[RFC, Declaracion]) -> None:
        """Make ``lote.csv``, unless there is one, or no e.firma to fill it with."""
        if self.carpeta.lote.exists():
            self.libreta.conservado.append(self.carpeta.lote.name)
            faltan = [str(rfc) for rfc in self.rfcs() if str(rfc) not in _en_lote(self.carpeta)]
            if faltan:
                self.libreta.pendiente.append(
                    f"lote.csv no tiene renglón de {', '.join(faltan)}: agréguelo si se presenta."
                )
            return
        certificados = []
        for rfc in self.rfcs():
            try:
                certificado = certificado_en(localizar(self.carpeta.efirmas, rfc).cer)
            except ProblemaDeEfirma:
                continue
            if certificado.rfc == rfc and certificado.especie is Especie.EFIRMA:
                certificados.append(certificado)
        if not certificados:
            self.libreta.pendiente.append(
                "Ponga el .cer y el .key de cada contribuyente en efirmas/<RFC>/ y ejecute otra "
                "vez «icsoe iniciar»: escribirá lote.csv con ellos."
            )
            return
        texto = texto_de_lote(certificados, declaraciones, self.periodo)
        # Excel takes a CSV for UTF-8 by its mark alone.
        self._escribir(self.carpeta.lote.name, texto, codificacion="utf-8-sig")

    def _escribir(self, nombre: str, texto: str, *, codificacion: str = "utf-8") -> None:
        lista = self.libreta.creado
        if not crear(self.raiz / nombre, texto.encode(codificacion)):
            lista = self.libreta.conservado
        lista.append(nombre)


def _en_lote(carpeta: CarpetaDeTrabajo) -> set[str]:
    """What the cells of the batch say, to see which RFCs it has; its errors are told elsewhere."""
    try:
        filas = leer_tabla(carpeta.lote).filas
    except UsageProblem:
        return set()
    return {
        texto_de(celda).upper().replace("-", "").replace(" ", "")
        for fila in filas
        for celda in fila.celdas
    }
